"""Strength work: how much was done, what is asked for, and what it is for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from coaching.advice import Light
from coaching.body import PainClass, Region
from coaching.log import TrainingLog
from coaching.soreness import active_pain

WINDOW_DAYS = 14
MIN_MINUTES = 10.0
PREVENT_PER_WEEK, TREAT_PER_WEEK, MAINTAIN_PER_WEEK = 2, 3, 1
ADHERENCE_CUT = 0.6
MAINTAIN_DAYS = 84
"""So long after the last pain, strength work is kept up and its pause is worth a reminder."""
QUIET_DAYS = 14
"""So long without pain, and a place counts as settled."""
PAIN_MAX, PAIN_MAX_TENDON = 2, 3
"""NRS during strength work above which it pauses."""

TREATED = frozenset(
    {
        Region.KNEE,
        Region.KNEE_FRONT,
        Region.KNEE_OUTER,
        Region.KNEE_BELOW_CAP,
    }
)
"""Places for which hip and thigh work is a treatment, not only a habit."""


class Need(NamedTuple):
    """What a runner's strength work is for: a week's sessions and the place it serves."""

    per_week: int
    region: Region | None
    settled: bool = False


def sessions_done(log: TrainingLog, on: date, days: int = WINDOW_DAYS) -> int:
    """Strength sessions of at least 10 minutes in the last `days` local days."""
    done = log.strength_on(on - timedelta(days=days - 1), on)
    return sum(session.minutes >= MIN_MINUTES for session in done)


def need(log: TrainingLog, on: date) -> Need:
    """Treatment while a knee hurts, upkeep for 12 weeks after, prevention otherwise."""
    sore = active_pain(log, on)
    for place in sore:
        if place.region in TREATED:
            return Need(TREAT_PER_WEEK, place.region)
    if sore:
        return Need(PREVENT_PER_WEEK, sore[0].region)
    settled = _settled(log, on)
    if settled is not None:
        return Need(MAINTAIN_PER_WEEK, settled, settled=True)
    return Need(PREVENT_PER_WEEK, None)


def _settled(log: TrainingLog, on: date) -> Region | None:
    """The place that hurt within the last 12 weeks and has been quiet for two."""
    hurting = [
        report
        for report in log.pain_on(on - timedelta(days=MAINTAIN_DAYS + QUIET_DAYS), on)
        if report.region is not None and (report.worst or report.morning or report.after)
    ]
    if not hurting or on - hurting[-1].on < timedelta(days=QUIET_DAYS):
        return None
    return hurting[-1].region


def cut_is_due(log: TrainingLog, on: date, per_week: int) -> bool:
    """Whether less than 60 % was done of what was asked for two weeks ago."""
    first = on - timedelta(days=2 * WINDOW_DAYS - 1)
    asked = any(
        said.rule == "strength" and said.action in ("two_sessions", "treat_three", "cut_block")
        for said in log.said_on(first, on - timedelta(days=WINDOW_DAYS))
    )
    return asked and sessions_done(log, on) < ADHERENCE_CUT * 2 * per_week


def pauses(log: TrainingLog, on: date) -> bool:
    """Whether strength work itself hurt too much the last time."""
    last = log.strength_on(on - timedelta(days=WINDOW_DAYS - 1), on)[-1:]
    if not last or last[0].pain is None:
        return False
    tendon = any(p.region.pain_class is PainClass.TENDON for p in active_pain(log, on))
    return last[0].pain > (PAIN_MAX_TENDON if tendon else PAIN_MAX)


def bone_is_sore(log: TrainingLog, on: date) -> bool:
    """Whether a bone hurts enough that it should rest from everything."""
    return any(
        place.region.pain_class is PainClass.BONE and place.light >= Light.RED
        for place in active_pain(log, on)
    )
