"""Strength work: how much is asked for, what counts as done, and when it is reminded of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coaching.facts import PainReport, Profile, Said
from coaching.lifting import bone_is_sore, cut_is_due, need, pauses, sessions_done
from coaching.rules.strength import strength
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
)


def action(*facts: Any, profile: Profile | None = None) -> str | None:
    found = strength(log(*facts, profile=profile), TODAY)
    return None if found is None else found.action


def quiet_until(closed: int) -> list[Any]:
    """The four painless answers after which a pain of 14 days before has settled."""
    return [nothing(closed + back) for back in (12, 8, 4, 2)]


def settled(closed: int) -> list[Any]:
    """A sore kneecap that closed so many days ago, and runs ever since."""
    runs = [run(8, back) for back in range(0, 160, 2)]
    sore = [pain("knee_front", 3, "persists", days_ago=closed + 14 + back) for back in (0, 2)]
    return [*runs, *sore, *quiet_until(closed), nothing(1)]


def told(what: str, back: int) -> Said:
    return Said(ago(back), "strength", what, "grey", "digest")


@pytest.mark.parametrize(
    ("region", "per_week"),
    [
        (None, 2),
        ("achilles", 2),
        ("knee_inner", 2),
        ("knee", 3),
        ("knee_front", 3),
        ("knee_outer", 3),
        ("knee_below_cap", 3),
    ],
)
def test_knees_ask_for_three_a_week_and_the_rest_for_two(region: str | None, per_week: int) -> None:
    sore = [pain(region, 2, "eases")] if region else []
    assert need(log(*month(), run(8), *sore), TODAY).per_week == per_week


def test_a_sore_knee_goes_before_a_sorer_achilles() -> None:
    facts = [run(8), pain("achilles", 5, "eases"), pain("knee_front", 2, "eases")]
    assert need(log(*facts), TODAY).region == "knee_front"


def test_a_knee_that_is_not_settled_yet_is_still_treated() -> None:
    facts = [*settled(closed=-2), lifted(20)]
    assert need(log(*facts), TODAY).per_week == 3
    assert action(*facts) == "treat_three"


@pytest.mark.parametrize(("done", "speaks"), [(4, True), (5, True), (6, False)])
def test_treatment_wants_six_sessions_in_two_weeks(done: int, speaks: bool) -> None:
    facts = [*month(), run(8), pain("knee_front", 3)]
    facts += [lifted(1 + 2 * nth) for nth in range(done)]
    assert (action(*facts) == "treat_three") == speaks


@pytest.mark.parametrize(("back", "counts"), [(13, True), (14, False)])
def test_two_weeks_are_fourteen_days(back: int, counts: bool) -> None:
    assert (sessions_done(log(lifted(back)), TODAY) == 1) == counts
    assert (sessions_done(log(answered("done", days_ago=back)), TODAY) == 1) == counts


def test_a_done_on_the_day_of_a_session_is_the_same_session() -> None:
    facts = [lifted(3), answered("done", days_ago=3), answered("done", days_ago=3)]
    assert sessions_done(log(*facts), TODAY) == 1
    assert sessions_done(log(*facts, answered("done", days_ago=5)), TODAY) == 2


def test_only_done_on_a_strength_recommendation_counts() -> None:
    facts = [answered("done", "pain", 2), answered("too_hard", days_ago=4), lifted(6, 9.9)]
    assert sessions_done(log(*facts), TODAY) == 0


def test_one_reminder_after_a_pain_that_closed_twenty_days_ago() -> None:
    facts = [*settled(closed=20), lifted(16)]
    assert action(*facts) == "relapse_reminder"
    assert action(*facts, told("relapse_reminder", 7)) is None
    assert action(*facts, told("relapse_reminder", 0)) == "relapse_reminder"


def test_an_earlier_pains_reminder_does_not_use_up_this_one() -> None:
    assert action(*settled(closed=20), told("relapse_reminder", 60)) == "relapse_reminder"


@pytest.mark.parametrize(("back", "reminds"), [(13, False), (14, True)])
def test_a_pause_is_fourteen_days_long(back: int, reminds: bool) -> None:
    assert (action(*settled(closed=20), lifted(back)) == "relapse_reminder") == reminds


@pytest.mark.parametrize(("done", "expected"), [(1, "maintain"), (2, None)])
def test_upkeep_is_one_session_a_week(done: int, expected: str | None) -> None:
    facts = [*settled(closed=20), *(lifted(2 + 5 * nth) for nth in range(done))]
    assert action(*facts) == expected


@pytest.mark.parametrize(("closed", "upkeep"), [(83, True), (84, False)])
def test_upkeep_lasts_twelve_weeks(closed: int, upkeep: bool) -> None:
    wanted = need(log(*settled(closed)), TODAY)
    assert wanted.settled == upkeep
    assert wanted.per_week == (1 if upkeep else 2)


@pytest.mark.parametrize(("asked", "due"), [(13, False), (14, True), (27, True), (28, False)])
def test_a_block_is_cut_two_weeks_after_it_was_asked_for(asked: int, due: bool) -> None:
    assert cut_is_due(log(told("two_sessions", asked)), TODAY, 2) == due


@pytest.mark.parametrize(
    ("per_week", "done", "due"), [(2, 2, True), (2, 3, False), (3, 3, True), (3, 4, False)]
)
def test_less_than_six_of_ten_cuts_the_block(per_week: int, done: int, due: bool) -> None:
    facts = [told("treat_three", 20), *(lifted(1 + 2 * nth) for nth in range(done))]
    assert cut_is_due(log(*facts), TODAY, per_week) == due


@pytest.mark.parametrize(
    ("asked", "done", "speaks"),
    [
        ((20, 13, 6), (), False),
        ((13, 6), (), True),
        ((42, 35, 28), (), True),
        ((41, 34, 27), (), False),
        ((20, 13, 6), (111,), True),
        ((20, 13, 6), (112,), False),
        ((119, 112, 20), (), True),
    ],
)
def test_prevention_that_nobody_takes_up_is_asked_for_seldom(
    asked: tuple[int, ...], done: tuple[int, ...], speaks: bool
) -> None:
    runs = [run(8, back) for back in range(0, 120, 3)]
    facts = [*(told("two_sessions", back) for back in asked), *map(lifted, done)]
    assert (action(*runs, *facts) is not None) == speaks
    assert action(*runs, *facts, pain("knee_front", 2, "eases")) is not None


def test_what_was_not_done_is_asked_for_in_a_shorter_form() -> None:
    sore = [pain("knee_front", 2, "eases", days_ago=back) for back in (28, 21, 14, 7, 0)]
    facts = [*month(), run(8), *sore, told("treat_three", 20)]
    assert action(*facts, lifted(3)) == "cut_block"


def test_a_treatment_begins_whole_however_much_prevention_was_left_undone() -> None:
    asked = [told("two_sessions", back) for back in (27, 20)]
    assert action(*month(), run(8), *asked, pain("knee_front", 3)) == "treat_three"


@pytest.mark.parametrize(("hurt", "rests"), [(None, False), (2, False), (3, True)])
def test_work_that_hurts_pauses(hurt: int | None, rests: bool) -> None:
    assert pauses(log(lifted(2, pain_told=hurt)), TODAY) == rests


@pytest.mark.parametrize(("hurt", "rests"), [(3, False), (4, True)])
def test_a_sore_tendon_may_hurt_a_point_more(hurt: int, rests: bool) -> None:
    sore = [run(8), pain("achilles", 3, "eases")]
    assert pauses(log(*sore, lifted(2, pain_told=hurt)), TODAY) == rests


def test_work_that_hurt_is_not_asked_for() -> None:
    facts = [*month(), run(8), pain("knee_front", 3)]
    assert action(*facts, lifted(2, pain_told=3)) == "leave_a_week"
    assert action(*facts, lifted(2, pain_told=3), lifted(1, pain_told=1)) == "treat_three"


@pytest.mark.parametrize(
    ("region", "worst", "rests"),
    [
        ("shin_inner", 3, False),
        ("shin_inner", 4, True),
        ("knee_front", 8, False),
        ("hip_front", 1, False),
        ("hip_front", 2, True),
    ],
)
def test_a_red_bone_rests_and_the_front_of_the_hip_sooner(
    region: str, worst: int, rests: bool
) -> None:
    sore = log(*month(), run(8), pain(region, worst, "eases"))
    assert bone_is_sore(sore, TODAY) == rests
    assert (strength(sore, TODAY) is None) == rests


@pytest.mark.parametrize(
    ("region", "source"),
    [
        (None, "Leppänen 2024"),
        ("knee_front", "Guideline 2019"),
        ("knee_below_cap", "Breda 2021"),
        ("calf", "Guideline 2019"),
    ],
)
def test_the_source_is_the_one_for_the_place(region: str | None, source: str) -> None:
    sore = [pain(region, 3, "eases")] if region else []
    found = strength(log(*month(), run(8), *sore), TODAY)
    assert found is not None
    assert found.sources[0].key == source
    assert found.numbers["region"] == region


def test_too_little_known_is_silent_unless_something_hurts() -> None:
    assert action(run(5, 3), run(5)) is None
    assert action(run(5, 3), run(5), pain("knee_front", 3)) == "treat_three"


@pytest.mark.parametrize(
    "profile",
    [
        Profile(birth_year=TODAY.year - 14),
        Profile(pregnant=True),
        Profile(gave_birth_on=ago(40)),
    ],
)
def test_children_and_midwives_are_left_alone(profile: Profile) -> None:
    assert action(*month(), run(8), pain("knee_front", 3), profile=profile) is None


def test_later_days_change_nothing() -> None:
    facts = [*month(), run(8), pain("knee_front", 3), lifted(2)]
    later = [lifted(-1), lifted(-2, pain_told=9), answered("done", days_ago=-1)]
    tomorrow = PainReport(ago(-1), log(run(8)).runs[0].started_at + timedelta(1), nothing=True)
    assert strength(log(*facts), TODAY) == strength(log(*facts, *later, tomorrow), TODAY)
