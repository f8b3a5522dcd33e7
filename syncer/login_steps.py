"""How far a runner is on the way into Garmin: the steps as they stand in `PlatformLogin`.

Every change is one statement that says what must still be so, so that of two clicks, threads or
processes one goes on and the other sees it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Delete, Update, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from syncer import login_rests
from syncer.login_rests import WRONG_OFTEN, WRONG_WITHIN, shut_until
from syncer.models import PlatformLogin
from syncer.settings import Settings
from syncer.sources.garmin import NAME
from syncer.sources.garmin.login import CODE_OLD, TOO_MANY
from syncer.tokens import NoTokenKey, seal_text, unseal_text

ASKING, CODE, DONE, FAILED = "asking", "code", "done", "failed"
CUT_OFF = "cut_off"

FROM_HOME = "home"
"""How no code is ever sent: in its place, it says that the login was made at home."""
CUT_OFF_AFTER = timedelta(minutes=10)
"""Longer than any login takes: whoever was at it has died."""
CODE_LIVES = timedelta(minutes=10)
CODES = 5
"""So many codes may be told for one login."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a login stands: `step` and `problem` as in the row, step "" where there is none.

    `second` says that it is at the code, `waits_s` how long it has been asking, `until` when it
    may be tried again after "too many" or too many wrong passwords.
    """

    step: str = ""
    problem: str | None = None
    second: bool = False
    sent_to: str = ""
    waits_s: float = 0.0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login under way; only its holder may write what came of it."""

    runner_id: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the second step goes on with, until when, and how many codes may still be told."""

    state: str
    until: datetime
    left: int = CODES

    def sealed(self, settings: Settings) -> str:
        """As it is stored: it lets in like a password. Raises NoTokenKey."""
        told = [self.state, self.until.isoformat(), self.left]
        return seal_text(settings, json.dumps(told))

    def __repr__(self) -> str:
        return f"Waiting(until={self.until.isoformat()}, left={self.left})"


def standing(session: Session, settings: Settings, now: datetime, runner_id: int) -> Standing:
    """How this runner's login stands now. Writes nothing."""
    row = _row(session, runner_id)
    if row is None:
        return Standing()
    until = row.not_before if row.not_before is not None and row.not_before > now else None
    if row.problem in (TOO_MANY, WRONG_OFTEN) and until is None:
        return Standing()
    step, problem = row.step, row.problem
    if step == ASKING and row.stepped_at <= now - CUT_OFF_AFTER:
        step, problem = FAILED, CUT_OFF
    elif step == CODE and _opened(settings, now, row) is None:
        step, problem = FAILED, CODE_OLD
    waits_s = max(0.0, (now - row.stepped_at).total_seconds())
    return Standing(step, problem, row.sealed_state is not None, row.sent_to, waits_s, until)


def begin(
    session: Session, now: datetime, runner_id: int, *, from_home: bool = False
) -> Attempt | None:
    """Take the first step; None while another one is at it, or where it has to rest. Commits.

    `from_home` brings a login that was made there: no password is sent, so nothing has to rest for
    it, and a rest goes on whatever comes of it.
    """
    if not from_home and shut_until(session, now) is not None:
        return None
    sent_to = FROM_HOME if from_home else ""
    session.add(
        PlatformLogin(
            runner_id=runner_id,
            source=NAME,
            step=ASKING,
            sent_to=sent_to,
            begun_at=now,
            stepped_at=now,
        )
    )
    try:
        session.commit()
        return Attempt(runner_id, now)
    except IntegrityError:
        session.rollback()
    dead = col(PlatformLogin.stepped_at) <= now - CUT_OFF_AFTER
    rested = or_(col(PlatformLogin.not_before).is_(None), col(PlatformLogin.not_before) <= now)
    taken = (
        update(PlatformLogin)
        .where(*_own(runner_id), or_(col(PlatformLogin.step) != ASKING, dead))
        .values(
            step=ASKING,
            problem=None,
            sealed_state=None,
            sent_to=sent_to,
            begun_at=now,
            stepped_at=now,
        )
    )
    if not from_home:
        taken = taken.where(rested).values(not_before=None)
    one = _count(session, taken)
    session.commit()
    return Attempt(runner_id, now) if one else None


def take_code(session: Session, now: datetime, runner_id: int) -> Attempt | None:
    """Take the second step; None where no code is waited for. Commits."""
    row = _row(session, runner_id)
    if row is None:
        return None
    attempt = Attempt(runner_id, row.begun_at)
    taken = update(PlatformLogin).where(*_of(attempt), col(PlatformLogin.step) == CODE)
    one = _count(session, taken.values(step=ASKING, problem=None, stepped_at=now))
    session.commit()
    return attempt if one else None


def waiting(
    session: Session, settings: Settings, now: datetime, attempt: Attempt
) -> Waiting | None:
    """What the second step of this attempt goes on with; None where that is over."""
    row = _row(session, attempt.runner_id)
    if row is None or row.begun_at != attempt.begun_at:
        return None
    return _opened(settings, now, row)


def write(session: Session, now: datetime, attempt: Attempt, step: str, **values: Any) -> bool:
    """Set the next step, if this attempt is still at it; answers so. The caller commits."""
    mine = update(PlatformLogin).where(*_of(attempt), col(PlatformLogin.step) == ASKING)
    return _count(session, mine.values(step=step, stepped_at=now, **values)) == 1


def fail(session: Session, now: datetime, attempt: Attempt, problem: str) -> None:
    """Write how an attempt failed, and the rest that it asks for. The caller commits."""
    left = login_rests.after(_row(session, attempt.runner_id), now, problem)
    write(session, now, attempt, FAILED, sealed_state=None, **left)


def stop(session: Session, runner_id: int) -> None:
    """Forget a login that nobody is at; a rest stays, and so does what was counted. Commits."""
    idle = col(PlatformLogin.step) != ASKING, col(PlatformLogin.not_before).is_(None)
    forget(session, runner_id, *idle)
    session.commit()


def forget(session: Session, runner_id: int, *which: ColumnElement[bool]) -> None:
    """Forget a login, but for the wrong passwords that were counted. The caller commits."""
    own = *_own(runner_id), *which
    counted = col(PlatformLogin.wrong_passwords) > 0
    _count(session, delete(PlatformLogin).where(*own, ~counted))
    over = update(PlatformLogin).where(*own).values(step=DONE, problem=None, sealed_state=None)
    _count(session, over)


def tidy(session: Session, now: datetime) -> int:
    """Delete the states of logins that nobody went on with; answers how many. Commits.

    Wrong passwords of another day are forgotten too.
    """
    past = update(PlatformLogin).where(col(PlatformLogin.wrong_since) <= now - WRONG_WITHIN)
    _count(session, past.values(wrong_passwords=0, wrong_since=None))
    old = update(PlatformLogin).where(
        col(PlatformLogin.sealed_state).is_not(None),
        col(PlatformLogin.stepped_at) <= now - CODE_LIVES,
    )
    gone = _count(session, old.values(step=FAILED, problem=CODE_OLD, sealed_state=None))
    session.commit()
    return gone


def _opened(settings: Settings, now: datetime, row: PlatformLogin) -> Waiting | None:
    if row.sealed_state is None:
        return None
    try:
        state, until, left = json.loads(unseal_text(settings, row.sealed_state))
    except NoTokenKey:
        return None
    found = Waiting(state, datetime.fromisoformat(until), left)
    return found if now < found.until else None


def _row(session: Session, runner_id: int) -> PlatformLogin | None:
    found = select(PlatformLogin).where(*_own(runner_id))
    return session.exec(found.execution_options(populate_existing=True)).first()


def _own(runner_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(PlatformLogin.runner_id) == runner_id, col(PlatformLogin.source) == NAME


def _of(attempt: Attempt) -> tuple[ColumnElement[bool], ...]:
    return *_own(attempt.runner_id), col(PlatformLogin.begun_at) == attempt.begun_at


def _count(session: Session, statement: Update | Delete) -> int:
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
