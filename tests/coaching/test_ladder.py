"""The ladder of the tendon below the kneecap: what takes a step back, and what is not counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.ladder import ladder_step
from coaching.return_to_run import returning
from tests.coaching.building import TODAY, at, lifted, log, nothing, pain, run

RUNS = [run(8, back) for back in range(0, 120, 3)]
DONE = [lifted(back, exercises=("P2", "P3")) for back in (20, 15, 10, 5)]
"""Slow heavy work and jumps for long enough: only what is told decides."""


def tendon(worst: int | None, days_ago: int = 0, timing: str = "eases", **more: Any) -> Any:
    return pain("knee_below_cap", worst, timing, days_ago, **more)


def step(*facts: Any) -> str:
    return ladder_step(log(*RUNS, *DONE, *facts), TODAY)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([tendon(2)], "P4"),
        ([tendon(3)], "P3"),
        ([tendon(2, timing="persists")], "P2"),  # amber by its course
        ([tendon(2, timing="worsens")], "P1"),
        ([tendon(2), pain("knee_front", 3, "eases")], "P4"),  # another place's amber
        ([tendon(2), pain("calf", 8, "eases")], "P2"),  # another place's red
        ([tendon(3, 5), pain("calf", 1, "eases", 1)], "P3"),  # the calf says nothing of it
        ([tendon(3, 5), nothing(1)], "P4"),
        ([tendon(2, 14)], "P4"),
        ([tendon(2, 15)], "P2"),
    ],
)
def test_what_is_told_decides_how_far_up_the_ladder(told: list[Any], expected: str) -> None:
    assert step(*told) == expected


def test_of_one_day_the_worst_number_counts() -> None:
    later = replace(tendon(1), said_at=at(TODAY, 23))
    assert step(tendon(4), later) == "P1"


def test_jumps_wait_while_the_way_back_counts_minutes() -> None:
    runs = [run(8, back) for back in range(44, 120, 3)]
    red = pain("knee_front", 7, "worsens", days_ago=44)
    back = [*runs, red, nothing(32), nothing(30), nothing(20), *DONE, tendon(2, 1)]
    walks = log(*back)
    way = returning(walks, TODAY)
    assert way is not None
    assert way.phase == "walk_run"
    assert ladder_step(walks, TODAY) == "P2"
    good = [fact for nth in range(28, 2, -2) for fact in (run(1, nth), nothing(nth))]
    builds = log(*back, *good)
    way = returning(builds, TODAY)
    assert way is not None
    assert way.phase == "build"
    assert ladder_step(builds, TODAY) == "P4"


@pytest.mark.parametrize(("first", "expected"), [(83, "P3"), (84, "P2")])
def test_twelve_weeks_of_slow_work_are_counted(first: int, expected: str) -> None:
    slow = [lifted(back, exercises=("P2",)) for back in (first, 40, 35, 30)]
    assert ladder_step(log(*RUNS, *slow, tendon(2)), TODAY) == expected


@pytest.mark.parametrize(("loud", "expected"), [(20, "P4"), (19, "P2")])
def test_what_was_done_since_the_last_loud_day_is_counted(loud: int, expected: str) -> None:
    assert step(tendon(4, loud), tendon(2)) == expected
