"""What a platform knows of a runner beside the runs: nights, and Garmin's running tolerance.

Nights are health data: asked for only where the runner allowed it, and gave the consent to
storing such data. Each is asked for once, the last ones again because a watch may sync late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlmodel import Session, col, select

from coaching.nights import PULSE_DAYS
from syncer import consents
from syncer.closer_look import Night, Whose
from syncer.database import SessionFactory
from syncer.models import Connection, PlatformNight, Runner, RunningTolerance
from syncer.posting import today_of
from syncer.sources import Account, Gone, NotAllowed, Objected, TryLater

log = logging.getLogger(__name__)

MOST_NIGHTS = 10
"""Our choice: so many are asked for at once, the newest first, so that a new connection costs no
more than a night of new runs does."""
SYNCED_LATE = timedelta(days=2)
WEEKS = timedelta(weeks=12)
HAS_NONE = timedelta(days=30)
"""A device that offers no tolerance is asked again after this time."""


@runtime_checkable
class TellsNights(Protocol):
    """An account that knows how its runner slept."""

    def night(self, on: date) -> tuple[float | None, float | None]:
        """Seconds slept and resting pulse in bpm of the night that ended on a local day."""


@runtime_checkable
class TellsTolerance(Protocol):
    """An account that knows the running tolerance of its runner's device."""

    def tolerance(
        self, first: date, last: date
    ) -> Sequence[tuple[date, float | None, float | None]]:
        """Weeks by their first day, with load and tolerance; empty where there is none."""


def read(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    account: Account,
    who: Whose,
    night: Night,
) -> None:
    """Ask for what is missing of both, and store it. Raises what concerns everyone, or the
    connection; else what cannot be told is the next night's, for the runs are there without it."""
    if isinstance(account, TellsNights):
        with _unless_ill(who, "nights"):
            _read_nights(sessions, now, account, who)
    if isinstance(account, TellsTolerance):
        with sessions() as session:
            today = _tolerance_is_due(session, now(), who, night)
        if today is not None:
            with _unless_ill(who, "tolerance"):
                _read_tolerance(sessions, now, account, who, today)


@contextmanager
def _unless_ill(who: Whose, what: str) -> Iterator[None]:
    try:
        yield
    except TryLater as error:
        if error.everyone:
            raise
        log.warning("no %s tonight runner=%d: %s", what, who.runner_id, error.reason)


def _read_nights(
    sessions: SessionFactory, now: Callable[[], datetime], account: TellsNights, who: Whose
) -> None:
    with sessions() as session:
        days = _missing_nights(session, now(), who)
    for day in days:
        try:
            slept_s, resting_bpm = account.night(day)
        except (Gone, NotAllowed, Objected) as error:
            log.info("no nights: %s", type(error).__name__)
            break
        with sessions() as session:
            _keep_night(session, now(), who, day, slept_s, resting_bpm)


def _missing_nights(session: Session, now: datetime, who: Whose) -> list[date]:
    if not _may_be_read(session, who):
        return []
    runner = session.get_one(Runner, who.runner_id)
    held = session.exec(
        select(PlatformNight).where(
            col(PlatformNight.runner_id) == who.runner_id, col(PlatformNight.source) == who.source
        )
    ).all()
    settled = {one.on for one in held if one.slept_s is not None and one.resting_bpm is not None}
    today = today_of(runner, now)
    asked = {one.on for one in held if one.on < today - SYNCED_LATE}
    days = [today - timedelta(days=back) for back in range(PULSE_DAYS)]
    return [day for day in days if day not in settled | asked][:MOST_NIGHTS]


def _may_be_read(session: Session, who: Whose) -> bool:
    """Whether the runner is connected and lets nights be read: looked at again in the transaction
    that stores one, for they may have left or switched it off while Garmin was asked."""
    if not _is_connected(session, who):
        return False
    held = select(Runner).where(col(Runner.id) == who.runner_id).with_for_update()
    runner = session.exec(held).one()
    return runner.garmin_nights and consents.has(session, runner, consents.HEALTH)


def _is_connected(session: Session, who: Whose) -> bool:
    """Whether the connection is still there, and held until this transaction ends."""
    own = select(Connection.id).where(col(Connection.id) == who.connection_id)
    return session.exec(own.with_for_update()).first() is not None


def _keep_night(
    session: Session,
    now: datetime,
    who: Whose,
    on: date,
    slept_s: float | None,
    resting_bpm: float | None,
) -> None:
    if not _may_be_read(session, who):
        return
    found = select(PlatformNight).where(
        col(PlatformNight.runner_id) == who.runner_id,
        col(PlatformNight.source) == who.source,
        col(PlatformNight.on) == on,
    )
    row = session.exec(found).first() or PlatformNight(
        runner_id=who.runner_id, source=who.source, on=on, fetched_at=now
    )
    # An empty answer deletes nothing.
    row.slept_s = row.slept_s if slept_s is None else slept_s
    row.resting_bpm = row.resting_bpm if resting_bpm is None else resting_bpm
    row.fetched_at = now
    session.add(row)
    session.commit()


def _tolerance_is_due(session: Session, now: datetime, who: Whose, night: Night) -> date | None:
    """The runner's today where it is time to ask: after a new run, and now and then where the
    device had none."""
    newest = session.exec(
        select(RunningTolerance)
        .where(col(RunningTolerance.runner_id) == who.runner_id)
        .order_by(col(RunningTolerance.week_starts).desc())
    ).first()
    today = today_of(session.get_one(Runner, who.runner_id), now)
    if newest is None:
        return today
    due = bool(night.new_runs) if _is_offered(newest) else now - newest.fetched_at >= HAS_NONE
    return today if due else None


def _is_offered(week: RunningTolerance) -> bool:
    return week.tolerance is not None or week.load is not None


def _read_tolerance(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    account: TellsTolerance,
    who: Whose,
    today: date,
) -> None:
    try:
        weeks = account.tolerance(today - WEEKS, today)
    except (Gone, NotAllowed, Objected):
        weeks = []
    monday = today - timedelta(days=today.weekday())
    with sessions() as session:
        if not _is_connected(session, who):
            return
        held = {
            one.week_starts: one
            for one in session.exec(
                select(RunningTolerance).where(col(RunningTolerance.runner_id) == who.runner_id)
            )
        }
        told = {starts: (load, usual) for starts, load, usual in weeks}
        if not told and not any(_is_offered(one) for one in held.values()):
            # That there is none is kept too, so that nobody asks each night.
            told = {monday: (None, None)}
        for starts, (load, tolerance) in told.items():
            row = held.get(starts) or RunningTolerance(
                runner_id=who.runner_id, week_starts=starts, fetched_at=now()
            )
            row.load = row.load if load is None else load
            row.tolerance = row.tolerance if tolerance is None else tolerance
            row.fetched_at = now()
            session.add(row)
        session.commit()
