"""When things happen: one tick that asks the database who is due, woken again and again.

What came in by webhook goes first and between the slices of a night. A runner's night falls in
their own small hours, spread over two of them; a night that was missed is caught up once.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from threading import Event
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from syncer import clock, deliver, events, platform_pass, upkeep
from syncer.budget import Purpose
from syncer.deliver import DeliveryCounts
from syncer.jobs import House
from syncer.models import Connection, Runner
from syncer.platform_pass import Due, Pass, by_runner
from syncer.sources.strava import NAME as STRAVA
from syncer.tokens import CONNECTED, NoTokenKey

log = logging.getLogger(__name__)

EVERY_S = 30
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

    @property
    def is_news(self) -> bool:
        """Whether anything happened worth a line."""
        told = self.told is not None and self.told != DeliveryCounts()
        return bool(told or self.heard_of or self.night != Pass())


def tick(house: House, stopping: Callable[[], bool] = lambda: False) -> Tick:
    """Do what is due now, and nothing else. Raises NoTokenKey."""
    done = Tick()
    upkeep.keep_house(house)
    # What waits goes before the night, or a night that uses all limits up would keep it for days.
    done.told = deliver.deliver(house.sessions, house.settings, house.now)
    asked, stopped = set[int](), set[str]()
    while not stopping():
        done.heard_of += _events(house)
        # Nobody twice in a tick, such as one who is in another worker's hand.
        waiting = (one.without(stopped) for one in due_tonight(house))
        slice_ = [one for one in waiting if one.sources and one.runner_id not in asked][:SLICE]
        if not slice_:
            break
        asked.update(one.runner_id for one in slice_)
        done.night.add(platform_pass.pull(house, slice_, partial(_still_due, house), tell=True))
        stopped.update(done.night.stopped)
    return done


def run(house: House, tell: Callable[[Tick], None]) -> None:
    """Tick until a signal asks to stop; the runners in hand are finished first."""
    from apscheduler.schedulers.background import BackgroundScheduler

    stop = Event()

    def once() -> None:
        try:
            done = tick(house, stop.is_set)
        except NoTokenKey as error:
            log.error("nothing was done: %s", error)
            return
        if done.is_news:
            tell(done)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    waking = BackgroundScheduler(timezone=UTC)
    waking.add_job(
        once,
        "interval",
        seconds=EVERY_S,
        next_run_time=clock.now(),
        # A tick that lasts longer than the pause is no misfire, and is never doubled.
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    waking.start()
    stop.wait()
    waking.shutdown(wait=True)


def in_words(done: Tick) -> str:
    """One tick in one line."""
    told = done.told or DeliveryCounts()
    return (
        f"{done.night.pulled} pulled, {done.night.later} put off,"
        f" {done.night.reconnect} have to connect again; {done.heard_of} heard of by webhook;"
        f" {told.sent} sent."
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
        "delivered": asdict(done.told or DeliveryCounts()),
    }


def _still_due(house: House, runner_id: int, source: str) -> bool:
    return any(source in one.sources for one in due_tonight(house, runner_id))


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
    zone = ZoneInfo(runner.timezone)
    after = timedelta(minutes=((runner.id or 0) * 47) % SPREAD_MIN)
    day = now.astimezone(zone).date()
    today, yesterday = (
        # Added in UTC, where every minute happens once.
        datetime.combine(one, SMALL_HOURS, zone).astimezone(UTC) + after
        for one in (day, day - timedelta(days=1))
    )
    return today if today <= now else yesterday


def _events(house: House) -> int:
    pull = partial(_pull_named, house)
    return events.take(house.sessions, house.settings, house.now, pull).pulled


def _pull_named(house: House, runner_id: int, named: frozenset[str]) -> None:
    house.pull_and_tell(runner_id, STRAVA, Purpose.PERSON, named)
