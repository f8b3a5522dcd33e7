"""The way back, step by step: what counts as one, when it ends, and how far one may run."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.body import Region, Side
from coaching.log import PainReport
from coaching.return_to_run import Return, returning
from tests.coaching.building import TODAY, ago, log, nothing, other, pain, run


def calm(days_ago: int, region: str = "knee_front") -> PainReport:
    return pain(region, days_ago=days_ago, walking=1, stairs=1)


def usual(until: int, km: float = 10.0) -> list[Any]:
    """10 km every third day until so many days ago: 25 km a week."""
    return [run(km, back) for back in range(until, until + 90, 3)]


def stopped(region: str = "knee_front") -> list[Any]:
    """Red 30 days ago, calm 20 days ago."""
    red = pain(region, 7, "worsens", days_ago=30)
    return [*usual(30), red, calm(22, region), calm(20, region)]


def went(*backs: int, worst: int = 0, morning: int = 0, km: float = 5.0) -> list[Any]:
    """Runs whose day and next morning were told."""
    told = [pain("knee_front", worst, "eases", back, morning=morning) for back in backs]
    return [*(run(km, back) for back in backs), *told]


def way(*facts: Any, on: int = 0) -> Return | None:
    return returning(log(*facts), ago(on))


def surely(*facts: Any, on: int = 0) -> Return:
    found = way(*facts, on=on)
    assert found is not None
    return found


RESTART = [
    *usual(26),
    run(6, 22),
    pain("knee_front", 7, "worsens", days_ago=20),
    run(8, 20),
    calm(18),
    calm(16),
]


def test_a_restart_says_since_when_and_from_where() -> None:
    assert surely(*RESTART, on=16) == Return(
        Region.KNEE_FRONT,
        ago(20),
        "restart",
        4,
        needed=3,
        entered_on=ago(16),
        ceiling_m=3_000.0,
    )


def test_a_restart_is_half_of_the_last_painless_run() -> None:
    first_back = run(2, 15)  # nobody knows how it went
    assert surely(*RESTART, first_back, on=15).ceiling_m == 3_000.0
    sore = pain("knee_front", 2, "eases", days_ago=22)
    assert surely(*RESTART, sore, on=16).ceiling_m == 5_000.0
    assert surely(*RESTART, nothing(22), on=16).ceiling_m == 3_000.0


@pytest.mark.parametrize(("before", "ceiling_m"), [(60, 5_000.0), (61, None)])
def test_what_was_run_two_months_ago_is_no_measure(before: int, ceiling_m: float | None) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=5)
    facts = [run(10, 5 + before), run(8, 5), red, calm(3), calm(1)]
    assert surely(*facts).ceiling_m == ceiling_m


@pytest.mark.parametrize(("on", "phase"), [(2, "restart"), (1, None)])
def test_a_restart_is_over_after_two_weeks(on: int, phase: str | None) -> None:
    found = way(*RESTART, run(2, 15), on=on)
    assert (found and found.phase) == phase


@pytest.mark.parametrize(
    ("told", "good", "ceiling_m"),
    [
        ([pain("knee_front", 1, "eases", days_ago=15)], 1, 4_500.0),  # no morning is waited for
        ([nothing(15)], 1, 4_500.0),
        ([pain("calf", 0, days_ago=15)], 0, 3_000.0),
        ([pain("knee_front", 3, "eases", days_ago=15)], 0, 1_000.0),  # half of that run
        ([nothing(15), nothing(14)], 2, 6_000.0),
        ([pain("knee_front", 3, "eases", days_ago=15), nothing(14)], 1, 1_500.0),
        ([nothing(15), pain("knee_front", 3, "eases", days_ago=14)], 0, 1_500.0),
        ([nothing(15), nothing(14), nothing(13)], None, None),
        ([nothing(15), nothing(14), pain("calf", 0, days_ago=13)], 2, 6_000.0),
    ],
)
def test_each_good_run_gives_more_and_three_end_a_restart(
    told: list[PainReport], good: int | None, ceiling_m: float | None
) -> None:
    runs = [run(2, 15), run(3, 14), run(2, 13)]
    found = way(*RESTART, *runs, *told, on=12)
    assert (found and (found.phase, found.good, found.ceiling_m)) == (
        None if good is None else ("restart", good, ceiling_m)
    )


SIX = (16, 14, 12, 10, 8, 6)


@pytest.mark.parametrize(
    ("facts", "on", "stage"),
    [
        (went(*SIX), 6, None),
        (went(*SIX), 7, 2),
        (went(17, 15, 13, 11, 9, 7), 7, 3),  # a day short of two weeks
        (went(*SIX[1:]), 6, 2),
        ([*went(*SIX[1:]), other("walk", 30, 16), nothing(16)], 6, 3),  # a walk is no run
        (went(*SIX, km=4.6875), 6, None),  # three quarters of the old week
        (went(*SIX, km=4.68), 6, 3),
        ([*went(17, worst=3), *went(*SIX)], 6, None),
        ([*went(16, worst=3), *went(*SIX[1:])], 6, 2),
        ([*went(*SIX), *went(4, worst=3)], 4, None),  # once over, it is over
        (went(17, 15, 13, 11, 9, 7), 6, 3),  # nor is it over on a day without a run
        (went(18, 16, km=10), 16, 1),  # long runs in place of short ones shorten nothing
    ],
)
def test_six_good_runs_and_two_weeks_end_the_way_back_early(
    facts: list[Any], on: int, stage: int | None
) -> None:
    found = way(*stopped(), *facts, on=on)
    assert (found and found.stage) == stage


@pytest.mark.parametrize(("runs", "stage"), [(6, 3), (9, 4), (10, None)])
def test_a_bone_goes_through_the_stages_before_its_usual_week_counts(
    runs: int, stage: int | None
) -> None:
    from_the_shin = [*usual(60), pain("shin_inner", 7, "worsens", days_ago=60)]
    from_the_shin += [nothing(back) for back in range(30, 60)]
    good = [(run(5, 29 - 2 * nth), nothing(29 - 2 * nth)) for nth in range(runs)]
    found = way(*from_the_shin, *(fact for pair in good for fact in pair), on=31 - 2 * runs)
    assert (found and found.stage) == stage


@pytest.mark.parametrize(
    ("mornings", "stage", "last"), [((1,), 2, "bad"), ((1, 1), 1, "back"), ((1, 1, 2), 1, "bad")]
)
def test_two_bad_sessions_are_one_stage_back(
    mornings: tuple[int, ...], stage: int, last: str
) -> None:
    good = went(18, 16, 14, 12, km=2)
    green = [run(2, 7), pain("knee_front", 1, "eases", 7)]  # else three ambers in a row were red
    bad = [
        went(back, morning=level, km=2) for back, level in zip((11, 9, 5), mornings, strict=False)
    ]
    between = green if len(mornings) > 2 else []
    found = surely(*stopped(), *good, *between, *(fact for one in bad for fact in one), on=3)
    assert (found.stage, found.good, found.last) == (stage, 0, last)


@pytest.mark.parametrize(("runs", "stage", "needed"), [(1, 0, 2), (9, 4, 2), (10, 5, 3)])
def test_how_many_sessions_a_stage_needs(runs: int, stage: int, needed: int) -> None:
    found = surely(*stopped(), *went(*range(20, 20 - 2 * runs, -2), km=1))
    assert (found.stage, found.good, found.needed) == (stage, runs % 2, needed)


@pytest.mark.parametrize(("on", "stage"), [(22, 0), (21, None)])
def test_the_stages_lapse_after_four_weeks_without_a_word(on: int, stage: int | None) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=60)
    found = way(*usual(60), red, calm(52), calm(50), run(3, 30), on=on)
    assert (found and found.stage) == stage


@pytest.mark.parametrize(
    ("walks", "stage"),
    [
        ([other("walk", 20, 20), other("hike", 20, 6)], 1),  # the first day and today
        ([other("walk", 20, 21), other("walk", 20, 6)], 0),
        ([other("walk", 20, 20), other("walk", 19.9, 6)], 0),
        ([other("walk", 20, 20), other("ride", 60, 6)], 0),
        ([other("walk", 20, 20), other("walk", 20, 5)], 0),
    ],
)
def test_a_walk_of_twenty_minutes_counts_from_the_day_it_calmed_down(
    walks: list[Any], stage: int
) -> None:
    told = [nothing(back) for back in (21, 20, 6, 5)]
    assert surely(*stopped()[:-1], *told, *walks, on=6).stage == stage


@pytest.mark.parametrize(
    ("backs", "old_week_m"),
    [
        ((0,), 10_000.0),
        ((6, 0), 20_000.0),
        ((7, 3, 0), 15_000.0),
        ((13, 7, 0), 15_000.0),
        ((14, 7, 0), 10_000.0),
        ((60, 28, 27, 0), 5_000.0),
        ((), 0.0),
    ],
)
def test_the_old_week_is_the_mean_of_the_four_before_the_stop(
    backs: tuple[int, ...], old_week_m: float
) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=20)
    found = surely(*(run(10, 20 + back) for back in backs), red, calm(14), calm(12))
    assert found.old_week_m == old_week_m


def built(*later: Any) -> list[Any]:
    """Through all stages with short runs, the last of them 30 days ago."""
    red = pain("knee_front", 7, "worsens", days_ago=70)
    good = went(*range(54, 28, -2), km=1)
    return [*usual(70), red, calm(58), calm(56), *good, *later]


@pytest.mark.parametrize(
    ("facts", "on", "ceiling_m"),
    [
        ([run(5, 25), nothing(25)], 25, 5_500.0),
        ([run(5, 25), nothing(14)], 12, 5_500.0),
        ([run(5, 25), nothing(14)], 11, None),  # nothing was run in two weeks
        ([run(5, 25), run(3, 16), nothing(14)], 12, 5_500.0),
        ([run(5, 25), run(3, 16), nothing(14)], 11, 3_300.0),
    ],
)
def test_behind_the_stages_a_run_grows_by_a_tenth_of_the_last_two_weeks(
    facts: list[Any], on: int, ceiling_m: float | None
) -> None:
    found = surely(*built(*facts), on=on)
    assert (found.phase, found.stage) == ("build", 6)
    assert found.ceiling_m == (None if ceiling_m is None else pytest.approx(ceiling_m))


@pytest.mark.parametrize(
    ("km", "speed_ok"), [(12.4, False), (12.5, True), (18.7, True), (18.75, None)]
)
def test_distance_first_then_speed_then_all_is_usual(km: float, speed_ok: bool | None) -> None:
    found = way(*built(run(km, 10), nothing(25)), on=4)
    assert (found and found.speed_ok) == speed_ok
    week_later = way(*built(run(km, 10), nothing(25)), on=3)
    assert (week_later and week_later.speed_ok) == (None if speed_ok is None else False)


@pytest.mark.parametrize(
    ("region", "days", "phase"),
    [
        ("knee_front", 28, "waiting"),
        ("knee_front", 29, None),
        ("shin_inner", 29, "waiting"),
        ("shin_inner", 190, "waiting"),
    ],
)
def test_only_a_bone_is_waited_for_in_silence(region: str, days: int, phase: str | None) -> None:
    red = pain(region, 7, "worsens", days_ago=days)
    found = way(*usual(days), red)
    assert (found and found.phase) == phase
    spoken = way(*usual(days), red, calm(28, region))
    assert spoken is not None
    assert spoken.phase == "waiting"


def test_waiting_tells_how_long_nothing_was_run() -> None:
    red = pain("knee_front", 7, "worsens", days_ago=12)
    found = surely(*usual(14), red)
    assert found == Return(Region.KNEE_FRONT, ago(12), "waiting", 14)
    assert surely(red).stopped_days == 12
    assert surely(red, run(8, 72)).stopped_days == 72
    assert surely(red, run(8, 73)).stopped_days == 12  # too long ago to be the last run of a habit
    assert ago(0) == TODAY


AMBER = ("knee_front", 4, "persists")


@pytest.mark.parametrize(
    ("habit", "days", "stops"),
    [
        (3, 6, False),
        (3, 7, True),
        (4, 7, False),  # twice the usual time is eight days
        (4, 8, True),
        (5, 9, False),
        (5, 10, True),
        (20, 30, False),
    ],
)
def test_a_stop_is_a_week_and_twice_the_usual_time_between_two_runs(
    habit: int, days: int, stops: bool
) -> None:
    runs = [run(10, back) for back in range(days, days + 90, habit)]
    found = way(*runs, pain(*AMBER, days_ago=days))
    assert (found is not None) == stops
    assert found is None or (found.phase, found.since) == ("walk_run", ago(days))
    assert found is None or (found.entered_on, found.stage) == (ago(days - 7), 0)


@pytest.mark.parametrize(
    ("between", "stops"),
    [
        ([], True),
        ([nothing(8)], False),  # nothing hurt in that week
        ([run(5, 8)], False),
        ([run(5, 3)], True),
        ([pain("knee_front", 2, "eases", days_ago=8)], True),
        ([pain("calf", 6, days_ago=8)], True),
    ],
)
def test_a_stop_is_because_of_pain(between: list[Any], stops: bool) -> None:
    found = way(*usual(10), pain(*AMBER, days_ago=10), *between)
    assert (found is not None) == stops


@pytest.mark.parametrize(
    ("told", "since"),
    [
        ([pain(*AMBER, days_ago=10)], 10),
        ([pain(*AMBER, days_ago=10), pain("calf", 5, days_ago=8)], 8),
        ([pain(*AMBER, days_ago=30), pain(*AMBER, days_ago=10)], 10),  # the latest
        ([pain("knee_front", 2, "eases", days_ago=10)], None),  # green
        ([pain("knee_front", walking=4, days_ago=10)], None),  # of no run
    ],
)
def test_an_amber_that_stopped_the_running(told: list[PainReport], since: int | None) -> None:
    found = way(*usual(10), *told)
    assert (found and found.since) == (None if since is None else ago(since))


def test_an_amber_soon_after_a_red_is_no_stop_of_its_own() -> None:
    red = pain("knee_front", 7, "worsens", days_ago=30)
    amber = pain("calf", 5, "eases", days_ago=17)
    found = surely(*usual(30), run(3, 17), red, calm(27), calm(25), amber, calm(10))
    assert found.region is Region.KNEE_FRONT


def test_of_two_ways_the_earlier_stage_counts() -> None:
    knee = pain("knee_front", 7, "worsens", days_ago=30, side="left")
    other_knee = pain("knee_front", 7, "worsens", days_ago=24, side="right")
    told = [nothing(back) for back in (22, 20, 18, 16, 14)]
    runs = [run(2, back) for back in (18, 16)]
    found = surely(*usual(30), run(2, 24), knee, other_knee, *told, *runs)
    assert (found.phase, found.stage, found.side) == ("walk_run", 1, Side.LEFT)


def test_two_bad_sessions_do_not_end_the_way_back_however_long_they_were() -> None:
    long_and_bad = [*went(25, morning=1, km=10), *went(23, morning=2, km=10)]
    found = surely(*built(*long_and_bad), on=21)
    assert (found.stage, found.last) == (5, "back")


def test_a_single_run_is_no_habit() -> None:
    found = surely(run(10, 7), pain(*AMBER, days_ago=7))
    assert (found.phase, found.since) == ("walk_run", ago(7))


def test_the_other_knee_does_not_speak_for_this_one() -> None:
    left, right = ({"side": "left"}, {"side": "right"})
    red = pain("knee_front", 7, "worsens", days_ago=20, **left)
    restart = [*usual(20), red, nothing(18), nothing(16), run(2, 15)]
    for side, good in ((left, 1), (right, 0)):
        found = surely(*restart, pain("knee_front", 0, "none", 15, **side), on=15)
        assert (found.phase, found.good, found.side) == ("restart", good, Side.LEFT)
    stages = [*usual(60), pain("knee_front", 7, "worsens", days_ago=60, **left)]
    stages += [nothing(52), nothing(50), run(2, 40)]
    for side, good in ((left, 1), (right, 0)):
        found = surely(*stages, pain("knee_front", 0, "none", 40, **side), on=40)
        assert (found.phase, found.good, found.side) == ("walk_run", good, Side.LEFT)


def test_nor_does_a_single_bad_one() -> None:
    found = surely(*built(*went(25, morning=1, km=20)), on=24)
    assert (found.phase, found.last) == ("build", "bad")


def test_of_two_places_the_one_that_has_come_less_far_counts() -> None:
    knee = [nothing(22), nothing(20), *went(18, 16, km=2)]
    calf = [run(2, 14), pain("calf", 8, "worsens", days_ago=14), nothing(12), nothing(10)]
    found = surely(*stopped()[:-2], *knee, *calf, on=3)
    assert (found.region, found.stage) == (Region.CALF, 0)
    assert surely(*stopped()[:-2], *knee, on=3).stage == 1


@pytest.mark.parametrize(("side", "phase"), [("left", "waiting"), ("right", None)])
def test_a_word_on_the_other_knee_keeps_no_way_back_alive(side: str, phase: str | None) -> None:
    red = pain("knee_front", 7, "worsens", days_ago=29, side="left")
    found = way(*usual(29), red, pain("knee_front", 3, days_ago=20, side=side))
    assert (found and (found.phase, found.side)) == (phase and (phase, Side.LEFT))
    calmed = [pain("knee_front", 7, "worsens", days_ago=60, side="left"), nothing(52), nothing(50)]
    word = pain("knee_front", walking=1, stairs=1, days_ago=30, side=side)
    found = way(*usual(60), *calmed, word, on=21)
    assert (found and found.phase) == (phase and "walk_run")
