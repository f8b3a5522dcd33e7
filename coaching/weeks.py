"""Weeks of running: how far, how many rest days, and on which weekdays a runner runs."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from coaching.log import TrainingLog

EARLIER_WEEKS = 3
HABIT_WEEKS = 8
MIN_HABIT_WEEKS = 2
"""Our choice: with fewer whole weeks known, there is no habit to speak of."""
FIXED_SHARE = 0.6
"""Our choice: a weekday is a habit when it had a run in more than this part of the weeks."""
_DAY = timedelta(days=1)


class WeekLoad(NamedTuple):
    """The last seven days against the mean of the three blocks of seven before them."""

    week_m: float
    mean_m: float

    @property
    def ratio(self) -> float:
        return self.week_m / self.mean_m

    @property
    def more_m(self) -> float:
        return self.week_m - self.mean_m


def week_load(log: TrainingLog, on: date) -> WeekLoad | None:
    """The week that ends on `on`; None unless each of the three weeks before had a run."""
    week, *earlier = log.blocks(on, 1 + EARLIER_WEEKS)
    if not all(block.sessions for block in earlier):
        return None
    return WeekLoad(week.distance_m, sum(block.distance_m for block in earlier) / EARLIER_WEEKS)


def days_in_a_row(log: TrainingLog, on: date) -> int:
    """How many local days up to `on` each had a run."""
    active, count = log.active_days, 0
    while on - count * _DAY in active:
        count += 1
    return count


def rest_days(log: TrainingLog, on: date, days: int) -> int:
    """How many of the last `days` local days, `on` included, had no run."""
    active = log.active_days
    return sum(on - back * _DAY not in active for back in range(days))


def usual_rest_days(log: TrainingLog, on: date) -> float | None:
    """The median of rest days a week in the 8 weeks that end on `on`.

    Weeks before the first run are unknown, not restful. None with fewer than two whole weeks.
    """
    first = log.calendar.first_day()
    if first is None:
        return None
    ends = [on - 7 * week * _DAY for week in range(HABIT_WEEKS)]
    weeks = [rest_days(log, end, 7) for end in ends if end - 6 * _DAY >= first]
    return median(weeks) if len(weeks) >= MIN_HABIT_WEEKS else None


class Habit(NamedTuple):
    """The weekdays (0 is Monday) on which a runner usually runs, and that of the long run."""

    weekdays: tuple[int, ...]
    long_run: int | None
    fixed: bool = True
    """Whether each of these weekdays had a run in most weeks; else only their number is a habit."""


def usual_week(log: TrainingLog, on: date) -> Habit:
    """The runner's usual week, from the last 8 weeks: as many weekdays as they usually run.

    Empty with fewer than two whole weeks since the first run.
    """
    first = log.calendar.first_day()
    resting = usual_rest_days(log, on)
    if first is None or resting is None:
        return Habit((), None)
    start = on - (7 * HABIT_WEEKS - 1) * _DAY
    active = log.active_days
    lived = ((start + back * _DAY) for back in range(7 * HABIT_WEEKS))
    runs = Counter(day.weekday() for day in lived if day in active)
    often = sorted(runs, key=lambda weekday: (-runs[weekday], weekday))
    usual = tuple(sorted(often[: round(7 - resting)]))
    weeks = min(HABIT_WEEKS, (on - first).days // 7 + 1)
    fixed = all(runs[weekday] > FIXED_SHARE * weeks for weekday in usual)
    return Habit(usual, _long_run_weekday(log, start, on), fixed)


def _long_run_weekday(log: TrainingLog, first: date, last: date) -> int | None:
    """The weekday that most often had the longest session of its block of seven days."""
    longest: Counter[int] = Counter()
    for week in range(HABIT_WEEKS):
        end = last - 7 * week * _DAY
        sessions = log.sessions_on(max(first, end - 6 * _DAY), end, last)
        if sessions:
            best = max(sessions, key=lambda s: (s.distance_m, s.local_date))
            longest[best.local_date.weekday()] += 1
    if not longest:
        return None
    return min(longest, key=lambda weekday: (-longest[weekday], -weekday))
