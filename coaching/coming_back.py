"""Breaks that had nothing to do with pain, and how to start again after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from coaching.advice import Light
from coaching.log import Session, TrainingLog
from coaching.return_to_run import WAITS_DAYS, returning
from coaching.soreness import soreness
from coaching.spike import WINDOW_DAYS, down_to_step
from coaching.standing_flags import signs

GAP_DAYS, HALF_FROM_DAYS, ANEW_FROM_DAYS = 14, 28, 56
SHORT_SHARE, LONG_SHARE = 0.7, 0.5
"""Convention: of the longest run of the 30 days before the break."""
STEP_RATIO = 1.1
EASING_SESSIONS, EASING_DAYS = 3, 14
MIN_BEFORE = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Break:
    """A painless break: how long it was or is, and the most to run next; None to walk and run."""

    gap_days: int
    longest_before_m: float
    ceiling_m: float | None
    sessions_since: int

    @property
    def walk_run(self) -> bool:
        return self.ceiling_m is None


def pause(log: TrainingLog, on: date) -> Break | None:
    """The break that lasts on `on`, or from which the runner is just coming back."""
    return log.keep("pause", on, lambda: _pause(log, on))


def _pause(log: TrainingLog, on: date) -> Break | None:
    last_day = log.calendar.last_day(on)
    if last_day is None:
        return None
    lately = log.sessions_on(on - (EASING_DAYS + GAP_DAYS) * _DAY, on)
    gap = _gap(log, lately, last_day, on)
    if gap is None:
        return None
    left, back, since = gap
    before = log.sessions_on(left - (WINDOW_DAYS - 1) * _DAY, left, on)
    known = log.sessions_on(left - 2 * WINDOW_DAYS * _DAY, left, on)
    if len(known) < MIN_BEFORE or _had_pain(log, left, on):
        return None
    longest_m = max(session.distance_m for session in before)
    days = (back - left).days
    return Break(days, longest_m, _ceiling(days, longest_m, since), len(since))


def _gap(
    log: TrainingLog, lately: Sequence[Session], last_day: date, on: date
) -> tuple[date, date, Sequence[Session]] | None:
    """The last day before the break, the first after it (or today), and the runs since."""
    if on - last_day >= GAP_DAYS * _DAY:
        return last_day, on, ()
    since = [session for session in lately if on - session.local_date <= EASING_DAYS * _DAY]
    if not since or len(since) > EASING_SESSIONS + 1:
        return None
    days = sorted({session.local_date for session in since})
    for earlier, later in reversed(list(pairwise(days))):
        if later - earlier >= GAP_DAYS * _DAY:
            return earlier, later, [s for s in since if s.local_date >= later]
    first = days[0]
    earlier_day = log.calendar.last_day(first - _DAY)
    if earlier_day is None or first - earlier_day < GAP_DAYS * _DAY:
        return None
    return (earlier_day, first, since) if len(since) <= EASING_SESSIONS else None


def _had_pain(log: TrainingLog, left: date, on: date) -> bool:
    """Whether pain is the reason: amber or worse when the running stopped, or a way back since."""
    sore = any(place.light >= Light.AMBER for place in soreness(log, on))
    told = [
        report
        for report in log.pain_on(max(left - GAP_DAYS * _DAY, on - WAITS_DAYS * _DAY), on)
        if (report.worst or 0) > 2 or report.limp or signs(report)
    ]
    return sore or bool(told) or returning(log, on) is not None


def _ceiling(days: int, longest_m: float, since: Sequence[Session]) -> float | None:
    if days >= ANEW_FROM_DAYS:
        return None
    share = SHORT_SHARE if days < HALF_FROM_DAYS else LONG_SHARE
    first_m = share * longest_m
    run_m = max((session.distance_m for session in since), default=0.0)
    return down_to_step(max(first_m, STEP_RATIO * run_m)) or None
