"""What one answer means, when a red place has calmed down, and what a good run is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coaching.advice import Light
from coaching.body import Region, Side
from coaching.calming import calmed_on, of_run, released_on, same_place
from coaching.log import PainReport
from coaching.outcomes import Outcomes
from coaching.pain_bands import morning_light, run_light
from tests.coaching.building import TODAY, ago, cleared, flag, log, nothing, pain, run

KNEE, SHIN = Region.KNEE_FRONT, Region.SHIN_INNER
RED_DAY = ago(10)
RUNS = [run(5, back) for back in range(0, 120, 2)]


def quiet(days_ago: int, region: str = "knee_front", **more: Any) -> PainReport:
    return pain(region, days_ago=days_ago, **{"walking": 1, "stairs": 1, **more})


@pytest.mark.parametrize(
    ("morning", "usual", "light"),
    [
        (2, 2.0, Light.GREEN),
        (1, 2.0, Light.GREEN),
        (3, 2.0, Light.AMBER),
        (2, 1.5, Light.AMBER),
        (4, 2.0, Light.AMBER),
        (5, 2.0, Light.RED),
        (4, 1.5, Light.AMBER),
    ],
)
def test_a_morning_is_judged_against_the_usual_mornings(
    morning: int, usual: float, light: Light
) -> None:
    assert morning_light(KNEE, morning, usual) is light


@pytest.mark.parametrize(
    ("told", "light"),
    [
        (pain("knee_front", 2), Light.GREEN),
        (pain("shin_inner", 2), Light.AMBER),
        (pain("achilles", 3), Light.GREEN),
        (pain("knee_front", 1, after=5), Light.RED),
        (pain("knee_front", after=3), Light.AMBER),
        (pain("knee_front", 1, "persists"), Light.AMBER),
        (pain("knee_front", 1, "worsens"), Light.RED),
        (pain("knee_front", 1, limp=True), Light.RED),
        (pain("knee_front", walking=9, stairs=9), Light.GREY),
        (replace(pain("knee_front", 3), region=None), Light.AMBER),
    ],
)
def test_how_loud_a_run_was(told: PainReport, light: Light) -> None:
    assert of_run(told) is light


def test_a_place_without_a_number_has_the_light_of_its_course() -> None:
    assert run_light(KNEE, None, None, limp=False) is Light.GREY
    assert run_light(KNEE, None, None, limp=True) is Light.RED


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("knee", "knee_outer", True),
        ("knee_below_cap", "knee", True),
        ("knee_front", "knee_front", True),
        ("knee_front", "knee_outer", False),
        ("knee", "calf", False),
        ("calf", "knee", False),
        ("calf", "achilles", False),
    ],
)
def test_a_knee_may_be_any_part_of_the_knee(one: str, other: str, same: bool) -> None:
    assert same_place(Region(one), Region(other)) == same


@pytest.mark.parametrize(
    ("told", "calmed"),
    [
        ([nothing(10), nothing(8)], None),  # the red day's own evening is too early
        ([nothing(9), nothing(7)], ago(7)),
        ([quiet(9), quiet(7, morning=2)], ago(7)),
        ([quiet(9), quiet(7, morning=3)], None),
        ([quiet(9, morning=3), quiet(7), quiet(6)], None),
        ([quiet(9, walking=3), quiet(7)], None),
        ([quiet(9), quiet(7, after=3)], None),
        ([quiet(9), pain("knee_front", after=2, days_ago=8), quiet(7)], ago(7)),
        ([quiet(9), pain("knee_front", 2, "worsens", days_ago=8), quiet(7)], None),
        ([quiet(9), pain("knee", 3, days_ago=8), quiet(7)], None),
        ([quiet(9, "knee"), quiet(7, "knee")], ago(7)),
        ([quiet(9, "knee_outer"), quiet(7, "knee_outer")], None),
    ],
)
def test_two_quiet_answers_two_days_apart_with_nothing_louder_between(
    told: list[PainReport], calmed: date | None
) -> None:
    assert calmed_on(log(*told), KNEE, RED_DAY, TODAY) == calmed


@pytest.mark.parametrize(("today", "calmed"), [(0, None), (1, ago(1))])
def test_a_loud_morning_is_known_from_that_morning_on(today: int, calmed: date | None) -> None:
    told = [quiet(3), quiet(1, worst=1, morning=3)]  # the morning after, which is today's
    assert calmed_on(log(*told), KNEE, RED_DAY, ago(today)) == calmed


RED_SHIN = [quiet(9, "shin_inner"), quiet(7, "shin_inner")]


@pytest.mark.parametrize(
    ("seen", "calmed"),
    [
        ([cleared(11)], None),  # before the shin was red
        ([cleared(10)], ago(7)),
        ([cleared(0)], TODAY),
        ([cleared(-1)], None),
        ([cleared(5, "mistake"), cleared(4)], ago(4)),
        ([cleared(5), cleared(3)], ago(5)),
    ],
)
def test_a_bone_is_free_once_it_was_seen_and_is_quiet(seen: list[Any], calmed: date | None) -> None:
    assert calmed_on(log(*RED_SHIN, *seen), SHIN, RED_DAY, TODAY) == calmed


def test_a_clinician_looked_at_the_sign_that_was_told_last_before() -> None:
    knee = replace(flag("locked_knee", days_ago=6), region=Region.KNEE_INNER)
    shin = replace(flag("finger_tip_bone", days_ago=8), region=SHIN)
    seen = cleared(5)
    for signs, calmed in (([shin, knee], None), ([shin], ago(5)), ([], ago(5))):
        assert calmed_on(log(*RED_SHIN, *signs, seen), SHIN, RED_DAY, TODAY) == calmed
    at_once = replace(seen, at=knee.said_at)
    assert calmed_on(log(*RED_SHIN, knee, at_once), SHIN, RED_DAY, TODAY) is None
    later = replace(knee, said_at=cleared(4).at)
    assert calmed_on(log(*RED_SHIN, later, seen), SHIN, RED_DAY, TODAY) == ago(5)


@pytest.mark.parametrize(
    ("told", "released"),
    [
        ([nothing(4)], ago(4)),
        ([nothing(3)], None),  # no run that day
        ([pain("knee_front", 2, "eases", days_ago=4)], ago(4)),
        ([pain("knee", 2, "eases", days_ago=4)], ago(4)),
        ([pain("knee_front", 3, "eases", days_ago=4)], None),
        ([pain("knee_front", 1, "persists", days_ago=4)], None),
        ([pain("knee_front", 1, "eases", days_ago=4, painkiller=True)], None),
        ([replace(nothing(4), painkiller=True)], None),
        ([pain("calf", 0, "none", days_ago=4)], None),
        ([replace(pain("knee_front", 0, days_ago=4), region=None)], None),
        ([pain("knee_front", after=0, days_ago=4)], None),  # of the run itself nothing was told
        ([pain("knee_front", 1, "eases", days_ago=8)], ago(8)),
        ([nothing(6), nothing(4), nothing(2)], ago(4)),
    ],
)
def test_what_releases_a_red_joint(told: list[PainReport], released: date | None) -> None:
    runs = [run(5, back) for back in (8, 4, 2)]
    assert released_on(log(*runs, *told), KNEE, RED_DAY, TODAY) == released


@pytest.mark.parametrize(
    ("region", "told", "outcome"),
    [
        ("knee_front", pain("knee_front", 1, "eases", days_ago=2), "morning"),
        ("knee_front", pain("knee_front", 1, "persists", days_ago=2, morning=0), "good"),
        ("shin_inner", pain("shin_inner", 1, "persists", days_ago=2, morning=0), "bad"),
        ("shin_inner", pain("shin_inner", 1, "eases", days_ago=2, morning=0), "good"),
        ("knee_front", pain("knee", 3, "eases", days_ago=2, morning=0), "bad"),
        ("knee_front", pain("calf", 9, "worsens", days_ago=2), "unknown"),
    ],
)
def test_how_a_run_of_a_place_on_its_way_back_went(
    region: str, told: PainReport, outcome: str
) -> None:
    assert Outcomes(log(*RUNS, told), Region(region), ago(20), TODAY).of(ago(2)) == outcome


def test_a_way_back_remembers_how_its_first_run_went() -> None:
    told = [pain("knee_front", 2, "eases", days_ago=84, morning=0), nothing(80)]
    outcomes = Outcomes(log(*RUNS, *told), KNEE, ago(90), TODAY)
    assert [outcomes.of(ago(back)) for back in (84, 82, 80)] == ["good", "unknown", "good"]


@pytest.mark.parametrize(
    ("side", "calmed"), [("left", ago(7)), (None, ago(7)), ("both", ago(7)), ("right", None)]
)
def test_the_other_side_calms_nothing_down(side: str | None, calmed: date | None) -> None:
    told = log(*RUNS, quiet(9, side=side), quiet(7, side=side))
    assert calmed_on(told, KNEE, RED_DAY, TODAY, Side.LEFT) == calmed
    assert released_on(told, KNEE, RED_DAY, TODAY, Side.LEFT) == calmed
    well = log(*RUNS, pain("knee_front", 1, "eases", days_ago=4, side=side))
    released = None if calmed is None else ago(4)
    assert released_on(well, KNEE, RED_DAY, TODAY, Side.LEFT) == released
    outcome = Outcomes(well, KNEE, RED_DAY, TODAY, Side.LEFT).of(ago(4))
    assert outcome == ("unknown" if calmed is None else "morning")


@pytest.mark.parametrize(("side", "calmed"), [("left", ago(0)), ("right", None)])
def test_the_other_shin_waits_for_its_own_four_weeks(side: str, calmed: date | None) -> None:
    told = [quiet(back, "shin_inner", side="left", morning=0) for back in (20, 0)]
    told += [quiet(28, "shin_inner", side=side, morning=0)]
    assert calmed_on(log(*told), SHIN, ago(30), TODAY, Side.LEFT) == calmed
