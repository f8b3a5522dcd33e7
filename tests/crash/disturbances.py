"""Nights that something disturbs for a while, and then no longer."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session

from syncer import checks, database
from syncer.sandbox.garmin import Fault as GarminFault
from syncer.sandbox.strava import Fault as StravaFault
from syncer.settings import Settings
from tests.crash.evening import EVENING
from tests.crash.outside import World
from tests.crash.stage import INSTANTS, LONGEST_S, Night, Phase, Stage

DAY = timedelta(days=1)
NOBODY_LISTENS = 9


def full_disk(stage: Stage) -> Night:
    """The database cannot grow any more."""
    return _in_the_night(stage, Phase(INSTANTS[:1], inside=_no_room))


def read_only(stage: Stage) -> Night:
    return _in_the_night(stage, Phase(INSTANTS[:1], inside=_no_writing))


def locked(stage: Stage) -> Night:
    """Another process writes for longer than anybody waits."""
    with stage.dusk() as (settings, world):
        with _lock(settings):
            stage.live(settings, world, Phase(INSTANTS[:1], inside=_impatient))
        stage.live(settings, world, Phase())
        return stage.over(settings, world, 0, 0.0)


def hangs_up_on_mails(stage: Stage) -> Night:
    """The mail server dies with the first mails in hand, before it says that it has them."""
    return stage.phases(Phase(world=_die_with_mails))


def drops_after_each_mail(stage: Stage) -> Night:
    return stage.phases(Phase(world=_drop_connections))


def clock_back(stage: Stage) -> Night:
    """In the middle of the morning the clock is set back by two hours."""
    back = INSTANTS[2] - timedelta(hours=2)
    return stage.phases(Phase(INSTANTS[:3]), Phase(INSTANTS[2:], clock=back))


def no_mail_for_a_day(stage: Stage, disturbed: bool) -> tuple[Night, set[str]]:
    """What `check` says while it lasts comes with it."""
    down = {"smtp_port": NOBODY_LISTENS} if disturbed else {}
    day = Phase(INSTANTS, changed=down)
    evening = Phase((EVENING + DAY, EVENING + DAY + timedelta(minutes=30)))
    morning = Phase((INSTANTS[1] + DAY, INSTANTS[2] + DAY))
    return _asking(stage, day, evening, morning)


def no_platform_for_three_days(stage: Stage) -> tuple[Night, set[str]]:
    """Both of them; after it a whole night."""
    days = [at + nth * DAY for nth in range(3) for at in (INSTANTS[0], INSTANTS[1], INSTANTS[3])]
    down = Phase(days, world=_platforms_down)
    return _asking(stage, down, Phase([at + 3 * DAY for at in INSTANTS], world=_platforms_up))


def _in_the_night(stage: Stage, disturbed: Phase) -> Night:
    """What disturbs by night is over in the morning."""
    return stage.phases(disturbed, Phase())


def _asking(stage: Stage, *phases: Phase) -> tuple[Night, set[str]]:
    """`check` is asked when the first phase is over."""
    with stage.dusk() as (settings, world):
        codes: set[str] = set()
        for one in phases:
            stage.live(settings, world, one)
            codes = codes or _codes(settings, stage.town.clock())
        return stage.over(settings, world, 0, 0.0), codes


def _codes(settings: Settings, now: datetime) -> set[str]:
    engine = database.open_engine(settings.database)
    with Session(engine) as session:
        found = {one.code for one in checks.check(session, settings, now)}
    engine.dispose()
    return found


def _no_room() -> None:
    _on_connect("PRAGMA max_page_count = 1")


def _no_writing() -> None:
    _on_connect("PRAGMA query_only = ON")


def _impatient() -> None:
    _on_connect("PRAGMA busy_timeout = 20")


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    """Another process writes, and does not end."""
    context = get_context("fork")
    locked = context.Event()
    process = context.Process(target=_hold, args=(settings, locked), daemon=True)
    process.start()
    assert locked.wait(LONGEST_S)
    try:
        yield
    finally:
        process.kill()
        process.join()


def _hold(settings: Settings, locked: Event) -> None:
    connection = sqlite3.connect(settings.data_dir / "evenstride.db")
    connection.execute("BEGIN IMMEDIATE")
    locked.set()
    time.sleep(2 * LONGEST_S)


def _on_connect(statement: str) -> None:
    """Said on each connection to the database that this process opens from now on."""
    whole = database.open_engine

    def opened(url: str) -> Engine:
        engine = whole(url)
        engine.dispose()
        event.listen(engine, "connect", lambda connection, _: connection.execute(statement))
        return engine

    database.open_engine = opened


def _platforms_down(world: World) -> None:
    world.strava.faults.plan(StravaFault.UNAVAILABLE, times=100_000)
    world.garmin.faults.plan(GarminFault.UNAVAILABLE, times=100_000)


def _platforms_up(world: World) -> None:
    world.strava.faults.clear()
    world.garmin.faults.clear()


def _drop_connections(world: World) -> None:
    world.office.drops = True


def _die_with_mails(world: World) -> None:
    """Once for everybody who gets one."""
    office, had = world.office, set[str]()

    def before_answer() -> None:
        office.hang_up = office.recipients[-1] not in had
        had.add(office.recipients[-1])

    office.before_answer = before_answer
