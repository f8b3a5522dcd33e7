"""The way back after pain, breaks without pain, other sports, and the first months."""

from __future__ import annotations

from typing import Any

import pytest

from coaching import advise
from coaching.advice import Light
from coaching.body import Region
from coaching.calming import calmed_on
from coaching.coming_back import pause
from coaching.engine import advise_week
from coaching.facts import FlagCleared, PainReport, Profile, Run
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.rules.after_a_break import after_a_break
from coaching.rules.novice import novice
from coaching.spike import novice_cap_m
from coaching.swapping import swap
from tests.coaching.building import TODAY, ago, at, log, nothing, other, pain, run

KNEE = Region.KNEE_FRONT


def calm(
    days_ago: int, walking: int = 1, stairs: int = 2, region: str = "knee_front"
) -> PainReport:
    return pain(region, days_ago=days_ago, walking=walking, stairs=stairs)


def usual(until: int) -> list[Run]:
    """Every third day 10 km, the last `until` days ago."""
    return [run(10, back) for back in range(until, until + 90, 3)]


RED = pain("knee_front", 7, "worsens", days_ago=30)


@pytest.mark.parametrize(
    ("told", "calmed"),
    [
        ([calm(5), calm(3)], ago(3)),
        ([calm(5), calm(4)], None),
        ([calm(5, stairs=3), calm(3)], None),
        ([calm(5), pain("knee_front", 3, days_ago=4), calm(3), calm(1)], ago(1)),
        ([nothing(5), nothing(3)], ago(3)),
        ([calm(5, region="achilles"), calm(3, region="achilles")], None),
        ([calm(5), pain("knee_front", days_ago=4, limp=True), calm(3)], None),
        ([pain("knee_front", days_ago=5, walking=0), calm(3)], None),
        ([], None),
    ],
)
def test_a_red_place_calms_down(told: list[PainReport], calmed: Any) -> None:
    assert calmed_on(log(RED, *told), KNEE, ago(30), TODAY) == calmed


def test_a_bone_waits_for_a_clinician() -> None:
    told = [calm(9, region="shin_inner"), calm(7, region="shin_inner")]
    shin = Region.SHIN_INNER
    assert calmed_on(log(*told), shin, ago(30), TODAY) is None
    for how, day in (("mistake", None), ("clinician", ago(5))):
        seen = FlagCleared(at(ago(5)), ago(5), how)
        assert calmed_on(log(*told, seen), shin, ago(30), TODAY) == day


def way(*facts: Any, on: int = 0) -> Any:
    return returning(log(*facts), ago(on))


def test_until_it_calms_down_running_waits() -> None:
    found = way(*usual(30), RED, on=20)
    assert found.phase == "waiting"
    advice = advise(log(*usual(30), RED), ago(20))
    assert advice.plan is not None
    assert not advice.plan.running
    assert advice.light is Light.RED


@pytest.mark.parametrize(("days_ago", "phase"), [(28, "waiting"), (29, None)])
def test_a_way_back_without_a_word_lapses(days_ago: int, phase: str | None) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=days_ago)
    found = way(*usual(days_ago), red)
    assert (found.phase if found else None) == phase


@pytest.mark.parametrize(("stopped", "phase"), [(6, "restart"), (7, "walk_run")])
def test_a_short_stop_restarts_at_half(stopped: int, phase: str) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=stopped)
    found = way(*usual(stopped), red, calm(3), calm(1))
    assert found.phase == phase
    if phase == "restart":
        assert found.ceiling_m == 5_000.0
        plan = advise(log(*usual(stopped), red, calm(3), calm(1)), TODAY).plan
        assert plan is not None
        assert plan.longest_run_m == 5_000.0


def back_on_track(*outcomes: tuple[int, int | None, int | None]) -> TrainingLog:
    """Calm on day 20; then sessions of (days ago, worst, morning), unanswered where None."""
    facts: list[Any] = [*usual(30), RED, calm(22), calm(20)]
    for days_ago, worst, morning in outcomes:
        facts.append(run(3, days_ago))
        if worst is not None:
            facts.append(pain("knee_front", worst, "eases", days_ago, morning=morning))
    return log(*facts)


@pytest.mark.parametrize(
    ("sessions", "stage", "good", "last"),
    [
        ([], 0, 0, ""),
        ([(18, 0, 0)], 0, 1, "good"),
        ([(18, 2, 0), (16, 2, 0)], 1, 0, "good"),
        ([(18, 3, 0)], 0, 0, "bad"),
        ([(18, 1, 2)], 0, 0, "bad"),
        ([(18, None, None)], 0, 0, "unknown"),
        ([(18, 1, 0), (16, 1, 0), (14, 3, 0)], 1, 0, "bad"),
        ([(18, 1, 0), (16, 1, 0), (14, 3, 0), (12, 3, 0)], 0, 0, "back"),
        ([(18, 3, 0), (16, 3, 0)], 0, 0, "back"),
        ([(18, 1, 0), (16, 1, 0), (14, 1, 0), (12, 1, 0)], 2, 0, "good"),
    ],
)
def test_through_the_stages(
    sessions: list[tuple[int, int | None, int | None]], stage: int, good: int, last: str
) -> None:
    on = ago(sessions[-1][0] - 1 if sessions else 19)
    found = returning(back_on_track(*sessions), on)
    assert found is not None
    assert (found.stage, found.good, found.last) == (stage, good, last)


def test_a_new_red_is_back_to_waiting() -> None:
    past = back_on_track((18, 1, 0), (16, 1, 0), (14, 6, 0))
    found = returning(past, TODAY)
    assert found is not None
    assert (found.phase, found.since) == ("waiting", ago(14))


def test_the_last_stages_lead_back_to_the_usual_week() -> None:
    sessions = [(40 - 2 * nth, 1, 0) for nth in range(13)]
    facts: list[Any] = [*usual(60), pain("knee_front", 7, "worsens", days_ago=60)]
    facts += [calm(44), calm(42)]
    for days_ago, worst, morning in sessions:
        facts += [run(2.5, days_ago), pain("knee_front", worst, "eases", days_ago, morning=morning)]
    found = returning(log(*facts), ago(15))
    assert found is not None
    assert (found.phase, found.stage, found.speed_ok) == ("build", 6, False)
    longer = [*facts, run(10, 14), pain("knee_front", 0, "none", 14)]
    later = returning(log(*longer), ago(13))
    assert later is not None
    assert later.speed_ok
    whole = [*longer, run(10, 12), nothing(12)]
    assert returning(log(*whole), ago(12)) is None


def test_an_amber_and_a_week_without_running_lead_to_the_stages_too() -> None:
    amber = pain("knee_front", 4, "persists", days_ago=10)
    assert way(*usual(10), amber).stage == 0
    assert way(*usual(3), pain("knee_front", 4, "persists", days_ago=3)) is None


def test_walks_count_in_the_first_stage() -> None:
    facts = [*usual(30), RED, calm(22), calm(20), other("walk", 30, 18), other("walk", 30, 16)]
    told = [pain("knee_front", 0, "none", 18), pain("knee_front", 0, "none", 16)]
    assert way(*facts, *told).stage == 1
    short = [*facts[:-2], other("walk", 19, 18), other("walk", 19, 16)]
    assert way(*short, *told).stage == 0


def test_on_the_way_back_no_other_load_rule_speaks() -> None:
    past = back_on_track((18, 1, 0), (16, 1, 0))
    for advice in (advise(past, TODAY), advise_week(past, TODAY)):
        said = {found.rule for found in advice.findings}
        assert "return_to_run" in said
        assert not said & {"session_spike", "weekly_ramp", "after_a_break", "novice"}
        assert advice.plan is not None
        assert advice.plan.stage == 1
        assert advice.plan.longest_run_m is None


@pytest.mark.parametrize(
    ("gap", "share"),
    [(13, None), (14, 0.7), (27, 0.7), (28, 0.5), (55, 0.5), (56, 0.0), (100, 0.0)],
)
def test_after_a_break_less_is_enough(gap: int, share: float | None) -> None:
    found = pause(log(*usual(gap), run(20, gap + 1)), TODAY)
    if share is None:
        assert found is None
        return
    assert found is not None
    assert found.gap_days == gap
    assert (found.ceiling_m or 0.0) == share * 20_000.0
    assert found.walk_run == (share == 0.0)


@pytest.mark.parametrize(("sessions", "speaks"), [(1, True), (3, True), (4, False)])
def test_a_break_is_spoken_of_until_three_runs_after_it(sessions: int, speaks: bool) -> None:
    since = [run(5, 2 * nth) for nth in range(sessions)]
    assert (after_a_break(log(*usual(30), *since), TODAY) is not None) == speaks


def test_after_the_first_run_it_grows_by_a_tenth() -> None:
    found = pause(log(*usual(22), run(10, 2)), TODAY)
    assert found is not None
    assert found.ceiling_m == 11_000.0


@pytest.mark.parametrize(("before", "speaks"), [(3, False), (4, True)])
def test_a_break_needs_four_runs_before_it(before: int, speaks: bool) -> None:
    runs = [run(8, 20 + 3 * nth) for nth in range(before)]
    assert (pause(log(*runs), TODAY) is not None) == speaks


def test_a_break_because_of_pain_is_no_holiday() -> None:
    assert pause(log(*usual(20), pain("knee_front", 6, "worsens", days_ago=20)), TODAY) is None


def test_a_run_after_a_month_off_is_a_break_and_no_spike() -> None:
    advice = advise(log(*usual(31), run(8)), TODAY)
    said = {found.rule for found in advice.findings}
    assert "after_a_break" in said
    assert "session_spike" not in said


@pytest.mark.parametrize(("worst", "share"), [(3, 0.4), (6, 1.0)])
def test_minutes_that_pain_takes_are_swapped(worst: int, share: float) -> None:
    told = pain("knee_front", worst, "persists")
    found = swap(log(*(run(10, back) for back in range(0, 28, 2)), told), TODAY)
    assert found is not None
    minutes = 14 * 56 / 4 * share / found.sessions
    assert found.minutes == pytest.approx(minutes, abs=2.5)
    assert found.sessions == 4
    assert found.sports == ("ride", "swim", "row", "water_running")


def test_the_runners_own_sport_comes_first() -> None:
    rides = [other("ride", 60, back) for back in (5, 12, 83)]
    found = swap(log(*usual(0), *rides, other("swim", 30, 4), pain("knee_front", 3)), TODAY)
    assert found is not None
    assert found.sports == ("ride", "swim")


@pytest.mark.parametrize("region", ["shin_inner", "hip_front", "foot_top"])
def test_a_red_bone_is_not_swapped(region: str) -> None:
    past = log(*usual(0), pain(region, 6, "worsens"))
    assert swap(past, TODAY) is None
    plan = advise(past, TODAY).plan
    assert plan is not None
    assert not plan.swap_days
    assert "cross_train_if_painless" not in plan.notes
    assert plan.block == ()


def test_swaps_never_stand_on_a_run_day_and_leave_a_day_free() -> None:
    for worst in (3, 6):
        plan = advise(log(*usual(0), pain("knee_front", worst, "persists")), TODAY).plan
        assert plan is not None
        assert plan.swap_days
        assert not set(plan.swap_days) & {*plan.run_days, *plan.strength_days, *plan.rest_days}
        assert plan.rest_days


@pytest.mark.parametrize(
    ("backs", "action"),
    [
        ([0], None),
        ([0, 2], "small_steps"),
        ([0, 1], "three_easy_runs"),
        ([0, 2, 4], "small_steps"),
        ([0, 2, 4, 6], "three_easy_runs"),
    ],
)
def test_the_first_weeks(backs: list[int], action: str | None) -> None:
    past = log(*(run(2, back) for back in backs), profile=Profile(novice=True))
    found = novice(past, TODAY)
    assert (found.action if found else None) == action


@pytest.mark.parametrize(
    ("longest_m", "cap_m"),
    [(3_000.0, 4_000.0), (10_000.0, 11_000.0), (12_000.0, 13_000.0), (30_000.0, 32_000.0)],
)
def test_a_novice_grows_by_a_tenth_or_a_kilometre(longest_m: float, cap_m: float) -> None:
    assert novice_cap_m(longest_m) == cap_m
