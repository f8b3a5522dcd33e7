"""Units of work: one thing to do for one runner, claimed by comparing first, tried a few times.

A unit is written down when somebody first takes it. Who has it holds it for some minutes at most;
whoever takes it afterwards has a later attempt, and the earlier one can no longer change it. What
fails is tried again after a pause, and after its last try it is put aside with its reason.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from syncer.channels import TryLater
from syncer.clock import Clock
from syncer.database import SessionFactory
from syncer.models import UnitOfWork

log = logging.getLogger(__name__)

DIGEST = "digest"
COACH_DIGEST = "coach digest"
QUESTION = "question"
NIGHT = "night"
ADVICE = "advice"

HELD = timedelta(minutes=10)
"""So long a unit belongs to whoever took it, alive or not."""
PAUSES = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""Before each further try; after the last of them nothing is tried any more."""
MOST_TRIES = len(PAUSES) + 1
JITTER = 0.25
"""By this part a pause is longer or shorter, so that what failed together is not tried together."""
REST = timedelta(days=1)
"""So long what comes again every night rests when it was put aside."""
KEPT = timedelta(days=60)
"""How long it is remembered that a unit ended; none is about a day that lies further back."""
REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class InHand:
    """A unit that this worker holds: its row, and the how manieth try it is, from 1."""

    unit_id: int
    attempt: int


def work_off(
    sessions: SessionFactory,
    now: Clock,
    kind: str,
    runner_id: int,
    about: str,
    do: Callable[[], bool],
) -> bool | None:
    """Do one thing for one runner, unless it is done, put off, put aside or in another's hand.

    Answers what `do` says; None where it was not its turn, or failed and is written down so.
    """
    with sessions() as session:
        held = claim(session, now(), kind, runner_id, about)
    if held is None:
        return None
    try:
        came_of_it = do()
    except TryLater as error:
        problem, until = error.reason, error.until
    except Exception as error:  # one runner's failure never stops the next
        log.exception("%s failed runner=%d attempt=%d", kind, runner_id, held.attempt)
        problem, until = fault(error), now()
    else:
        with sessions() as session:
            _end(session, held, now(), None)
        return came_of_it
    with sessions() as session:
        _again(session, held, now(), problem, until)
    return None


def claim(session: Session, now: datetime, kind: str, runner_id: int, about: str) -> InHand | None:
    """Take a unit in hand; None where it is not to be had (any more, or yet). Commits."""
    unit = UnitOfWork
    own = (
        col(unit.kind) == kind,
        col(unit.runner_id) == runner_id,
        col(unit.about) == about,
    )
    if session.exec(select(unit.id).where(*own)).first() is None:
        session.add(UnitOfWork(kind=kind, runner_id=runner_id, about=about))
        try:
            session.commit()
        except IntegrityError:
            # Another worker wrote it down at the same moment; only one will get it.
            session.rollback()
    free = or_(
        col(unit.claimed_until).is_(None),
        col(unit.claimed_until) <= now,
        # Nobody holds that long: the clock was wrong then, or is now.
        col(unit.claimed_until) > now + HELD,
    )
    may = or_(col(unit.not_before).is_(None), col(unit.not_before) <= now)
    taken = session.connection().execute(
        update(unit)
        .where(*own, col(unit.ended_at).is_(None), free, may)
        .values(claimed_until=now + HELD, attempts=unit.attempts + 1)
        .returning(col(unit.id), col(unit.attempts))
    )
    row = taken.first()
    session.commit()
    if row is None:
        return None
    unit_id, attempt = row
    if unit_id is None:
        return None
    held = InHand(unit_id, attempt)
    if attempt > MOST_TRIES:
        _end(session, held, now, "The process ended in the middle of the last try; see its log.")
        return None
    return held


def failed(
    session: Session, now: datetime, kind: str, runner_id: int, about: str, error: Exception
) -> datetime:
    """Count a failed try of what is claimed elsewhere; answers until when it rests. Commits.

    After its last try it is put aside with its reason, and tried once a day until it went well.
    """
    unit = UnitOfWork
    own = col(unit.kind) == kind, col(unit.runner_id) == runner_id, col(unit.about) == about
    row = session.exec(select(unit).where(*own)).first()
    row = row or unit(kind=kind, runner_id=runner_id, about=about)
    row.attempts, row.problem = row.attempts + 1, fault(error)
    if row.attempts < MOST_TRIES:
        rests = row.not_before = now + pause(row.attempts)
    else:
        rests, row.not_before, row.ended_at = now + REST, None, now
    session.add(row)
    session.commit()
    return rests


def went_well(session: Session, kind: str, runner_id: int, about: str) -> None:
    """Nothing is left to tell of it. Commits."""
    unit = UnitOfWork
    own = col(unit.kind) == kind, col(unit.runner_id) == runner_id, col(unit.about) == about
    if session.exec(select(unit.id).where(*own)).first() is not None:
        session.connection().execute(delete(unit).where(*own))
        session.commit()


def fault(error: Exception) -> str:
    """What to write down of an error of ours; its own words may quote a runner."""
    return f"{type(error).__name__}; the log says more, please report it."


def ended(session: Session, kind: str, abouts: Collection[str]) -> set[tuple[int, str]]:
    """Which units need nothing more, done or put aside, as runner and what they are about."""
    unit = UnitOfWork
    found = select(unit.runner_id, unit.about).where(
        col(unit.kind) == kind, col(unit.about).in_(abouts), col(unit.ended_at).is_not(None)
    )
    return set(session.exec(found))


def tidy(sessions: SessionFactory, now: datetime) -> None:
    """Forget units that ended long ago."""
    with sessions() as session:
        old = select(UnitOfWork.id).where(col(UnitOfWork.ended_at) < now - KEPT)
        if session.exec(old.limit(1)).first() is not None:
            session.connection().execute(delete(UnitOfWork).where(col(UnitOfWork.id).in_(old)))
            session.commit()


def pause(attempt: int) -> timedelta:
    """How long to wait after a try, the first of which is 1."""
    return PAUSES[attempt - 1] * random.uniform(1 - JITTER, 1 + JITTER)


def _again(session: Session, held: InHand, now: datetime, problem: str, until: datetime) -> None:
    if held.attempt >= MOST_TRIES:
        _end(session, held, now, problem)
        return
    later = max(now, until) + pause(held.attempt)
    _change(session, held, problem=problem[:REASON_MAX], not_before=later)


def _end(session: Session, held: InHand, now: datetime, problem: str | None) -> None:
    reason = None if problem is None else problem[:REASON_MAX]
    _change(session, held, problem=reason, not_before=None, ended_at=now)


def _change(session: Session, held: InHand, **values: Any) -> None:
    unit = UnitOfWork
    mine = and_(col(unit.id) == held.unit_id, col(unit.attempts) == held.attempt)
    session.connection().execute(
        update(unit).where(mine, col(unit.ended_at).is_(None)).values(claimed_until=None, **values)
    )
    session.commit()
