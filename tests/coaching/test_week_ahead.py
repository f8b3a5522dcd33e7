"""What a week ahead holds: whether to run, how far, with which words, and what takes its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching import advise
from coaching.advice import Plan
from coaching.engine import advise_week
from coaching.facts import Profile
from tests.coaching.building import TODAY, ago, flag, log, nothing, pain, run

USUAL = [run(10, back) for back in range(70) if (ago(back).weekday()) in (1, 3, 6)]
"""10 km on Tuesdays, Thursdays and Sundays; TODAY is a Sunday."""
WEEK = tuple(ago(-nth) for nth in range(1, 8))
FEVER = replace(nothing(), nothing=False, fever=True)


def ahead(*facts: Any, profile: Profile | None = None) -> Plan:
    made = advise(log(*USUAL, *facts, profile=profile), TODAY).plan
    assert made is not None
    assert (made.first, made.last) == (WEEK[0], WEEK[-1])
    return made


def weekdays(days: tuple[Any, ...]) -> list[int]:
    return [day.weekday() for day in days]


def test_a_steady_runner_keeps_days_and_may_go_a_tenth_further() -> None:
    made = ahead()
    assert made.running
    assert weekdays(made.run_days) == [1, 3, 6]
    assert made.longest_run_m == 11_000.0
    assert made.notes == ()
    assert (made.stage, made.swap_days, made.swap_minutes, made.swap_sports) == (None, (), None, ())
    assert len(made.strength_days) == 2
    assert set(made.rest_days) == {*WEEK} - {*made.run_days, *made.strength_days}
    assert len(made.block) == len(made.sets) == len(made.levels) > 0


@pytest.mark.parametrize("code", ["hot_joint", "locked_knee"])
def test_a_warning_sign_leaves_a_week_of_rest(code: str) -> None:
    made = ahead(flag(code))
    assert not made.running
    assert made.rest_days == WEEK
    assert (made.run_days, made.strength_days, made.block) == ((), (), ())
    assert made.notes == ("rest_until_seen",)


def test_a_fever_leaves_no_running_lifting_or_swapping() -> None:
    made = ahead(FEVER, pain("knee_front", 3, "persists"))
    assert not made.running
    assert made.notes == ("rest_with_fever",)
    assert (made.run_days, made.strength_days, made.swap_days, made.block) == ((), (), (), ())
    assert made.rest_days == WEEK
    assert made.longest_run_m is None


def test_a_red_knee_leaves_strength_and_other_sports() -> None:
    made = ahead(pain("knee_front", 7, "persists"))
    assert not made.running
    assert (made.run_days, made.longest_run_m, made.stage) == ((), None, None)
    assert made.swap_days
    assert made.swap_minutes
    assert made.swap_sports == ("ride", "swim", "row", "water_running")
    assert "cross_train_if_painless" in made.notes
    assert made.rest_days


def test_an_amber_knee_runs_seven_tenths_on_the_flat_with_a_day_between() -> None:
    made = ahead(pain("knee_front", 3, "persists"))
    assert made.running
    assert made.notes == ("flat_only", "day_between")
    assert made.longest_run_m == 7_000.0
    assert all((b - a).days > 1 for a, b in zip(made.run_days, made.run_days[1:], strict=False))


@pytest.mark.parametrize(("last_km", "longest_m"), [(4.0, 2_500.0), (10.0, 7_000.0)])
def test_after_amber_the_last_run_is_the_measure(last_km: float, longest_m: float) -> None:
    made = ahead(run(last_km, 0, hour=20), pain("knee_front", 3, "persists"))
    assert made.longest_run_m == longest_m


def test_a_green_knee_runs_no_longer_than_lately() -> None:
    made = ahead(pain("knee_front", 1, "eases"))
    assert made.longest_run_m == 10_000.0
    assert made.notes == ("no_new_longest",)


@pytest.mark.parametrize(("back", "easy"), [(0, True), (6, True), (7, False)])
def test_after_a_long_run_two_easy_ones_come_first(back: int, easy: bool) -> None:
    made = ahead(run(18, back, hour=8))
    assert ("two_easy_first" in made.notes) == easy


def test_the_midwife_leads_in_pregnancy() -> None:
    made = ahead(profile=Profile(pregnant=True))
    assert made.running
    assert made.notes == ("follow_midwife",)
    assert (made.run_days, made.rest_days, made.longest_run_m) == ((), (), None)


def test_after_a_birth_running_waits_and_the_pelvic_check_is_asked_for() -> None:
    made = ahead(profile=Profile(gave_birth_on=ago(30)))
    assert not made.running
    assert made.notes == ("follow_midwife", "tell_pelvic_check")


def test_pregnant_with_a_red_knee_runs_neither() -> None:
    assert not ahead(pain("knee_front", 7, "persists"), profile=Profile(pregnant=True)).running


def test_a_novice_has_a_day_between() -> None:
    daily = [run(3, back, hour=7) for back in range(40)]
    made = advise(log(*daily, profile=Profile(novice=True)), TODAY).plan
    assert made is not None
    assert weekdays(made.run_days) == [1, 3, 5]


def test_a_red_bone_is_told_to_wait_and_not_to_swap() -> None:
    made = ahead(pain("shin_inner", 7, "worsens"))
    assert "cross_train_if_painless" not in made.notes
    assert (made.swap_days, made.swap_sports) == ((), ())


def test_the_digest_plans_the_same_week() -> None:
    past = log(*USUAL, pain("knee_front", 3, "persists"))
    digest, note = advise_week(past, TODAY).plan, advise(past, TODAY).plan
    assert digest == note
