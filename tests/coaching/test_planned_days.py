"""Which days of the week to come are for running and which for strength, weekday by weekday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coaching.planned_days import run_days, strength_days
from coaching.weeks import Habit
from tests.coaching.building import TODAY

WEEK = [TODAY + timedelta(days=nth) for nth in range(1, 8)]
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
"""TODAY is a Sunday, so the week to come begins on a Monday."""


def weekdays(days: list[date]) -> list[int]:
    return [day.weekday() for day in days]


def running(
    habit: Habit, *, apart: bool = False, novice: bool = False, ran: bool = False
) -> object:
    return weekdays(run_days(WEEK, habit, apart, novice, ran))


def lifting(runs: list[int], count: int, long_run: int | None = None) -> list[int]:
    habit = Habit(tuple(runs), long_run)
    return weekdays(strength_days(WEEK, [WEEK[nth] for nth in runs], habit, count))


def test_the_usual_weekdays_stay() -> None:
    assert running(Habit((MON, TUE, THU, SAT), SAT)) == [MON, TUE, THU, SAT]


@pytest.mark.parametrize(
    ("usual", "kept"),
    [
        ((MON, TUE, WED, THU), [MON, WED]),
        ((MON, TUE, THU, FRI, SUN), [MON, THU, SUN]),
        ((TUE, WED, SUN), [TUE, SUN]),
    ],
)
def test_a_day_between_thins_out_neighbours(usual: tuple[int, ...], kept: list[int]) -> None:
    assert running(Habit(usual, None), apart=True) == kept


def test_a_novice_runs_three_times_at_most() -> None:
    usual = Habit((MON, WED, FRI, SUN), SUN)
    assert running(usual, novice=True) == [MON, WED, FRI]
    assert running(usual) == [MON, WED, FRI, SUN]
    assert running(Habit((TUE, SAT), SAT), novice=True) == [TUE, SAT]


@pytest.mark.parametrize(("long_run", "off"), [(SAT, SUN), (SUN, MON), (WED, THU), (None, MON)])
def test_who_runs_daily_rests_on_the_day_after_the_long_run(long_run: int | None, off: int) -> None:
    usual = Habit(tuple(range(7)), long_run)
    assert running(usual) == [day for day in range(7) if day != off]


@pytest.mark.parametrize(
    ("count", "ran", "spread"),
    [
        (4, False, [MON, WED, FRI, SUN]),
        (4, True, [TUE, THU, SAT]),
        (3, False, [MON, WED, FRI]),
        (3, True, [TUE, THU, SAT]),
        (2, False, [MON, THU]),
        (2, True, [TUE, FRI]),
        (1, True, [TUE]),
        (0, False, []),
    ],
)
def test_a_habit_without_weekdays_is_spread_over_the_week(
    count: int, ran: bool, spread: list[int]
) -> None:
    """Never the day after a run of today; two runs lie further apart than three or four."""
    assert running(Habit(tuple(range(count)), None, fixed=False), ran=ran) == spread


def test_five_runs_do_not_fit_with_a_day_between_and_stay_where_they_are() -> None:
    usual = (MON, TUE, WED, FRI, SUN)
    assert running(Habit(usual, None, fixed=False), ran=True) == list(usual)


@pytest.mark.parametrize(
    ("runs", "count", "lifts"),
    [
        ([], 3, [MON, WED, FRI]),
        ([MON, WED, FRI], 2, [TUE, THU]),
        ([MON, WED, FRI], 3, [TUE, THU, SAT]),
        # Saturday stays free; of the run days only Sunday lies next to no other.
        ([MON, WED, FRI, SUN], 3, [TUE, THU, SUN]),
        ([MON, WED, FRI], 0, []),
        ([MON, WED, FRI], 1, [TUE]),
    ],
)
def test_strength_takes_free_days_first_but_leaves_one(
    runs: list[int], count: int, lifts: list[int]
) -> None:
    assert lifting(runs, count) == lifts


@pytest.mark.parametrize(
    ("runs", "long_run", "count", "lifts"),
    [
        # One of the last two free days stays free, so an easy run day is taken too.
        ([MON, TUE, WED, THU, FRI], None, 2, [MON, SAT]),
        ([MON, TUE, WED, THU, FRI], MON, 2, [TUE, SAT]),
        ([MON, TUE, WED, THU, FRI], None, 3, [MON, WED, SAT]),
        # The only free day stays free.
        ([MON, TUE, WED, THU, FRI, SAT], MON, 2, [TUE, THU]),
        ([MON, TUE, WED, THU, FRI, SAT], TUE, 2, [MON, WED]),
        # Without a free day only easy run days are left.
        (list(range(7)), SUN, 3, [MON, WED, FRI]),
    ],
)
def test_strength_goes_onto_easy_run_days_never_onto_the_long_run(
    runs: list[int], long_run: int | None, count: int, lifts: list[int]
) -> None:
    assert lifting(runs, count, long_run) == lifts
