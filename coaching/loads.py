"""How heavy the weeks were, by distance, by effort and by fast minutes.

Shared by `acute_chronic`, `monotony` and `fast_running`. Days are local days; a day without a
session weighs nothing, an effort that nobody told is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean

from coaching.log import Session, TrainingLog

ACUTE_DAYS, CHRONIC_DAYS = 7, 28
EFFORT_SHARE = 0.7
"""So large a part of the sessions must carry an effort before a week is weighed."""
STRAIN_WEEKS = 12
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AcuteChronic:
    """Distance of 7 days against 28, in three ways of reckoning."""

    coupled: float
    uncoupled: float | None
    ewma: float


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days by effort x minutes: how alike they were, and how much in all."""

    monotony: float
    strain: float
    active_days: int


def acute_chronic_load(log: TrainingLog, on: date) -> AcuteChronic | None:
    """The three ratios; None before 28 days are known or without any distance in them."""
    first = log.calendar.first_day()
    if first is None or on - first < (CHRONIC_DAYS - 1) * _DAY:
        return None
    days = _by_day(log.sessions_on(on - (2 * CHRONIC_DAYS - 1) * _DAY, on), on, 2 * CHRONIC_DAYS)
    acute, chronic = sum(days[-ACUTE_DAYS:]), sum(days[-CHRONIC_DAYS:])
    earlier = chronic - acute
    if chronic <= 0:
        return None
    weeks = CHRONIC_DAYS / ACUTE_DAYS
    return AcuteChronic(
        coupled=acute / (chronic / weeks),
        uncoupled=acute / (earlier / (weeks - 1)) if earlier > 0 else None,
        ewma=_ewma(days, ACUTE_DAYS) / _ewma(days, CHRONIC_DAYS),
    )


def _by_day(sessions: Sequence[Session], on: date, count: int) -> list[float]:
    days = [0.0] * count
    for session in sessions:
        days[count - 1 - (on - session.local_date).days] += session.distance_m
    return days


def _ewma(days: Sequence[float], span: int) -> float:
    weight = 2 / (span + 1)
    mean = days[0]
    for value in days[1:]:
        mean = weight * value + (1 - weight) * mean
    return mean


def effort_week(log: TrainingLog, on: date) -> Week | None:
    """The seven days that end on `on`; None where effort is missing or all days weigh the same."""
    sessions = log.sessions_on(on - 6 * _DAY, on)
    if not sessions or not _efforts_known(sessions):
        return None
    days = [0.0] * 7
    for session in sessions:
        days[6 - (on - session.local_date).days] += _weight(session)
    mean = fmean(days)
    spread = sqrt(fmean((day - mean) ** 2 for day in days))
    if spread == 0:
        return None
    monotony = fmean(days) / spread
    return Week(monotony, sum(days) * monotony, sum(day > 0 for day in days))


def strain_is_high(log: TrainingLog, on: date, share: float) -> bool:
    """Whether this week's strain lies above that share of the runner's own last 12 weeks."""
    this = effort_week(log, on)
    weeks = [effort_week(log, on - 7 * nth * _DAY) for nth in range(1, STRAIN_WEEKS)]
    known = [week.strain for week in weeks if week is not None]
    if this is None or len(known) < EFFORT_SHARE * (STRAIN_WEEKS - 1):
        return False
    return sum(strain < this.strain for strain in known) >= share * len(known)


def _efforts_known(sessions: Sequence[Session]) -> bool:
    told = sum(any(run.effort_rpe is not None for run in s.runs) for s in sessions)
    return told >= EFFORT_SHARE * len(sessions)


def _weight(session: Session) -> float:
    """Session effort x minutes; a session without an effort weighs what its own part tells."""
    return sum((run.effort_rpe or 0.0) * run.moving_s / 60.0 for run in session.runs)


@dataclass(frozen=True, slots=True)
class FastMinutes:
    """Minutes at or above threshold in 7 days, and the mean of the three weeks before."""

    week_min: float
    mean_min: float


def fast_minutes(log: TrainingLog, on: date) -> FastMinutes | None:
    """None unless each of the four weeks has a session and half of them know their fast part."""
    weeks: list[float] = []
    for nth in range(4):
        last = on - 7 * nth * _DAY
        sessions = log.sessions_on(last - 6 * _DAY, last, on)
        known = [s for s in sessions if any(run.fast_s is not None for run in s.runs)]
        if not sessions or 2 * len(known) < len(sessions):
            return None
        weeks.append(sum(run.fast_s or 0.0 for s in known for run in s.runs) / 60.0)
    return FastMinutes(weeks[0], fmean(weeks[1:]))
