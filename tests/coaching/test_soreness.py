"""What hurts now: how long a light stands, what takes its place, and what makes it worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Light
from coaching.body import Region, Side, Timing
from coaching.facts import EarlierInjury, PainReport, Profile
from coaching.soreness import (
    Soreness,
    active_pain,
    masked_lately,
    pain_is_unknown,
    reds,
    sessions_unanswered,
    soreness,
)
from tests.coaching.building import TODAY, ago, at, log, nothing, pain, run

RUNS = [run(8, back) for back in range(120)]
"""A run on every day, so that what is told of any day is of a run."""


def sore(*facts: Any, on: int = 0) -> dict[str, Light]:
    return {place.region.value: place.light for place in soreness(log(*facts), ago(on))}


def knee(*told: PainReport) -> Light | None:
    return sore(*RUNS, *told).get("knee_front")


def hurt(worst: int | None, days_ago: int, **more: Any) -> PainReport:
    return pain("knee_front", worst, more.pop("timing", "eases"), days_ago, **more)


def masked(report: PainReport) -> PainReport:
    return replace(report, painkiller=True)


@pytest.mark.parametrize(
    ("region", "worst", "days_ago", "light"),
    [
        ("knee_front", 2, 14, Light.GREEN),
        ("knee_front", 2, 15, None),
        ("knee_front", 3, 14, Light.AMBER),
        ("knee_front", 3, 15, None),
        ("knee_front", 7, 28, Light.RED),
        ("knee_front", 7, 29, None),
        ("shin_inner", 3, 15, None),
        ("shin_inner", 7, 70, Light.RED),
    ],
)
def test_how_long_a_light_stands_that_nobody_renews(
    region: str, worst: int, days_ago: int, light: Light | None
) -> None:
    assert sore(*RUNS, pain(region, worst, "eases", days_ago)).get(region) is light


@pytest.mark.parametrize(
    ("newer", "light"),
    [
        (hurt(1, 2), Light.GREEN),
        (hurt(1, 4), Light.AMBER),  # of the same day only worse counts
        (hurt(4, 4), Light.AMBER),
        (hurt(6, 4), Light.RED),
        (nothing(2), None),
        (nothing(4), Light.AMBER),
        (nothing(5), Light.AMBER),
        (masked(nothing(2)), Light.AMBER),
        (masked(hurt(1, 2)), Light.AMBER),
        (hurt(None, 2), Light.AMBER),
        (pain("knee_front", after=1, days_ago=2), Light.AMBER),
        (pain("knee_front", walking=1, stairs=1, days_ago=2), Light.AMBER),
        (pain("knee_front", morning=0, days_ago=2), Light.AMBER),
        (pain("knee", 1, "eases", 2), None),  # that place is told under its own name
        (pain("knee_outer", 1, "eases", 2), Light.AMBER),
        (hurt(1, 2, side="left"), Light.GREEN),
        (hurt(1, 6), Light.AMBER),
    ],
)
def test_a_newer_run_on_the_same_spot_takes_the_place_of_a_light(
    newer: PainReport, light: Light | None
) -> None:
    assert knee(hurt(3, 4), newer) is light


def test_the_other_knee_takes_nothing_away() -> None:
    assert knee(hurt(3, 4, side="right"), hurt(1, 2, side="left")) is Light.AMBER
    assert knee(hurt(3, 4, side="right"), hurt(1, 2, side="both")) is Light.GREEN


def test_what_was_told_without_a_run_takes_nothing_away() -> None:
    facts = [run(8, 4), hurt(3, 4), hurt(1, 2)]
    assert sore(*facts)["knee_front"] is Light.AMBER
    assert sore(*facts, run(8, 2))["knee_front"] is Light.GREEN


@pytest.mark.parametrize(
    ("later", "light"),
    [
        ([], Light.AMBER),
        ([pain("knee_front", morning=0, days_ago=2)], Light.GREEN),
        ([masked(pain("knee_front", morning=0, days_ago=2))], Light.AMBER),
        ([pain("knee_outer", morning=0, days_ago=2)], Light.AMBER),
        ([pain("knee_front", morning=2, days_ago=2)], Light.GREEN),  # as usual by now
        ([hurt(None, 2)], Light.AMBER),  # a run without a number
        ([nothing(2)], None),
    ],
)
def test_a_morning_is_over_with_a_quiet_one_after_a_newer_run(
    later: list[PainReport], light: Light | None
) -> None:
    told = [pain("knee_front", morning=2, days_ago=4), *later]
    assert knee(*told) is light
    assert sore(run(8, 4), *told)["knee_front"] is Light.AMBER  # nothing was run since
    if light is not Light.AMBER:
        assert sore(run(8, 2), *told).get("knee_front") is light
        assert sore(run(8, 3), *told).get("knee_front") is light


@pytest.mark.parametrize(("runs", "light"), [((4,), Light.AMBER), ((4, 3), None), ((4, 1), None)])
def test_nothing_hurts_speaks_of_a_run_only_after_a_newer_one(
    runs: tuple[int, ...], light: Light | None
) -> None:
    told = [hurt(3, 4), nothing(1)]
    assert sore(*(run(8, back) for back in runs), *told).get("knee_front") is light
    stairs = [pain("knee_front", stairs=3, walking=3, days_ago=4), nothing(1)]
    assert sore(*(run(8, back) for back in runs), *stairs) == {}


RED_WEEKS_AGO = hurt(7, 20)


@pytest.mark.parametrize(
    ("told", "light"),
    [
        ([], Light.RED),
        ([hurt(1, 19)], Light.RED),  # a day later is too early
        ([hurt(2, 18)], Light.GREEN),
        ([hurt(3, 18)], Light.RED),
        ([nothing(18)], None),
        ([masked(nothing(18))], Light.RED),
        ([nothing(19), nothing(17)], None),
    ],
)
def test_a_red_stands_until_a_run_went_well(told: list[PainReport], light: Light | None) -> None:
    assert (
        sore(*RUNS, RED_WEEKS_AGO, *told, on=5 if light is Light.GREEN else 0).get("knee_front")
        is light
    )


@pytest.mark.parametrize(
    ("run_back", "light"), [(None, Light.AMBER), (16, Light.AMBER), (14, Light.AMBER), (12, None)]
)
def test_once_calm_a_red_is_amber_until_nothing_hurt_of_a_run(
    run_back: int | None, light: Light | None
) -> None:
    runs = [run(8, back) for back in range(20, 60, 3)]
    told = [RED_WEEKS_AGO, *(nothing(back) for back in (16, 14, 12, 10, 8))]
    later = [] if run_back is None else [run(8, run_back)]
    assert sore(*runs, *told, *later, on=8).get("knee_front") is light


def test_a_place_says_what_its_light_rests_on() -> None:
    told = hurt(2, 1, side="left", after=4, morning=2, timing="persists")
    before = pain("knee_front", morning=1, days_ago=3)
    (place,) = soreness(log(*RUNS, masked(told), before), TODAY)
    assert place == Soreness(
        Region.KNEE_FRONT,
        Light.AMBER,
        Side.LEFT,
        TODAY,
        hurts=True,
        worst=4,
        after=4,
        timing=Timing.PERSISTS,
        morning=2,
        usual=1.0,
        painkiller=True,
    )


def test_a_morning_alone_has_no_number_of_a_run() -> None:
    (place,) = soreness(log(pain("knee_front", morning=2, side="right")), TODAY)
    assert place == Soreness(
        Region.KNEE_FRONT, Light.AMBER, Side.RIGHT, TODAY, hurts=True, morning=2
    )


def test_a_limp_is_remembered() -> None:
    (place,) = soreness(log(hurt(1, 0, limp=True)), TODAY)
    assert (place.light, place.limp, place.worst) == (Light.RED, True, 1)
    assert not soreness(log(hurt(1, 0)), TODAY)[0].limp


def test_the_worst_run_and_the_newest_morning_stand_side_by_side() -> None:
    told = [hurt(3, 5), hurt(4, 3, side="left", morning=1), pain("knee_front", morning=0)]
    (place,) = soreness(log(*RUNS, *told), TODAY)
    assert (place.worst, place.side, place.day, place.morning) == (4, Side.LEFT, ago(3), 0)


def test_only_what_hurts_is_active() -> None:
    past = log(*RUNS, hurt(0, 2), pain("calf", 1, "eases", 1))
    assert [place.region for place in active_pain(past, TODAY)] == [Region.CALF]
    assert {place.region for place in soreness(past, TODAY)} == {Region.CALF, Region.KNEE_FRONT}


def test_the_worst_place_comes_first() -> None:
    told = [
        pain("hamstring", 7, days_ago=4),
        pain("knee_front", 3, days_ago=3),
        pain("knee_outer", 4, days_ago=3),
        pain("hip_outer", 4, days_ago=2),
        pain("achilles", 2, days_ago=1),
        pain("calf", None, days_ago=0),
    ]
    order = ["hamstring", "hip_outer", "knee_outer", "knee_front", "achilles", "calf"]
    assert list(sore(*RUNS, *told)) == order
    once = Profile(injuries=(EarlierInjury(Region.KNEE_FRONT, ago(100)),))
    found = soreness(log(*RUNS, *told, profile=once), TODAY)
    order = ["hamstring", "knee_front", "hip_outer", "knee_outer", "achilles", "calf"]
    assert [place.region.value for place in found] == order


def test_the_latest_red_of_each_place() -> None:
    told = [hurt(7, 40), hurt(7, 9), hurt(3, 5), pain("calf", 7, days_ago=20)]
    told += [hurt(7, 100, side="left"), hurt(7, 90, side="left")]
    past = log(*RUNS, *told)
    knee, calf = (Region.KNEE_FRONT, None), (Region.CALF, None)
    assert reds(past, TODAY, 30) == {knee: ago(9), calf: ago(20)}
    assert reds(past, TODAY, 20) == {knee: ago(9), calf: ago(20)}
    assert reds(past, TODAY, 19) == {knee: ago(9)}
    assert reds(past, ago(10), 30) == {knee: ago(40), calf: ago(20)}
    left = (Region.KNEE_FRONT, Side.LEFT)
    assert reds(past, TODAY, 90) == {knee: ago(9), calf: ago(20), left: ago(90)}


@pytest.mark.parametrize(("days_ago", "is_masked"), [(0, True), (1, True), (2, False), (-1, False)])
def test_a_tablet_masks_today_and_tomorrow(days_ago: int, is_masked: bool) -> None:
    assert masked_lately(log(masked(hurt(1, days_ago))), TODAY) == is_masked


@pytest.mark.parametrize(
    ("told", "unanswered", "unknown"),
    [
        ([], None, False),
        ([hurt(1, 0)], 0, False),
        ([hurt(1, 9), hurt(1, 4)], 4, False),
        ([hurt(1, 5)], 5, True),
        ([hurt(1, 6)], 6, True),
        ([hurt(1, 4), hurt(1, -1)], 4, False),
        ([masked(hurt(1, 3))], 3, True),
        ([masked(hurt(1, 3)), hurt(1, 2)], 2, False),
        ([masked(hurt(1, 3)), replace(hurt(2, 3), said_at=at(ago(3), 23))], 3, True),
    ],
)
def test_after_five_runs_without_a_word_nobody_knows(
    told: list[PainReport], unanswered: int | None, unknown: bool
) -> None:
    past = log(*RUNS, *told)
    assert sessions_unanswered(past, TODAY) == unanswered
    assert pain_is_unknown(past, TODAY) == unknown


@pytest.mark.parametrize(
    ("told", "light"),
    [
        ([hurt(3, 8), hurt(3, 4), hurt(3, 0)], Light.RED),
        ([hurt(3, 28), hurt(3, 14), hurt(3, 0)], Light.RED),
        ([hurt(3, 15), hurt(3, 14), hurt(3, 0)], Light.RED),
        ([hurt(3, 29), hurt(3, 14), hurt(3, 0)], Light.AMBER),  # more than two weeks apart
        ([hurt(3, 8), hurt(1, 6), hurt(3, 4), hurt(3, 0)], Light.AMBER),
        ([hurt(3, 8), nothing(6), hurt(3, 4), hurt(3, 0)], Light.AMBER),
        ([hurt(3, 8), nothing(8), hurt(3, 4), hurt(3, 0)], Light.RED),
        ([hurt(3, 8), hurt(3, 4), nothing(0), hurt(3, 0)], Light.RED),
        ([hurt(3, 4), hurt(4, 4), hurt(3, 0)], Light.AMBER),  # twice on one day
        ([hurt(3, 8, side="left"), hurt(3, 4, side="right"), hurt(3, 0)], Light.RED),
        ([hurt(3, 8), hurt(3, 4, side="right"), hurt(3, 0, side="left")], Light.AMBER),
        ([hurt(1, 8, morning=1), hurt(1, 4, morning=2), hurt(3, 0)], Light.RED),
        ([hurt(3, 8), pain("knee_front", after=3, days_ago=4), hurt(3, 0)], Light.AMBER),
        ([hurt(3, 8), pain("calf", 5, days_ago=4), hurt(3, 0)], Light.AMBER),
        ([hurt(3, 8), masked(hurt(3, 4)), hurt(3, 0)], Light.RED),
        ([hurt(3, 8), hurt(3, 4), masked(hurt(1, 2)), hurt(3, 0)], Light.RED),
        ([hurt(3, 8), hurt(3, 4), hurt(1, 0)], Light.GREEN),
    ],
)
def test_three_runs_in_a_row_that_were_amber_are_red(told: list[PainReport], light: Light) -> None:
    assert knee(*told) is light
    (place,) = (one for one in soreness(log(*RUNS, *told), TODAY) if one.region == "knee_front")
    assert place.trend is (light is Light.RED)


def answers(*levels: int) -> list[PainReport]:
    """One every other day, the last of them today."""
    return [hurt(level, 2 * nth) for nth, level in enumerate(reversed(levels))]


@pytest.mark.parametrize(
    ("told", "light"),
    [
        (answers(0, 1, 0, 1, 1, 1), Light.AMBER),
        (answers(1, 1, 1, 1, 1, 1), Light.GREEN),
        (answers(0, 0, 1, 0, 1, 1), Light.AMBER),
        (answers(2, 0, 1, 1, 1, 1), Light.GREEN),
        (answers(2, 0, 0, 0, 1, 1, 1), Light.AMBER),  # only the last six count
        (answers(0, 0, 1, 1, 1), Light.GREEN),
        ([*answers(0, 0, 1, 1, 1), hurt(None, 12)], Light.GREEN),  # no number
        ([*answers(0, 0, 1, 1, 1), pain("knee_front", walking=0, days_ago=12)], Light.GREEN),
        ([*answers(0, 0, 1, 1, 1), hurt(1, 0)], Light.GREEN),  # twice on one day
        ([*answers(0, 0, 0, 1, 0, 0), hurt(1, 0)], Light.AMBER),
        ([*answers(0, 0, 0, 1, 0, 1), hurt(0, 2), hurt(2, 2)], Light.AMBER),
    ],
)
def test_three_answers_a_point_above_the_three_before_are_a_light_worse(
    told: list[PainReport], light: Light
) -> None:
    assert knee(*told) is light


def tendon(*facts: tuple[int | None, int], quiet: tuple[int, ...] = ()) -> Soreness:
    told = [pain("achilles", level, "eases", back) for level, back in facts]
    found = soreness(log(*RUNS, *told, *map(nothing, quiet)), TODAY)
    return found[0]


@pytest.mark.parametrize(
    ("facts", "quiet", "red"),
    [
        ([(2, 0), (1, 7), (0, 14)], (), True),
        ([(3, 0), (2, 13), (1, 20)], (), True),
        ([(2, 0), (1, 7), (0, 21)], (), False),  # nothing was told in the first of the weeks
        ([(2, 0), (1, 14)], (), False),
        ([(2, 0), (2, 7), (1, 14)], (), False),
        ([(2, 0), (1, 7), (1, 14)], (), False),
        ([(1, 0), (2, 7), (3, 14)], (), False),
        ([(2, 0), (1, 7)], (14,), True),  # a painless day is a 0
        ([(2, 0), (1, 7)], (20,), True),
        ([(2, 0), (1, 7)], (21,), False),
        ([(2, 0), (1, 7), (0, 14)], (7,), True),
        ([(2, 0), (1, 8), (0, 14)], (7, 9), False),
        ([(2, 0), (0, 7), (1, 8), (1, 9), (1, 10), (0, 14)], (), True),
        ([(2, 0), (2, 7), (1, 7), (0, 14)], (), False),  # of one day the worst counts
        ([(2, 0), (None, 3), (1, 7), (0, 14)], (), True),
    ],
)
def test_a_tendon_that_gets_worse_for_two_weeks_is_red(
    facts: list[tuple[int | None, int]], quiet: tuple[int, ...], red: bool
) -> None:
    found = tendon(*facts, quiet=quiet)
    assert (found.light is Light.RED, found.trend) == (red, red)


def test_a_joint_that_gets_worse_as_slowly_is_not_red() -> None:
    assert knee(hurt(2, 0), hurt(1, 7), hurt(0, 14)) is Light.GREEN


@pytest.mark.parametrize(
    ("before", "second"),
    [
        (hurt(7, 14), True),
        (hurt(7, 15), False),
        (hurt(7, 1), True),
        (hurt(8, 0), False),  # the same day
        (hurt(4, 5), False),
        (pain("calf", 7, days_ago=5), True),  # anywhere
        (hurt(1, 5, morning=4), True),
        (pain("knee_front", walking=7, stairs=7, days_ago=5), False),  # no run
    ],
)
def test_the_second_red_run_in_two_weeks_is_noticed(before: PainReport, second: bool) -> None:
    found = soreness(log(*RUNS, before, hurt(7, 0)), TODAY)
    (place,) = (one for one in found if one.region is Region.KNEE_FRONT)
    assert place.second_red == second


def test_a_morning_is_no_second_red_after_its_own_run() -> None:
    (place,) = soreness(log(*RUNS, hurt(7, 1, morning=9)), TODAY)
    assert (place.day, place.light, place.second_red) == (TODAY, Light.RED, False)
