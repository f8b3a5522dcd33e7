"""The cue trial: which cue is tried, when it is kept, and when nothing is tried."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.facts import Profile
from coaching.rules.cue_trial import cue_trial
from coaching.trial import helped
from tests.coaching.building import (
    TODAY,
    log,
    month,
    nothing,
    pain,
    run,
    self_tested,
    tried,
)

SORE = pain("knee_front", 2, "eases")


def said(*facts: Any, profile: Profile | None = None) -> tuple[str, object, object] | None:
    found = cue_trial(log(*month(), run(8), *facts, profile=profile), TODAY)
    if found is None:
        return None
    return found.action, found.numbers["cue"], found.numbers["trials"]


def without_help(*cues: str) -> list[Any]:
    """Two trials of each cue that changed nothing."""
    return [tried(cue, 3, 3, 20 - nth) for cue in cues for nth in range(2)]


def helpful(cue: str, last: int = 2) -> list[Any]:
    return [tried(cue, 3, 2, last + 3), tried(cue, 3, 1.5, last)]


def test_the_first_cue_is_one_for_the_hip() -> None:
    assert said(SORE) == ("try_cue", "C1", 0)
    assert said(SORE, tried("C1", 3, 3, 4)) == ("try_cue", "C1", 1)


@pytest.mark.parametrize(
    ("tried_before", "cue"),
    [(("C1",), "C2"), (("C1", "C2"), "C3"), (("C1", "C2", "C3"), "C5")],
)
def test_two_trials_without_help_lead_to_the_next_cue(
    tried_before: tuple[str, ...], cue: str
) -> None:
    assert said(SORE, *without_help(*tried_before)) == ("try_cue", cue, 0)


def test_after_the_last_cue_nothing_is_tried() -> None:
    assert said(SORE, *without_help("C1", "C2", "C3", "C5")) is None


@pytest.mark.parametrize(
    ("first", "second", "helps"),
    [(1.0, 1.0, True), (1.0, 0.9, False), (0.9, 2.0, False), (0.0, 0.0, False)],
)
def test_a_cue_helps_by_a_point_in_both_trials(first: float, second: float, helps: bool) -> None:
    trials = [tried("C1", 3.1, 3.1 - first, 6), tried("C1", 2.4, 2.4 - second, 3)]
    assert helped(log(*trials), TODAY, "C1") == helps
    assert said(SORE, *trials) == (("keep_cue", "C1", 2) if helps else ("try_cue", "C2", 0))


def test_one_trial_is_not_enough() -> None:
    assert not helped(log(tried("C1", 4, 1, 3)), TODAY, "C1")


@pytest.mark.parametrize(("last", "speaks"), [(27, True), (28, False)])
def test_a_cue_that_helped_is_spoken_of_for_four_weeks_and_no_other_is_tried(
    last: int, speaks: bool
) -> None:
    assert said(SORE, *helpful("C2", last)) == (("keep_cue", "C2", 2) if speaks else None)


@pytest.mark.parametrize(("first", "cue"), [(181, "C2"), (182, "C1")])
def test_after_half_a_year_a_cue_may_be_tried_again(first: int, cue: str) -> None:
    old = [tried("C1", 3, 3, first), tried("C1", 3, 3, first - 1)]
    found = said(SORE, *old)
    assert found is not None
    assert found[1] == cue


@pytest.mark.parametrize(
    ("worst", "speaks"), [(0, False), (1, True), (4, True), (5, False), (None, False)]
)
def test_it_takes_a_pain_of_one_to_four(worst: int | None, speaks: bool) -> None:
    assert (said(pain("knee_front", worst, "eases" if worst else None)) is not None) == speaks


def test_a_tendon_at_five_is_too_much_too() -> None:
    assert said(pain("hamstring", 4, "eases")) is not None
    assert said(pain("hamstring", 5, "eases")) is None
    assert said(SORE, pain("hamstring", 5, "eases")) is None


@pytest.mark.parametrize(("back", "speaks"), [(14, True), (15, False)])
def test_pain_told_two_weeks_ago_is_too_old(back: int, speaks: bool) -> None:
    assert (said(pain("knee_front", 2, "eases", back)) is not None) == speaks


@pytest.mark.parametrize(("worst", "speaks"), [(1, True), (2, False)])
def test_a_bone_at_amber_is_no_place_for_trials(worst: int, speaks: bool) -> None:
    assert (said(pain("shin_inner", worst, "eases")) is not None) == speaks


def test_a_shin_or_a_short_balance_puts_the_foot_first() -> None:
    assert said(pain("shin_inner", 1, "eases")) == ("try_cue", "C3", 0)
    wobbly = self_tested("T7", 12, "left", 3)
    assert said(SORE, wobbly) == ("try_cue", "C3", 0)
    assert said(SORE, wobbly, self_tested("T2", 4, "left", 3)) == ("try_cue", "C1", 0)


def test_a_cue_that_would_load_a_sore_place_is_left_out() -> None:
    calf = pain("calf", 2, "eases")
    assert said(calf, *without_help("C1", "C2")) is None
    assert said(calf, self_tested("T7", 12, "left", 3)) == ("try_cue", "C1", 0)
    assert said(calf, *helpful("C3")) is None


def test_what_is_red_stops_trials_and_cues() -> None:
    assert said(pain("knee_front", 3, "changed_form")) is None
    assert said(pain("knee_front", 3, "changed_form"), *helpful("C1")) is None


def test_not_while_the_way_back_counts_minutes() -> None:
    red = pain("knee_front", 7, "changed_form", 12)
    calm = [pain("knee_front", days_ago=back, walking=1, stairs=1) for back in (8, 5)]
    before = [run(8, back) for back in range(12, 60, 3)]
    mild = pain("knee_front", 1, "eases")
    assert cue_trial(log(*before, red, *calm, run(2), mild), TODAY) is None
    assert cue_trial(log(*before, *calm, run(2), mild), TODAY) is not None


# Uneven ground.


def uneven(*facts: Any) -> object:
    found = cue_trial(log(*month(), *facts), TODAY)
    assert found is not None
    assert found.action == "keep_cue"
    return found.numbers["uneven_next"]


def good(days_ago: int, **more: Any) -> list[Any]:
    return [run(6, days_ago, **more), pain("knee_front", 1, "eases", days_ago)]


@pytest.mark.parametrize(("sessions", "ready"), [(2, False), (3, True)])
def test_uneven_ground_comes_after_three_good_flat_sessions(sessions: int, ready: bool) -> None:
    runs = [fact for nth in range(sessions) for fact in good(2 * nth)]
    assert uneven(*helpful("C1", 12), *runs) is ready


@pytest.mark.parametrize(
    "third",
    [
        good(4, steep_descent_m=100.0),
        good(4, steep_climb_m=100.0),
        good(4, terrain_rough=True),
        [run(6, 4), pain("knee_front", 3, "eases", 4)],
        [run(6, 4)],
    ],
)
def test_a_steep_a_sore_or_an_untold_session_is_not_one_of_them(third: list[Any]) -> None:
    assert uneven(*helpful("C1", 12), *good(0), *good(2), *third) is False


def test_a_little_hill_is_flat_and_a_quiet_answer_is_good() -> None:
    third = [run(6, 4, steep_descent_m=99.0), nothing(4)]
    assert uneven(*helpful("C1", 12), *good(0), *good(2), *third) is True


def test_uneven_ground_waits_while_something_is_amber() -> None:
    runs = [*good(2), *good(4), *good(6), run(6), pain("knee_front", 3, "eases")]
    assert uneven(*helpful("C1", 12), *runs) is False


def test_uneven_ground_belongs_to_the_first_cue() -> None:
    assert uneven(*helpful("C2", 12), *good(0), *good(2), *good(4)) is False


@pytest.mark.parametrize("profile", [Profile(birth_year=2013), Profile(pregnant=True)])
def test_children_and_midwives_are_left_alone(profile: Profile) -> None:
    assert said(SORE, profile=profile) is None
    assert said(SORE, *helpful("C1"), profile=profile) is None


def test_without_pain_and_trials_nothing_is_said() -> None:
    assert said() is None


def test_later_days_change_nothing() -> None:
    later = [tried("C1", 3, 1, -1), tried("C1", 3, 1, -2), pain("knee_front", 8, None, -1)]
    assert said(SORE, *later) == said(SORE)
