"""Minutes instead of kilometres: what is compared with what, to the day and the minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from coaching.facts import Run, RunKind
from coaching.time_on_feet import time_spike
from tests.coaching.building import TODAY, ago, at, log, run


def belt(minutes: float, days_ago: int = 0, minute: int = 0, **more: Any) -> Run:
    """A treadmill run whose distance nobody knows, begun so many minutes after six."""
    day = ago(days_ago)
    start = at(day) + timedelta(minutes=minute)
    told = {"kind": RunKind.TREADMILL, **more}
    return Run(f"belt-{days_ago}-{minute}", start, day, minutes * 60.0, minutes * 60.0, **told)


MONTH = [belt(50.0, back) for back in range(2, 42, 3)]


def longest(*runs: Run) -> float | None:
    """The minutes that today was compared with."""
    found = time_spike(log(*runs), TODAY)
    return None if found is None else found.longest_s / 60.0


def test_a_step_by_time_tells_both_times_and_the_run() -> None:
    found = time_spike(log(*MONTH, belt(60.0)), TODAY)
    assert found is not None
    assert found.run.key == "belt-0-0"
    assert (found.moving_s, found.longest_s, found.label) == (3600.0, 3000.0, "small")
    assert found.ratio == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("minutes", "label"), [(65.0, "small"), (65.01, "moderate"), (100.0, "moderate")]
)
def test_the_bands_by_time_begin_above_their_edges(minutes: float, label: str) -> None:
    found = time_spike(log(*MONTH, belt(minutes)), TODAY)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(("back", "compared"), [(30, 59.0), (31, 50.0)])
def test_a_long_run_is_compared_with_for_thirty_days(back: int, compared: float) -> None:
    assert longest(*MONTH, belt(59.0, back), belt(80.0)) == compared


def test_a_run_at_the_very_hour_thirty_days_ago_still_counts() -> None:
    assert longest(*MONTH, belt(59.0, 30, minute=-1), belt(80.0)) == 50.0


@pytest.mark.parametrize(("sessions", "speaks"), [(3, False), (4, True)])
def test_a_step_by_time_needs_four_runs_in_the_month(sessions: int, speaks: bool) -> None:
    old = [belt(50.0, back) for back in range(40, 80, 4)]
    lately = [belt(50.0, 20 - nth) for nth in range(sessions)]
    assert (longest(*old, *lately, belt(80.0)) is not None) == speaks


@pytest.mark.parametrize(("first", "speaks"), [(13, False), (14, True)])
def test_a_step_by_time_needs_two_weeks_of_the_month(first: int, speaks: bool) -> None:
    old = [belt(50.0, back) for back in range(40, 80, 4)]
    lately = [belt(50.0, first - nth) for nth in range(4)]
    assert (longest(*old, *lately, belt(80.0)) is not None) == speaks


@pytest.mark.parametrize(("first", "speaks"), [(27, False), (28, True)])
def test_a_step_by_time_needs_four_weeks_of_running(first: int, speaks: bool) -> None:
    runs = [belt(50.0, back) for back in (first, 20, 15, 10, 5)]
    assert (longest(*runs, belt(80.0)) is not None) == speaks


@pytest.mark.parametrize(("earlier", "speaks"), [(4, False), (5, True)])
def test_a_step_by_time_needs_six_runs_in_all(earlier: int, speaks: bool) -> None:
    runs = [belt(50.0, back) for back in (28, 20, 15, 10, 5)[:earlier]]
    assert (longest(*runs, belt(80.0)) is not None) == speaks


@pytest.mark.parametrize(("back", "speaks"), [(84, True), (85, False)])
def test_what_lies_twelve_weeks_back_is_no_longer_known(back: int, speaks: bool) -> None:
    runs = [belt(50.0, day) for day in (20, 15, 10, 5)]
    assert (longest(belt(50.0, back), *runs, belt(80.0)) is not None) == speaks


@pytest.mark.parametrize(("pause", "together"), [(30, True), (30.1, False)])
def test_a_pause_of_half_an_hour_does_not_end_an_outing(pause: float, together: bool) -> None:
    first, second = belt(40.0), belt(30.0)
    begun = first.ended_at + timedelta(minutes=pause)
    found = time_spike(log(*MONTH, first, replace(second, key="b", started_at=begun)), TODAY)
    assert (found is not None) == together
    assert found is None or (found.run.key, found.moving_s) == ("belt-0-0", 70 * 60.0)


@pytest.mark.parametrize(("minutes", "counts"), [(3.9, False), (4.0, True)])
def test_less_than_four_minutes_are_no_run(minutes: float, counts: bool) -> None:
    """A short warm-up joins two outings only where it counts."""
    parts = [belt(30.0), belt(minutes, minute=55), belt(30.0, minute=85)]
    found = time_spike(log(*MONTH, *parts), TODAY)
    assert (found is not None) == counts


def test_the_greater_step_of_two_on_a_day_is_told() -> None:
    for early, late in ((60.0, 75.0), (75.0, 60.0)):
        found = time_spike(log(*MONTH, belt(early, minute=-600), belt(late)), TODAY)
        assert found is not None
        assert found.moving_s == 75 * 60.0


def test_only_the_outing_without_a_distance_is_judged() -> None:
    outside = run(20, hour=8, moving_s=90 * 60.0)
    assert longest(*MONTH, outside, belt(50.0)) is None
    assert longest(*MONTH, belt(75.0, 2), belt(50.0), run(5, hour=6)) is None


@pytest.mark.parametrize(
    ("more", "speaks"),
    [
        ({"kind": RunKind.TREADMILL}, True),
        ({"kind": RunKind.TRAIL}, True),
        ({"kind": RunKind.ROAD}, False),
        ({"kind": RunKind.TREADMILL, "distance_m": 15_000.0}, False),
        ({"kind": RunKind.TREADMILL, "distance_m": 15_000.0, "distance_estimated": True}, True),
        ({"kind": RunKind.TRAIL, "distance_m": 15_000.0}, False),
    ],
)
def test_a_belt_that_guesses_and_a_trail_without_a_trace_count_by_minutes(
    more: dict[str, Any], speaks: bool
) -> None:
    assert (time_spike(log(*MONTH, belt(80.0, **more)), TODAY) is not None) == speaks


def test_a_day_without_a_run_has_no_step() -> None:
    assert time_spike(log(*MONTH, belt(80.0, -1)), TODAY) is None
    assert time_spike(log(*MONTH), TODAY) is None
