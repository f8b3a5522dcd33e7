"""Distance and moving time survive what watches, tunnels and exports do to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coaching.log import RunKind
from syncer.measure import Series
from syncer.measure.measured import measure
from tests.measure.courses import on_course, steady


def run_walk(standing: slice) -> Series:
    """Half an hour at 3 m/s with a stop that the timer did not notice."""
    series = steady(minutes=30)
    speed = np.full(len(series.time_s), 3.0)
    speed[standing] = 0.0
    speed[0] = 0.0
    return replace(series, speed_mps=speed, distance_m=np.cumsum(speed), altitude_m=None)


def test_standing_is_not_moving() -> None:
    measured = measure(run_walk(slice(600, 900)), RunKind.RUN)
    assert measured.moving_s == pytest.approx(1500, abs=10)
    assert measured.distance_m == pytest.approx(4500)


def test_walking_is_moving() -> None:
    assert measure(steady(minutes=10, speed_mps=1.0), RunKind.RUN).moving_s == pytest.approx(600)


@pytest.mark.parametrize(("speed", "moving_s"), [(0.45, 0), (0.5, 600), (0.55, 600)])
def test_half_a_metre_a_second_is_the_border(speed: float, moving_s: float) -> None:
    measured = measure(steady(minutes=10, speed_mps=speed), RunKind.RUN)
    assert measured.moving_s == pytest.approx(moving_s)


def test_pauses_of_the_timer_are_taken_out() -> None:
    series = steady(minutes=30)
    after = series.time_s > 900
    later = np.where(after, series.time_s + 240, series.time_s)
    paused = replace(series, time_s=later, pauses_s=np.array([[900.0, 1140.0]]))
    assert measure(paused, RunKind.RUN).moving_s == pytest.approx(1800)


@pytest.mark.parametrize(
    "pauses",
    [
        [[900.0, 1140.0], [1000.0, 1100.0]],
        [[1000.0, 1140.0], [900.0, 1050.0]],
        [[900.0, 1020.0], [1020.0, 1140.0]],
        [[900.0, 1140.0], [np.nan, 1200.0], [1300.0, 1250.0]],
    ],
    ids=["one in the other", "out of order", "end to end", "broken ones beside it"],
)
def test_overlapping_and_broken_pauses_count_once(pauses: list[list[float]]) -> None:
    series = replace(steady(minutes=30), pauses_s=np.array(pauses))
    assert measure(series, RunKind.RUN).moving_s == pytest.approx(1800 - 240)


def test_a_gap_that_covered_no_ground_is_a_stop() -> None:
    """The record that ends the gap shows running speed already."""
    series = steady(minutes=30)
    stopped = replace(series, time_s=np.where(series.time_s > 900, series.time_s + 228, 0))
    stopped = replace(stopped, time_s=np.where(series.time_s > 900, stopped.time_s, series.time_s))
    assert measure(stopped, RunKind.RUN).moving_s == pytest.approx(1800, abs=2)


def test_a_gap_that_covered_ground_was_run() -> None:
    two = Series(time_s=np.array([0.0, 1200.0]), distance_m=np.array([0.0, 3600.0]))
    measured = measure(two, RunKind.RUN)
    assert measured.moving_s == 1200
    assert measured.distance_m == 3600


def test_a_counter_in_tens_of_metres_does_not_stand_between_them() -> None:
    series = steady(minutes=20)
    assert series.distance_m is not None
    coarse = replace(series, speed_mps=None, distance_m=np.floor(series.distance_m / 10) * 10)
    assert measure(coarse, RunKind.RUN).moving_s == pytest.approx(1200, abs=5)


def test_a_treadmill_without_positions_believes_the_timer() -> None:
    series = steady(minutes=30)
    belt = replace(series, speed_mps=np.zeros(len(series.time_s)), distance_m=0 * series.time_s)
    paused = replace(belt, pauses_s=np.array([[600.0, 660.0]]))
    assert measure(belt, RunKind.TREADMILL).moving_s == pytest.approx(1800)
    assert measure(paused, RunKind.TREADMILL).moving_s == pytest.approx(1740)
    assert measure(belt, RunKind.RUN).moving_s == 0


def test_only_heartbeats_leave_the_timer() -> None:
    beats = Series(time_s=np.arange(0, 1800.0), heart_rate_bpm=np.full(1800, 120.0))
    measured = measure(beats, RunKind.RUN)
    assert measured.moving_s == pytest.approx(1799)
    assert measured.distance_m is None


def test_a_silence_of_hours_is_not_time_on_feet() -> None:
    series = Series(time_s=np.concatenate((np.arange(0, 600.0), np.arange(20_000, 20_600.0))))
    assert measure(series, RunKind.TREADMILL).moving_s == pytest.approx(1198)


def test_positions_give_the_distance_where_nothing_counted_it() -> None:
    along = np.arange(0, 5000.0)
    measured = measure(on_course(along, 0 * along, counted=False), RunKind.RUN)
    assert measured.distance_m == pytest.approx(4999, rel=0.002)


@pytest.mark.parametrize("records", [1, 20])
def test_a_teleport_adds_no_distance(records: int) -> None:
    along = np.arange(0, 5000.0)
    series = on_course(along, 0 * along, counted=False)
    assert series.lat_deg is not None
    away = series.lat_deg.copy()
    away[500 : 500 + records] += 0.5
    measured = measure(replace(series, lat_deg=away), RunKind.RUN)
    assert measured.distance_m == pytest.approx(4996 - 2 * 4, abs=2)  # the steps there and back


def test_no_fix_is_not_a_trip_to_africa() -> None:
    along = np.arange(0, 5000.0)
    series = on_course(along, 0 * along, counted=False)
    assert series.lat_deg is not None
    assert series.lon_deg is not None
    lost = series.time_s % 50 == 7
    measured = measure(
        replace(
            series,
            lat_deg=np.where(lost, 0.0, series.lat_deg),
            lon_deg=np.where(lost, 0.0, series.lon_deg),
        ),
        RunKind.RUN,
    )
    assert measured.distance_m == pytest.approx(4999, rel=0.002)


def test_the_way_gone_while_the_timer_stood_is_not_run() -> None:
    along = np.arange(0, 5000.0)
    series = on_course(along, 0 * along, counted=False)
    kept = (series.time_s <= 300) | (series.time_s >= 600)
    assert series.lat_deg is not None
    assert series.lon_deg is not None
    series = Series(
        time_s=series.time_s[kept],
        lat_deg=series.lat_deg[kept],
        lon_deg=series.lon_deg[kept],
        pauses_s=np.array([[300.0, 600.0]]),
    )
    assert measure(series, RunKind.RUN).distance_m == pytest.approx(5000 - 1200, rel=0.005)


def counted(*metres: float, every_s: float = 60) -> float | None:
    """The distance of a run whose counter showed these metres, one reading a minute."""
    return measure(
        Series(time_s=np.arange(len(metres), dtype=float) * every_s, distance_m=np.array(metres)),
        RunKind.RUN,
    ).distance_m


def test_a_counter_that_restarts_goes_on_counting() -> None:
    assert counted(0, 180, 360, 0, 180, 360) == pytest.approx(720)


@pytest.mark.parametrize("odd", [0.0, 5000.0, 1e9, -40.0, np.nan, np.inf])
def test_one_odd_reading_changes_nothing(odd: float) -> None:
    assert counted(0, 180, 360, odd, 720, 900) == pytest.approx(900)


def test_the_counter_that_caught_up_after_a_tunnel_is_believed() -> None:
    series = steady(minutes=20)
    assert series.distance_m is not None
    dark = (series.time_s > 300) & (series.time_s < 500)
    stood = np.where(dark, 900.0, series.distance_m)
    measured = measure(replace(series, distance_m=stood), RunKind.RUN)
    assert measured.distance_m == pytest.approx(3600)


@pytest.mark.parametrize(("last", "total"), [(3000.0, 3000.0), (90_000.0, 900.0)])
def test_a_last_record_with_the_whole_distance_is_believed_if_it_can_be(
    last: float, total: float
) -> None:
    """An export that lost its samples; nine hundred metres of twenty minutes are left."""
    time_s = np.append(np.arange(0, 1200.0, 4), 1200.0)
    distance_m = np.append(np.arange(0, 900.0, 3), 900 + last - 900)
    distance_m[-2] = 900
    measured = measure(Series(time_s=time_s, distance_m=distance_m), RunKind.RUN)
    assert measured.distance_m == pytest.approx(total)
    assert measured.moving_s == pytest.approx(1200, abs=5)


def test_a_recording_that_begins_late_keeps_what_the_counter_had() -> None:
    late = Series(time_s=np.arange(40, 1240.0), distance_m=120 + 3 * np.arange(0, 1200.0))
    second_half = Series(time_s=np.arange(0, 1200.0), distance_m=5000 + 3 * np.arange(0, 1200.0))
    assert measure(late, RunKind.RUN).distance_m == pytest.approx(120 + 3597)
    assert measure(second_half, RunKind.RUN).distance_m == pytest.approx(3597)
