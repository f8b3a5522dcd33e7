"""Shared measures of a log, each at the edge of its days: steps, hills, shoes, ground, nights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from coaching.facts import Run
from coaching.gear import Pair, pairs
from coaching.hills import steep_down, steep_up
from coaching.nights import pulse_up_bpm, slept_h
from coaching.stride import EasyCadence, easy_cadence, steps_ended, steps_helped, steps_since
from coaching.surfaces import mix
from tests.coaching.building import (
    TODAY,
    Night,
    Region,
    Said,
    ago,
    log,
    nothing,
    pain,
    run,
    slept,
    tried,
)

KNEE = (Region.KNEE_FRONT,)


def steps(days_ago: int, spm: float = 160.0, speed: float = 2.8, minutes: float = 20.0) -> Run:
    told = {"cadence_spm": spm, "cadence_speed_mps": speed, "cadence_eligible_s": minutes * 60.0}
    return run(8, days_ago, **told)


def said(action: str, days_ago: int, rule: str = "cadence") -> Said:
    return Said(ago(days_ago), rule, action, "grey", "digest")


# Steps a minute.


@pytest.mark.parametrize(
    ("backs", "known"),
    [
        ((0, 5, 10, 15, 20, 55), True),
        ((0, 5, 10, 15, 20, 56), False),
        ((0, 5, 10, 15, 20), False),
        ((27, 30, 35, 40, 45, 50), True),
        ((28, 30, 35, 40, 45, 50), False),
    ],
)
def test_own_steps_need_six_runs_of_eight_weeks_one_of_them_lately(
    backs: tuple[int, ...], known: bool
) -> None:
    assert (easy_cadence(log(*map(steps, backs)), TODAY) is not None) == known


@pytest.mark.parametrize(("minutes", "known"), [(14.9, False), (15.0, True)])
def test_own_steps_need_ninety_minutes_in_all(minutes: float, known: bool) -> None:
    runs = [steps(back, minutes=minutes) for back in range(6)]
    assert (easy_cadence(log(*runs), TODAY) is not None) == known


@pytest.mark.parametrize(("minutes", "known"), [(7.9, False), (8.0, True)])
def test_a_run_with_little_flat_running_says_nothing_of_steps(minutes: float, known: bool) -> None:
    runs = [*(steps(back) for back in range(1, 6)), steps(0, minutes=minutes)]
    assert (easy_cadence(log(*runs), TODAY) is not None) == known


def test_a_run_without_a_speed_or_a_count_says_nothing_of_steps() -> None:
    runs = [steps(back) for back in range(1, 6)]
    halves = [
        run(8, cadence_spm=160.0, cadence_eligible_s=1200.0),
        run(8, cadence_speed_mps=2.8, cadence_eligible_s=1200.0),
        run(8, cadence_spm=160.0, cadence_speed_mps=2.8),
    ]
    for half in halves:
        assert easy_cadence(log(*runs, half), TODAY) is None


def test_easy_are_the_slower_six_of_ten() -> None:
    speeds = (2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4, 3.6, 3.8)
    runs = [steps(nth, 150.0 + nth, speed) for nth, speed in enumerate(speeds)]
    # Of 2.0 to 3.0 m/s; a slow run of longer ago belongs to them, a fast one does not.
    assert easy_cadence(log(*runs), TODAY) == EasyCadence(152.5, 2.5)
    older = [steps(40, 120.0, 2.4), steps(41, 200.0, 3.1)]
    assert easy_cadence(log(*runs, *older), TODAY) == EasyCadence(152.0, 2.4)


@pytest.mark.parametrize(
    ("facts", "since"),
    [
        ([], None),
        ([said("try_steps", 1)], 1),
        ([said("try_steps", 0)], None),
        ([said("try_steps", 83), said("try_steps", 20)], 83),
        ([said("try_steps", 84)], None),
        ([said("stop_steps", 9), said("try_steps", 9, "cue_trial")], None),
        ([tried("C4", 3, 2, 0)], 0),
        ([tried("C4", 3, 2, 83), said("try_steps", 20)], 83),
        ([tried("C4", 3, 2, 84), tried("C1", 3, 2, 9)], None),
    ],
)
def test_a_trial_of_steps_begins_when_it_was_offered_or_tried(
    facts: list[Any], since: int | None
) -> None:
    assert steps_since(log(*facts), TODAY) == (None if since is None else ago(since))


@pytest.mark.parametrize(
    ("one", "ended"),
    [
        (said("stop_steps", 0), False),
        (said("stop_steps", 1), True),
        (said("stop_steps", 83), True),
        (said("stop_steps", 84), False),
        (said("try_steps", 9), False),
        (said("stop_steps", 9, "cue_trial"), False),
    ],
)
def test_an_ended_trial_is_remembered_for_twelve_weeks(one: Said, ended: bool) -> None:
    assert steps_ended(log(one), TODAY) == ended


@pytest.mark.parametrize(
    ("facts", "helped"),
    [
        # Offered 14 days ago: two weeks up to that day against the last seven.
        ([pain("knee_front", 4, days_ago=14), pain("knee_front", 3, days_ago=6)], True),
        ([pain("knee_front", 4, days_ago=27), pain("knee_front", 3)], True),
        ([pain("knee_front", 4, days_ago=28), pain("knee_front", 3)], None),
        ([pain("knee_front", 4, days_ago=14), pain("knee_front", 3, days_ago=7)], None),
        ([pain("knee_front", 4, days_ago=14), pain("knee_front", 4)], False),
        ([pain("knee_front", 1, days_ago=14), nothing()], True),
        ([nothing(14), pain("knee_front", 1)], False),
        ([pain("knee_front", 4, days_ago=14), pain("calf", 1)], None),
        # The worst of a day, the middle of the days.
        (
            [
                *(pain("knee_front", worst, days_ago=20) for worst in (1, 5)),
                pain("knee_front", 3, days_ago=14),
                pain("knee_front", 3),
            ],
            True,
        ),
        # On and off in one run speaks first.
        ([pain("knee_front", 2, days_ago=14), tried("C4", 4, 2, 9), tried("C4", 3, 2, 2)], True),
        ([tried("C4", 4, 3.5, 9), tried("C4", 3, 2, 2)], False),
        ([tried("C4", 4, 3, 15), tried("C4", 3, 2, 2)], None),
        ([tried("C4", 4, 3, 14), tried("C4", 3, 2, 2)], True),
    ],
)
def test_more_steps_help_when_the_pain_is_a_point_lower(
    facts: list[Any], helped: bool | None
) -> None:
    assert steps_helped(log(*facts), ago(14), TODAY, KNEE) is helped


def test_before_a_week_is_over_only_its_own_days_count_as_after() -> None:
    told = log(pain("knee_front", 4, days_ago=3), pain("knee_front", 2, days_ago=2))
    assert steps_helped(told, ago(3), TODAY, KNEE) is True
    assert steps_helped(told, ago(2), TODAY, KNEE) is None


# Hills.


def test_hills_are_compared_with_four_weeks_and_the_most_of_thirty_days() -> None:
    earlier = [(30, 90.0), (31, 500.0), (28, 40.0), (29, 70.0), (1, 20.0)]
    runs = [run(8, back, steep_descent_m=metres) for back, metres in earlier]
    found = steep_down(log(*runs, run(8, steep_descent_m=60.0)), TODAY)
    assert found is not None
    assert (found.metres, found.mean_m, found.most_m, found.rough) == (60.0, 30.0, 90.0, False)


def test_the_steepest_of_two_outings_is_the_days() -> None:
    before = [run(8, back, steep_climb_m=10.0) for back in (3, 6, 9)]
    for early, late in ((80.0, 30.0), (30.0, 80.0)):
        today = [run(4, hour=6, steep_climb_m=early), run(4, steep_climb_m=late)]
        found = steep_up(log(*before, *today), TODAY)
        assert found is not None
        assert found.metres == 80.0


def test_parts_of_an_outing_add_up_and_one_unknown_part_hides_it() -> None:
    before = [run(8, back, steep_descent_m=10.0) for back in (3, 6, 9)]
    first = run(4, hour=18, moving_s=1500.0, steep_descent_m=40.0)
    later = {"moving_s": 1500.0, "key": "b"}
    second = run(4, hour=18, steep_descent_m=30.0, terrain_rough=True, **later)
    both = steep_down(log(*before, first, second), TODAY)
    assert both is not None
    assert (both.metres, both.rough) == (70.0, True)
    assert steep_down(log(*before, first, run(4, hour=18, **later)), TODAY) is None


def test_hills_of_five_weeks_ago_have_no_mean() -> None:
    runs = [run(8, back, hour=hour, steep_descent_m=10.0) for back in (29, 30) for hour in (7, 18)]
    found = steep_down(log(*runs, run(8, steep_descent_m=60.0)), TODAY)
    assert found is not None
    assert (found.mean_m, found.most_m) == (0.0, 10.0)


# Shoes.


def test_a_pair_has_run_so_far_up_to_the_day_that_is_asked_about() -> None:
    runs = [run(8, back, gear="blue") for back in (40, 20, 0)]
    past = log(*runs, run(5, 3, gear="red"), run(6, 1), run(4, -1, gear="blue"))
    assert pairs(past, TODAY, 14) == [
        Pair("blue", 24_000.0, ago(40), ago(0)),
        Pair("red", 5_000.0, ago(3), ago(3)),
    ]
    assert pairs(past, ago(19), 2) == [Pair("blue", 16_000.0, ago(40), ago(20))]


@pytest.mark.parametrize(("days", "worn"), [(5, []), (6, ["blue"])])
def test_a_pair_was_worn_within_the_days_asked_for(days: int, worn: list[str]) -> None:
    past = log(run(8, 5, gear="blue"), run(8, -1, gear="new"))
    assert [pair.name for pair in pairs(past, TODAY, days)] == worn


@pytest.mark.parametrize(
    "started_at", [datetime(2026, 3, 14, 10, 30, tzinfo=UTC), datetime(2026, 3, 16, 11, tzinfo=UTC)]
)
def test_a_pair_is_worn_on_its_local_day_on_either_side_of_the_world(started_at: datetime) -> None:
    far = Run("far", started_at, TODAY, 3000.0, 3000.0, 8000.0, gear="blue")
    assert [pair.name for pair in pairs(log(far), TODAY, 1)] == ["blue"]
    assert pairs(log(far), ago(1), 1) == []
    assert pairs(log(far), TODAY + timedelta(days=1), 1) == []


# Ground.


def test_ground_is_that_of_two_weeks_the_most_first() -> None:
    past = log(
        run(6, 13, surface_m={"trail": 2_000.0, "paved": 4_000.0}, track_laps=3),
        run(6, 14, surface_m={"track": 6_000.0}, track_laps=20),
        run(6, 2, surface_m={"trail": 5_000.0, "sand": 900.0, "unpaved": 0.0}),
        run(1, 1, surface_m={"paved": 1_200.0}, track_laps=5),
    )
    found = mix(past, TODAY)
    assert list(found.metres.items()) == [
        ("trail", 7_000.0),
        ("paved", 5_200.0),
        ("unknown", 1_000.0),
    ]
    assert (found.laps, found.total_m, found.known_m) == (5, 13_200.0, 12_200.0)
    assert found.share("trail") == pytest.approx(7.0 / 13.2)
    assert found.share("treadmill") == 0.0


def test_as_much_of_two_grounds_stands_in_a_settled_order() -> None:
    past = log(run(6, 1, surface_m={"track": 3_000.0, "paved": 3_000.0}))
    assert list(mix(past, TODAY).metres) == ["paved", "track"]


def test_no_run_is_no_ground() -> None:
    found = mix(log(), TODAY)
    assert (dict(found.metres), found.laps, found.total_m, found.share("paved")) == ({}, 0, 0, 0.0)


# Nights.


@pytest.mark.parametrize(
    ("backs", "known"),
    [
        # Fourteen nights of four weeks, four of them in the last seven.
        ((*range(4), *range(10, 20)), True),
        ((*range(3), *range(10, 21)), False),
        ((*range(4), *range(10, 19)), False),
        ((*range(3), 6, *range(19, 28), 18), True),
        ((*range(3), 7, *range(18, 28)), False),
        ((*range(4), *range(19, 29)), False),
    ],
)
def test_sleep_is_known_by_fourteen_nights_and_four_of_this_week(
    backs: tuple[int, ...], known: bool
) -> None:
    nights = [slept(5.0, days_ago=back) for back in backs]
    assert (slept_h(log(*nights), TODAY) is not None) == known


def test_sleep_is_the_mean_of_this_week() -> None:
    nights = [slept(9.0, days_ago=back) for back in range(7, 20)]
    week = [slept(hours, days_ago=back) for back, hours in enumerate((5.0, 6.0, 7.0, 8.0))]
    assert slept_h(log(*nights, *week, slept(1.0, days_ago=-1)), TODAY) == 6.5
    assert slept_h(log(*nights, *week, slept(None, days_ago=5)), TODAY) == 6.5


def mornings(*bpm: float, first: int, usual: int = 19) -> list[Night]:
    return [
        *(slept(None, 50.0, back) for back in range(first + len(bpm), first + len(bpm) + usual)),
        *(slept(None, told, first + nth) for nth, told in enumerate(bpm)),
    ]


@pytest.mark.parametrize(
    ("nights", "up"),
    [
        (mornings(60.0, 58.0, first=0), 8.0),
        (mornings(58.0, 60.0, first=0), 8.0),
        (mornings(58.0, 60.0, first=1), None),
        (mornings(60.0, 56.9, first=0), None),
        (mornings(60.0, 57.0, first=0), 7.0),
        (mornings(60.0, 58.0, first=0, usual=18), None),
        ([*mornings(60.0, 58.0, first=0, usual=18), slept(None, 50.0, 27)], 8.0),
        ([*mornings(60.0, 58.0, first=0, usual=18), slept(None, 50.0, 28)], None),
        ([*mornings(60.0, 58.0, first=0, usual=18), slept(8.0, None, 27)], None),
    ],
)
def test_a_pulse_is_up_by_the_lesser_of_two_mornings(nights: list[Night], up: float | None) -> None:
    assert pulse_up_bpm(log(*nights), TODAY) == up
