"""Seconds by speed and by heart rate: none lost, none made up, whatever the threshold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coaching.log import RunKind
from syncer.measure import FloatArray, Measured, Series
from syncer.measure.effort import NO_EFFORT, Table, effort, fast_s
from syncer.measure.measured import measure
from syncer.measure.trace import trace
from syncer.sources import Recording
from syncer.sources.files import pieces, read
from tests.measure.courses import steady


def rounding_s(table: Table) -> float:
    """Each step is rounded to a tenth, and a few that hold less than half of one are left out."""
    return 0.05 * (len(table) + 6) + 1e-6


def assert_adds_up(found: Measured) -> None:
    """The seconds by speed are the time in motion, but for rounding."""
    slack_s = rounding_s(found.speed_s)
    assert sum(found.speed_s.values()) == pytest.approx(found.moving_s or 0.0, abs=slack_s)


def steps(speed_mps: FloatArray, every_s: float = 1.0, counted: bool = True) -> Series:
    """A run whose speed in each second is told by the device."""
    time_s = np.arange(len(speed_mps), dtype=np.float64) * every_s
    metres = np.cumsum(speed_mps * every_s) - speed_mps[0] * every_s
    return Series(time_s, metres if counted else None, speed_mps)


def test_a_steady_run_lies_in_one_step() -> None:
    found = measure(steady(minutes=10, speed_mps=3.1), RunKind.RUN)
    assert found.speed_s == {"3": 600.0}
    assert found.heart_s == {}


@pytest.mark.parametrize(
    ("speed", "step"), [(2.99, "2.75"), (3.0, "3"), (3.24, "3"), (3.25, "3.25"), (0.5, "0.5")]
)
def test_a_step_begins_at_its_name(speed: float, step: str) -> None:
    assert measure(steady(minutes=2, speed_mps=speed), RunKind.RUN).speed_s == {step: 120.0}


@pytest.mark.parametrize(("bpm", "step"), [(149.0, "145"), (150.0, "150"), (154.9, "150")])
def test_heartbeats_are_counted_in_fives(bpm: float, step: str) -> None:
    series = steady(minutes=2)
    beating = replace(series, heart_rate_bpm=np.full(len(series.time_s), bpm))
    assert measure(beating, RunKind.RUN).heart_s == {step: 120.0}


def test_each_second_lies_in_the_step_of_its_speed() -> None:
    speed = np.concatenate((np.full(301, 3.1), np.full(120, 4.6), np.full(60, 1.3)))
    assert measure(steps(speed), RunKind.RUN).speed_s == {"1.25": 60.0, "3": 300.0, "4.5": 120.0}


def test_standing_is_no_slow_running() -> None:
    speed = np.concatenate((np.full(301, 3.1), np.zeros(120), np.full(300, 3.1)))
    found = measure(replace(steps(speed), heart_rate_bpm=np.full(721, 120.0)), RunKind.RUN)
    assert sum(found.speed_s.values()) == pytest.approx(600, abs=10)
    assert sum(found.heart_s.values()) == pytest.approx(600, abs=10)


def test_a_speed_that_nobody_runs_is_kept_below_the_top() -> None:
    found = measure(steps(np.full(61, 55.0), counted=False), RunKind.RUN)
    assert found.speed_s == {"11.75": 60.0}


def test_a_gap_is_run_at_the_speed_of_its_way() -> None:
    """The record after five minutes without any shows a sprint; the way says three a second."""
    time_s = np.concatenate((np.arange(0, 301.0), np.arange(600, 901.0)))
    speed = np.where(time_s == 600, 6.0, 3.1)
    found = measure(Series(time_s, 3.1 * time_s, speed), RunKind.RUN)
    assert found.speed_s == {"3": 900.0}
    assert found.moving_s == 900.0


@pytest.mark.parametrize(("gap_s", "step"), [(10.0, "6"), (10.5, "3")])
def test_a_record_speaks_for_ten_seconds_of_its_own_speed(gap_s: float, step: str) -> None:
    time_s = np.concatenate((np.arange(0, 301.0), [300 + gap_s]))
    speed = np.where(time_s > 300, 6.1, 3.1)
    found = measure(Series(time_s, 3.1 * time_s, speed), RunKind.RUN)
    assert found.speed_s.get(step, 0.0) >= gap_s
    assert sum(found.speed_s.values()) == pytest.approx(300 + gap_s)


def test_a_heart_rate_speaks_for_half_a_minute_at_most() -> None:
    time_s = np.concatenate((np.arange(0, 301.0), np.arange(600, 901.0)))
    beats = np.full(len(time_s), 152.0)
    found = measure(Series(time_s, 3.1 * time_s, None, heart_rate_bpm=beats), RunKind.RUN)
    assert found.heart_s == {"150": 630.0}
    assert sum(found.speed_s.values()) == pytest.approx(900)


def test_a_pause_is_in_neither_table() -> None:
    series = steady(minutes=30, speed_mps=3.1)
    after = series.time_s > 900
    paused = replace(
        series,
        time_s=np.where(after, series.time_s + 240, series.time_s),
        heart_rate_bpm=np.full(len(series.time_s), 152.0),
        pauses_s=np.array([[900.0, 1140.0]]),
    )
    found = measure(paused, RunKind.RUN)
    assert (found.speed_s, found.heart_s) == ({"3": 1800.0}, {"150": 1800.0})


def test_heartbeats_that_are_missing_are_not_made_up() -> None:
    series = steady(minutes=10)
    beats = np.where(series.time_s <= 240, 152.0, np.nan)
    found = measure(replace(series, heart_rate_bpm=beats), RunKind.RUN)
    assert found.heart_s == {"150": 240.0}


def test_without_speed_or_way_there_is_no_table_of_speed() -> None:
    beats = Series(np.arange(0, 601.0), heart_rate_bpm=np.full(601, 122.0))
    found = measure(beats, RunKind.RUN)
    assert (found.speed_s, found.heart_s, found.moving_s) == ({}, {"120": 600.0}, 600.0)


def test_what_is_no_run_has_no_tables() -> None:
    found = measure(steady(minutes=10), None)
    assert (found.speed_s, found.heart_s) == NO_EFFORT
    assert measure(Series(np.array([0.0])), RunKind.RUN).speed_s == {}


def test_a_belt_under_a_watch_that_saw_no_way_is_still_time() -> None:
    """By the timer the runner ran; how fast nobody knows, so all of it lies in the lowest step."""
    time_s = np.arange(0, 601.0)
    still = Series(time_s, 0 * time_s, 0 * time_s)
    found = measure(still, RunKind.TREADMILL)
    assert (found.moving_s, found.speed_s) == (600.0, {"0": 600.0})
    assert measure(still, RunKind.RUN).speed_s == {}


def test_where_a_belts_watch_showed_no_speed_the_way_tells_it() -> None:
    time_s = np.arange(0, 601.0)
    shown = np.where(time_s <= 300, 3.1, 0.0)
    found = measure(Series(time_s, 3.1 * time_s, shown), RunKind.TREADMILL)
    assert found.speed_s == {"3": 600.0}


@pytest.mark.parametrize(("silence_s", "counted_s"), [(3600.0, 3900.0), (3600.5, 300.0)])
def test_a_belt_that_is_silent_for_over_an_hour_was_left(
    silence_s: float, counted_s: float
) -> None:
    time_s = np.concatenate((np.arange(0, 301.0), [300 + silence_s]))
    found = measure(Series(time_s, 3.1 * time_s), RunKind.TREADMILL)
    assert found.moving_s == counted_s
    assert_adds_up(found)


def test_speeds_that_a_belt_without_a_way_never_showed_are_left_out() -> None:
    time_s = np.arange(0, 601.0)
    speed = np.where(time_s <= 400, 3.1, np.nan)
    found = measure(Series(time_s, speed_mps=speed), RunKind.TREADMILL)
    assert (found.moving_s, found.speed_s) == (600.0, {"3": 400.0})


def test_the_tables_come_from_the_trace_alone() -> None:
    cleaned = trace(steady(minutes=10, speed_mps=3.1), 12.0)
    assert cleaned is not None
    assert effort(cleaned, on_treadmill=False) == ({"3": 600.0}, {})


SPEED: Table = {"2.75": 1000.0, "4": 60.0, "4.25": 40.0}
HEART: Table = {"145": 900.0, "160": 120.0, "165": 80.0}


@pytest.mark.parametrize(
    ("mps", "seconds"),
    [
        (None, None),
        (0.1, 1100.0),
        (2.75, 1100.0),
        (2.875, 600.0),
        (3.0, 100.0),
        (4.0, 100.0),
        (4.05, 88.0),
        (4.25, 40.0),
        (4.4, 16.0),
        (4.5, 0.0),
        (9.0, 0.0),
    ],
)
def test_a_step_counts_by_its_part_above_the_pace(mps: float | None, seconds: float | None) -> None:
    assert fast_s(SPEED, {}, mps, None) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("bpm", "seconds"),
    [(100.0, 1100.0), (160.0, 200.0), (162.0, 152.0), (165.0, 80.0), (169.0, 16.0), (170.0, 0.0)],
)
def test_a_step_counts_by_its_part_above_the_heart_rate(bpm: float, seconds: float) -> None:
    assert fast_s(SPEED, HEART, 4.25, bpm) == pytest.approx(seconds)


@pytest.mark.parametrize(("known_s", "seconds"), [(879.0, 40.0), (880.0, 0.0), (881.0, 0.0)])
def test_a_heart_rate_known_for_too_little_of_the_run_leaves_it_to_the_pace(
    known_s: float, seconds: float
) -> None:
    assert fast_s(SPEED, {"100": known_s}, 4.25, 165.0) == pytest.approx(seconds)


def test_what_was_not_measured_is_not_zero() -> None:
    assert fast_s({}, {}, 4.0, 165.0) is None
    assert fast_s({}, HEART, 4.0, None) is None
    assert fast_s(SPEED, {}, None, 165.0) is None
    assert fast_s(SPEED, {"100": 10.0}, None, 165.0) is None
    assert fast_s(SPEED, HEART, 4.25, None) == pytest.approx(40.0)
    assert fast_s({}, HEART, None, 165.0) == pytest.approx(80.0)


def values(lowest: float, highest: float, count: int) -> st.SearchStrategy[FloatArray]:
    return hnp.arrays(np.float64, count, elements=st.floats(lowest, highest) | st.just(np.nan))


@st.composite
def made_up(draw: st.DrawFn, distance: bool = True) -> Series:
    """A recording with gaps, holes and pauses; its counter goes forward unless it is missing."""
    count = draw(st.integers(2, 60))
    gaps = st.sampled_from([0.0, 0.4, 1.0, 1.0, 1.0, 3.0, 10.0, 11.0, 31.0, 400.0, 4000.0])
    time_s = np.cumsum(draw(st.lists(gaps, min_size=count, max_size=count)))
    per_step = draw(hnp.arrays(np.float64, count, elements=st.floats(0, 7)))
    metres = np.cumsum(per_step * np.diff(time_s, prepend=time_s[0]))
    holes = draw(hnp.arrays(np.bool_, count))
    speed = draw(st.none() | values(0, 70, count))
    starts = draw(st.lists(st.floats(0, 500), max_size=3))
    return Series(
        time_s,
        np.where(holes, np.nan, metres) if distance else None,
        speed,
        heart_rate_bpm=draw(st.none() | values(20, 250, count)),
        pauses_s=np.array([[start, start + 40.0] for start in starts]) if starts else None,
    )


@given(made_up(), st.sampled_from([RunKind.RUN, RunKind.TREADMILL, RunKind.TRAIL]))
def test_the_seconds_by_speed_are_the_time_in_motion(series: Series, kind: RunKind) -> None:
    found = measure(series, kind)
    assume(found.distance_m is not None)
    assert_adds_up(found)


@given(made_up(distance=False))
def test_so_they_are_where_only_speed_was_recorded(series: Series) -> None:
    assume(series.speed_mps is not None and (series.speed_mps <= 60).any())
    assert_adds_up(measure(series, RunKind.RUN))


@given(made_up(), st.sampled_from([RunKind.RUN, RunKind.TREADMILL]))
def test_no_heartbeat_outlasts_the_time_in_motion(series: Series, kind: RunKind) -> None:
    found = measure(series, kind)
    assert sum(found.heart_s.values()) <= (found.moving_s or 0.0) + rounding_s(found.heart_s)
    assert all(seconds > 0 for seconds in (*found.heart_s.values(), *found.speed_s.values()))
    assert all(30 <= float(edge) <= 240 for edge in found.heart_s)
    assert all(0 <= float(edge) < 12 for edge in found.speed_s)


tables = st.dictionaries(
    st.integers(0, 47).map(lambda nth: f"{nth * 0.25:g}"), st.floats(0.1, 9e3), min_size=1
)


@given(tables, st.floats(0, 15), st.floats(0, 15))
def test_a_higher_threshold_never_leaves_more(speed_s: Table, one: float, other: float) -> None:
    low, high = sorted((one, other))
    above_low, above_high = fast_s(speed_s, {}, low, None), fast_s(speed_s, {}, high, None)
    assert above_low is not None
    assert above_high is not None
    assert 0 <= above_high <= above_low + 1e-9
    assert above_low <= sum(speed_s.values()) + 1e-6
    assert fast_s(speed_s, {}, 0.0, None) == pytest.approx(sum(speed_s.values()))


@pytest.fixture(scope="module")
def belt(shared: Path) -> Recording:
    """A recorded run on a treadmill: 498 records in 41 minutes, so of several seconds each."""
    file = next((shared / "fit").rglob("FIT_OUT__135797998.fit"))
    (recording,) = (one for piece in pieces([file]) for one in read(piece))
    assert recording.run_kind is RunKind.TREADMILL
    return recording


@pytest.mark.real
def test_a_recorded_treadmill_adds_up_to_its_timer(belt: Recording) -> None:
    assert belt.series is not None
    found = measure(belt.series, belt.run_kind)
    assert_adds_up(found)
    assert belt.moving_s is not None
    assert sum(found.speed_s.values()) == pytest.approx(belt.moving_s, rel=0.02)
    total = sum((float(edge) + 0.125) * seconds for edge, seconds in found.speed_s.items())
    assert total == pytest.approx(found.distance_m, rel=0.05), "the speeds make the way"


@pytest.mark.real
@given(data=st.data())
def test_a_recorded_treadmill_adds_up_with_whatever_it_loses(
    belt: Recording, data: st.DataObject
) -> None:
    series = belt.series
    assert series is not None
    count = len(series.time_s)
    seed = data.draw(st.integers(0, 2**32 - 1))
    kept = np.random.default_rng(seed).random(count) < data.draw(st.floats(0.02, 1))
    kept[[0, -1]] = True

    def part(column: FloatArray | None) -> FloatArray | None:
        return None if column is None else column[kept]

    torn = replace(
        series,
        time_s=series.time_s[kept],
        distance_m=part(series.distance_m),
        speed_mps=data.draw(st.sampled_from([part(series.speed_mps), None])),
        altitude_m=part(series.altitude_m),
        cadence_per_min=part(series.cadence_per_min),
        heart_rate_bpm=part(series.heart_rate_bpm),
    )
    found = measure(torn, RunKind.TREADMILL)
    assert_adds_up(found)
    assert sum(found.heart_s.values()) <= (found.moving_s or 0.0) + rounding_s(found.heart_s)
