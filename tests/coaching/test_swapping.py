"""What takes the place of running: how often, how long, and the runner's own sports first."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.swapping import Swap, swap
from tests.coaching.building import TODAY, log, other, pain, run

RED = pain("knee_front", 7, "persists")
AMBER = pain("knee_front", 3, "persists")
OFFERED = ("ride", "swim", "row", "water_running")


def lasting(minutes: float, days_ago: int, **more: Any) -> Any:
    return run(minutes / 6.0, days_ago, moving_s=minutes * 60.0, **more)


def swapped(minutes: float, backs: tuple[int, ...], told: Any = RED) -> tuple[int, int] | None:
    found = swap(log(*(lasting(minutes, back) for back in backs), told), TODAY)
    return None if found is None else (found.sessions, found.minutes)


def test_without_amber_nothing_is_swapped() -> None:
    assert swapped(60, (0, 7, 14), pain("knee_front", 1, "eases")) is None


@pytest.mark.parametrize(
    ("backs", "sessions"),
    [
        ((0,), None),
        ((0, 3), 2),
        (tuple(range(0, 27, 9)), 2),
        (tuple(range(0, 27, 2)), 4),
        (tuple(range(0, 27, 3)), 2),
        (tuple(range(0, 24, 2)), 3),
        (tuple(range(27)), 4),
    ],
)
def test_two_to_four_sessions_as_many_as_runs(backs: tuple[int, ...], sessions: int | None) -> None:
    found = swapped(60, backs)
    assert (None if found is None else found[0]) == sessions


@pytest.mark.parametrize(
    ("minutes", "told", "each"),
    [
        # Eight runs in four weeks: two sessions that take the time of two runs.
        (60, RED, 60),
        (62, RED, 60),
        (63, RED, 65),
        (90, RED, 90),
        (120, RED, 90),
        (15, RED, 15),
        (10, RED, 15),
        (60, AMBER, 25),
        (100, AMBER, 40),
    ],
)
def test_a_session_takes_the_time_of_a_run_or_two_fifths_of_it(
    minutes: float, told: Any, each: int
) -> None:
    assert swapped(minutes, (1, 4, 8, 11, 15, 18, 22, 25), told) == (2, each)


def test_who_runs_on_sundays_swaps_sundays() -> None:
    """Four Sundays are four weeks; a fifth would be a quarter too much."""
    assert swapped(60, (0, 7, 14, 21, 28, 35)) == (2, 30)


def test_a_pain_of_last_week_looks_at_the_weeks_before_it() -> None:
    told = pain("knee_front", 7, "persists", days_ago=7)
    runs = [lasting(60, back) for back in (7, 10, 14, 17, 21, 24, 28, 31)]
    lately = [lasting(60, back) for back in (6, 5, 4, 3)]
    found = swap(log(*runs, *lately, told), TODAY)
    assert found is not None
    assert (found.sessions, found.minutes) == (2, 60)


@pytest.mark.parametrize(
    ("others", "sports"),
    [
        ([], OFFERED),
        ([other("swim", 30, 5)], ("swim",)),
        ([other("swim", 30, 5), other("ride", 60, 9)], ("ride", "swim")),
        ([other("swim", 30, 5), other("swim", 30, 2), other("ride", 60, 9)], ("swim", "ride")),
        ([other("walk", 60, 3), other("row", 20, 8)], ("row",)),
        ([other("ride", 60, 84), other("swim", 30, 85)], ("ride",)),
        ([other("ride", 60, -1), other("swim", 30, 0)], ("swim",)),
        (
            [other("elliptical", 30, 1), other("water_running", 30, 2)],
            ("elliptical", "water_running"),
        ),
    ],
)
def test_what_the_runner_does_anyway_comes_first(others: list[Any], sports: object) -> None:
    found = swap(log(*(lasting(60, back) for back in (1, 4, 8)), *others, RED), TODAY)
    assert isinstance(found, Swap)
    assert found.sports == sports
