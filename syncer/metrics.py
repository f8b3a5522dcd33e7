"""The service in numbers for Prometheus, read from the database at the moment of a scrape.

Pages and nightly work may be two processes, and either may have just started: only the database
knows what both did. Counters therefore never fall at a restart. What may become less, because old
rows are let go of, is a gauge. No label holds a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry
from sqlmodel import Session

from syncer import figures, ticking, troubles, version
from syncer.database import SessionFactory

Family = CounterMetricFamily | GaugeMetricFamily
Values = Mapping[Any, float]
"""Numbers by the values of their labels, a tuple of strings each."""


def registry(sessions: SessionFactory, now: Callable[[], datetime]) -> CollectorRegistry:
    """All metrics of one database; collecting from it asks the database anew."""
    found = CollectorRegistry(auto_describe=False)
    found.register(_FromDatabase(sessions, now))
    return found


class _FromDatabase(Collector):
    def __init__(self, sessions: SessionFactory, now: Callable[[], datetime]) -> None:
        self._sessions, self._now = sessions, now

    def collect(self) -> Iterator[Family]:
        with self._sessions() as session:
            yield from _families(session, self._now())

    def describe(self) -> Iterable[Family]:
        """Nothing: the database is not asked before the first scrape."""
        return ()


def _families(session: Session, now: datetime) -> Iterator[Family]:
    yield _gauge(
        "build_info", "Which version runs; always 1.", {(version.version(),): 1}, ("version",)
    )
    yield _gauge("members", "Members of the club.", {(): figures.members(session)})
    yield _gauge(
        "connections",
        "Runners by platform and by how they stand with it.",
        figures.connections(session),
        ("platform", "status"),
    )
    yield _gauge(
        "recordings",
        "Recordings stored; two of them may be one run.",
        {(): figures.recordings(session)},
    )
    yield _counter(
        "pulls",
        "Pulls of one runner from one platform, by how they ended.",
        figures.pulls(session),
        ("platform", "purpose", "outcome"),
    )
    yield from _nights(session, now)
    yield from _limits(session, now)
    yield _gauge(
        "deliveries",
        "Mails, notes and the like of the last two years, by channel and state.",
        figures.deliveries(session),
        ("channel", "state"),
    )
    yield _age(
        "oldest_pending_delivery",
        "Age of the oldest delivery that has still to leave; 0 where there is none.",
        figures.oldest_waiting(session, now),
    )
    yield _gauge(
        "units_put_aside",
        "Units of work of the last sixty days that were put aside, by kind.",
        _by_one(figures.put_aside(session)),
        ("kind",),
    )
    yield _gauge(
        "failing",
        "Parts of the nightly work that failed as a whole when last tried; always 1.",
        {(one.part,): 1 for one in troubles.standing(session)},
        ("part",),
    )
    if (ticked_at := ticking.last(session)) is not None:
        yield _age("last_tick", "Time since the nightly work was last awake.", now - ticked_at)


def _nights(session: Session, now: datetime) -> Iterator[Family]:
    last = figures.last_nights(session)
    yield _gauge(
        "last_night_duration_seconds",
        "From the first to the last pull of the last night.",
        {(one.platform,): one.lasted.total_seconds() for one in last},
        ("platform",),
    )
    yield _gauge(
        "last_night_pulls",
        "Pulls of the last night, by how they ended.",
        {(one.platform, how): count for one in last for how, count in one.outcomes.items()},
        ("platform", "outcome"),
    )
    yield _age(
        "oldest_due_night",
        "Time since the night began that has waited longest for its end; 0 where none waits.",
        figures.oldest_night(session, now),
    )


def _limits(session: Session, now: datetime) -> Iterator[Family]:
    limits, of = figures.budget(session, now), ("platform", "window")
    yield _gauge(
        "budget_left_requests",
        "Requests that a platform's present window still has.",
        {(one.platform, one.window): one.left for one in limits},
        of,
    )
    yield _gauge(
        "budget_limit_requests",
        "Requests that a platform's window has at most.",
        {(one.platform, one.window): one.most for one in limits},
        of,
    )


def _gauge(
    name: str,
    told: str,
    values: Values,
    labels: tuple[str, ...] = (),
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"evenstride_{name}", told, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family


def _counter(name: str, told: str, values: Values, labels: tuple[str, ...]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"evenstride_{name}", told, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family


def _age(name: str, told: str, age: timedelta) -> GaugeMetricFamily:
    return _gauge(f"{name}_age_seconds", told, {(): age.total_seconds()})


def _by_one(values: Mapping[str, int]) -> dict[tuple[str], int]:
    return {(of,): count for of, count in values.items()}
