"""The whole finding of each rule on what hurts: what its words and its note are made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region, Side
from coaching.catalogue import cite
from coaching.facts import EarlierInjury, Night, PainReport, Profile
from coaching.rules.earlier_injury import earlier_injury
from coaching.rules.masked_pain import masked_pain
from coaching.rules.possible_condition import possible_condition
from coaching.rules.recovery import recovery
from coaching.rules.red_flags import red_flags
from coaching.rules.return_to_run import return_to_run
from tests.coaching.building import TODAY, ago, flag, log, nothing, pain, run, slept

RUNS = [run(8, back) for back in range(120)]
CHILD, MINOR, ADULT = (Profile(birth_year=TODAY.year - age) for age in (16, 18, 19))
"""Each by the careful guess that this year's birthday is still to come."""
PREGNANT = Profile(pregnant=True)


def masked(days_ago: int) -> PainReport:
    return replace(nothing(days_ago), nothing=False, painkiller=True)


def calm(days_ago: int, region: str = "knee_front") -> PainReport:
    return pain(region, days_ago=days_ago, walking=1, stairs=1)


RED = [
    *(run(10, back) for back in range(30, 120, 3)),
    pain("knee_front", 7, "worsens", days_ago=30),
]
STAGES = [*RED, calm(22), calm(20)]
RESTART = [*(run(10, back) for back in range(6, 60, 3)), pain("knee_front", 7, days_ago=5)]
RESTART += [calm(3), calm(1)]


# Warning signs.


def test_the_most_urgent_sign_is_told_with_all_that_stand() -> None:
    runs = [run(8, 0, hour=7), run(8, 0)]
    told = [flag("locked_knee", days_ago=4), flag("finger_tip_bone", "swelling_returns")]
    assert red_flags(log(*runs, *told), TODAY) == Finding(
        rule="red_flags",
        light=Light.FLAG,
        action="tier_b",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        numbers={"flags": ["finger_tip_bone", "locked_knee", "swelling_returns"], "tier": "b"},
        run="run-0-18",
        about="finger_tip_bone locked_knee swelling_returns",
    )


@pytest.mark.parametrize(
    ("codes", "action", "sources"),
    [
        (("hot_joint",), "tier_a", ()),
        (("finger_tip_bone",), "tier_c", cite("george_2024")),
        (("swelling_returns",), "tier_d", ()),
        (("a_sign_of_old",), "tier_b", ()),  # no longer in the catalogue
        (("a_sign_of_old", "finger_tip_bone"), "tier_b", ()),
    ],
)
def test_how_urgent_a_sign_is(
    codes: tuple[str, ...], action: str, sources: tuple[Any, ...]
) -> None:
    found = red_flags(log(*RUNS, flag(*codes)), TODAY)
    assert found is not None
    assert (found.action, found.sources, found.run) == (action, sources, "run-0-18")


def test_a_sign_of_an_earlier_day_belongs_to_no_run() -> None:
    found = red_flags(log(*RUNS, flag("locked_knee", days_ago=1)), TODAY)
    assert found is not None
    assert found.run is None
    untold = red_flags(log(run(8, 1), flag("locked_knee")), TODAY)
    assert untold is not None
    assert untold.run is None


# An earlier injury.


def injured(*days_ago: int, side: Side | None = Side.LEFT, **more: Any) -> Profile:
    regions = (Region.KNEE_FRONT, Region.CALF)
    told = zip(regions, days_ago, strict=False)
    return Profile(injuries=tuple(EarlierInjury(r, ago(days), side) for r, days in told), **more)


SPIKED = [*(run(8, back) for back in range(3, 60, 3)), run(20, 2)]


def test_an_earlier_injury_reminds_of_strength_work() -> None:
    past = log(*RUNS, pain("knee_front", 3), profile=injured(100))
    assert earlier_injury(past, TODAY) == Finding(
        rule="earlier_injury",
        light=Light.GREY,
        action="strength_reminder",
        slot=Slot.STRENGTH,
        confidence=Confidence.MODERATE,
        sources=cite("van_der_worp_2015"),
        numbers={"region": "knee_front", "side": "left", "months": 3},
        digest_only=True,
        about="knee_front",
    )
    untold = earlier_injury(log(*SPIKED, profile=injured(5, side=None)), TODAY)
    assert untold is not None
    assert (untold.numbers["side"], untold.numbers["months"]) == (None, 1)
    for days, months in ((200, 7), (364, 12)):
        found = earlier_injury(log(*SPIKED, profile=injured(days)), TODAY)
        assert found is not None
        assert found.numbers["months"] == months


@pytest.mark.parametrize(
    ("facts", "profile", "about"),
    [
        (SPIKED, injured(200, 100), "calf"),  # the latest of them
        (SPIKED, injured(100, 200), "knee_front"),
        ([*SPIKED, pain("knee_front", 3)], injured(200, 100), "knee_front"),
        ([*RUNS, pain("knee_front", 2)], injured(100), None),
        ([*RUNS, pain("calf", 8)], injured(200, 100), None),  # a fresh strain rests
        (RUNS, injured(100), None),
        (SPIKED, injured(100, pregnant=True), None),
        (SPIKED, injured(100, gave_birth_on=ago(20)), None),
        (SPIKED, injured(100, birth_year=TODAY.year - 15), None),
        (SPIKED, injured(100, birth_year=TODAY.year - 17), "knee_front"),
        (SPIKED, injured(400), None),
        (SPIKED, Profile(), None),
    ],
)
def test_when_an_earlier_injury_matters(
    facts: list[Any], profile: Profile, about: str | None
) -> None:
    found = earlier_injury(log(*facts, profile=profile), TODAY)
    assert (found and found.about) == about


# Recovery.


def nights(hours: float, *bpm: float) -> list[Night]:
    """Four weeks of nights, the pulse of the last mornings as told, 50 before."""
    pulses = dict(enumerate(bpm))
    return [slept(hours, pulses.get(back, 50.0), back) for back in range(28)]


AMBER = pain("knee_front", 3, "eases")


def test_in_a_fever_nobody_runs() -> None:
    fever = replace(nothing(1), nothing=False, fever=True)
    assert recovery(log(*RUNS, fever, AMBER, *nights(5)), TODAY) == Finding(
        rule="recovery",
        light=Light.RED,
        action="no_running_with_fever",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
    )
    assert recovery(log(*RUNS, replace(fever, on=ago(2))), TODAY) is None
    assert recovery(log(*RUNS, replace(fever, on=ago(-1))), TODAY) is None


def test_short_nights_are_an_aside() -> None:
    assert recovery(log(*RUNS, AMBER, *nights(6.4, 60, 60)), TODAY) == Finding(
        rule="recovery",
        light=Light.GREY,
        action="sleep_first",
        slot=Slot.OTHER,
        confidence=Confidence.WEAK,
        sources=cite("de_jonge_2025"),
        numbers={"slept_h": pytest.approx(6.4)},
        digest_only=True,
    )


def test_a_high_pulse_is_an_aside() -> None:
    assert recovery(log(*RUNS, AMBER, *nights(6.5, 60, 58)), TODAY) == Finding(
        rule="recovery",
        light=Light.GREY,
        action="pulse_is_up",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        numbers={"above_bpm": 8.0},
        digest_only=True,
    )


@pytest.mark.parametrize(
    ("facts", "speaks"),
    [
        ([*RUNS, pain("knee_front", 2, "eases")], False),
        ([*RUNS, AMBER], True),
        ([*RUNS, pain("knee_front", 7)], True),
        (SPIKED, True),
        ([run(8, back) for back in range(0, 60, 3)], False),
        ([*(run(8, back) for back in range(7, 60, 3)), run(20, 6)], True),
        ([*(run(8, back) for back in range(8, 60, 3)), run(20, 7)], False),
    ],
)
def test_a_tired_week_is_only_spoken_of_when_it_is_amber_anyway(
    facts: list[Any], speaks: bool
) -> None:
    assert (recovery(log(*facts, *nights(5)), TODAY) is not None) == speaks
    assert recovery(log(*facts, *nights(8, 50, 50)), TODAY) is None
    assert recovery(log(*facts), TODAY) is None


# Masked pain.


def test_a_masked_day_counts_the_run_days_under_a_tablet() -> None:
    runs = [run(8, back) for back in (0, 3, 13, 14)]
    told = [masked(back) for back in (0, 1, 3, 13, 14)]
    assert masked_pain(log(*runs, *told), TODAY) == Finding(
        rule="masked_pain",
        light=Light.AMBER,
        action="refer",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        numbers={"run_days": 3},
        run="run-0-18",
    )


@pytest.mark.parametrize(
    ("backs", "action"),
    [((2, 5, 13), "refer"), ((2, 5), None), ((2, 5, 14), None), ((1, 5), "not_reliable")],
)
def test_many_tablets_are_worth_a_talk_in_a_digest(
    backs: tuple[int, ...], action: str | None
) -> None:
    found = masked_pain(log(*RUNS, *map(masked, backs)), TODAY)
    assert (found and found.action) == action
    assert found is None or found.digest_only is (action == "refer")


@pytest.mark.parametrize(
    ("tablet", "ran", "key"), [(0, 0, "run-0-18"), (1, 0, None), (0, 1, None), (1, 1, None)]
)
def test_only_todays_tablet_belongs_to_todays_run(tablet: int, ran: int, key: str | None) -> None:
    found = masked_pain(log(run(8, ran), masked(tablet)), TODAY)
    assert found is not None
    assert (found.run, found.action) == (key, "not_reliable")


def test_a_tablet_is_not_spoken_of_to_a_child() -> None:
    assert masked_pain(log(*RUNS, masked(0), profile=CHILD), TODAY) is None
    assert masked_pain(log(*RUNS, masked(0), profile=MINOR), TODAY) is not None
    last_year = log(*RUNS, masked(80), profile=Profile(birth_year=TODAY.year - 17))
    assert masked_pain(last_year, ago(80)) is None


# A possible condition.


def test_a_name_comes_with_what_to_leave_out_and_what_to_expect() -> None:
    told = pain("knee_front", 3, "persists", feels=frozenset({"stairs"}))
    found = possible_condition(log(*RUNS, told), TODAY)
    assert found is not None
    (candidate,) = found.numbers["candidates"]
    assert candidate == {
        "code": "kneecap_pain",
        "name": "pain around the kneecap (runner's knee)",
        "confidence": "low",
        "terrain": "Leave out downhill and stairs for now.",
        "expectation": "It often takes some months; staying active within limits and hip and "
        "thigh work help most people.",
    }
    assert replace(found, numbers={}) == Finding(
        rule="possible_condition",
        light=Light.GREY,
        action="could_be",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        sources=cite("guideline_2019"),
        digest_only=True,
        about="kneecap_pain",
    )


def test_two_names_and_none_where_nothing_was_told() -> None:
    told = [
        pain("knee_front", 3, "persists", feels=frozenset({"stairs"})),
        pain("knee_outer", 3, "persists", feels=frozenset({"snapping"})),
    ]
    found = possible_condition(log(*RUNS, *told), TODAY)
    assert found is not None
    assert found.about == "it_band_pain kneecap_pain"
    assert found.sources == cite("hutchinson_2022", "guideline_2019")
    assert possible_condition(log(*RUNS, *told, profile=CHILD), TODAY) is None
    assert possible_condition(log(*RUNS), TODAY) is None
    assert possible_condition(log(*RUNS, profile=CHILD), TODAY) is None


@pytest.mark.parametrize(
    ("worst", "elsewhere", "terrain", "rest"),
    [
        (2, [], False, False),
        (3, [], True, False),
        (2, [pain("hip_outer", 3)], True, False),
        (3, [pain("calf", 8)], False, True),
    ],
)
def test_where_to_run_is_told_while_it_is_amber(
    worst: int, elsewhere: list[PainReport], terrain: bool, rest: bool
) -> None:
    knee = pain("knee_front", worst, "eases", feels=frozenset({"stairs"}))
    found = possible_condition(log(*RUNS, knee, *elsewhere), TODAY)
    assert found is not None
    (candidate,) = found.numbers["candidates"]
    assert (candidate["terrain"] is not None, found.numbers["rest"]) == (terrain, rest)


# The way back.


def back_on(days_ago: int, level: int = 0, **more: Any) -> list[Any]:
    return [run(2, days_ago), pain("knee_front", level, "eases", days_ago, **more)]


def test_the_way_back_tells_its_stage() -> None:
    facts = [*STAGES, *back_on(4), *back_on(2), *back_on(0)]
    found = return_to_run(log(*facts), TODAY)
    assert found is not None
    numbers = {
        "region": "knee_front",
        "stage": 1,
        "repeats": 5,
        "walk_min": 4,
        "run_min": 1,
        "good": 1,
        "needed": 2,
        "ceiling_m": None,
        "speed_ok": False,
        "stopped_days": 26,
        "unanswered": False,
    }
    assert numbers.items() <= found.numbers.items()
    assert replace(found, numbers={}) == Finding(
        rule="return_to_run",
        light=Light.AMBER,
        action="walk_run",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        sources=cite("wexner_2020"),
        run="run-0-18",
        about="1",
    )


@pytest.mark.parametrize(
    ("told", "unanswered", "morning_untold"),
    [
        ([], True, False),
        ([pain("knee_front", 1, "eases")], False, True),
        ([nothing()], False, False),
    ],
)
def test_the_way_back_tells_what_it_does_not_know(
    told: list[PainReport], unanswered: bool, morning_untold: bool
) -> None:
    found = return_to_run(log(*STAGES, run(2), *told), TODAY)
    assert found is not None
    assert found.numbers["unanswered"] is unanswered
    assert found.numbers["morning_untold"] is morning_untold
    assert found.numbers["begins"] is False


@pytest.mark.parametrize(
    ("sessions", "action"),
    [
        ([], "restart_half"),
        ([run(4), nothing()], "restart_more"),
        ([run(4), pain("knee_front", 3, "eases")], "restart_less"),
        ([run(4)], "restart_half"),
    ],
)
def test_a_restart_grows_with_what_went_well(sessions: list[Any], action: str) -> None:
    found = return_to_run(log(*RESTART, *sessions), TODAY)
    assert found is not None
    assert (found.action, found.light, found.about) == (action, Light.AMBER, "restart")
    assert (found.run is None, found.digest_only) == (not sessions, False)
    begins = return_to_run(log(*RESTART, *sessions), ago(1))
    assert begins is not None
    assert (begins.numbers["begins"], begins.numbers["good"]) == (True, 0)


def test_who_waits_gets_no_light() -> None:
    found = return_to_run(log(*RED), ago(25))
    assert found is not None
    assert (found.light, found.action, found.about) == (None, "wait_for_calm", "waiting")
    assert (found.digest_only, found.run) == (True, None)
    assert (found.numbers["stage"], found.numbers["walk_min"]) == (None, None)
    today = return_to_run(log(*RED), ago(30))
    assert today is not None
    assert today.run is None


@pytest.mark.parametrize(
    ("sessions", "action"),
    [
        ([], "walk_first"),
        ([*back_on(2, 3)], "repeat_stage"),
        ([*back_on(4, 2, morning=1), nothing(3), *back_on(2, 2, morning=2)], "step_back"),
        ([fact for back in range(1, 20, 2) for fact in (run(1, back), nothing(back))], "run_easy"),
        ([fact for back in range(13) for fact in (run(1, back), nothing(back))], "build_up"),
    ],
)
def test_what_the_stages_ask_for(sessions: list[Any], action: str) -> None:
    found = return_to_run(log(*STAGES, *sessions), ago(0))
    assert found is not None
    assert found.action == action
    grown = action == "build_up"
    assert found.light is (Light.GREY if grown else Light.AMBER)
    assert (found.digest_only, found.numbers["repeats"] is None) == (grown, grown)


@pytest.mark.parametrize("profile", [PREGNANT, CHILD])
def test_the_way_back_of_others_is_no_matter_of_ours(profile: Profile) -> None:
    assert return_to_run(log(*STAGES, profile=profile), TODAY) is None
    assert return_to_run(log(*STAGES, profile=MINOR), TODAY) is not None
    assert return_to_run(log(*RUNS), TODAY) is None
