"""Weeks against weeks: how far, how many rest days, and on which weekdays somebody runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coaching.facts import Run
from coaching.weeks import (
    Habit,
    days_in_a_row,
    rest_days,
    usual_rest_days,
    usual_week,
    week_load,
)
from tests.coaching.building import TODAY, log, run

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
"""TODAY is a Sunday."""


def on(*weekdays: int, weeks: int = 8, km: float = 8.0, skip: int = 0) -> list[Run]:
    """A run on each of these weekdays, for so many weeks until today."""
    backs = range(7 * skip, 7 * weeks)
    return [run(km, b) for b in backs if (TODAY - timedelta(days=b)).weekday() in weekdays]


def test_a_week_is_compared_with_the_mean_of_three() -> None:
    assert week_load(log(run(3), run(4, 7), run(12, 27), run(50, 28)), TODAY) is None
    load = week_load(log(run(3), run(9, 6), run(4, 7), run(6, 20), run(8, 27), run(50, 28)), TODAY)
    assert load is not None
    assert (load.week_m, load.mean_m) == (12_000.0, 6_000.0)
    assert (load.ratio, load.more_m) == (2.0, 6_000.0)


def test_a_week_of_rest_after_three_of_running_is_a_load_too() -> None:
    load = week_load(log(run(4, 7), run(6, 20), run(8, 27)), TODAY)
    assert load is not None
    assert (load.week_m, load.ratio) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("backs", "row"), [((), 0), ((1, 2), 0), ((0,), 1), ((0, 1, 2, 4), 3), ((0, -1, 1), 2)]
)
def test_days_in_a_row_end_today(backs: tuple[int, ...], row: int) -> None:
    assert days_in_a_row(log(*(run(5, back) for back in backs)), TODAY) == row


def test_rest_days_count_from_today_back() -> None:
    past = log(run(5), run(5, 2), run(5, 2, hour=7), run(5, 6), run(5, 7))
    assert rest_days(past, TODAY, 7) == 4
    assert rest_days(past, TODAY, 8) == 4
    assert rest_days(past, TODAY, 1) == 0
    assert rest_days(log(), TODAY, 7) == 7


@pytest.mark.parametrize(("first", "usual"), [(12, None), (13, 5.0), (20, 5.0)])
def test_a_habit_of_resting_needs_two_whole_weeks(first: int, usual: float | None) -> None:
    backs = sorted({first, *(back for back in range(0, first, 7)), *range(3, first, 7)})
    past = log(*(run(5, back) for back in backs))
    found = usual_rest_days(past, TODAY)
    assert (found is None) == (usual is None)
    assert found is None or found == pytest.approx(usual, abs=1)


def test_usual_rest_days_are_the_middle_of_eight_weeks() -> None:
    five_a_week = on(MON, TUE, WED, FRI, SUN, weeks=4)
    two_a_week = on(MON, SUN, weeks=8, skip=4)
    assert usual_rest_days(log(*five_a_week, *two_a_week), TODAY) == 3.5
    long_ago = on(*range(7), weeks=20, skip=8)
    assert usual_rest_days(log(*five_a_week, *two_a_week, *long_ago), TODAY) == 3.5


def test_without_a_run_there_is_no_habit() -> None:
    assert usual_rest_days(log(), TODAY) is None
    assert usual_week(log(), TODAY) == Habit((), None)
    assert usual_week(log(run(5, 3), run(5, 1)), TODAY) == Habit((), None)


def test_the_usual_week_is_that_of_most_weeks() -> None:
    past = log(*on(TUE, THU), *on(SUN, km=15.0))
    assert usual_week(past, TODAY) == Habit((TUE, THU, SUN), SUN, fixed=True)


def test_what_was_usual_more_than_eight_weeks_ago_is_forgotten() -> None:
    long_ago = on(MON, WED, FRI, weeks=40, skip=8, km=20.0)
    assert usual_week(log(*long_ago, *on(TUE, SAT)), TODAY).weekdays == (TUE, SAT)


@pytest.mark.parametrize(("weeks", "fixed"), [(5, True), (4, False)])
def test_a_weekday_is_fixed_with_a_run_in_more_than_six_of_ten_weeks(
    weeks: int, fixed: bool
) -> None:
    """Five of eight weeks on a Saturday, in the others a Friday."""
    either = [*on(SAT, weeks=weeks), *on(FRI, skip=weeks)]
    found = usual_week(log(*on(TUE), *either), TODAY)
    assert (found.weekdays[0], found.fixed) == (TUE, fixed)
    assert len(found.weekdays) == 2


def test_a_newcomers_weekday_is_fixed_by_the_weeks_there_were() -> None:
    past = log(*on(TUE, SAT, weeks=3))
    assert usual_week(past, TODAY) == Habit((TUE, SAT), SAT, fixed=True)


@pytest.mark.parametrize(
    ("longest", "weekday"),
    [
        ([(SAT, 5), (SUN, 3)], SAT),
        ([(SUN, 5), (SAT, 3)], SUN),
        # As often on one as on the other: the later in the week.
        ([(SAT, 4), (SUN, 4)], SUN),
    ],
)
def test_the_long_run_is_on_the_weekday_that_most_often_was_longest(
    longest: list[tuple[int, int]], weekday: int
) -> None:
    (first, weeks), (second, _) = longest
    runs = [*on(first, weeks=weeks, km=15.0), *on(second, skip=weeks, km=15.0), *on(WED, km=6.0)]
    assert usual_week(log(*runs), TODAY).long_run == weekday


def test_of_two_longest_the_later_is_the_long_run() -> None:
    assert usual_week(log(*on(TUE, FRI)), TODAY).long_run == FRI


def test_two_of_three_weeks_are_most_and_three_of_five_are_not() -> None:
    three_weeks = log(*(run(8, back) for back in (1, 8, 13, 15, 20)))
    assert usual_week(three_weeks, TODAY) == Habit((MON, SAT), SAT, fixed=True)
    five_weeks = log(*(run(8, back) for back in (0, 1, 8, 14, 15, 22, 28)))
    assert usual_week(five_weeks, TODAY)[::2] == ((SAT, SUN), False)


def test_tomorrows_run_is_no_habit_yet() -> None:
    mondays, wednesdays = (13, 20, 27), (32, 39, 46, 53)
    past = [*on(TUE), *(run(8, back) for back in (*mondays, *wednesdays))]
    for facts in (past, [*past, run(8, -1)]):
        assert usual_week(log(*facts), TODAY).weekdays == (TUE, WED)
