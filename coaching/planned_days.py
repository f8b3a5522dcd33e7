"""Which of the coming days are for running and which for strength."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coaching.weeks import Habit

WEEK = 7
NOVICE_RUNS = 3
EVERY_OTHER = 4
"""So many runs a week fit with a day between."""
_DAY = timedelta(days=1)


def run_days(
    days: Sequence[date], habit: Habit, apart: bool, novice: bool, ran: bool
) -> list[date]:
    """The usual weekdays, never all seven, thinned out where a day between is due."""
    usual = [day for day in days if day.weekday() in habit.weekdays]
    if not habit.fixed and len(usual) <= EVERY_OTHER:
        usual = _spread(days, len(usual), ran)
    if len(usual) == WEEK:
        usual = [day for day in usual if day.weekday() != _day_off(habit)]
    if apart:
        kept: list[date] = []
        for day in usual:
            if not kept or day - kept[-1] > _DAY:
                kept.append(day)
        usual = kept
    return usual[:NOVICE_RUNS] if novice else usual


def _spread(days: Sequence[date], count: int, ran: bool) -> list[date]:
    """So many days with a day between, for a runner whose habit is a number and no weekday."""
    step = 2 if count > 2 else 3
    return list(days[int(ran) :: step][:count])


def _day_off(habit: Habit) -> int:
    """The day after the long run, or Monday."""
    return 0 if habit.long_run is None else (habit.long_run + 1) % WEEK


def strength_days(
    days: Sequence[date], runs: Sequence[date], habit: Habit, count: int
) -> list[date]:
    """Days for strength, never two in a row: free days but one first, then easy run days."""
    free = [day for day in days if day not in runs]
    easy = [day for day in runs if day.weekday() != habit.long_run]
    chosen: list[date] = []
    for day in [*free, *easy]:
        left = len([d for d in free if d != day and d not in chosen])
        if len(chosen) == count or (day in free and left == 0):
            continue
        if all(abs(day - other) > _DAY for other in chosen):
            chosen.append(day)
    return sorted(chosen)
