"""Self-tests: when they are offered, and what their results are taken for."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.body import Side
from coaching.facts import PainReport, Profile, Said
from coaching.rules.self_tests import self_tests
from coaching.testing import balance_short, knee_in, latest, plank_short, sides_differ
from tests.coaching.building import (
    TODAY,
    ago,
    at,
    cleared,
    flag,
    log,
    month,
    nothing,
    pain,
    run,
    self_tested,
)


def action(*facts: Any, profile: Profile | None = None) -> str | None:
    found = self_tests(log(*month(), run(8), *facts, profile=profile), TODAY)
    return None if found is None else found.action


def named(*facts: Any) -> list[str]:
    found = self_tests(log(*month(), run(8), *facts), TODAY)
    assert found is not None
    tests = found.numbers["tests"]
    assert isinstance(tests, list)
    return [test["code"] for test in tests]


def test_who_never_tested_is_offered_four() -> None:
    assert action() == "try_tests"
    assert named() == ["T1", "T2", "T4", "T7"]


@pytest.mark.parametrize(("days", "expected"), [(27, None), (28, "retest"), (400, "retest")])
def test_again_after_four_weeks(days: int, expected: str | None) -> None:
    assert action(self_tested("T1", 40, None, days)) == expected


def test_the_same_ones_are_asked_for_again() -> None:
    done = [self_tested("T8", 12, "left", 60), self_tested("T1", 40, None, 28)]
    found = self_tests(log(*month(), run(8), *done), TODAY)
    assert found is not None
    assert found.numbers["days"] == 28
    assert named(*done) == ["T1", "T8"]


def test_a_cue_or_a_film_is_no_test_of_the_month() -> None:
    assert action(self_tested("T5", 2, None, 3), self_tested("T6", 1, "left", 3)) == "try_tests"


@pytest.mark.parametrize(("back", "speaks"), [(0, True), (1, False), (27, False), (28, True)])
def test_what_was_left_alone_is_not_asked_for_again_within_four_weeks(
    back: int, speaks: bool
) -> None:
    said = Said(ago(back), "self_tests", "try_tests", "grey", "digest")
    assert (action(said) is not None) == speaks


@pytest.mark.parametrize(
    ("sore", "speaks"),
    [
        (pain("knee_front", 2, "eases"), True),
        (pain("knee_front", 3, "eases"), False),
        (pain("achilles", 3, "eases"), False),
        (pain("knee_front", 2, "persists"), False),
        (pain("knee_front"), False),
        (nothing(), True),
    ],
)
def test_not_above_two_of_ten(sore: PainReport, speaks: bool) -> None:
    assert (action(sore) is not None) == speaks


def test_not_while_a_warning_sign_stands() -> None:
    assert action(flag("locked_knee", days_ago=30)) is None
    assert action(flag("locked_knee", days_ago=30), cleared(5)) == "try_tests"


@pytest.mark.parametrize(("born", "speaks"), [(2008, False), (2007, True), (None, True)])
def test_grown_ups_only(born: int | None, speaks: bool) -> None:
    assert (action(profile=Profile(birth_year=born)) is not None) == speaks


def test_nobody_is_tested_in_pregnancy_or_before_a_month_is_known() -> None:
    assert action(profile=Profile(pregnant=True)) is None
    assert self_tests(log(run(5, 27), *(run(5, back) for back in range(0, 20, 3))), TODAY) is None
    assert self_tests(log(run(5, 28), *(run(5, back) for back in range(0, 20, 3))), TODAY)


def test_not_while_the_way_back_counts_minutes() -> None:
    calm = [pain("knee_front", days_ago=back, walking=1, stairs=1) for back in (6, 3)]
    assert action(pain("knee_front", 7, "changed_form", 10), *calm, nothing(1)) is None


# What results are taken for.


@pytest.mark.parametrize(("seconds", "short"), [(44.9, True), (45, False)])
def test_a_plank_of_45_seconds(seconds: float, short: bool) -> None:
    assert bool(plank_short(log(self_tested("T1", seconds)), TODAY)) == short


@pytest.mark.parametrize(("times", "comes_in"), [(2, False), (3, True), (5, True)])
def test_a_knee_that_comes_in_three_times_of_five(times: int, comes_in: bool) -> None:
    told = log(self_tested("T2", times, "left"))
    assert bool(knee_in(told, TODAY)) == comes_in
    assert bool(knee_in(told, TODAY, Side.LEFT)) == comes_in
    assert not knee_in(told, TODAY, Side.RIGHT)


@pytest.mark.parametrize(
    ("left", "right", "differ"), [(8.1, 10, False), (8, 10, True), (10, 8, True), (0, 0, False)]
)
def test_sides_that_differ_by_a_fifth(left: float, right: float, differ: bool) -> None:
    told = log(self_tested("T4", left, "left"), self_tested("T4", right, "right"))
    assert bool(sides_differ(told, TODAY)) == differ


def test_one_side_alone_differs_from_nothing() -> None:
    assert sides_differ(log(self_tested("T4", 3, "left")), TODAY) is None


@pytest.mark.parametrize(
    ("test", "seconds", "short"),
    [("T7", 29.9, True), ("T7", 30, False), ("T8", 9.9, True), ("T8", 10, False)],
)
def test_balance_of_30_and_10_seconds(test: str, seconds: float, short: bool) -> None:
    assert bool(balance_short(log(self_tested(test, seconds, "left")), TODAY)) == short


@pytest.mark.parametrize(("back", "counts"), [(83, True), (84, False)])
def test_results_count_for_twelve_weeks(back: int, counts: bool) -> None:
    assert bool(latest(log(self_tested("T1", 30, None, back)), TODAY, "T1")) == counts


@pytest.mark.parametrize(
    ("test", "value", "believed"),
    [
        ("T1", -1, False),
        ("T1", 0, True),
        ("T1", 600, True),
        ("T1", 601, False),
        ("T2", 5, True),
        ("T2", 6, False),
        ("T1", None, False),
        ("T99", 3, False),
    ],
)
def test_what_no_body_can_do_was_not_told(test: str, value: float | None, believed: bool) -> None:
    assert bool(latest(log(self_tested(test, value, "left")), TODAY, test)) == believed


def test_later_days_change_nothing() -> None:
    later = [self_tested("T1", 10, None, -1), PainReport(ago(-1), at(ago(-1)), fever=True)]
    assert action(*later) == "try_tests"
    assert plank_short(log(*later), TODAY) is None
