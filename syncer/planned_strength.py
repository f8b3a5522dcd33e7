"""What the latest advice plans for a runner's strength days, as Garmin would keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from coaching.advice import Plan
from syncer import models
from syncer.advice_json import restored
from syncer.channels.garmin_workout import garmin_workout, says
from syncer.local_days import local_day
from syncer.posting import reader_of, today_of, why_not
from syncer.sources import Kind
from syncer.strength_session import strength_sessions

_DAY = timedelta(days=1)
_A_PLAN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session that should stand on a day; `says` is the digest of its `body`."""

    says: str
    body: Mapping[str, Any]


def wanted(session: Session, now: datetime, runner: models.Runner) -> dict[date, Wanted]:
    """The sessions that are still to come, today's too unless strength work was done today.

    None for a runner who does not want them on the calendar.
    """
    today = today_of(runner, now)
    plan = _latest_plan(session, now, runner) if runner.garmin_workouts else None
    if plan is None:
        return {}
    reader, found = reader_of(runner), {}
    for on, work in strength_sessions(plan).items():
        if on > today or (on == today and not is_done(session, runner, today)):
            body = garmin_workout(work, reader)
            found[on] = Wanted(says(on, body), body)
    return found


def is_done(session: Session, runner: models.Runner, on: date) -> bool:
    """Whether strength work was recorded on that local day, or told of it."""
    told = select(models.StrengthSession.id).where(
        col(models.StrengthSession.runner_id) == runner.id, col(models.StrengthSession.on) == on
    )
    if session.exec(told).first() is not None:
        return True
    noon = datetime.combine(on, time(12), UTC)
    near = select(models.Activity).where(
        col(models.Activity.runner_id) == runner.id,
        col(models.Activity.kind) == Kind.STRENGTH.value,
        col(models.Activity.started_at).between(noon - 2 * _DAY, noon + 2 * _DAY),
    )
    return any(local_day(one.started_at, one.timezone, runner) == on for one in session.exec(near))


def _latest_plan(session: Session, now: datetime, runner: models.Runner) -> Plan | None:
    """The plan of the latest advice that may still be told."""
    found = (
        select(models.Advice)
        .where(
            col(models.Advice.runner_id) == runner.id,
            col(models.Advice.on) >= today_of(runner, now) - _A_PLAN,
        )
        .order_by(
            col(models.Advice.on).desc(),
            col(models.Advice.created_at).desc(),
            col(models.Advice.id).desc(),
        )
    )
    for row in session.exec(found):
        if row.content and why_not(session, now, runner, row) is None:
            plan = restored(row.content).plan
            if plan is not None:
                return plan
    return None
