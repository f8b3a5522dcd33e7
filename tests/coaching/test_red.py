"""A red stands until running may start again, whatever made it red; nothing talks it away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Light
from coaching.body import Region, Side
from coaching.calming import calmed_on, released_on
from coaching.engine import advise, advise_week
from coaching.facts import EarlierInjury, Profile
from coaching.lifting import rests
from coaching.log import Muted, PainReport, Said, TrainingLog
from coaching.outcomes import Outcomes
from coaching.return_to_run import returning
from coaching.soreness import soreness
from tests.coaching.building import TODAY, ago, cleared, flag, lifted, log, nothing, pain, run

KNEE, SHIN = Region.KNEE_FRONT, Region.SHIN_INNER
RUNS = [run(8, back) for back in range(0, 120, 2)]
CALM = {"walking": 0, "stairs": 0}


def light(*facts: Any) -> Light:
    places = soreness(log(*RUNS, *facts), TODAY)
    return max((place.light for place in places), default=Light.GREY)


def masked(report: PainReport) -> PainReport:
    return replace(report, painkiller=True)


def calm(region: str, back: int) -> PainReport:
    return replace(pain(region, None, None, days_ago=back), **CALM)


@pytest.mark.parametrize(
    "red",
    [
        [pain("knee_front", 7, "eases", days_ago=6)],
        [pain("knee_front", 1, "worsens", days_ago=6)],
        [pain("knee_front", 1, "eases", days_ago=6, morning=4)],
        [pain("knee_front", 3, "eases", days_ago=back) for back in (10, 8, 6)],
        [replace(pain("knee_front", None, None, days_ago=6), walking=5, stairs=5)],
    ],
    ids=["number", "course", "morning", "three ambers", "stairs"],
)
def test_whatever_made_it_red_one_quiet_answer_does_not_end_it(red: list[PainReport]) -> None:
    assert light(*red) is Light.RED
    assert light(*red, nothing(5)) is Light.RED
    way = returning(log(*[one for one in RUNS if one.local_date <= ago(6)], *red), TODAY)
    assert way is not None
    assert way.phase == "waiting"


@pytest.mark.parametrize(("back", "released"), [(5, False), (4, True)])
def test_a_good_run_releases_a_joint_after_two_days(back: int, released: bool) -> None:
    facts = [pain("knee_front", 7, "eases", days_ago=6), pain("knee_front", 2, "eases", back)]
    told = log(*RUNS, run(8, back), *facts)
    assert (released_on(told, KNEE, ago(6), TODAY) is not None) == released


@pytest.mark.parametrize(
    "well", [pain("shin_inner", 0, "none"), pain("shin_inner", 1, "eases"), nothing()]
)
def test_no_run_releases_a_bone(well: PainReport) -> None:
    told = log(*RUNS, pain("shin_inner", 5, "persists", days_ago=8), well)
    assert released_on(told, SHIN, ago(8), TODAY) is None


@pytest.mark.parametrize(("days", "released"), [(27, False), (28, True)])
def test_a_bone_is_waited_for_four_quiet_weeks_or_a_clinician(days: int, released: bool) -> None:
    quiet = [nothing(back) for back in range(days + 1)]
    red = pain("shin_inner", 5, "persists", days_ago=days + 1)
    told = log(*RUNS, red, *quiet)
    assert (calmed_on(told, SHIN, ago(days + 1), TODAY) is not None) == released
    seen = log(*RUNS, red, *quiet, cleared(3))
    assert calmed_on(seen, SHIN, ago(days + 1), TODAY) is not None


def test_a_clinician_who_looked_at_a_knee_did_not_look_at_the_shin() -> None:
    red = pain("shin_inner", 5, "persists", days_ago=9)
    quiet = [calm("shin_inner", back) for back in (6, 3)]
    knee = replace(flag("locked_knee", days_ago=8), region=Region.KNEE_INNER)
    shin = replace(flag("finger_tip_bone", days_ago=8), region=SHIN)
    for sign, seen in ((knee, False), (shin, True), (flag("ill_at_ease", days_ago=8), True)):
        told = log(*RUNS, red, *quiet, sign, cleared(2))
        assert (calmed_on(told, SHIN, ago(9), TODAY) is not None) == seen


def test_a_tablet_makes_quiet_answers_unknown() -> None:
    red = pain("knee_front", 7, "eases", days_ago=10)
    quiet = [calm("knee_front", 6), calm("knee_front", 3)]
    assert calmed_on(log(*RUNS, red, *quiet), KNEE, ago(10), TODAY) == ago(3)
    assert calmed_on(log(*RUNS, red, *map(masked, quiet)), KNEE, ago(10), TODAY) is None
    with_tablet = [masked(nothing(6)), masked(nothing(3))]
    assert calmed_on(log(*RUNS, red, *with_tablet), KNEE, ago(10), TODAY) is None


@pytest.mark.parametrize(
    ("third", "red"),
    [
        (pain("knee_front", 3, "eases"), True),
        (masked(pain("knee_front", 3, "eases")), False),
        (pain("knee_front", 1, "eases"), False),
    ],
)
def test_three_ambers_in_a_row_are_red_and_a_masked_number_is_unknown(
    third: PainReport, red: bool
) -> None:
    before = [pain("knee_front", 3, "eases", days_ago=back) for back in (4, 2)]
    assert (light(*before, third) is Light.RED) == red


def test_a_masked_run_between_two_ambers_neither_counts_nor_breaks_the_row() -> None:
    ambers = [pain("knee_front", 3, "eases", days_ago=back) for back in (8, 4, 0)]
    between = [masked(pain("knee_front", 1, "eases", days_ago=back)) for back in (6, 2)]
    assert light(*ambers, *between) is Light.RED
    assert light(ambers[0], ambers[2], *between) is Light.AMBER


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([pain("knee_front", 0, "none", days_ago=2)], "good"),
        ([nothing(2)], "good"),
        ([pain("knee_front", 2, "eases", days_ago=2)], "morning"),
        ([pain("knee_front", 2, "eases", days_ago=2, morning=0)], "good"),
        ([pain("knee_front", 2, "eases", days_ago=2, morning=1)], "bad"),
        ([pain("knee_front", 3, "eases", days_ago=2, morning=0)], "bad"),
        ([masked(pain("knee_front", 1, "eases", days_ago=2, morning=0))], "unknown"),
        ([masked(pain("knee_front", 3, "eases", days_ago=2))], "bad"),
        ([], "unknown"),
    ],
)
def test_how_a_session_on_the_way_back_went(told: list[PainReport], outcome: str) -> None:
    assert Outcomes(log(*RUNS, *told), KNEE, ago(20), TODAY).of(ago(2)) == outcome


def test_two_out_of_ten_in_a_bone_did_not_go_well() -> None:
    told = pain("shin_inner", 2, "eases", days_ago=2, morning=0)
    assert Outcomes(log(*RUNS, told), SHIN, ago(20), TODAY).of(ago(2)) == "bad"


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (pain("hip_front", 1, "eases"), Light.GREEN),
        (pain("hip_front", 2, "eases"), Light.RED),
        (pain("hip_front", 1, "persists"), Light.RED),
        (pain("hip_front", 1, "eases", days_ago=1, morning=1), Light.RED),
        (pain("hip_outer", 3, "eases"), Light.AMBER),
    ],
)
def test_the_front_of_the_hip_has_no_amber(report: PainReport, expected: Light) -> None:
    assert light(report) is expected


@pytest.mark.parametrize(
    ("region", "feel", "flags"),
    [
        ("shin_inner", "one_finger_spot", ["finger_tip_bone"]),
        ("foot_top", "hopping", ["hop_pain"]),
        ("knee_below_cap", "one_finger_spot", None),
        ("shin_inner", "speed", None),
    ],
)
def test_what_a_bone_feels_like_can_be_a_warning_sign(
    region: str, feel: str, flags: list[str] | None
) -> None:
    told = replace(pain(region, 1, "eases"), feels=frozenset({feel}))
    found = next(
        (f for f in advise(log(*RUNS, told), TODAY).findings if f.rule == "red_flags"), None
    )
    assert (found and found.numbers["flags"]) == flags
    assert found is None or found.action == "tier_c"


@pytest.mark.parametrize(
    ("told", "resting"),
    [
        (pain("calf", 8, "worsens"), True),
        (pain("hamstring", 7, "persists"), True),
        (pain("achilles", 8, "persists"), False),
        (pain("shin_front", 4, "persists"), True),
        (pain("knee_front", 8, "worsens"), False),
        (pain("calf", 5, "persists"), False),
    ],
)
def test_a_fresh_strain_and_a_red_bone_rest_from_strength_work(
    told: PainReport, resting: bool
) -> None:
    past = log(*RUNS, told)
    assert rests(past, TODAY) == resting
    plan = advise(past, TODAY).plan
    assert plan is not None
    assert (plan.block == ()) == resting


def test_a_way_back_of_one_place_does_not_hide_a_new_pain_of_another() -> None:
    runs = [run(8, back) for back in range(30, 120, 2)]
    knee = [pain("knee_front", 7, "worsens", days_ago=30), nothing(12), nothing(9)]
    today = [run(3, 0), pain("calf", 5, "persists")]
    found = advise(log(*runs, *knee, *today), TODAY).findings
    assert [f.about for f in found if f.rule == "pain"] == ["calf"]


def test_the_most_patient_of_two_ways_back_counts() -> None:
    runs = [run(8, back) for back in range(20, 120, 2)]
    both = [pain("shin_inner", 5, "persists", days_ago=20), pain("knee_front", 7, "eases", 20)]
    way = returning(log(*runs, *both, nothing(15), nothing(12), nothing(9)), TODAY)
    assert way is not None
    assert (way.region, way.phase) == (SHIN, "waiting")


@pytest.mark.parametrize(("tier", "running"), [("swelling_returns", True), ("locked_knee", False)])
def test_a_sign_worth_a_look_leaves_the_plan_open(tier: str, running: bool) -> None:
    plan = advise(log(*RUNS, flag(tier)), TODAY).plan
    assert plan is not None
    assert plan.running is running
    assert plan.run_days == ()


def test_a_red_in_pregnancy_is_a_red() -> None:
    told = pain("knee_front", 7, "worsens")
    plan = advise(log(*RUNS, told, profile=Profile(pregnant=True)), TODAY).plan
    assert plan is not None
    assert not plan.running


@pytest.mark.parametrize(
    ("days", "check", "runs"),
    [
        (83, True, False),
        (84, True, True),
        (84, None, False),
        (364, False, False),
        (365, None, True),
    ],
)
def test_after_a_birth_running_waits_for_time_and_a_check(
    days: int, check: bool | None, runs: bool
) -> None:
    born = Profile(gave_birth_on=ago(days), pelvic_check=check)
    plan = advise(log(*RUNS, profile=born), TODAY).plan
    assert plan is not None
    assert plan.running is runs


def test_in_a_fever_nobody_is_told_how_to_run() -> None:
    fever = replace(nothing(), nothing=False, fever=True)
    kept = [
        *(replace(pain("knee_front", 2, "eases", back)) for back in (4, 2)),
        fever,
    ]
    said = {f.rule for f in advise(log(*RUNS, *kept), TODAY).findings}
    assert said <= {"recovery", "pain", "pain_episode", "weekly_ramp", "surface_mix"}
    beginner = log(run(3, 6), run(3, 3), run(3), fever)
    assert "novice" not in {f.rule for f in advise_week(beginner, TODAY).findings}


@pytest.mark.parametrize(("since", "says"), [((), True), ((4,), True), ((4, 2), False)])
def test_two_short_runs_later_a_long_one_is_no_news(since: tuple[int, ...], says: bool) -> None:
    month = [run(8, back) for back in range(9, 60, 3)]
    week = advise_week(log(*month, run(14, 6), *(run(5, back) for back in since)), TODAY)
    said = {(f.rule, f.action) for f in week.findings}
    assert (("session_spike", "ease_next_two") in said) == says


@pytest.mark.parametrize("told", [[pain("knee_front", 3, "eases", days_ago=3)], []])
def test_while_a_place_goes_on_hurting_every_morning_is_asked_for(told: list[PainReport]) -> None:
    assert advise(log(*RUNS, *told), TODAY).asks_morning is bool(told)


def test_a_referral_cannot_be_muted() -> None:
    young = Profile(birth_year=TODAY.year - 15)
    told = [pain("knee_front", 3, "eases"), Muted("pain", ago(30))]
    advice = advise(log(*RUNS, *told, profile=young), TODAY)
    assert [f.action for f in advice.findings if f.rule == "pain"] == ["under_16_refer"]
    assert advice.plan is not None
    assert not advice.plan.running


def test_an_old_injury_says_nothing_while_strength_work_rests() -> None:
    profile = Profile(injuries=(EarlierInjury(KNEE, ago(200)),))
    sore = pain("knee_front", 4, "persists")
    hurt: TrainingLog = log(*RUNS, sore, lifted(1, pain_told=6), profile=profile)
    assert "earlier_injury" not in {f.rule for f in advise(hurt, TODAY).findings}


def test_the_right_leg_says_nothing_about_the_left() -> None:
    red = pain("knee_front", 8, "worsens", days_ago=6, side="left")
    for side, released in (("right", False), ("left", True), (None, True)):
        well = pain("knee_front", 1, "eases", 4, side=side)
        told = log(*RUNS, red, well)
        assert (returning_phase(told) == "waiting") is not released
        stands = [place for place in soreness(told, TODAY) if place.light is Light.RED]
        assert bool(stands) is not released


def returning_phase(past: TrainingLog) -> str | None:
    way = returning(past, TODAY)
    return way and way.phase


@pytest.mark.parametrize(
    ("answers", "action"),
    [
        ([], "restart_half"),
        ([(2, 0)], "restart_more"),
        ([(2, 0), (1, 0)], "restart_more"),
        ([(2, 4)], "restart_less"),
        ([(2, 0), (1, 4)], "restart_less"),
    ],
)
def test_after_a_short_stop_distance_comes_back_step_by_step(
    answers: list[tuple[int, int]], action: str
) -> None:
    red = pain("knee_front", 6, "worsens", days_ago=6)
    runs = [run(8, back) for back in range(9, 90, 3)]
    told = [pain("knee_front", worst, "eases", back) for back, worst in answers]
    back = [run(4, back) for back, _ in answers]
    facts = log(*runs, run(8, 6), red, nothing(5), nothing(3), *back, *told)
    found = [f for f in advise(facts, TODAY).findings if f.rule == "return_to_run"]
    assert [f.action for f in found] == [action]
    ceilings = {"restart_half": 4_000.0, "restart_less": 2_000.0}
    expected = ceilings.get(action, 8_000.0 * (0.75 if len(answers) == 1 else 1.0))
    assert found[0].numbers["ceiling_m"] == expected


def test_that_running_may_begin_again_is_told_on_the_day() -> None:
    red = pain("knee_front", 6, "worsens", days_ago=3)
    runs = [run(8, back) for back in range(3, 90, 3)]
    waiting = advise(log(*runs, red, nothing(2)), TODAY)
    assert waiting.note is None
    answered = advise(log(*runs, red, nothing(2), nothing(0)), TODAY)
    assert answered.note is not None
    assert answered.note.finding.action == "restart_half"


@pytest.mark.parametrize(
    ("quiet", "light"), [(1, Light.AMBER), (3, Light.AMBER), (0, None), (2, None)]
)
def test_a_quiet_day_of_rest_is_no_better_run(quiet: int, light: Light | None) -> None:
    """Runs lie an even number of days back; the pain was told of the one four days ago."""
    runs = [run(8, back) for back in range(0, 90, 2) if back != 2] if quiet % 2 else RUNS
    past = log(
        *(r for r in runs if r.local_date <= ago(4 if quiet % 2 else 0)),
        pain("knee_front", 3, "eases", days_ago=4),
        nothing(quiet),
    )
    assert max((p.light for p in soreness(past, TODAY) if p.hurts), default=None) is light


def test_three_ambers_of_a_tendon_are_within_its_limits() -> None:
    ambers = [pain("achilles", 4, "eases", days_ago=back) for back in (4, 2, 0)]
    assert light(*ambers) is Light.AMBER


@pytest.mark.parametrize(("every", "days", "stops"), [(2, 8, True), (7, 8, False), (7, 15, True)])
def test_a_week_off_is_a_stop_only_for_who_runs_more_often(
    every: int, days: int, stops: bool
) -> None:
    amber = pain("knee_front", 4, "persists", days_ago=days)
    past = log(*(run(8, back) for back in range(days, days + 90, every)), amber)
    assert (returning_phase(past) is not None) == stops
    assert returning_phase(log(*past.runs, amber, nothing(days - 3))) is None
    assert (returning_phase(log(*past.runs, amber, nothing(days + 1))) is not None) == stops


def test_a_stop_is_remembered_behind_a_newer_amber_that_was_none() -> None:
    before = [run(8, back) for back in range(40, 100, 2)]
    back = [run(2, nth) for nth in (29, 26, 23, 20, 17)]
    ambers = [pain("knee_front", 4, "persists", days_ago=nth, side="left") for nth in (40, 23)]
    way = returning(log(*before, *back, *ambers), ago(16))
    assert way is not None
    assert (way.since, way.side, way.region) == (ago(40), Side.LEFT, KNEE)


def test_nobody_is_filmed_while_something_is_red() -> None:
    sore = [pain("knee_front", 3, "eases", days_ago=back) for back in range(0, 36, 7)]
    said = Said(ago(10), "pain_episode", "refer", "grey", "digest", None, "knee_front")
    found = advise(log(*RUNS, *sore, said), TODAY).findings
    assert {"pain_episode": "refer"}.items() <= {f.rule: f.action for f in found}.items()


@pytest.mark.parametrize(("race", "km", "cap"), [(True, 15, 8_500.0), (False, 15, 16_500.0)])
def test_a_race_is_no_base_for_the_next_long_run(race: bool, km: float, cap: float) -> None:
    past = log(*(run(8, back) for back in range(1, 60, 3)), run(km, 11, race=race))
    plan = advise(past, TODAY).plan
    assert plan is not None
    assert plan.longest_run_m == cap


def test_after_a_fever_the_first_runs_are_easy() -> None:
    fever = replace(nothing(4), nothing=False, fever=True)
    plan = advise(log(*RUNS, fever), TODAY).plan
    assert plan is not None
    assert "two_easy_first" in plan.notes


def test_walking_days_are_planned_whatever_the_habit_is() -> None:
    runs = [run(8, back) for back in range(100, 160, 3)]
    red = pain("knee_front", 7, "worsens", days_ago=100)
    plan = advise(log(*runs, red, *(nothing(b) for b in (60, 40, 20, 6, 4))), TODAY).plan
    assert plan is not None
    assert plan.stage == 0
    assert len(plan.run_days) == 3
