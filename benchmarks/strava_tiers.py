"""How long a club's night takes by the limits of its app, and how long its first nights take.

The service's own tick, over real HTTP, against a stand-in with those limits. Both sides have one
clock that stands until it is moved: by 150 ms a request, shared by the workers, while there is
something to do, and to the end of the window where the limit is used up. So a night of two days
is over in a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import col, select

from benchmarks import Row
from benchmarks.strava_club import Clock, Club, club, run_new
from syncer import schedule
from syncer.budget import Purpose
from syncer.closer_look import CLOSER, Night
from syncer.deliver import DeliveryCounts
from syncer.jobs import Done, House
from syncer.models import Activity
from syncer.sandbox.strava import DEFAULT, SELF_UPGRADED, Limits

GROUP = "strava"
SIZES = (10, 60, 1000)
LATENCY_S = 0.150
EVERY_S = 30
"""Watches of these clubs keep few samples, because only the requests matter here."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A kind of app: its limits, and how many runners Strava lets it have."""

    name: str
    limits: Limits
    most_runners: int


REVIEWED = Limits(600, 30_000, 600, 30_000)
"""What recorded answers to one app say; a review sets each app its own."""
TIERS = (
    Tier("new app", DEFAULT, 1),
    Tier("self-upgraded app", SELF_UPGRADED, 10),
    Tier("reviewed app", REVIEWED, 9_999),
)
TOO_LONG = 100
"""First nights of more runners are played through only where Strava allows the club."""


def bench() -> Iterator[Row]:
    for tier in TIERS:
        for size in SIZES:
            yield Row(GROUP, nightly(tier, size), _night_min(tier, size), "min")
    for tier in TIERS:
        for size in SIZES:
            if size <= max(tier.most_runners, TOO_LONG):
                yield Row(GROUP, first_nights(tier, size), _first_nights_min(tier, size), "min")


def nightly(tier: Tier, size: int) -> str:
    return f"night of {size}, {tier.name}"


def first_nights(tier: Tier, size: int) -> str:
    return f"first nights of {size}, {tier.name}"


def _night_min(tier: Tier, size: int) -> float:
    with club(size, tier.limits, every_s=EVERY_S) as one:
        one.strava.ask(run_new, EVERY_S)
        return _minutes_until(one, partial(one.night_is_over, one.clock()))


def _first_nights_min(tier: Tier, size: int) -> float:
    with club(size, tier.limits, settled=False, every_s=EVERY_S) as one:
        return _minutes_until(one, partial(_all_in, one, one.clock()))


@dataclass(frozen=True, slots=True)
class _Timed(House):
    """A house whose clock moves by the time that a runner's requests take."""

    clock: Clock

    def pull(
        self,
        runner_id: int,
        source: str,
        purpose: Purpose = Purpose.NIGHT,
        named: Collection[str] = (),
    ) -> Done:
        done = House.pull(self, runner_id, source, purpose, named)
        # A token is renewed first.
        self._took(1 + done.night.requests)
        return done

    def end_night(self, runner_id: int, nights: Mapping[str, Night]) -> DeliveryCounts | None:
        told = House.end_night(self, runner_id, nights)
        # A note is two requests more: written, and read back.
        self._took(2 * told.sent if told else 0)
        return told

    def _took(self, requests: int) -> None:
        took_s = requests * LATENCY_S / self.settings.platform_workers
        self.clock.later(timedelta(seconds=took_s))


def _minutes_until(one: Club, is_done: Callable[[], bool]) -> float:
    """Tick, and where nothing can be done go on to the next quarter of an hour."""
    began = one.clock()
    house = _Timed(one.house.sessions, one.house.settings, one.clock, one.clock)
    schedule.tick(house)
    while not is_done():
        one.clock.to_next_quarter()
        schedule.tick(house)
    return (one.clock() - began).total_seconds() / 60


def _all_in(one: Club, began: datetime) -> bool:
    """Every run of the last eight weeks was looked at closely, and everybody told."""
    recent = col(Activity.started_at) > one.clock() - CLOSER
    unseen = select(Activity.id).where(col(Activity.detailed_at).is_(None), recent)
    with one.house.sessions() as session:
        all_seen = session.exec(unseen.limit(1)).first() is None
    return all_seen and one.night_is_over(began)
