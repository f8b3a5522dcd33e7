"""When things happen: one tick that asks the database who is due, woken again and again.

What came in by webhook goes first and between the slices of a night. A runner's night falls in
their own small hours, spread over two of them; a night that was missed is caught up once. A digest
and the morning question come after the runner's own night, so that they know of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from syncer import (
    coach_digests,
    deliver,
    digests,
    events,
    platform_pass,
    questions,
    strength_days,
    ticking,
    units,
    upkeep,
)
from syncer.budget import Purpose
from syncer.deliver import DeliveryCounts
from syncer.jobs import House
from syncer.models import Connection, Runner
from syncer.platform_pass import Due, Pass, by_runner
from syncer.sources.strava import NAME as STRAVA
from syncer.tokens import CONNECTED

log = logging.getLogger(__name__)

EVERY_S = 30
DAY = timedelta(days=1)
SMALL_HOURS = time(2, 0)
SPREAD_MIN = 120
"""Our choice: nights begin between two and four, local, so that no quarter sees them all."""
SLICE = 40
"""So many runners are pulled before webhooks are looked at again."""


@dataclass(slots=True)
class Tick:
    """What one tick did."""

    heard_of: int = 0
    night: Pass = field(default_factory=Pass)
    told: DeliveryCounts | None = None
    digests: int = 0
    questions: int = 0

    @property
    def is_news(self) -> bool:
        """Whether anything happened worth a line."""
        told = self.told is not None and self.told != DeliveryCounts()
        return bool(told or self.heard_of or self.letters or self.night != Pass())

    @property
    def letters(self) -> int:
        """How many digests and questions were put on their way."""
        return self.digests + self.questions


def tick(
    house: House,
    stopping: Callable[[], bool] = lambda: False,
    in_hand: set[tuple[int, str]] | None = None,
) -> Tick:
    """Do what is due now, and nothing else; `stopping` ends it before the next runner.

    `in_hand` holds, while it lasts, which runners are pulled. Raises NoTokenKey.
    """
    done = Tick()
    ticking.awake(house.sessions, house.now())
    upkeep.keep_house(house)
    units.tidy(house.sessions, house.now())
    # What waits goes before the night, or a night that uses all limits up would keep it for days.
    done.told = _send(house, stopping)
    strength_days.keep_waiting(house.sessions, house.settings, house.now, stopping)
    waiting: list[Due] = []
    asked, stopped = set[int](), set[str]()
    while not stopping():
        done.heard_of += _events(house)
        slice_ = _slice(waiting, asked, stopped)
        if not slice_:
            # Only now, for to ask a large club who is due takes as long as to pull some of them.
            waiting = due_tonight(house)
            slice_ = _slice(waiting, asked, stopped)
        if not slice_:
            break
        asked.update(one.runner_id for one in slice_)
        may = partial(_still_due, house, stopping)
        done.night.add(platform_pass.pull(house, slice_, may, tell=True, in_hand=in_hand))
        stopped.update(done.night.stopped)
        ticking.awake(house.sessions, house.now())
        done.digests += digests.write(house, stopping, {one.runner_id for one in waiting} - asked)
    done.digests += digests.write(house, stopping)
    # After the runners' own, which leave first, so that the coach reads what they were told.
    done.digests += coach_digests.write(house, stopping)
    done.questions += questions.ask(house, stopping)
    if done.letters:
        _send(house, stopping)
    return done


def _slice(waiting: list[Due], asked: Collection[int], stopped: Collection[str]) -> list[Due]:
    """Whom to pull next; nobody twice in a tick, such as one who is in another worker's hand."""
    left = (one.without(stopped) for one in waiting if one.runner_id not in asked)
    return list(islice((one for one in left if one.sources), SLICE))


def _send(house: House, stopping: Callable[[], bool]) -> DeliveryCounts:
    return deliver.deliver(
        house.sessions, house.settings, house.now, keep_quiet=True, stopping=stopping
    )


def in_words(done: Tick) -> str:
    """One tick in one line."""
    told = done.told or DeliveryCounts()
    return (
        f"{done.night.pulled} pulled, {done.night.later} put off,"
        f" {done.night.reconnect} have to connect again; {done.heard_of} heard of by webhook;"
        f" {done.digests} digests, {done.questions} questions; {told.sent} sent."
    )


def as_json(done: Tick) -> dict[str, object]:
    """The same as facts."""
    return {
        "heard_of": done.heard_of,
        "pulled": done.night.pulled,
        "later": done.night.later,
        "reconnect": done.night.reconnect,
        "blocked": done.night.blocked,
        **done.night.counts,
        "digests": done.digests,
        "questions": done.questions,
        "delivered": asdict(done.told or DeliveryCounts()),
    }


def _still_due(house: House, stopping: Callable[[], bool], runner_id: int, source: str) -> bool:
    return not stopping() and any(source in one.sources for one in due_tonight(house, runner_id))


def due_tonight(house: House, runner_id: int | None = None) -> list[Due]:
    """Connected runners whose small hours have come since their last night, the longest ago first.

    Where the app's limits are too small for everybody, nobody waits for two nights before all
    others had one.
    """
    now = house.now()
    found = (
        select(Connection, Runner)
        .join(Runner, col(Runner.id) == col(Connection.runner_id))
        .where(col(Connection.status) == CONNECTED)
    )
    if runner_id is not None:
        found = found.where(col(Connection.runner_id) == runner_id)
    with house.sessions() as session:
        rows = session.exec(found).all()
    never = datetime.min.replace(tzinfo=UTC)
    waiting = [
        (connection.night_at or never, begun, connection.runner_id, connection.source)
        for connection, runner in rows
        for begun in (small_hours(runner, now),)
        if connection.not_before is None or connection.not_before <= now
        if _is_due(connection, begun, now)
    ]
    return by_runner((runner_id, source) for *_, runner_id, source in sorted(waiting))


def _is_due(connection: Connection, begun: datetime, now: datetime) -> bool:
    """No whole night since this one began, or put off in the middle of it. A night of the
    future was written by a clock that was wrong."""
    ended_at = connection.night_at
    if ended_at is None or ended_at > now or ended_at < begun:
        return True
    return connection.not_before is not None


def small_hours(runner: Runner, now: datetime) -> datetime:
    """When the runner's night last began: each day once, whatever the clocks there do."""
    day = now.astimezone(ZoneInfo(runner.timezone)).date()
    today = _night_of(runner, day)
    return today if today <= now else _night_of(runner, day - DAY)


def next_night(runner: Runner, now: datetime) -> datetime:
    """When it begins next."""
    return night_after(runner.id or 0, runner.timezone, now)


def night_after(runner_id: int, timezone: str, at: datetime) -> datetime:
    """The first night of a runner that begins after an instant."""
    day = at.astimezone(ZoneInfo(timezone)).date()
    today = _night_on(runner_id, timezone, day)
    return today if today > at else _night_on(runner_id, timezone, day + DAY)


def _night_of(runner: Runner, day: date) -> datetime:
    return _night_on(runner.id or 0, runner.timezone, day)


def _night_on(runner_id: int, timezone: str, day: date) -> datetime:
    after = timedelta(minutes=(runner_id * 47) % SPREAD_MIN)
    # Added in UTC, where every minute happens once.
    begins = datetime.combine(day, SMALL_HOURS, ZoneInfo(timezone))
    return begins.astimezone(UTC) + after


def _events(house: House) -> int:
    pull = partial(_pull_named, house)
    return events.take(house.sessions, house.settings, house.now, pull).pulled


def _pull_named(house: House, runner_id: int, named: frozenset[str]) -> None:
    house.pull_and_tell(runner_id, STRAVA, Purpose.PERSON, named)
