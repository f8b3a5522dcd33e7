"""The strength block: what is in it, how many sets, how far it has come."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.block import Step, strength_block
from coaching.body import Region
from coaching.catalogue import exercises
from coaching.facts import EarlierInjury, Profile
from coaching.ladder import ladder_step
from tests.coaching.building import (
    TODAY,
    ago,
    answered,
    lifted,
    log,
    month,
    nothing,
    pain,
    run,
    self_tested,
)

OLD = [run(8, back) for back in range(30, 130, 4)]
FRONT, BACK = {"X07", "X08", "X10", "P1", "P2", "P3", "P4"}, {"X05", "X09", "X11"}


def block(*facts: Any, profile: Profile | None = None, cut: bool = False) -> tuple[Step, ...]:
    return strength_block(log(*OLD, *month(), run(8), *facts, profile=profile), TODAY, cut)


def codes(*facts: Any, profile: Profile | None = None, cut: bool = False) -> list[str]:
    return [step.code for step in block(*facts, profile=profile, cut=cut)]


def level(code: str, *facts: Any) -> int:
    return next(step.level for step in block(*facts) if step.code == code)


def easy(days_ago: int, **more: Any) -> Any:
    return lifted(days_ago, **{"pain_told": 1, "effort": 5, **more})


def test_prevention_is_hip_thigh_and_trunk() -> None:
    assert codes() == ["X01", "X07", "X09", "X17"]


@pytest.mark.parametrize("region", [r for r in Region if r is not Region.HIP_FRONT])
def test_every_place_gets_three_to_five_exercises_for_both_sides_of_the_thigh(
    region: Region,
) -> None:
    mild = 1 if region in ("shin_inner", "shin_front", "foot_top") else 2
    for profile in (Profile(), Profile(equipment=frozenset())):
        chosen = codes(pain(region, mild, "eases"), profile=profile)
        assert 3 <= len(chosen) <= 5
        assert len(set(chosen)) == len(chosen)
        assert FRONT & set(chosen)
        assert BACK & set(chosen)


def test_a_sore_kneecap_gets_hip_and_thigh() -> None:
    kinds = {exercises()[code].kind for code in codes(pain("knee_front", 3))}
    assert {"hip", "thigh", "hamstring"} <= kinds


@pytest.mark.parametrize(
    ("region", "first"), [("achilles", "X12"), ("calf", "X12"), ("hamstring", "X09")]
)
def test_the_sore_places_own_exercise_comes_first(region: str, first: str) -> None:
    assert codes(pain(region, 2, "eases"))[0] == first


def test_little_done_leaves_the_two_most_wanted() -> None:
    assert codes(pain("knee_front", 3), cut=True) == ["X01", "X07"]
    assert len(codes(self_tested("T1", 20), self_tested("T7", 5), cut=True)) == 2


def test_a_band_is_offered_until_somebody_says_what_is_at_hand() -> None:
    assert "X01" in codes()
    assert "X01" in codes(profile=Profile(equipment=frozenset({"band"})))
    without = codes(profile=Profile(equipment=frozenset()))
    assert "X01" not in without
    assert "X03" in without
    for code in codes(pain("knee_front", 3), profile=Profile(equipment=frozenset())):
        assert not exercises()[code].needs


def test_an_injury_of_twelve_months_chooses_where_nothing_hurts() -> None:
    def hurt(days: int) -> Profile:
        return Profile(injuries=(EarlierInjury(Region.CALF, ago(days)),))

    assert "X12" in codes(profile=hurt(364))
    assert "X12" not in codes(profile=hurt(365))


def test_a_settled_place_goes_before_an_old_injury() -> None:
    old = Profile(injuries=(EarlierInjury(Region.CALF, ago(200)),))
    settled = [pain("knee_front", 3, "persists", days_ago=40), nothing(30), nothing(10)]
    assert "X12" not in codes(*settled, profile=old)


@pytest.mark.parametrize("region", list(Region))
def test_nobody_rolls_the_iliotibial_band(region: Region) -> None:
    for code in codes(pain(region, 1, "eases")):
        assert "roll" not in exercises()[code].how.lower().replace("rolling back", "")


@pytest.mark.parametrize(
    ("facts", "profile"),
    [
        ((pain("knee_front", 2),), Profile(birth_year=TODAY.year - 12)),
        ((), Profile(pregnant=True)),
        ((), Profile(gave_birth_on=ago(83))),
        ((lifted(2, pain_told=3),), None),
        ((pain("shin_inner", 4),), None),
        ((pain("hip_front", 2),), None),
    ],
)
def test_where_strength_should_rest_there_is_no_block(
    facts: tuple[Any, ...], profile: Profile | None
) -> None:
    assert block(*facts, profile=profile) == ()


# What self-tests add.


def test_a_short_plank_brings_the_plank_in() -> None:
    sore = pain("knee_front", 2, "eases")
    assert "X17" not in codes(sore)
    assert "X17" in codes(sore, self_tested("T1", 44))
    assert "X17" not in codes(sore, self_tested("T1", 45))


@pytest.mark.parametrize(("times", "steps"), [(2, False), (3, True)])
def test_a_knee_that_comes_in_brings_the_low_step_and_the_band(times: int, steps: bool) -> None:
    chosen = block(pain("knee_front", 2, "eases"), self_tested("T2", times, "left", 3))
    assert (Step("X08", 0, 3) in chosen) == steps
    assert "X01" in {step.code for step in chosen}
    assert ("X07" in {step.code for step in chosen}) != steps


@pytest.mark.parametrize(("left", "steps"), [(8.1, False), (8.0, True)])
def test_sides_that_differ_by_a_fifth_bring_one_leg_at_a_time(left: float, steps: bool) -> None:
    tests = [self_tested("T4", 10, "right", 3), self_tested("T4", left, "left", 3)]
    assert ("X08" in codes(*tests)) == steps


def test_every_test_at_once_stays_within_five() -> None:
    tests = [self_tested("T1", 10), self_tested("T2", 5, "left"), self_tested("T7", 3, "left")]
    assert len(codes(pain("knee_front", 2, "eases"), *tests)) == 5
    assert len(codes(pain("knee_outer", 2, "eases"), *tests[:2])) == 5


# Hip and foot at once.


def test_hip_and_foot_together_are_half_of_each() -> None:
    chosen = block(pain("knee_front", 2, "eases"), self_tested("T7", 20, "left", 2))
    assert [(step.code, step.sets) for step in chosen] == [
        ("X01", 2),
        ("X07", 2),
        ("X09", 2),
        ("X15", 1),
        ("X16", 2),
    ]


def test_a_sore_shin_gets_calf_and_foot_but_not_a_novices() -> None:
    sore = pain("shin_inner", 1, "eases")
    assert {"X12", "X15"} <= set(codes(sore))
    novice = log(*month(), run(8), sore, profile=Profile(novice=True))
    assert "X15" not in {step.code for step in strength_block(novice, TODAY)}


# The ladder of the tendon below the kneecap.


def ladder(*facts: Any) -> str:
    return ladder_step(log(*month(), run(8), *facts), TODAY)


@pytest.mark.parametrize(("worst", "step"), [(2, "P2"), (3, "P2"), (4, "P1"), (6, "P1")])
def test_a_tendon_above_three_gets_holds(worst: int, step: str) -> None:
    assert ladder(pain("knee_below_cap", worst, "eases")) == step


@pytest.mark.parametrize(("stairs", "step"), [(3, "P2"), (4, "P1")])
def test_stairs_count_like_the_single_leg_squat(stairs: int, step: str) -> None:
    assert ladder(pain("knee_below_cap", 2, "eases", stairs=stairs)) == step


def test_without_a_number_a_sore_tendon_gets_holds_and_a_quiet_one_slow_work() -> None:
    assert ladder(pain("knee_below_cap")) == "P1"
    assert ladder() == "P2"
    assert ladder(pain("knee_below_cap", 5, days_ago=10), nothing()) == "P2"


@pytest.mark.parametrize(("back", "step"), [(14, "P1"), (15, "P2")])
def test_what_was_told_of_a_tendon_counts_for_two_weeks(back: int, step: str) -> None:
    assert ladder(pain("knee_below_cap", 4, "eases", back)) == step


def done(code: str, *backs: int) -> list[Any]:
    return [lifted(back, exercises=(code,)) for back in backs]


@pytest.mark.parametrize(
    ("backs", "step"),
    [((13, 9, 5, 0), "P2"), ((14, 9, 5, 0), "P3"), ((14, 9, 0), "P2"), ((90, 9, 5, 0), "P2")],
)
def test_jumps_come_after_two_weeks_of_slow_work(backs: tuple[int, ...], step: str) -> None:
    assert ladder(pain("knee_below_cap", 3, "eases"), *done("P2", *backs)) == step


@pytest.mark.parametrize(("worst", "step"), [(2, "P4"), (3, "P3")])
def test_sport_comes_after_jumps_and_at_two_of_ten(worst: int, step: str) -> None:
    slow, jumps = done("P2", 45, 40, 35, 30), done("P3", 20, 15, 10, 5)
    assert ladder(pain("knee_below_cap", worst, "eases"), *slow, *jumps) == step


def test_a_loud_day_starts_the_ladder_again() -> None:
    slow = done("P2", 45, 40, 35, 30)
    told = [pain("knee_below_cap", 5, days_ago=20), pain("knee_below_cap", 2, "eases")]
    assert ladder(told[1], *slow) == "P3"
    assert ladder(*told, *slow) == "P2"


def test_a_block_done_as_a_whole_does_not_lead_to_jumps() -> None:
    assert ladder(*(lifted(back) for back in range(0, 60, 3))) == "P2"


def test_the_tendons_block_holds_its_step_and_the_hip() -> None:
    chosen = codes(pain("knee_below_cap", 5))
    assert chosen[:2] == ["P1", "X01"]


# Levels.


@pytest.mark.parametrize(("sessions", "reached"), [(1, 0), (2, 1), (3, 1), (4, 2), (12, 2)])
def test_two_easy_sessions_in_a_row_are_a_level_up_to_the_highest(
    sessions: int, reached: int
) -> None:
    assert level("X01", *(easy(1 + 2 * nth) for nth in range(sessions))) == reached


@pytest.mark.parametrize(("effort", "reached"), [(6, 1), (6.5, 0)])
def test_easy_is_an_effort_of_six(effort: float, reached: int) -> None:
    assert level("X01", easy(3, effort=effort), easy(1, effort=effort)) == reached


@pytest.mark.parametrize(("hurt", "reached"), [(2, 1), (3, 0)])
def test_easy_hurts_two_at_most(hurt: int, reached: int) -> None:
    sessions = [easy(5, pain_told=hurt), easy(3, pain_told=hurt)]
    assert level("X01", *sessions, lifted(1)) == reached


@pytest.mark.parametrize(("hurt", "reached"), [(3, 1), (4, 0)])
def test_a_sore_tendon_may_hurt_a_point_more(hurt: int, reached: int) -> None:
    sore = [pain("achilles", 2, "eases", days_ago=back) for back in (9, 6, 3, 0)]
    sessions = [easy(5, pain_told=hurt), easy(3, pain_told=hurt)]
    assert level("X12", *sore, *sessions, lifted(1)) == reached


def test_an_unrated_session_says_nothing_and_a_hard_one_starts_anew() -> None:
    assert level("X01", easy(7), lifted(5), lifted(4, effort=5), easy(3)) == 1
    assert level("X01", easy(7), easy(5, effort=8), easy(3)) == 0


def test_too_hard_and_pain_are_a_level_down_and_never_below_the_first() -> None:
    two = [easy(back) for back in (20, 18, 16, 14)]
    assert level("X01", *two) == 2
    assert level("X01", *two, answered("too_hard", days_ago=10)) == 1
    assert level("X01", *two, easy(10, pain_told=4), lifted(1)) == 1
    assert level("X01", *(answered("too_hard", days_ago=back) for back in (1, 2, 3))) == 0
    assert level("X01", *two, answered("too_hard", "pain", 10)) == 2


def test_a_session_counts_for_the_exercises_it_names() -> None:
    named = [easy(3, exercises=("X07",)), easy(1, exercises=("X07",))]
    assert level("X07", *named) == 1
    assert level("X01", *named) == 0


def test_a_short_session_is_none() -> None:
    assert level("X01", easy(3, minutes=9.9), easy(1, minutes=9.9)) == 0


@pytest.mark.parametrize(("first", "reached"), [(83, 1), (84, 0)])
def test_levels_fade_after_twelve_weeks(first: int, reached: int) -> None:
    assert level("X01", easy(first), easy(80)) == reached


def test_an_exercise_that_was_not_in_the_block_begins_at_the_beginning() -> None:
    before = [easy(back) for back in range(30, 60, 2)]
    assert level("X07", *before) == 3
    sore = [pain("achilles", 2, "eases", days_ago=back) for back in (9, 6, 3, 0)]
    assert level("X12", *before, *sore) == 0
    assert level("X17", *before, pain("knee_front", 1, "eases"), self_tested("T1", 30)) == 0
    assert level("X08", *before, self_tested("T2", 4, "left", 5)) == 0


def test_later_days_change_nothing() -> None:
    facts = [pain("knee_front", 2, "eases"), easy(3), self_tested("T1", 50)]
    later = [easy(-1), easy(-2), answered("too_hard", days_ago=-1), self_tested("T1", 10, None, -1)]
    assert block(*facts) == block(*facts, *later)
