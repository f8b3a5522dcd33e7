"""The rows of what should stand on a runner's calendar, and which of them Garmin has to hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from syncer import planned_strength
from syncer.models import Advice, Connection, Runner, ScheduledWorkout
from syncer.planned_strength import Wanted
from syncer.posting import today_of
from syncer.sources.garmin import NAME
from syncer.tokens import CONNECTED
from syncer.told import URGENT

KEPT_FOR = timedelta(days=28)
"""What lies behind for so long is tidied away, or a runner's list of workouts grows for ever."""
BY_DAY = timedelta(hours=1)
"""So soon after a red or a warning sign the calendar is looked at; later, the night has done so."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows whose session has to go, and days that need a row."""

    unwanted: Sequence[ScheduledWorkout]
    new: Sequence[date]


def changes(
    rows: Sequence[ScheduledWorkout], wanted: Mapping[date, Wanted], today: date, done: bool
) -> Changes:
    """What to take away and what to add, given whether today's strength work is done already.

    Pure. A session that lies behind or is done stays, unless it never came to stand there.
    """
    unwanted = []
    for row in rows:
        if row.on < today or (row.on == today and done):
            goes = row.workout_id is None or row.on < today - KEPT_FOR
        else:
            goes = row.on not in wanted or wanted[row.on].says != row.says
        if goes and not row.unwanted:
            unwanted.append(row)
    return Changes(unwanted, sorted(wanted.keys() - {row.on for row in rows}))


def write_down(
    session: Session, now: datetime, runner_id: int, wanted: Mapping[date, Wanted]
) -> None:
    """Bring the rows in line. Where another worker did so at the same moment, theirs stand."""
    runner = session.get_one(Runner, runner_id)
    today = today_of(runner, now)
    done = planned_strength.is_done(session, runner, today)
    found = changes(rows(session, runner_id), wanted, today, done)
    unwant(session, found.unwanted)
    for on in found.new:
        new = ScheduledWorkout(runner_id=runner_id, source=NAME, on=on, says=wanted[on].says)
        session.add(new)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()


def rows(session: Session, runner_id: int) -> Sequence[ScheduledWorkout]:
    """All of a runner's, by day."""
    found = select(ScheduledWorkout).where(
        col(ScheduledWorkout.runner_id) == runner_id, col(ScheduledWorkout.source) == NAME
    )
    return session.exec(found.order_by(col(ScheduledWorkout.on))).all()


def unwant(session: Session, found: Sequence[ScheduledWorkout]) -> None:
    """These shall go, with the next pass. The caller commits."""
    for row in found:
        row.unwanted, row.not_before = True, None
        session.add(row)


def due(
    session: Session, now: datetime, runner_id: int, wanted: Mapping[date, Wanted]
) -> list[ScheduledWorkout]:
    """What Garmin has to hear of now: sessions to take away, and those not on the calendar yet."""
    return [
        row
        for row in rows(session, runner_id)
        if _waits(row, wanted) and (row.not_before is None or row.not_before <= now)
    ]


def waiting(session: Session, now: datetime) -> list[int]:
    """Runners whose calendar is not left for the night: something did not come to stand or to go,
    or a red or a warning sign was told by day. What lies behind nobody waits for."""
    row = ScheduledWorkout
    half_done = or_(
        col(row.unwanted),
        col(row.schedule_id).is_(None) & (col(row.on) >= now.date() - timedelta(days=1)),
    )
    rested = or_(col(row.not_before).is_(None), col(row.not_before) <= now)
    told_off = exists().where(
        col(Advice.runner_id) == col(row.runner_id),
        col(Advice.light).in_([str(light) for light in URGENT]),
        col(Advice.created_at) > now - BY_DAY,
        col(Advice.created_at) > col(row.written_at),
    )
    let_in = (
        (col(Connection.runner_id) == col(row.runner_id))
        & (col(Connection.source) == NAME)
        & (col(Connection.status) == CONNECTED)
        & or_(col(Connection.not_before).is_(None), col(Connection.not_before) <= now)
    )
    mine = col(row.source) == NAME, rested, or_(half_done, told_off)
    found = select(row.runner_id).join(Connection, let_in).where(*mine).distinct()
    return sorted(session.exec(found))


def rest(session: Session, runner_id: int, until: datetime) -> None:
    """All of a runner's rows wait until then, whatever they wait for. Commits."""
    for row in rows(session, runner_id):
        row.not_before = until
        session.add(row)
    session.commit()


def put_off(
    session: Session, runner_id: int, wanted: Mapping[date, Wanted], until: datetime
) -> int:
    """All that Garmin has to hear of waits until then; answers how much that is. Commits."""
    waiting = [row for row in rows(session, runner_id) if _waits(row, wanted)]
    for row in waiting:
        row.not_before = until
        session.add(row)
    session.commit()
    return len(waiting)


def _waits(row: ScheduledWorkout, wanted: Mapping[date, Wanted]) -> bool:
    if row.unwanted:
        return True
    one = wanted.get(row.on)
    return one is not None and one.says == row.says and row.schedule_id is None
