"""What it could be: which answers and runs count, and which of several names comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.condition import possible
from coaching.facts import PainReport
from tests.coaching.building import TODAY, log, pain, run

RUNS = [run(7, back) for back in range(0, 60, 3)]


def felt(region: str, *feels: str, days_ago: int = 0, **more: Any) -> PainReport:
    worst, timing = more.pop("worst", 2), more.pop("timing", "persists")
    return pain(region, worst, timing, days_ago, feels=frozenset(feels), **more)


def names(*facts: Any) -> list[str]:
    return [one.condition.code for one in possible(log(*facts), TODAY)]


def matched(*facts: Any) -> set[str]:
    return {feel for one in possible(log(*facts), TODAY) for feel in one.matched}


def test_the_best_fitting_name_comes_first_and_two_are_enough() -> None:
    cap = felt("knee_front", "stairs", worst=1)
    outer = felt("knee_outer", "snapping", "long_easy")
    tendon = felt("knee_below_cap", "jumping", worst=1)
    assert names(*RUNS, cap, outer) == ["it_band_pain", "kneecap_pain"]
    assert names(*RUNS, cap, outer, tendon) == ["it_band_pain", "kneecap_pain"]
    assert names(*RUNS, cap, tendon) == ["kneecap_pain", "patellar_tendon_pain"]


def test_a_knee_told_twice_has_one_name_once() -> None:
    told = [felt("knee", "stairs"), felt("knee_front", "stairs", "sitting", worst=1)]
    (found,) = possible(log(*RUNS, *told), TODAY)
    assert (found.condition.code, found.confidence) == ("kneecap_pain", "medium")


def test_a_red_shin_gets_no_name_and_the_knee_still_does() -> None:
    red = felt("shin_inner", "speed", worst=7)
    assert names(*RUNS, red, felt("knee_front", "stairs")) == ["kneecap_pain"]
    assert names(*RUNS, felt("shin_inner", "speed")) == ["shin_splints"]


@pytest.mark.parametrize(("days_ago", "counts"), [(13, True), (14, False), (-1, False)])
def test_two_weeks_of_answers_count(days_ago: int, counts: bool) -> None:
    told = felt("knee_front", "stairs", days_ago=days_ago)
    now = pain("knee_front", 1, "persists")
    assert bool(names(*RUNS, told, now)) == counts


def test_what_was_told_on_several_days_is_added_up() -> None:
    told = [
        felt("knee_front", feel, days_ago=back) for feel, back in (("stairs", 9), ("squats", 3))
    ]
    elsewhere = felt("calf", "stairs", days_ago=12)
    assert matched(*RUNS, elsewhere, *told) == {"stairs", "squats"}


@pytest.mark.parametrize(
    ("timing", "worst", "warms_up"),
    [
        ("eases", 2, True),
        ("at_start", 2, True),
        ("persists", 2, False),
        (None, 2, False),
        ("eases", 0, False),
    ],
)
def test_a_tendon_that_eases_warms_up(timing: str | None, worst: int, warms_up: bool) -> None:
    now = felt("knee_below_cap", "jumping", timing=timing, worst=worst)
    before = pain("knee_below_cap", 1, "persists", days_ago=1)
    assert ("warms_up" in matched(now, before)) == warms_up


@pytest.mark.parametrize(
    ("shown", "feels"),
    [
        ({"steep_descent_m": 99.9}, set()),
        ({"steep_descent_m": 100.0}, {"downhill"}),
        ({"track_laps": 5}, set()),
        ({"track_laps": 6}, {"one_way_track"}),
        ({"steep_descent_m": 300.0, "track_laps": 20}, {"downhill", "one_way_track"}),
    ],
)
def test_what_the_runs_of_sore_days_show(shown: dict[str, Any], feels: set[str]) -> None:
    told = pain("knee_outer", 2, "persists", days_ago=4)
    assert matched(run(8, 4, **shown), told) == feels
    assert matched(run(8, 4), run(8, 2, **shown), told) == set()  # another day's run
    assert matched(run(8, 4, **shown), replace(told, worst=None, timing=None)) == set()
