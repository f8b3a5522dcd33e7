"""Who is heard: what is muted, what a digest keeps of its week, and when a morning is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coaching import advise
from coaching.advice import Light, Slot
from coaching.engine import advise_week
from coaching.facts import Muted, Profile
from tests.coaching.building import TODAY, ago, flag, lifted, log, month, nothing, pain, run

WEEKS = [run(8, back) for back in range(8, 70, 3)]
"""A steady runner, until a week ago."""
LIKES = Profile(likes_mobility=True)


def heard(*facts: Any) -> dict[str, Any]:
    """What a digest found, by rule."""
    return {found.rule: found for found in advise_week(log(*facts), TODAY).findings}


@pytest.mark.parametrize(
    ("since", "until", "muted"),
    [
        (0, None, True),
        (-1, None, False),
        (90, None, True),
        (9, 0, False),
        (9, -1, True),
    ],
)
def test_a_rule_is_muted_from_its_day_until_the_day_it_speaks_again(
    since: int, until: int | None, muted: bool
) -> None:
    quiet = Muted("session_spike", ago(since), None if until is None else ago(until))
    advice = advise(log(*month(), run(25), quiet), TODAY)
    assert (advice.note is None) == muted
    assert advice.muted == (("session_spike",) if muted else ())


def test_only_muted_rules_that_had_something_to_say_are_named() -> None:
    names = ("strength", "session_spike", "mobility", "red_flags")
    advice = advise(log(*month(), run(25), *(Muted(name, ago(5)) for name in names)), TODAY)
    assert advice.muted == ("session_spike", "strength")


def test_the_worst_light_wins_and_stands_first() -> None:
    facts = [*month(), run(25), pain("knee_front", 1, "eases")]
    advice = advise(log(*facts), TODAY)
    lights = [-1 if found.light is None else int(found.light) for found in advice.findings]
    assert lights == sorted(lights, reverse=True)
    assert advice.light is Light.AMBER
    assert advice.on == TODAY
    assert advise(log(), TODAY).light is None


@pytest.mark.parametrize(
    ("facts", "asks"),
    [
        ([run(8)], False),
        ([run(25)], True),
        ([run(8), pain("knee_front", 1, "eases")], True),
        ([run(8), nothing()], False),
        ([pain("knee_front", 3, "persists")], False),
        ([run(8), pain("knee_front", 3, "persists"), flag("hot_joint")], False),
        ([run(25), flag("hot_joint")], False),
        # A place that goes on hurting from week to week.
        (
            [run(8), *(pain("knee_front", 3, "persists", days_ago=back) for back in (1, 8, 15))],
            True,
        ),
        ([run(8, 1), pain("knee_front", 1, "eases", days_ago=1)], False),
    ],
)
def test_the_next_morning_is_asked_for_after_a_sore_or_long_run(
    facts: list[Any], asks: bool
) -> None:
    assert advise(log(*WEEKS, *facts), TODAY).asks_morning == asks


def test_without_a_run_there_is_no_morning_to_ask_about() -> None:
    assert not advise(log(pain("knee_front", 3, "persists")), TODAY).asks_morning
    assert not advise(log(), TODAY).asks_morning


# The digest.


@pytest.mark.parametrize(("back", "heard_of"), [(0, True), (6, True), (7, False)])
def test_a_digest_hears_of_the_long_run_of_its_week(back: int, heard_of: bool) -> None:
    spike = heard(*WEEKS, run(16, back, hour=7)).get("session_spike")
    assert (spike is not None and spike.light is Light.AMBER) == heard_of


@pytest.mark.parametrize(("after", "kept"), [((), True), ((2,), True), ((2, 1), False)])
def test_two_easy_runs_after_a_long_one_settle_it(after: tuple[int, ...], kept: bool) -> None:
    found = heard(*WEEKS, run(16, 4), *(run(5, back) for back in after)).get("session_spike")
    assert (found is not None and found.action == "ease_next_two") == kept


def test_runs_of_its_own_day_do_not_settle_a_long_one() -> None:
    found = heard(*WEEKS, run(16, 4), run(5, 4, hour=7), run(5, 4, hour=12))["session_spike"]
    assert found.action == "ease_next_two"


def test_of_two_long_runs_a_digest_tells_the_longer_step() -> None:
    for first, second in ((16, 20), (20, 23)):
        found = heard(*WEEKS, run(first, 3), run(second, 1))["session_spike"]
        ratio = max(first / 8, second / first)
        assert found.numbers["ratio"] == pytest.approx(ratio)


def test_of_two_steady_runs_a_digest_tells_the_longer_one() -> None:
    found = heard(*WEEKS, run(8, 4), run(6, 1))["session_spike"]
    assert (found.run, found.light) == ("run-4-18", Light.GREEN)


def test_a_digest_has_a_plan_and_no_note() -> None:
    advice = advise_week(log(*WEEKS, run(16)), TODAY)
    assert advice.note is None
    assert advice.plan is not None
    assert (advice.plan.first, advice.plan.last) == (ago(-1), ago(-7))
    assert advice.on == TODAY


PAVED = [run(8, back, surface_m={"paved": 8_000.0}) for back in range(1, 40, 3)]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([], ["watch_week", "the_mix"]),
        ([pain("knee_front", 3, "persists")], ["watch_week", "the_mix"]),
        ([pain("knee_front", 7, "persists")], ["the_mix"]),
        ([run(16, hour=7)], ["the_mix"]),
        ([flag("hot_joint")], []),
    ],
)
def test_what_the_club_asked_to_see_each_week(facts: list[Any], told: list[str]) -> None:
    week = advise_week(log(*PAVED, *facts), TODAY)
    assert sorted(found.action for found in week.information) == sorted(told)
    for found in week.information:
        assert (found.light, found.label, found.digest_only) == (Light.GREY, None, True)
    said = {one.finding.action for one in week.recommendations}
    assert not said & {"watch_week", "the_mix"}


def test_recommendations_are_one_a_slot_in_the_order_of_the_slots() -> None:
    facts = [*WEEKS, run(16), pain("knee_front", 3, "persists")]
    week = advise_week(log(*facts), TODAY)
    assert [one.slot for one in week.recommendations] == [
        Slot.LOAD_OR_REST,
        Slot.STRENGTH,
        Slot.OTHER,
    ]
    assert all(one.slot is one.finding.slot for one in week.recommendations)


def test_stretching_is_never_the_only_thing_to_say() -> None:
    past = [*WEEKS, *(lifted(back, effort=5) for back in (1, 4, 8, 11))]
    names = ("self_tests", "surface_mix", "session_spike", "weekly_ramp", "after_a_break")
    muted = [Muted(name, ago(90)) for name in names]
    only = advise_week(log(*past, *muted, profile=LIKES), TODAY)
    assert "mobility" in {found.rule for found in only.findings}
    assert only.recommendations == ()
    more = advise_week(log(*WEEKS, *muted, profile=LIKES), TODAY)
    assert {one.finding.rule for one in more.recommendations} == {"strength", "mobility"}


def test_in_pregnancy_a_digest_hears_of_no_long_run() -> None:
    advice = advise_week(log(*WEEKS, run(16, 2), profile=Profile(pregnant=True)), TODAY)
    assert "session_spike" not in {found.rule for found in advice.findings}


def test_the_expert_sees_one_number_more_and_everybody_the_same_light() -> None:
    past = log(*WEEKS, run(16, 2), run(8))
    plain, expert = advise(past, TODAY), advise(past, TODAY, expert=True)
    more = [found for found in expert.findings if found not in plain.findings]
    assert [found.rule for found in more] == ["acute_chronic"]
    assert expert.light is plain.light
    assert TODAY - timedelta(days=2) == ago(2)
