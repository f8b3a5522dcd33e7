"""What a platform knows of a runner beside the runs: nights, and Garmin's running tolerance.

Nights are health data: asked for only where the runner allowed it, and gave the consent to
storing such data. Each is asked for once, the last ones again because a watch may sync late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlmodel import Session, col, select

from coaching.nights import PULSE_DAYS
from syncer import consents
from syncer.closer_look import Night, Whose
from syncer.models import PlatformNight, Runner, RunningTolerance
from syncer.posting import today_of
from syncer.sources import Account, Gone, NotAllowed, Objected
from syncer.tokens import SessionFactory

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
    """Ask for what is missing of both, and store it. Raises what the account raises, but for
    what only says that there is nothing of the kind."""
    if isinstance(account, TellsNights):
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
    if isinstance(account, TellsTolerance):
        with sessions() as session:
            today = _tolerance_is_due(session, now(), who, night)
        if today is not None:
            _read_tolerance(sessions, now, account, who, today)


def _missing_nights(session: Session, now: datetime, who: Whose) -> list[date]:
    runner = session.get_one(Runner, who.runner_id)
    if not runner.garmin_nights or not consents.has(session, runner, consents.HEALTH):
        return []
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


def _keep_night(
    session: Session,
    now: datetime,
    who: Whose,
    on: date,
    slept_s: float | None,
    resting_bpm: float | None,
) -> None:
    found = select(PlatformNight).where(
        col(PlatformNight.runner_id) == who.runner_id,
        col(PlatformNight.source) == who.source,
        col(PlatformNight.on) == on,
    )
    row = session.exec(found).first() or PlatformNight(
        runner_id=who.runner_id, source=who.source, on=on, fetched_at=now
    )
    row.slept_s, row.resting_bpm, row.fetched_at = slept_s, resting_bpm, now
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
    offers = newest.tolerance is not None or newest.load is not None
    due = bool(night.new_runs) if offers else now - newest.fetched_at >= HAS_NONE
    return today if due else None


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
        held = {
            one.week_starts: one
            for one in session.exec(
                select(RunningTolerance).where(col(RunningTolerance.runner_id) == who.runner_id)
            )
        }
        # That there is none is kept too, so that nobody asks each night.
        for starts, load, tolerance in weeks or [(monday, None, None)]:
            row = held.get(starts) or RunningTolerance(
                runner_id=who.runner_id, week_starts=starts, fetched_at=now()
            )
            row.load, row.tolerance, row.fetched_at = load, tolerance, now()
            session.add(row)
        session.commit()
