"""The last edges of rules on load and habit, each just inside and just outside."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite, cues
from coaching.facts import Profile, Run, RunKind, Said
from coaching.log import TrainingLog
from coaching.rules.after_a_break import after_a_break
from coaching.rules.cadence import cadence
from coaching.rules.cross_training import cross_training
from coaching.rules.cue_trial import cue_trial
from coaching.rules.fast_running import fast_running
from coaching.rules.mobility import mobility
from coaching.rules.novice import novice
from coaching.rules.rest_days import rest_days
from coaching.rules.surface_mix import surface_mix
from coaching.rules.weekly_ramp import weekly_ramp
from tests.coaching.building import TODAY, ago, log, month, pain, run, tried

CHILD = Profile(birth_year=TODAY.year - 13)
NEW = Profile(novice=True)


@pytest.mark.parametrize(("back", "speaks"), [(6, True), (7, False)])
def test_a_long_run_of_this_week_makes_fast_minutes_a_matter(back: int, speaks: bool) -> None:
    weeks = [
        fact
        for week in range(9)
        for fact in (
            run(8, 7 * week + 1, fast_s=600.0 + 400.0 * (week == 0)),
            run(8, 7 * week + 4, fast_s=600.0 + 400.0 * (week == 0)),
            *([run(12, 7 * week + 2, fast_s=0.0)] if week else []),
        )
    ]
    long_run = run(14, back, hour=7, fast_s=0.0)
    assert (fast_running(log(*weeks, long_run), TODAY) is not None) == speaks


@pytest.mark.parametrize(("backs", "speaks"), [((0, 2, 4, 6), True), ((0, 2, 4, 7, 8), False)])
def test_a_novices_week_has_seven_days(backs: tuple[int, ...], speaks: bool) -> None:
    past = log(run(3, 40), *(run(4, back) for back in backs), profile=NEW)
    found = novice(past, TODAY)
    assert (found.action if found else None) == ("three_easy_runs" if speaks else None)


@pytest.mark.parametrize(("first", "action"), [(27, "small_steps"), (28, None)])
def test_a_newcomer_takes_small_steps_for_four_weeks(first: int, action: str | None) -> None:
    found = novice(log(run(3, first), run(4, 3), run(4), profile=NEW), TODAY)
    assert (found.action if found else None) == action


def test_who_is_no_novice_may_run_five_times_a_week() -> None:
    years = [run(8, back) for back in range(800) if back % 7 < 5]
    assert novice(log(*years), TODAY) is None


@pytest.mark.parametrize(("off_a_week", "speaks"), [(1, True), (0, False)])
def test_one_rest_day_a_week_is_a_habit(off_a_week: int, speaks: bool) -> None:
    earlier = [run(6, back) for back in range(10, 60) if back % 7 >= off_a_week]
    found = rest_days(log(*earlier, *(run(6, back) for back in range(10))), TODAY)
    assert (found is not None) == speaks


@pytest.mark.parametrize(("week_km", "light"), [(17.9, Light.GREY), (18.0, Light.AMBER)])
def test_ten_kilometres_more_are_much(week_km: float, light: Light) -> None:
    before = [run(4, back) for back in (8, 11, 15, 18, 22, 25, 30, 34, 38)]
    found = weekly_ramp(log(*before, run(week_km / 2, 1), run(week_km / 2, 5)), TODAY)
    assert found is not None
    assert found.light is light


def ground(*sore: Any, profile: Profile | None = None, **metres: float) -> str:
    found = surface_mix(
        log(*(run(6, back, surface_m=metres) for back in (0, 6)), *sore, profile=profile), TODAY
    )
    assert found is not None
    return found.action


def test_ground_is_a_matter_only_of_the_place_it_loads() -> None:
    shin, calf = pain("shin_inner", 1, "eases"), pain("calf", 1, "eases")
    knee = pain("knee_front", 1, "eases")
    assert ground(paved=6_000.0) == "the_mix"
    assert ground(treadmill=6_000.0) == "the_mix"
    assert ground(knee, paved=6_000.0) == "the_mix"
    assert ground(knee, treadmill=6_000.0) == "the_mix"
    assert ground(shin, paved=6_000.0) == "softer_if_you_like"
    assert ground(calf, treadmill=6_000.0) == "outdoors_too"
    assert ground(shin, trail=6_000.0) == "the_mix"
    assert ground(shin) == "the_mix"


def test_a_child_is_told_the_ground_and_no_more() -> None:
    shin = pain("shin_inner", 1, "eases")
    assert ground(shin, profile=CHILD, paved=6_000.0) == "the_mix"


def test_a_child_swaps_nothing() -> None:
    past = [*month(), run(8), pain("knee_front", 7, "persists")]
    assert cross_training(log(*past), TODAY) is not None
    assert cross_training(log(*past, profile=CHILD), TODAY) is None


@pytest.mark.parametrize(("gap", "walks"), [(55, False), (56, True)])
def test_after_eight_weeks_off_the_way_back_begins_by_walking(gap: int, walks: bool) -> None:
    past = log(*(run(10, back) for back in range(gap, gap + 90, 3)), run(3))
    found = after_a_break(past, TODAY)
    assert found is not None
    assert found.action == ("welcome_back_walk_run" if walks else "welcome_back")
    assert (found.numbers["ceiling_m"] is None) == walks


# Steps and cues.


def steps(days_ago: int) -> Run:
    return run(8, days_ago, cadence_spm=160.0, cadence_speed_mps=2.8, cadence_eligible_s=1500.0)


def steps_said(*facts: Any) -> tuple[str, object, object, object] | None:
    found = cadence(log(*map(steps, range(0, 100, 3)), *facts), TODAY)
    if found is None:
        return None
    told = found.numbers
    return found.action, told["region"], told["factor"], told["sore_calf"]


def offered(back: int) -> Said:
    return Said(ago(back), "cadence", "try_steps", "grey", "digest")


SHIN = pain("shin_inner", 2, "eases")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([SHIN], ("try_steps", "shin_inner", 1.05, False)),
        ([SHIN, offered(5)], ("try_steps", "shin_inner", 1.05, False)),
        ([offered(5), pain("shin_inner", 0)], None),
        ([SHIN, offered(5), pain("calf", 1, "eases")], ("stop_steps", "shin_inner", 1.05, True)),
        # After two weeks: no better, or a point better.
        (
            [pain("shin_inner", 2, "eases", days_ago=16), offered(15), SHIN],
            ("stop_steps", "shin_inner", 1.05, False),
        ),
        (
            [pain("shin_inner", 3, "eases", days_ago=16), offered(15), SHIN],
            ("try_steps", "shin_inner", 1.07, False),
        ),
    ],
)
def test_more_steps_are_for_the_place_that_hurts(
    facts: list[Any], expected: tuple[str, str, float, bool] | None
) -> None:
    assert steps_said(*facts) == expected


def cue(*facts: Any) -> Finding | None:
    return cue_trial(log(*month(), run(8), *facts), TODAY)


@pytest.mark.parametrize(
    ("facts", "action", "trials"),
    [
        ([tried("C1", 3, 3, 4)], "try_cue", 1),
        ([tried("C1", 3, 2, 9), tried("C1", 3, 1, 4)], "keep_cue", 2),
    ],
)
def test_a_cue_comes_with_how_and_when_to_stop(facts: list[Any], action: str, trials: int) -> None:
    first = cues()["C1"]
    assert cue(pain("knee_front", 2, "eases"), *facts) == Finding(
        "cue_trial",
        Light.GREY,
        action,
        Slot.OTHER,
        Confidence.DESIGN,
        sources=cite("esculier_2022"),
        numbers={
            "cue": "C1",
            "name": first.name,
            "how": first.how,
            "dose": first.dose,
            "stop": first.stop,
            "next": first.next,
            "trials": trials,
            "uneven_next": False,
        },
        digest_only=True,
        about="C1",
    )


def well(days_ago: int, worst: int = 1, **more: Any) -> list[Any]:
    return [run(6, days_ago, hour=7, **more), pain("knee_front", worst, "eases", days_ago)]


HELPED = [tried("C1", 3, 2, 12), tried("C1", 3, 1, 8)]


@pytest.mark.parametrize(
    ("facts", "ready"),
    [
        ([*well(2), *well(4), *well(6)], True),
        ([*well(2), *well(4), *well(7)], True),
        # The day of the trial itself is none of the three.
        ([*well(2), *well(4), *well(8)], False),
        ([*well(2), *well(4), *well(10)], False),
        ([*well(2), *well(4), *well(6, worst=2)], True),
        ([*well(2), *well(4), *well(6, kind=RunKind.TRAIL)], False),
        ([*well(2), *well(4), *well(6), pain("knee_front", 3, "eases", 6)], False),
    ],
)
def test_uneven_ground_comes_after_the_last_trial_went_well(facts: list[Any], ready: bool) -> None:
    past = log(*(run(8, back) for back in range(14, 80, 4)), *HELPED, *facts)
    found = cue_trial(past, TODAY)
    assert found is not None
    assert (found.numbers["uneven_next"], found.about) == (ready, "C1 uneven" if ready else "C1")


def test_a_cue_that_helped_long_before_is_kept_from_its_last_trial_on() -> None:
    often = [tried("C1", 3, 1, back) for back in (60, 50, 20)]
    found = cue(*often)
    assert found is not None
    assert (found.action, found.numbers["trials"]) == ("keep_cue", 3)


def test_stretches_come_with_their_dose_and_five_to_ten_minutes() -> None:
    past: TrainingLog = log(*month(), run(8), profile=Profile(likes_mobility=True))
    found = mobility(past, TODAY)
    assert found is not None
    items = found.numbers["items"]
    assert isinstance(items, list)
    assert items[0] == {
        "code": "M01",
        "name": "Kneeling hip-flexor stretch",
        "dose": "2 x 30 to 45 seconds each side",
    }
    assert found == Finding(
        "mobility",
        Light.GREY,
        "stretch_if_you_like",
        Slot.OTHER,
        Confidence.CONVENTION,
        numbers={"items": items, "minutes_from": 5, "minutes_to": 10},
        digest_only=True,
        about="M01 M05 M07",
    )
