"""A few more steps a minute: to whom it is offered, how many, and when it ends."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.facts import Profile, Run, Said
from coaching.rules.cadence import cadence, target_spm
from coaching.stride import EasyCadence, easy_cadence
from tests.coaching.building import TODAY, ago, log, nothing, pain, run, tried

SORE = pain("knee_front", 3, "persists")


def steps(days_ago: int, spm: float = 160.0, speed: float = 2.8, eligible_s: float = 1500) -> Run:
    return run(8, days_ago, cadence_spm=spm, cadence_speed_mps=speed, cadence_eligible_s=eligible_s)


def runs(spm: float = 160.0, first: int = 54) -> list[Run]:
    return [steps(back, spm) for back in range(0, first + 1, 3)]


def said(*facts: Any, profile: Profile | None = None) -> tuple[str, object] | None:
    found = cadence(log(*facts, profile=profile), TODAY)
    return None if found is None else (found.action, found.numbers["target_spm"])


def offered(back: int, action: str = "try_steps") -> Said:
    return Said(ago(back), "cadence", action, "grey", "digest")


def test_a_sore_kneecap_and_160_steps_are_offered_168() -> None:
    found = cadence(log(*runs(), SORE), TODAY)
    assert found is not None
    assert found.action == "try_steps"
    assert found.digest_only
    assert found.numbers == {
        "own_spm": 160.0,
        "target_spm": 168,
        "speed_mps": 2.8,
        "factor": 1.05,
        "region": "knee_front",
        "sore_calf": False,
    }


def test_160_steps_and_no_pain_are_nobodys_business() -> None:
    assert said(*runs()) is None
    assert said(*runs(), nothing()) is None


@pytest.mark.parametrize(
    ("region", "worst", "timing", "speaks"),
    [
        ("knee_front", 2, "eases", False),
        ("knee_front", 2, "persists", True),
        ("knee_front", 3, "eases", True),
        ("shin_inner", 1, "eases", False),
        ("shin_inner", 2, "eases", True),
        ("knee_outer", 4, "eases", False),
        ("knee", 4, "eases", False),
    ],
)
def test_it_takes_amber_at_the_kneecap_or_the_inner_shin(
    region: str, worst: int, timing: str, speaks: bool
) -> None:
    assert (said(*runs(), pain(region, worst, timing)) is not None) == speaks


def test_red_waits_until_running_is_easy_again() -> None:
    assert said(*runs(), pain("knee_front", 6, "eases")) is None
    went_well = [pain("knee_front", 1, "eases", back) for back in (9, 6, 3)]
    assert said(*runs(), pain("knee_front", 6, "eases", 13), *went_well[:2]) is None
    assert said(*runs(), pain("knee_front", 6, "eases", 13), *went_well)


@pytest.mark.parametrize(("back", "speaks"), [(14, True), (15, False)])
def test_the_pain_is_at_most_two_weeks_old(back: int, speaks: bool) -> None:
    assert (said(*runs(), pain("knee_front", 3, "persists", back)) is not None) == speaks


def test_amber_last_week_and_green_today_still_counts() -> None:
    facts = [pain("knee_front", 3, "persists", 9), pain("knee_front", 1, "eases")]
    assert said(*runs(), *facts) == ("try_steps", 168)


@pytest.mark.parametrize(("spm", "speaks"), [(169.9, True), (170.0, False), (175.0, False)])
def test_from_170_on_nothing_is_offered(spm: float, speaks: bool) -> None:
    assert (said(*runs(spm), SORE) is not None) == speaks


@pytest.mark.parametrize("region", ["calf", "achilles", "foot_top", "foot_sole"])
def test_a_sore_calf_achilles_or_foot_comes_first(region: str) -> None:
    assert said(*runs(), SORE, pain(region, 1, "eases")) is None


@pytest.mark.parametrize(
    ("spm", "factor", "target"),
    [
        (160.0, 1.05, 168),
        (161.0, 1.05, 169),
        (160.0, 1.07, 171),
        (169.0, 1.05, 177),
        (176.0, 1.07, 185),
        (160.0, 1.2, 176),
    ],
)
def test_the_target_is_whole_and_capped(spm: float, factor: float, target: int) -> None:
    assert target_spm(spm, factor) == target


# What is known of the cadence.


@pytest.mark.parametrize(("count", "known"), [(5, False), (6, True)])
def test_it_takes_six_runs(count: int, known: bool) -> None:
    log_ = log(*(steps(3 * nth) for nth in range(count)))
    assert (easy_cadence(log_, TODAY) is not None) == known


@pytest.mark.parametrize(("seconds", "known"), [(899.0, False), (900.0, True)])
def test_it_takes_ninety_minutes(seconds: float, known: bool) -> None:
    log_ = log(*(steps(3 * nth, eligible_s=seconds) for nth in range(6)))
    assert (easy_cadence(log_, TODAY) is not None) == known


@pytest.mark.parametrize(("seconds", "known"), [(479.0, False), (480.0, True)])
def test_a_run_counts_from_eight_minutes_on(seconds: float, known: bool) -> None:
    log_ = log(*(steps(3 * nth) for nth in range(5)), steps(20, eligible_s=seconds))
    assert (easy_cadence(log_, TODAY) is not None) == known


@pytest.mark.parametrize(("back", "known"), [(55, True), (56, False)])
def test_eight_weeks_are_looked_at(back: int, known: bool) -> None:
    log_ = log(*(steps(3 * nth) for nth in range(5)), steps(back))
    assert (easy_cadence(log_, TODAY) is not None) == known


@pytest.mark.parametrize(("newest", "known"), [(27, True), (28, False)])
def test_without_a_run_in_four_weeks_easy_is_unknown(newest: int, known: bool) -> None:
    log_ = log(*(steps(newest + 3 * nth) for nth in range(8)))
    assert (easy_cadence(log_, TODAY) is not None) == known


def test_fast_runs_do_not_count_as_easy() -> None:
    slow = [steps(3 * nth, 158, 2.6) for nth in range(6)]
    fast = [steps(3 * nth + 1, 182, 3.8) for nth in range(4)]
    assert easy_cadence(log(*slow, *fast), TODAY) == EasyCadence(158, 2.6)


def test_six_of_ten_are_easy() -> None:
    ever_faster = [steps(3 * nth, 150 + nth, 2.5 + nth / 10) for nth in range(9)]
    tenth = steps(27, 159, 3.4)
    found = easy_cadence(log(*ever_faster, tenth), TODAY)
    assert found is not None
    assert found.spm == 152.5


def test_a_run_without_a_series_says_nothing() -> None:
    bare = [run(8, back, cadence_spm=160.0) for back in range(0, 54, 3)]
    assert said(*bare, SORE) is None


# The end of a trial.


@pytest.mark.parametrize(
    ("began", "expected"), [(13, ("try_steps", 168)), (14, ("stop_steps", 168))]
)
def test_two_weeks_without_a_point_less_end_it(began: int, expected: tuple[str, int]) -> None:
    before = pain("knee_front", 3, "persists", began + 2)
    assert said(*runs(), before, SORE, offered(began)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (4, 4, ("stop_steps", 168)),
        (4, 3, ("try_steps", 171)),
        (3, 4, ("stop_steps", 168)),
        (4, 2, None),
    ],
)
def test_a_point_less_leads_on_while_it_is_amber(
    before: int, now: int, expected: tuple[str, int] | None
) -> None:
    told = [pain("knee_front", before, "eases", 18), pain("knee_front", now, "eases")]
    assert said(*runs(), *told, offered(16)) == expected


def test_days_without_pain_count_as_none() -> None:
    told = [pain("knee_front", 3, "persists", 18), nothing(2), nothing()]
    assert said(*runs(), *told, offered(16)) is None


def test_without_an_answer_nobody_knows_whether_it_helped() -> None:
    assert said(*runs(), pain("knee_front", 3, "persists", 18), offered(16)) is None


@pytest.mark.parametrize(
    ("with_cue", "expected"), [(2.1, ("stop_steps", 168)), (2.0, ("try_steps", 171))]
)
def test_trials_on_and_off_speak_first(with_cue: float, expected: tuple[str, int]) -> None:
    felt = [tried("C4", 3, with_cue, 16), tried("C4", 3, with_cue, 10)]
    assert said(*runs(), pain("knee_front", 3, "persists", 18), SORE, *felt) == expected


def test_more_steps_of_a_trial_do_not_move_its_start() -> None:
    quick = [steps(back, 168) for back in range(14)]
    slow = [steps(back, 160) for back in range(17, 50, 3)]
    told = [pain("knee_front", 4, "eases", 18), pain("knee_front", 3, "eases")]
    now = easy_cadence(log(*quick, *slow), TODAY)
    assert now is not None
    assert now.spm == 168
    assert said(*quick, *slow, *told, offered(15)) == ("try_steps", 171)


@pytest.mark.parametrize(("back", "known"), [(29, True), (30, False)])
def test_the_pain_before_is_that_of_two_weeks(back: int, known: bool) -> None:
    told = [pain("knee_front", 3, "persists", back), SORE]
    assert (said(*runs(), *told, offered(16)) is not None) == known


@pytest.mark.parametrize(("back", "known"), [(6, True), (7, False)])
def test_the_pain_now_is_that_of_one_week(back: int, known: bool) -> None:
    told = [pain("knee_front", worst, "persists", days) for worst, days in ((3, 18), (3, back))]
    assert (said(*runs(), *told, offered(16)) is not None) == known


def test_a_calf_that_gets_sore_ends_it_at_once() -> None:
    found = cadence(log(*runs(), SORE, pain("calf", 2, "eases"), offered(5)), TODAY)
    assert found is not None
    assert found.action == "stop_steps"
    assert found.numbers["sore_calf"] is True


@pytest.mark.parametrize(("back", "speaks"), [(1, False), (83, False), (84, True)])
def test_after_its_end_it_rests_for_twelve_weeks(back: int, speaks: bool) -> None:
    ended = [offered(back + 14), offered(back, "stop_steps")]
    assert (said(*runs(), SORE, *ended) is not None) == speaks


def test_what_is_said_today_is_not_yet_a_trial() -> None:
    assert said(*runs(), SORE, offered(0)) == ("try_steps", 168)
    assert said(*runs(), SORE, offered(0, "stop_steps")) == ("try_steps", 168)


def test_not_while_the_way_back_counts_minutes() -> None:
    red = pain("knee_front", 7, "changed_form", 12)
    calm = [pain("knee_front", days_ago=back, walking=1, stairs=1) for back in (8, 5)]
    before = [steps(back) for back in range(12, 60, 3)]
    assert said(*before, red, *calm) is None


@pytest.mark.parametrize("profile", [Profile(birth_year=2013), Profile(pregnant=True)])
def test_children_and_midwives_are_left_alone(profile: Profile) -> None:
    assert said(*runs(), SORE, profile=profile) is None


def test_later_days_change_nothing() -> None:
    later = [steps(-1, 190), pain("calf", 4, None, -1), tried("C4", 3, 1, -1), offered(-1)]
    assert said(*runs(), SORE, *later) == said(*runs(), SORE)
