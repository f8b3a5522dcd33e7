"""Breaks without pain: what one is, what was before it, and what makes it no holiday."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.body import Region
from coaching.coming_back import Break, pause
from coaching.log import Run
from tests.coaching.building import TODAY, ago, flag, log, nothing, pain, run


def usual(until: int, km: float = 10.0) -> list[Run]:
    return [run(km, back) for back in range(until, until + 60, 4)]


def test_a_break_says_how_long_it_was_and_what_was_before() -> None:
    assert pause(log(*usual(20)), TODAY) == Break(20, 10_000.0, 7_000.0, 0)
    back = [run(12, 4), run(6, 2)]
    assert pause(log(*usual(20), *back), TODAY) == Break(16, 10_000.0, 13_000.0, 2)


@pytest.mark.parametrize(("days", "longest_m"), [(29, 21_000.0), (30, 10_000.0)])
def test_the_longest_run_is_of_the_month_before(days: int, longest_m: float) -> None:
    found = pause(log(*usual(20), replace(run(21, 20 + days), key="long")), TODAY)
    assert found is not None
    assert found.longest_before_m == longest_m


@pytest.mark.parametrize(
    ("before", "since", "speaks"),
    [
        ((20, 40, 60, 80), (), True),
        ((20, 40, 60, 81), (), False),
        ((20, 40, 60), (3, 1), False),  # runs since do not count as before
        ((20, 40, 60, 70), (3, 1), True),
    ],
)
def test_four_runs_in_the_two_months_before(
    before: tuple[int, ...], since: tuple[int, ...], speaks: bool
) -> None:
    past = log(*(run(8, back) for back in (*before, *since)))
    assert (pause(past, TODAY) is not None) == speaks


@pytest.mark.parametrize(
    ("last", "since", "gap_days", "sessions"),
    [
        (14, (), 14, 0),
        (13, (), None, None),
        (20, (6,), 14, 1),
        (19, (6,), None, None),
        (30, (14, 7), 16, 2),
        (30, (15, 7), None, None),  # more than two weeks ago
        (14, (0,), 14, 1),
        (30, (6, 4, 2), 24, 3),
        (30, (8, 6, 4, 2), None, None),
    ],
)
def test_when_a_break_begins_and_how_long_it_is_spoken_of(
    last: int, since: tuple[int, ...], gap_days: int | None, sessions: int | None
) -> None:
    found = pause(log(*usual(last), *(run(5, back) for back in since)), TODAY)
    assert (found and (found.gap_days, found.sessions_since)) == (
        None if gap_days is None else (gap_days, sessions)
    )


def test_two_runs_a_day_are_two_runs() -> None:
    twice = [run(4, 14, hour=7), run(4, 14, hour=19), run(3, 0, hour=7), run(3, 0, hour=19)]
    found = pause(log(*usual(18), *twice), TODAY)
    assert found is not None
    assert (found.gap_days, found.sessions_since) == (14, 2)


def limping(days_ago: int) -> Any:
    return pain("calf", None, days_ago=days_ago, limp=True)


@pytest.mark.parametrize(("days_ago", "holiday"), [(24, False), (25, True)])
def test_pain_two_weeks_before_a_break_did_not_bring_it(days_ago: int, holiday: bool) -> None:
    told = pain("knee_front", 3, "eases", days_ago)
    assert (pause(log(*usual(10), told, nothing(10)), ago(-4)) is not None) == holiday


@pytest.mark.parametrize(
    ("told", "holiday"),
    [
        ([], True),
        ([pain("knee_front", 2, "eases", 22)], True),
        ([pain("knee_front", 3, "eases", 26), nothing(20)], False),
        ([pain("knee_front", 3, "eases", 28), nothing(20)], False),
        ([pain("knee_front", 3, "eases", 29), nothing(20)], True),  # four weeks are long ago
        ([limping(26), nothing(22), nothing(20)], False),
        ([flag("locked_knee", days_ago=25)], False),
        ([replace(flag(), region=Region.FOOT_TOP, feels=frozenset({"hopping"}))], False),
        ([pain("knee_front", morning=1)], False),  # amber today
        ([pain("knee_front", walking=1, stairs=1)], True),
    ],
)
def test_a_break_that_pain_brought_is_no_holiday(told: list[Any], holiday: bool) -> None:
    assert (pause(log(*usual(20), *told), TODAY) is not None) == holiday


def test_on_the_way_back_from_a_red_a_pause_is_no_holiday() -> None:
    red = [pain("knee_front", 7, "worsens", days_ago=46), nothing(40), nothing(38)]
    later = [run(3, 30), nothing(30), nothing(10)]
    assert pause(log(*usual(46), run(3, 30)), TODAY) is not None
    assert pause(log(*usual(46), *red, *later), TODAY) is None
