"""Every threshold just below, at, and just above."""

from __future__ import annotations

import pytest

from coaching import advise
from coaching.advice import Light
from coaching.engine import advise_week
from coaching.experience import History, history_level
from coaching.facts import Muted, Profile, Said
from coaching.lifting import cut_is_due
from coaching.log import Run
from coaching.rules.pain import pain as pain_rule
from coaching.rules.rest_days import rest_days
from coaching.rules.session_spike import session_spike
from coaching.rules.strength import strength
from coaching.rules.weekly_ramp import weekly_ramp
from coaching.spike import next_long_run_m
from tests.coaching.building import (
    TODAY,
    ago,
    cleared,
    flag,
    lifted,
    log,
    month,
    nothing,
    pain,
    run,
)


@pytest.mark.parametrize(
    ("km", "label"),
    [
        (11.0, None),
        (11.01, "small"),
        (13.0, "small"),
        (13.01, "moderate"),
        (20.0, "moderate"),
        (20.01, "strong"),
    ],
)
def test_spike_bands(km: float, label: str | None) -> None:
    found = session_spike(log(*month(10.0), run(km)), TODAY)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    ("longest", "km", "amber"),
    [(4.0, 4.99, False), (4.0, 5.0, True), (6.0, 6.99, False), (6.0, 7.0, True)],
)
def test_short_runs_and_small_steps_are_never_amber(longest: float, km: float, amber: bool) -> None:
    before = [run(3.0, 3 * nth) for nth in range(2, 9)]
    found = session_spike(log(*before, run(longest, 28), run(km)), TODAY)
    assert found is not None
    assert (found.light is Light.AMBER) == amber


@pytest.mark.parametrize(("sessions", "speaks"), [(3, False), (4, True)])
def test_a_spike_needs_four_sessions_in_the_month(sessions: int, speaks: bool) -> None:
    old = [run(8, back) for back in range(40, 90, 7)]
    recent = [run(8, 20 - nth) for nth in range(sessions)]
    assert (session_spike(log(*old, *recent, run(12)), TODAY) is not None) == speaks


@pytest.mark.parametrize(("first", "speaks"), [(13, False), (14, True)])
def test_a_spike_needs_the_month_to_have_begun_two_weeks_ago(first: int, speaks: bool) -> None:
    old = [run(8, back) for back in range(40, 90, 7)]
    recent = [run(8, first - nth) for nth in range(4)]
    assert (session_spike(log(*old, *recent, run(12)), TODAY) is not None) == speaks


@pytest.mark.parametrize(
    ("days", "count", "level"),
    [
        (27, 6, History.NEW),
        (28, 5, History.NEW),
        (28, 6, History.SETTLED),
        (83, 20, History.SETTLED),
        (84, 19, History.SETTLED),
        (84, 20, History.LONG_KNOWN),
    ],
)
def test_how_much_is_known(days: int, count: int, level: History) -> None:
    backs = [days, *range(count - 1)]
    assert history_level(log(*(run(5, back) for back in backs)), TODAY) is level


@pytest.mark.parametrize(("back", "level"), [(30, History.NEW), (31, History.ABSENT)])
def test_a_month_without_a_run_leaves_nothing_to_compare(back: int, level: History) -> None:
    assert history_level(log(run(5, back)), TODAY) is level


def weeks(this_km: float, before_km: float) -> list[Run]:
    earlier = [run(before_km / 2, back) for back in (8, 11, 15, 18, 22, 25)]
    older = [run(5, back) for back in (30, 34, 38)]
    return [*older, *earlier, run(this_km / 2, 1), run(this_km / 2, 5)]


@pytest.mark.parametrize(
    ("this_km", "before_km", "light"),
    [
        (20.0, 10.0, Light.GREY),
        (20.1, 10.0, Light.AMBER),
        (18.1, 9.0, Light.GREY),
        (16.1, 8.0, Light.GREY),
        (16.0, 7.9, None),
    ],
)
def test_weekly_ramp(this_km: float, before_km: float, light: Light | None) -> None:
    found = weekly_ramp(log(*weeks(this_km, before_km)), TODAY)
    assert (None if found is None else found.light) is light


@pytest.mark.parametrize(
    ("this_km", "light"), [(25.9, Light.GREY), (26.0, Light.GREY), (26.1, Light.AMBER)]
)
def test_weekly_ramp_of_novices(this_km: float, light: Light) -> None:
    novice = Profile(novice=True)
    found = weekly_ramp(log(*weeks(this_km, 20.0), profile=novice), TODAY)
    assert found is not None
    assert found.light is light


@pytest.mark.parametrize(("days", "speaks"), [(9, False), (10, True)])
def test_ten_days_without_rest(days: int, speaks: bool) -> None:
    habit = [run(6, back) for back in range(days + 1, 56) if back % 7 not in (0, 3)]
    found = rest_days(log(*habit, *(run(6, back) for back in range(days))), TODAY)
    assert (found is not None) == speaks
    if found is not None:
        assert found.light is Light.GREY


def test_ten_days_without_rest_are_amber_while_something_hurts() -> None:
    habit = [run(6, back) for back in range(11, 56) if back % 7 not in (0, 3)]
    sore = pain("calf", 1, "eases")
    found = rest_days(log(*habit, *(run(6, back) for back in range(10)), sore), TODAY)
    assert found is not None
    assert (found.light, found.label) == (Light.AMBER, "weak")


@pytest.mark.parametrize(
    ("region", "worst", "light"),
    [
        ("knee_front", 2, Light.GREEN),
        ("knee_front", 3, Light.AMBER),
        ("knee_front", 4, Light.AMBER),
        ("knee_front", 5, Light.RED),
        ("achilles", 3, Light.GREEN),
        ("achilles", 4, Light.AMBER),
        ("achilles", 5, Light.AMBER),
        ("achilles", 6, Light.RED),
        ("shin_inner", 1, Light.GREEN),
        ("shin_inner", 2, Light.AMBER),
        ("shin_inner", 3, Light.AMBER),
        ("shin_inner", 4, Light.RED),
    ],
)
def test_pain_bands(region: str, worst: int, light: Light) -> None:
    found = pain_rule(log(run(8), pain(region, worst, "eases")), TODAY)
    assert found is not None
    assert found.light is light


@pytest.mark.parametrize(
    ("morning", "light"), [(0, Light.GREEN), (1, Light.AMBER), (2, Light.AMBER), (3, Light.RED)]
)
def test_the_morning_can_make_a_run_worse(morning: int, light: Light) -> None:
    told = pain("knee_front", 2, "eases", days_ago=1)
    found = pain_rule(log(run(8, 1), told, pain("knee_front", morning=morning)), TODAY)
    assert found is not None
    assert found.light is light


def test_three_amber_runs_in_a_row_are_red() -> None:
    facts = [(run(8, back), pain("knee_front", 3, days_ago=back)) for back in (6, 3, 0)]
    flat = [fact for pair in facts for fact in pair]
    two, three = pain_rule(log(*flat[2:]), TODAY), pain_rule(log(*flat), TODAY)
    assert two is not None
    assert three is not None
    assert (two.light, three.light) == (Light.AMBER, Light.RED)


@pytest.mark.parametrize(("back", "action"), [(14, "see_someone"), (15, "no_running")])
def test_the_second_red_in_two_weeks_asks_for_a_look(back: int, action: str) -> None:
    facts = [run(8, back), pain("knee_front", 6, days_ago=back), run(8), pain("knee_front", 6)]
    found = pain_rule(log(*facts), TODAY)
    assert found is not None
    assert found.action == action


def test_a_number_told_under_a_painkiller_is_not_green() -> None:
    found = pain_rule(log(run(8), pain("knee_front", 1, "eases", painkiller=True)), TODAY)
    assert found is not None
    assert found.light is Light.AMBER


def test_a_red_flag_stands_until_it_is_cleared() -> None:
    runs = [run(8, back) for back in range(0, 60, 3)]
    ticked = flag("locked_knee", days_ago=20)
    assert advise(log(*runs, ticked), TODAY).light is Light.FLAG
    assert advise(log(*runs, ticked, cleared(10)), TODAY).light is not Light.FLAG
    again = advise(log(*runs, ticked, cleared(10), flag("locked_knee", days_ago=5)), TODAY)
    assert again.light is Light.FLAG


@pytest.mark.parametrize(("done", "speaks"), [(0, True), (1, True), (2, False)])
def test_two_strength_sessions_in_two_weeks_are_enough(done: int, speaks: bool) -> None:
    facts = [*month(), run(8), *(lifted(2 + 3 * nth) for nth in range(done))]
    assert (strength(log(*facts), TODAY) is not None) == speaks


@pytest.mark.parametrize(("minutes", "counts"), [(9.9, False), (10.0, True)])
def test_short_strength_sessions_do_not_count(minutes: float, counts: bool) -> None:
    facts = [*month(), run(8), lifted(2), lifted(5, minutes)]
    assert (strength(log(*facts), TODAY) is None) == counts


@pytest.mark.parametrize(("done", "cut"), [(3, True), (4, False)])
def test_what_was_not_done_gets_shorter(done: int, cut: bool) -> None:
    asked = Said(ago(20), "strength", "treat_three", "grey", "digest")
    facts = [asked, *(lifted(1 + 3 * nth) for nth in range(done))]
    assert cut_is_due(log(*facts), TODAY, 3) == cut


def test_a_sore_knee_asks_for_three_sessions() -> None:
    found = strength(log(*month(), run(8), pain("knee_front", 3), lifted(3)), TODAY)
    assert found is not None
    assert (found.action, found.numbers["per_week"]) == ("treat_three", 3)


def test_strength_work_that_hurts_pauses() -> None:
    facts = [*month(), run(8), pain("knee_front", 3)]
    for hurt, action in ((2, "treat_three"), (3, "leave_a_week")):
        found = strength(log(*facts, lifted(2, pain_told=hurt)), TODAY)
        assert found is not None
        assert found.action == action


def test_the_next_long_run_may_be_a_tenth_longer_in_half_kilometres() -> None:
    assert next_long_run_m(log(*month(12.8), run(5)), TODAY) == 14_000.0
    novice = Profile(novice=True)
    assert next_long_run_m(log(*month(25.0), run(5), profile=novice), TODAY) == 27_000.0


def test_pregnancy_leaves_load_to_the_midwife() -> None:
    advice = advise(log(*month(), run(25), profile=Profile(pregnant=True)), TODAY)
    assert {"session_spike", "weekly_ramp", "strength"}.isdisjoint(
        found.rule for found in advice.findings
    )
    assert advice.plan is not None
    assert advice.plan.longest_run_m is None


def test_a_race_keeps_its_light_and_gets_other_words() -> None:
    found = session_spike(log(*month(), run(21.1, race=True)), TODAY)
    assert found is not None
    assert (found.light, found.action) == (Light.AMBER, "recover_from_race")


def test_red_pain_silences_the_spike() -> None:
    advice = advise(log(*month(), run(25), pain("knee_front", 6)), TODAY)
    assert "session_spike" not in {found.rule for found in advice.findings}
    assert advice.note is not None
    assert advice.note.finding.rule == "pain"


def test_a_muted_rule_is_quiet_and_named() -> None:
    advice = advise(log(*month(), run(25), Muted("session_spike", ago(5))), TODAY)
    assert advice.note is None
    assert advice.muted == ("session_spike",)


def test_a_red_flag_cannot_be_muted() -> None:
    advice = advise(log(run(8), flag("hot_joint"), Muted("red_flags", ago(5))), TODAY)
    assert advice.light is Light.FLAG


def test_the_same_is_not_said_twice_in_a_week() -> None:
    facts = [*month(), run(8)]
    said = Said(ago(3), "strength", "two_sessions", "grey", "digest")
    fresh, repeated = advise_week(log(*facts), TODAY), advise_week(log(*facts, said), TODAY)
    assert "strength" in {one.finding.rule for one in fresh.recommendations}
    assert "strength" not in {one.finding.rule for one in repeated.recommendations}


def test_a_week_with_a_spike_does_not_talk_of_weekly_change() -> None:
    advice = advise_week(log(run(5, 40), *month(), run(20, 2), run(6)), TODAY)
    assert "weekly_ramp" not in {found.rule for found in advice.findings}
    assert "session_spike" in {found.rule for found in advice.findings}


def test_a_paused_recording_is_one_session() -> None:
    halves = [run(7, hour=10, key="a"), run(7, hour=11, key="b")]
    found = session_spike(log(*month(12.8), *halves), TODAY)
    assert found is not None
    assert found.numbers["distance_m"] == 14_000.0


def test_nothing_hurts_ends_what_hurt() -> None:
    facts = [run(8, 3), pain("knee_front", 4, days_ago=3), run(6)]
    assert advise(log(*facts, nothing()), TODAY).light is not Light.AMBER
    assert advise(log(*facts), TODAY).light is Light.AMBER
