"""Cases that were agreed on beforehand: what a runner did, and what must be answered."""

from __future__ import annotations

import pytest

from coaching import advise
from coaching.advice import Advice, Finding, Light
from coaching.engine import advise_week
from coaching.facts import PainReport, Profile
from tests.coaching.building import (
    TODAY,
    at,
    flag,
    lifted,
    log,
    month,
    nothing,
    pain,
    run,
)


def finding(advice: Advice, rule: str) -> Finding:
    return next(found for found in advice.findings if found.rule == rule)


def rules_of(advice: Advice) -> set[str]:
    return {found.rule for found in advice.findings}


def test_a_first_run_gets_no_light() -> None:
    advice = advise(log(run(10)), TODAY)
    assert advice.light is None
    assert finding(advice, "session_spike").action == "first_run"
    assert advice.note is None


def test_three_runs_in_nine_days_are_too_few_to_judge() -> None:
    advice = advise(log(run(3, 9), run(3, 4), run(6)), TODAY)
    assert advice.light is Light.GREY
    assert finding(advice, "session_spike").action == "longest_so_far"


@pytest.mark.parametrize(
    ("km", "light", "label"),
    [
        (14.0, Light.GREEN, None),
        (14.08, Light.GREEN, None),
        (14.2, Light.AMBER, "small"),
        (25.7, Light.AMBER, "strong"),
    ],
)
def test_a_run_is_judged_by_the_longest_of_thirty_days(
    km: float, light: Light, label: str | None
) -> None:
    advice = advise(log(*month(12.8), run(km)), TODAY)
    assert advice.light is light
    assert finding(advice, "session_spike").label == label
    assert (advice.note is not None) == (light is Light.AMBER)


def test_a_run_after_a_month_off_is_no_spike() -> None:
    before = [run(10, 31 + 3 * nth) for nth in range(20)]
    assert "session_spike" not in rules_of(advise(log(*before, run(8)), TODAY))


def test_half_as_much_again_in_a_week_is_information() -> None:
    earlier = [run(8, back) for back in range(8, 33, 3)]
    week = [run(8.5, back) for back in (6, 4, 2, 0)]
    advice = advise(log(*earlier, *week), TODAY)
    ramp = finding(advice, "weekly_ramp")
    assert ramp.light is Light.GREY
    assert 1.4 < float(str(ramp.numbers["ratio"])) < 2.0
    assert advice.note is None


@pytest.mark.parametrize(
    ("worst", "timing", "light", "action"),
    [
        (2, "eases", Light.GREEN, "keep_plan"),
        (2, "persists", Light.AMBER, "shorten_flat_easy"),
        (1, "changed_form", Light.RED, "no_running"),
    ],
)
def test_how_a_knee_behaved_decides(worst: int, timing: str, light: Light, action: str) -> None:
    told = pain("knee_front", worst, timing, morning=0)
    advice = advise(log(*month(), run(8), told), TODAY)
    assert advice.light is light
    assert finding(advice, "pain").action == action


def test_a_sore_spot_on_the_shin_is_a_flag_and_nothing_else() -> None:
    told = pain("shin_inner", 4, flags=frozenset({"finger_tip_bone"}))
    advice = advise(log(*month(), run(20), told), TODAY)
    assert advice.light is Light.FLAG
    assert rules_of(advice) == {"red_flags"}
    assert finding(advice, "red_flags").action == "tier_c"


def test_five_unanswered_runs_get_no_praise() -> None:
    runs = [run(8, back) for back in range(0, 60, 3)]
    advice = advise(log(*runs, pain("knee_front", 1, "eases", days_ago=21)), TODAY)
    assert advice.light is Light.GREY
    assert finding(advice, "pain").action == "ask_pain"
    assert "session_spike" not in rules_of(advice)


def test_swelling_with_a_locked_knee_says_one_thing() -> None:
    advice = advise(log(*month(), run(20), flag("pop_and_swelling", "locked_knee")), TODAY)
    assert [found.action for found in advice.findings] == ["tier_b"]
    assert [one.finding.rule for one in advice.recommendations] == ["red_flags"]
    assert advice.plan is not None
    assert not advice.plan.running


def test_sore_knees_get_flat_easy_running() -> None:
    advice = advise(log(*month(), run(10), pain("knee_front", 3, "persists")), TODAY)
    assert advice.note is not None
    assert advice.note.finding.action == "shorten_flat_easy"
    assert advice.plan is not None
    assert "flat_only" in advice.plan.notes
    assert advice.plan.longest_run_m == 7_000.0


def test_strength_work_that_paused_after_pain_is_reminded_of_once() -> None:
    runs = [run(8, back) for back in range(0, 90, 3)]
    sore = [pain("knee_front", 3, "eases", days_ago=back) for back in (42, 39, 36)]
    quiet = [nothing(back) for back in (33, 28, 24, 20, 6)]
    week = advise_week(log(*runs, *sore, *quiet, lifted(20)), TODAY)
    actions = [one.finding.action for one in week.recommendations]
    assert actions.count("relapse_reminder") == 1


def test_a_child_in_pain_is_referred_and_not_coached() -> None:
    fourteen = Profile(birth_year=TODAY.year - 14)
    told = pain("knee_front", 4, "worsens")
    advice = advise(log(*month(), run(8), told, profile=fourteen), TODAY)
    sore = finding(advice, "pain")
    assert (sore.light, sore.action) == (None, "under_16_refer")
    assert advice.plan is not None
    assert not advice.plan.running


def test_pain_without_a_number_gets_no_praise() -> None:
    advice = advise(log(*month(), run(8), pain("knee_front")), TODAY)
    assert "keep_going" not in {found.action for found in advice.findings}
    assert advice.light is Light.GREY


def test_a_fever_means_no_running() -> None:
    advice = advise(log(*month(), run(8), PainReport(TODAY, at(TODAY, 20), fever=True)), TODAY)
    assert advice.light is Light.RED
    assert [one.finding.action for one in advice.recommendations] == ["no_running_with_fever"]
    assert "session_spike" not in rules_of(advice)
    assert advice.plan is not None
    assert not advice.plan.running
