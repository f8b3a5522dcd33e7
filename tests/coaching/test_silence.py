"""Who silences whom: what may still be said on a day, given all that was found on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.facts import PainReport, Profile
from coaching.silence import feverish, not_silenced
from tests.coaching.building import TODAY, log, nothing, pain, run


def finding(
    rule: str, action: str = "", light: Light = Light.GREY, slot: Slot = Slot.OTHER, about: str = ""
) -> Finding:
    return Finding(rule, light, action, slot, Confidence.CONVENTION, about=about)


def load(rule: str, action: str = "", light: Light = Light.GREY, about: str = "") -> Finding:
    return finding(rule, action, light, Slot.LOAD_OR_REST, about)


def fever(days_ago: int = 0) -> PainReport:
    return replace(nothing(days_ago), nothing=False, fever=True)


def calm(days_ago: int) -> PainReport:
    return pain("knee_front", days_ago=days_ago, walking=1, stairs=1)


RUNS = [run(8, back) for back in range(0, 60, 3)]
GREEN, AMBER, RED = (pain("knee_front", worst, "eases") for worst in (1, 3, 7))
RED_MONTH_AGO = [
    *(run(8, back) for back in range(30, 90, 3)),
    pain("knee_front", 7, "worsens", days_ago=30),
]
STAGES = [*RED_MONTH_AGO, calm(22), calm(20)]
RESTART = [*(run(8, back) for back in range(5, 60, 3)), pain("knee_front", 7, days_ago=5)]
RESTART += [calm(3), calm(1)]

PRAISE = finding("session_spike", "longest_so_far", Light.GREEN)
TEST_RUN = finding("cue_trial", "try_cue")
YOUNG = Profile(birth_year=TODAY.year - 17)


def kept(facts: list[Any], *found: Finding, profile: Profile | None = None) -> list[str]:
    left = not_silenced(log(*facts, profile=profile), TODAY, found)
    return [one.action or one.rule for one in left]


def test_a_warning_sign_hides_all_but_warning_signs() -> None:
    sign = load("red_flags", "tier_c", Light.FLAG)
    assert kept(RUNS, load("pain", "no_running", Light.RED), sign, PRAISE) == ["tier_c"]


def test_what_is_left_keeps_its_order() -> None:
    assert kept(RUNS, PRAISE, load("pain"), TEST_RUN) == ["longest_so_far", "pain", "try_cue"]


@pytest.mark.parametrize(
    ("told", "rules"),
    [
        ([GREEN], {"downhill", "after_a_break", "pain", "masked_pain", "return_to_run"}),
        ([AMBER], {"downhill", "pain", "masked_pain", "return_to_run"}),
        ([RED], {"pain", "masked_pain", "return_to_run"}),
        ([fever()], {"pain", "masked_pain"}),
    ],
)
def test_which_words_on_load_stand_beside_what_hurts(told: list[Any], rules: set[str]) -> None:
    names = ["downhill", "after_a_break", "pain", "masked_pain", "return_to_run"]
    assert set(kept([*RUNS, *told], *map(load, names))) == rules


def test_pain_does_not_hush_what_is_not_about_load() -> None:
    other = [finding("pain_episode"), finding("strength")]
    assert kept([*RUNS, RED], *other) == ["pain_episode", "strength"]
    assert kept([*RUNS, fever()], *other) == ["pain_episode"]


QUIET_RULES = ["weekly_ramp", "acute_chronic", "monotony", "rest_days", "fast_running"]
QUIET_RULES += ["surface_mix", "after_a_break", "novice", "shoes"]


@pytest.mark.parametrize("rule", QUIET_RULES)
@pytest.mark.parametrize(("told", "speaks"), [(GREEN, True), (AMBER, False), (RED, False)])
def test_from_amber_pain_on_the_lesser_rules_are_quiet(
    rule: str, told: PainReport, speaks: bool
) -> None:
    assert bool(kept([*RUNS, told], finding(rule))) == speaks


@pytest.mark.parametrize(("days_ago", "ill"), [(0, True), (1, True), (2, False), (-1, False)])
def test_a_fever_is_of_today_or_yesterday(days_ago: int, ill: bool) -> None:
    assert feverish(log(fever(days_ago)), TODAY) == ill


@pytest.mark.parametrize(("told", "coached"), [(GREEN, True), (AMBER, False), (RED, False)])
def test_a_sore_minor_is_told_to_an_adult_and_not_coached(told: PainReport, coached: bool) -> None:
    found = [finding("strength"), finding("pain_episode")]
    assert ("strength" in kept([*RUNS, told], *found, profile=YOUNG)) == coached
    assert "pain_episode" in kept([*RUNS, told], *found, profile=YOUNG)
    assert "strength" in kept([*RUNS, told], *found)


def test_a_sore_minor_still_hears_of_a_jump_and_of_the_way_back() -> None:
    for rule in ("session_spike", "return_to_run"):
        assert kept([*RUNS, AMBER], finding(rule), profile=YOUNG) == [rule]


@pytest.mark.parametrize(
    ("facts", "digest_only", "speaks"),
    [(RUNS, True, True), (RUNS, False, True), (STAGES, True, False), (STAGES, False, True)],
)
def test_on_the_way_back_an_adult_is_told_once(
    facts: list[Any], digest_only: bool, speaks: bool
) -> None:
    adult = replace(load("pain", "tell_an_adult"), digest_only=digest_only)
    assert bool(kept(facts, adult, profile=YOUNG)) == speaks


@pytest.mark.parametrize(
    ("told", "also", "praised"),
    [
        ([GREEN], [], True),
        ([AMBER], [], False),
        ([RED], [], False),
        ([pain("knee_front")], [], False),  # a place without a number is unknown
        ([replace(nothing(), painkiller=True)], [], False),
        ([nothing(14)], [], False),  # five runs since the last word
        ([nothing(11)], [], True),
        ([], [finding("masked_pain")], False),
        ([], [finding("after_a_break")], False),
        ([], [finding("novice")], True),
    ],
)
def test_praise_waits_while_something_is_sore_or_unknown(
    told: list[Any], also: list[Finding], praised: bool
) -> None:
    assert ("longest_so_far" in kept([*RUNS, *told], *also, PRAISE)) == praised


def test_praise_can_be_asked_not_to_be_given() -> None:
    assert kept(RUNS, PRAISE, profile=Profile(no_praise=True)) == []


@pytest.mark.parametrize(
    ("told", "also", "runs"),
    [
        ([GREEN], [], True),
        ([AMBER], [], True),
        ([RED], [], False),
        ([], [load("session_spike", "rest_tomorrow")], False),
        ([], [load("pain", "see_someone")], False),
        ([], [load("session_spike", "ease_next_two")], True),
    ],
)
def test_a_test_run_never_stands_beside_rest(
    told: list[Any], also: list[Finding], runs: bool
) -> None:
    assert ("try_cue" in kept([*RUNS, *told], *also, TEST_RUN)) == runs


@pytest.mark.parametrize(
    ("facts", "also", "speaks"),
    [
        (RUNS, [], True),
        (RUNS, [load("session_spike", "ease", Light.AMBER)], False),
        (RUNS, [load("session_spike", "ease", Light.GREEN)], True),
        (RUNS, [load("downhill", "ease", Light.AMBER)], True),
        ([*RUNS, run(20, 2)], [], False),
    ],
)
def test_a_jump_leaves_the_weekly_change_unsaid(
    facts: list[Any], also: list[Finding], speaks: bool
) -> None:
    assert ("weekly_ramp" in kept(facts, *also, finding("weekly_ramp"))) == speaks


def test_who_is_treated_needs_no_word_on_an_earlier_injury() -> None:
    reminder = finding("earlier_injury")
    assert kept(RUNS, finding("strength", "treat_three"), reminder) == ["treat_three"]
    assert kept(RUNS, finding("strength", "two_sessions"), reminder) == [
        "two_sessions",
        "earlier_injury",
    ]


HUSHED = ["session_spike", "weekly_ramp", "fast_running", "monotony", "rest_days"]
HUSHED += ["after_a_break", "novice"]


@pytest.mark.parametrize("rule", HUSHED)
def test_on_the_way_back_load_is_counted_in_stages(rule: str) -> None:
    assert kept(STAGES, finding(rule)) == []
    assert kept(RUNS, finding(rule)) == [rule]
    pregnant = Profile(pregnant=True)  # then there is no way back of ours
    assert kept(STAGES, finding(rule), profile=pregnant) == [rule]


def test_on_the_way_back_nothing_has_settled() -> None:
    settled = finding("pain_episode", "settled")
    assert kept(STAGES, settled) == []
    assert kept(RUNS, settled) == ["settled"]


@pytest.mark.parametrize(
    ("facts", "about", "speaks"),
    [
        (STAGES, "knee_front", False),
        (STAGES, "knee", False),
        (STAGES, "calf", True),
        (STAGES, "", True),
        (RESTART, "knee_front", False),
        (RED_MONTH_AGO[:-1], "knee_front", True),
        ([*RUNS, pain("knee_front", 7, days_ago=9)], "knee_front", True),  # waiting
    ],
)
@pytest.mark.parametrize("action", ["keep_plan", "shorten_flat_easy"])
def test_the_small_steps_back_speak_for_their_own_place(
    facts: list[Any], about: str, speaks: bool, action: str
) -> None:
    assert kept(facts, load("pain", action, about=about)) == ([action] if speaks else [])
    assert kept(facts, load("pain", "no_running", about=about)) == ["no_running"]
