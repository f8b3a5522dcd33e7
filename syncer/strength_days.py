"""The strength days of a runner's plan, kept on their Garmin calendar.

A session is a row before Garmin hears of it, and loses its row only when it is gone there. So a
worker may die between any two steps, and an answer may get lost. What lies behind stays as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlmodel import Session

from syncer import planned_strength, strength_rows
from syncer.budget import Purpose
from syncer.clock import Clock
from syncer.database import SessionFactory
from syncer.models import Runner
from syncer.planned_strength import Wanted
from syncer.settings import Settings
from syncer.sources import Gone, NeedsReconnect, NotAllowed, Objected, TryLater
from syncer.sources.garmin import NAME
from syncer.strength_calendar import AGAIN, Calendar, Kept
from syncer.tokens import CONNECTED, NoTokenKey, connection_of

log = logging.getLogger(__name__)

LEAVES_WITHIN_S = 10.0
"""A page waits for it."""


def keep(sessions: SessionFactory, settings: Settings, now: Clock, runner_id: int) -> Kept:
    """Bring a runner's calendar in line with the plan of their latest advice.

    Garmin is only asked where something has to change. Raises nothing of Garmin's: an outage puts
    the work off, and a connection that has to be made again leaves it for then.
    """
    with sessions() as session:
        if _open_connection(session, now(), runner_id) is None:
            return Kept()
        wanted = planned_strength.wanted(session, now(), session.get_one(Runner, runner_id))
        strength_rows.write_down(session, now(), runner_id, wanted)
        if not strength_rows.due(session, now(), runner_id, wanted):
            return Kept()
    return _bring(sessions, settings, now, runner_id, wanted)


def keep_waiting(
    sessions: SessionFactory, settings: Settings, now: Clock, stopping: Callable[[], bool]
) -> None:
    """The same for everybody whose calendar would come too late with the next night."""
    with sessions() as session:
        runners = strength_rows.waiting(session, now())
    for runner_id in runners:
        if stopping():
            return
        try:
            keep(sessions, settings, now, runner_id)
        except Exception:  # one runner's failure never stops the next
            log.exception("the calendar failed runner=%d", runner_id)
            with sessions() as session:
                strength_rows.rest(session, runner_id, now() + AGAIN)


def leave(sessions: SessionFactory, settings: Settings, now: Clock, runner_id: int) -> Kept:
    """Take off the calendar what can be in a while, for a runner who is about to disconnect."""
    with sessions() as session:
        found = strength_rows.rows(session, runner_id)
        strength_rows.unwant(session, found)
        session.commit()
    way = sessions, settings, now, runner_id
    return _bring(*way, {}, within_s=LEAVES_WITHIN_S) if found else Kept()


def _bring(
    sessions: SessionFactory,
    settings: Settings,
    now: Clock,
    runner_id: int,
    wanted: Mapping[date, Wanted],
    within_s: float | None = None,
) -> Kept:
    """Tell Garmin what the rows say, `within_s` where somebody waits for it."""
    from syncer.sources.garmin.account import GarminSource

    with sessions() as session:
        connection_id = _open_connection(session, now(), runner_id)
    kept = Kept()
    if connection_id is None:
        return kept
    way = sessions, settings, now, connection_id, Purpose.NIGHT
    try:
        with GarminSource().let_in(*way) as account:
            if within_s is not None:
                account.hurry(within_s)
            _step_by_step(Calendar(sessions, settings, now, runner_id, account, kept), wanted)
    except TryLater as error:
        log.info("the calendar waits runner=%d: %s", runner_id, error.reason)
        with sessions() as session:
            kept.later += strength_rows.put_off(session, runner_id, wanted, error.until)
    except (Gone, NotAllowed, Objected) as error:
        # Of one session that is its own matter; of the whole list, Garmin keeps none for us now.
        log.warning("no workouts runner=%d: %s", runner_id, type(error).__name__)
        with sessions() as session:
            kept.later += strength_rows.put_off(session, runner_id, wanted, now() + AGAIN)
    except (NeedsReconnect, NoTokenKey) as error:
        log.info("the calendar waits runner=%d: %s", runner_id, error)
    log.info("calendar runner=%d scheduled=%d removed=%d", runner_id, kept.scheduled, kept.removed)
    return kept


def _step_by_step(calendar: Calendar, wanted: Mapping[date, Wanted]) -> None:
    sessions, runner_id = calendar.sessions, calendar.runner_id
    with sessions() as session:
        rows = strength_rows.rows(session, runner_id)
    if any(row.workout_id is None for row in rows):
        calendar.find_again(rows)
    with sessions() as session:
        due = strength_rows.due(session, calendar.now(), runner_id, wanted)
    calendar.clear([row for row in due if row.unwanted])
    with sessions() as session:
        # What was in the way is gone, so what comes in its place gets a row now.
        strength_rows.write_down(session, calendar.now(), runner_id, wanted)
        due = strength_rows.due(session, calendar.now(), runner_id, wanted)
    calendar.fill([row for row in due if not row.unwanted], wanted)


def _open_connection(session: Session, now: datetime, runner_id: int) -> int | None:
    """The connection, where Garmin lets us in and did not ask for patience."""
    held = connection_of(session, runner_id, NAME)
    if held is None or held.status != CONNECTED:
        return None
    return None if held.not_before is not None and held.not_before > now else held.id
