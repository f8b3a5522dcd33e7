"""The whole finding of each rule on load, strength and habit: what its words are made from."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.facts import Profile, Run, RunKind, Said
from coaching.log import TrainingLog
from coaching.rules import RULES
from tests.coaching.building import TODAY, ago, at, log, month, pain, run, self_tested

GREY, AMBER = Light.GREY, Light.AMBER
LOAD, STRENGTH, OTHER = Slot.LOAD_OR_REST, Slot.STRENGTH, Slot.OTHER
SORE = pain("knee_front", 3, "persists")
SPIKE = cite("frandsen_2025")
RAMP = cite("buist_2008", "nielsen_2014", "frandsen_2025")
STEPS = cite("esculier_2022", "bramah_2019", "heiderscheit_2011", "anderson_2022")
SWAPS = ["ride", "swim", "row", "water_running"]

LONG_KNOWN = [run(8, back) for back in range(30, 130, 4)]
WEEKS = [run(5, back) for back in (8, 11, 15, 18, 22, 25, 30, 34, 38)]
"""10 km a week until a week ago."""
TEN_DAYS = [
    *(run(6, back) for back in range(10, 56) if back % 7 not in (0, 3)),
    *(run(6, back) for back in range(10)),
]
PAVED = [
    run(6, back, surface_m={"paved": 5400.0, "trail": 600.0}, track_laps=2)
    for back in (0, 3, 6, 9, 12)
]
FAST_WEEKS = [
    *(run(8, 7 * week + day, fast_s=600.0) for week in range(1, 9) for day in (1, 4)),
    *(run(11, back, fast_s=960.0) for back in (1, 4)),
]
ALIKE = [
    *(run(5, 7 * week + day, effort_rpe=3.0) for week in range(1, 13) for day in (0, 2, 5)),
    *(run(8, back, effort_rpe=7.0) for back in range(6)),
]


def belt(minutes: float, days_ago: int = 0) -> Run:
    day, seconds = ago(days_ago), minutes * 60.0
    return Run(f"belt-{days_ago}", at(day), day, seconds, seconds, kind=RunKind.TREADMILL)


def hilly(metres: float, **more: Any) -> list[Run]:
    """Ten sessions with 10 steep metres up and down, and today's."""
    before = [run(8, back, steep_descent_m=10.0, steep_climb_m=10.0) for back in range(3, 33, 3)]
    return [*before, run(8, steep_descent_m=metres, steep_climb_m=metres, **more)]


def steps(days_ago: int) -> Run:
    return run(8, days_ago, cadence_spm=160.0, cadence_speed_mps=2.8, cadence_eligible_s=1500.0)


def of(*facts: Any, profile: Profile | None = None) -> TrainingLog:
    return log(*facts, profile=profile)


def quiet(rule: str, action: str, slot: Slot, confidence: Confidence, **more: Any) -> Finding:
    """A grey finding for the digest."""
    return Finding(rule, GREY, action, slot, confidence, digest_only=True, **more)


def steep(region: str | None, metres: float, *, rough: bool = False) -> dict[str, object]:
    told: dict[str, object] = {"metres": metres, "mean_m": 10.0, "most_m": 10.0}
    return {**told, "region": region, "rough": rough}


TOLD = [
    (
        of(*month(10.0), run(12.5)),
        Finding(
            "session_spike",
            AMBER,
            "ease_next_two",
            LOAD,
            Confidence.MODERATE,
            sources=SPIKE,
            numbers={
                "distance_m": 12_500.0,
                "longest_m": 10_000.0,
                "ratio": 1.25,
                "percent": 25.0,
                "days": 30,
            },
            label="small",
            run="run-0-18",
        ),
    ),
    (
        of(*month(10.0), run(12.5, planned=True), run(12.5, hour=8)),
        Finding(
            "session_spike",
            AMBER,
            "ease_next_two",
            LOAD,
            Confidence.MODERATE,
            sources=SPIKE,
            numbers={
                "distance_m": 12_500.0,
                "longest_m": 10_000.0,
                "ratio": 1.25,
                "percent": 25.0,
                "days": 30,
            },
            label="small",
            run="run-0-8",
        ),
    ),
    (
        of(*month(10.0), run(15.0, planned=True)),
        Finding(
            "session_spike",
            AMBER,
            "recover_from_planned",
            LOAD,
            Confidence.MODERATE,
            sources=SPIKE,
            numbers={
                "distance_m": 15_000.0,
                "longest_m": 10_000.0,
                "ratio": 1.5,
                "percent": 50.0,
                "days": 30,
            },
            label="moderate",
            run="run-0-18",
        ),
    ),
    (
        of(*month(10.0), run(7.5)),
        Finding(
            "session_spike",
            Light.GREEN,
            "keep_going",
            LOAD,
            Confidence.MODERATE,
            sources=SPIKE,
            numbers={
                "distance_m": 7_500.0,
                "longest_m": 10_000.0,
                "ratio": 0.75,
                "percent": -25.0,
                "days": 30,
            },
            run="run-0-18",
            digest_only=True,
        ),
    ),
    (
        of(*(belt(40, back) for back in range(3, 40, 3)), belt(60)),
        Finding(
            "session_spike",
            AMBER,
            "ease_next_two_by_time",
            LOAD,
            Confidence.DESIGN,
            numbers={
                "minutes": 60.0,
                "longest_minutes": 40.0,
                "ratio": 1.5,
                "percent": 50.0,
                "days": 30,
            },
            label="moderate",
            run="belt-0",
        ),
    ),
    (
        of(run(3, 5), run(4)),
        quiet(
            "session_spike",
            "longest_so_far",
            OTHER,
            Confidence.DESIGN,
            numbers={"distance_m": 4_000.0},
            run="run-0-18",
        ),
    ),
    (
        of(run(4)),
        Finding(
            "session_spike",
            None,
            "first_run",
            OTHER,
            Confidence.DESIGN,
            numbers={"distance_m": 4_000.0},
            run="run-0-18",
            digest_only=True,
        ),
    ),
    (
        of(*hilly(180.0), SORE),
        Finding(
            "downhill",
            AMBER,
            "flat_until_calm",
            LOAD,
            Confidence.MODERATE,
            sources=cite("esculier_2016", "van_hooren_2024"),
            numbers=steep("knee_front", 180.0),
            run="run-0-18",
        ),
    ),
    (
        of(*hilly(180.0, terrain_rough=True), pain("shin_inner", 1, "eases")),
        Finding(
            "downhill",
            AMBER,
            "no_steep_climbs",
            LOAD,
            Confidence.MODERATE,
            sources=cite("rice_2024"),
            numbers=steep("shin_inner", 180.0, rough=True),
            run="run-0-18",
        ),
    ),
    (
        of(*hilly(400.0)),
        quiet(
            "downhill",
            "hills_are_new",
            LOAD,
            Confidence.DESIGN,
            sources=cite("van_hooren_2024"),
            numbers=steep(None, 400.0),
            run="run-0-18",
        ),
    ),
    (
        of(*(run(20, 2 * nth, gear="blue") for nth in range(1, 36))),
        quiet(
            "shoes",
            "look_at_shoes",
            OTHER,
            Confidence.CONVENTION,
            sources=cite("malisoux_2020"),
            numbers={"gear": "blue", "distance_m": 700_000.0},
            about="blue",
        ),
    ),
    (
        of(*(run(25, back, gear="old") for back in (10, 20, 30, 40)), run(8, 1, gear="new")),
        quiet(
            "shoes",
            "alternate_new_pair",
            OTHER,
            Confidence.CONVENTION,
            sources=cite("malisoux_2020"),
            numbers={"gear": "new", "distance_m": 8_000.0},
            about="new",
        ),
    ),
    (
        of(*map(steps, range(0, 55, 3)), SORE),
        quiet(
            "cadence",
            "try_steps",
            OTHER,
            Confidence.WEAK,
            sources=STEPS,
            numbers={
                "own_spm": 160.0,
                "target_spm": 168,
                "speed_mps": 2.8,
                "factor": 1.05,
                "region": "knee_front",
                "sore_calf": False,
            },
            about="168 steps",
        ),
    ),
    (
        of(*month(), run(8)),
        quiet(
            "strength",
            "two_sessions",
            STRENGTH,
            Confidence.MODERATE,
            sources=cite("leppanen_2024", "wu_2024"),
            numbers={"sessions_14d": 0, "per_week": 2, "region": None},
        ),
    ),
    (
        of(*month(), run(8), SORE),
        quiet(
            "strength",
            "treat_three",
            STRENGTH,
            Confidence.STRONG,
            sources=cite("guideline_2019", "lack_2015"),
            numbers={"sessions_14d": 0, "per_week": 3, "region": "knee_front"},
        ),
    ),
    (
        of(*month(), run(8), pain("knee_below_cap", 3, "persists")),
        quiet(
            "strength",
            "treat_three",
            STRENGTH,
            Confidence.MODERATE,
            sources=cite("breda_2021"),
            numbers={"sessions_14d": 0, "per_week": 3, "region": "knee_below_cap"},
        ),
    ),
    (
        of(*month(), run(8), self_tested("T1", 40, None, 30)),
        quiet(
            "self_tests",
            "retest",
            OTHER,
            Confidence.DESIGN,
            sources=cite("squat_rating_2012"),
            numbers={"days": 30, "tests": [{"code": "T1", "name": "Elbow plank"}]},
        ),
    ),
    (
        of(*WEEKS, run(11, 1), run(10, 5)),
        Finding(
            "weekly_ramp",
            AMBER,
            "level_week",
            LOAD,
            Confidence.WEAK,
            sources=RAMP,
            numbers={"week_m": 21_000.0, "mean_m": 10_000.0, "ratio": 2.1},
            label="weak",
        ),
    ),
    (
        of(*WEEKS, run(6, 1), run(6, 5)),
        quiet(
            "weekly_ramp",
            "watch_week",
            LOAD,
            Confidence.WEAK,
            sources=RAMP,
            numbers={"week_m": 12_000.0, "mean_m": 10_000.0, "ratio": 1.2},
        ),
    ),
    (
        of(*PAVED, pain("shin_inner", 1, "eases")),
        quiet(
            "surface_mix",
            "softer_if_you_like",
            OTHER,
            Confidence.WEAK,
            sources=cite("van_der_worp_2015"),
            numbers={
                "metres": {"paved": 27_000.0, "trail": 3_000.0},
                "total_m": 30_000.0,
                "laps": 2,
            },
        ),
    ),
    (
        of(*FAST_WEEKS),
        Finding(
            "fast_running",
            AMBER,
            "longer_or_faster",
            LOAD,
            Confidence.WEAK,
            sources=cite("lovdal_2021"),
            numbers={"week_min": 32.0, "mean_min": 20.0},
            label="weak",
        ),
    ),
    (
        of(run(3, 12), run(4, 3), run(4)),
        quiet(
            "novice",
            "small_steps",
            OTHER,
            Confidence.DESIGN,
            sources=cite("videbaek_2015"),
            numbers={"runs": 2, "in_a_row": 1, "cap_m": 5_000.0},
        ),
    ),
    (
        of(run(3, 12), run(4, 3), run(5, 1), run(4)),
        quiet(
            "novice",
            "three_easy_runs",
            OTHER,
            Confidence.DESIGN,
            sources=cite("videbaek_2015"),
            numbers={"runs": 3, "in_a_row": 2, "cap_m": 6_000.0},
        ),
    ),
    (
        of(*TEN_DAYS),
        quiet(
            "rest_days",
            "rest_tomorrow",
            LOAD,
            Confidence.WEAK,
            sources=cite("lovdal_2021"),
            numbers={"days": 10, "rest_days": 0},
        ),
    ),
    (
        of(*TEN_DAYS, pain("calf", 1, "eases")),
        Finding(
            "rest_days",
            AMBER,
            "rest_tomorrow",
            LOAD,
            Confidence.WEAK,
            sources=cite("lovdal_2021"),
            numbers={"days": 10, "rest_days": 0},
            label="weak",
        ),
    ),
    (
        of(*ALIKE),
        Finding(
            "monotony",
            AMBER,
            "swap_a_day",
            LOAD,
            Confidence.CONVENTION,
            sources=cite("foster_1998"),
            numbers={"monotony": pytest.approx(6**0.5), "active_days": 6},
            label="weak",
            digest_only=True,
        ),
    ),
    (
        of(*LONG_KNOWN, *month(), run(8), self_tested("T7", 20, "left", 3)),
        quiet(
            "foot_strength",
            "foot_block",
            STRENGTH,
            Confidence.WEAK,
            sources=cite("taddei_2020", "leppanen_2024"),
            numbers={"reason": "balance", "per_week": 3, "weeks": 8},
        ),
    ),
    (
        of(*month(), run(8), pain("knee_front", 6, "persists")),
        quiet(
            "cross_training",
            "swap_minutes",
            OTHER,
            Confidence.CONVENTION,
            numbers={"sessions": 2, "minutes": 45, "sports": SWAPS},
        ),
    ),
    (
        of(*(run(10, back) for back in range(22, 90, 3)), run(4)),
        quiet(
            "after_a_break",
            "welcome_back",
            LOAD,
            Confidence.CONVENTION,
            numbers={"gap_days": 22, "longest_before_m": 10_000.0, "ceiling_m": 7_000.0},
        ),
    ),
]


def _name(value: object) -> str:
    return f"{value.rule}-{value.action}" if isinstance(value, Finding) else ""


@pytest.mark.parametrize(("past", "finding"), TOLD, ids=_name)
def test_a_finding_holds_what_is_said_how_sure_and_on_whose_word(
    past: TrainingLog, finding: Finding
) -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == finding.rule)
    assert rule(past, TODAY) == finding


@pytest.mark.parametrize("profile", [Profile(pregnant=True), Profile(gave_birth_on=ago(30))])
@pytest.mark.parametrize(
    "name",
    [
        "session_spike",
        "downhill",
        "cadence",
        "strength",
        "self_tests",
        "weekly_ramp",
        "fast_running",
        "novice",
        "rest_days",
        "monotony",
        "foot_strength",
        "cross_training",
        "after_a_break",
        "cue_trial",
        "mobility",
    ],
)
def test_load_is_the_midwifes_in_pregnancy_and_after_a_birth(name: str, profile: Profile) -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == name)
    for past, _ in TOLD:
        told = {one: getattr(past, one) for one in ("runs", "pain", "self_tests")}
        assert rule(TrainingLog(profile=profile, **told), TODAY) is None


@pytest.mark.parametrize(("early", "late"), [(4.0, 5.0), (5.0, 4.0)])
def test_a_newcomers_longest_of_two_runs_a_day_is_told(early: float, late: float) -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == "session_spike")
    found = rule(log(run(3, 5), run(early, hour=7), run(late)), TODAY)
    assert found is not None
    assert found.numbers["distance_m"] == 5_000.0


def test_a_step_by_distance_is_told_before_one_by_time() -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == "session_spike")
    past = [run(10, back, key=f"road-{back}") for back in range(3, 40, 3)]
    found = rule(log(*past, run(16, hour=7), belt(120)), TODAY)
    assert found is not None
    assert (found.action, found.run) == ("ease_next_two", "run-0-7")
    easy = rule(log(*past, run(8, hour=7), belt(120)), TODAY)
    assert easy is not None
    assert (easy.action, easy.run) == ("ease_next_two_by_time", "belt-0")


def shoes_of(*facts: Any) -> str | None:
    (rule,) = (rule for rule in RULES if rule.__name__ == "shoes")
    worn = [
        run(20, 2 * nth, hour=hour, gear=gear)
        for nth in range(1, 40)
        for hour, gear in ((7, "blue"), (18, "red"))
    ]
    found = rule(log(*worn, run(20, 1, gear="red"), *facts), TODAY)
    return None if found is None else found.about


def told_of(pair: str, days_ago: int, rule: str = "shoes") -> Said:
    return Said(ago(days_ago), rule, "look_at_shoes", "grey", "digest", None, pair)


def test_of_two_worn_pairs_the_further_one_comes_first() -> None:
    assert shoes_of() == "red"
    assert shoes_of(told_of("red", 1)) == "blue"
    assert shoes_of(told_of("red", 1), told_of("blue", 300)) is None


def test_what_is_said_today_or_by_another_rule_hides_no_pair() -> None:
    assert shoes_of(told_of("red", 0)) == "red"
    assert shoes_of(told_of("red", 1, "surface_mix")) == "red"


def test_a_newcomers_second_run_of_the_same_length_is_no_news() -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == "session_spike")
    assert rule(log(run(4, 5), run(4)), TODAY) is None
