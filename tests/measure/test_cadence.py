"""Cadence is said in steps, of steady flat running only, or not at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coaching.log import RunKind
from syncer.measure import Measured, Series
from syncer.measure.measured import measure
from tests.measure.courses import over_hills, steady


def run(series: Series, kind: RunKind = RunKind.RUN) -> Measured:
    return measure(series, kind)


def test_a_flat_run_at_172_has_172_at_its_speed() -> None:
    measured = run(steady(minutes=30, spm=172, speed_mps=3.1))
    assert measured.cadence_spm == pytest.approx(172)
    assert measured.cadence_speed_mps == pytest.approx(3.1)
    assert measured.cadence_eligible_s == pytest.approx(29 * 60, abs=5)


@pytest.mark.parametrize(
    ("recorded", "spm"),
    [
        (64.9, None),  # 129.8 steps: below what counts as running
        (65, 130),
        (86, 172),
        (110, 220),
        (110.5, None),  # strides of 221 steps, or the steps of a walk: neither is running
        (115, None),
        (120, None),
        (129.5, None),
        (130, 130),
        (172, 172),
        (220, 220),
        (220.5, None),
    ],
)
def test_strides_are_doubled_and_steps_are_not(recorded: float, spm: float | None) -> None:
    measured = run(steady(spm=recorded, strides=False))
    assert measured.cadence_spm == (None if spm is None else pytest.approx(spm))


@pytest.mark.parametrize("strides", [True, False])
def test_long_walks_do_not_decide_what_the_file_counts(strides: bool) -> None:
    series = steady(minutes=60, spm=168, strides=strides)
    walking = np.arange(len(series.time_s)) % 1200 > 500
    walk = 52.0 if strides else 104.0
    assert series.speed_mps is not None
    assert series.cadence_per_min is not None
    series = replace(
        series,
        speed_mps=np.where(walking, 1.4, series.speed_mps),
        cadence_per_min=np.where(walking, walk, series.cadence_per_min),
        distance_m=np.cumsum(np.where(walking, 1.4, 3.0)),
        altitude_m=None,
    )
    assert run(series).cadence_spm == pytest.approx(168)


@pytest.mark.parametrize(
    ("minutes", "known"), [(8.9, False), (9.0, True), (9.1, True)], ids=["below", "at", "above"]
)
def test_less_than_eight_minutes_are_too_few(minutes: float, known: bool) -> None:
    """The first minute never counts, so nine minutes of running hold eight."""
    assert (run(steady(minutes=minutes)).cadence_spm is not None) == known


@pytest.mark.parametrize(
    ("speed", "known"), [(1.95, False), (2.0, True), (2.05, True)], ids=["below", "at", "above"]
)
def test_a_walk_has_no_running_cadence(speed: float, known: bool) -> None:
    assert (run(steady(speed_mps=speed)).cadence_spm is not None) == known


@pytest.mark.parametrize("grade", [0.0, 0.028, -0.028, 0.032, -0.032, 0.08])
def test_only_flat_ground_counts(grade: float) -> None:
    assert (run(steady(grade=grade)).cadence_spm is not None) == (abs(grade) < 0.03)


def test_without_altitude_the_ground_is_taken_as_flat() -> None:
    assert run(replace(steady(), altitude_m=None)).cadence_spm == pytest.approx(172)


def test_a_treadmill_is_flat_whatever_the_air_pressure_did() -> None:
    assert run(steady(grade=0.05), RunKind.TREADMILL).cadence_spm == pytest.approx(172)


def test_one_record_in_five_seconds_weighs_five_seconds() -> None:
    often, seldom = run(steady(minutes=20)), run(steady(minutes=20, every_s=5))
    assert seldom.cadence_spm == often.cadence_spm
    assert seldom.cadence_eligible_s == pytest.approx(often.cadence_eligible_s, abs=10)


def test_time_counts_and_not_the_number_of_records() -> None:
    """Ten minutes at 160 in 5-second records, then eight at 180 in 1-second records."""
    slow, quick = np.arange(0, 600, 5.0), np.arange(600, 1080, 1.0)
    time_s = np.concatenate((slow, quick))
    series = Series(
        time_s=time_s,
        speed_mps=np.full(len(time_s), 3.0),
        cadence_per_min=np.where(time_s < 600, 80.0, 90.0),
    )
    assert run(series).cadence_spm == pytest.approx(160)


def test_the_minute_after_a_pause_does_not_count() -> None:
    series = steady(minutes=30)
    whole = run(series).cadence_eligible_s
    paused = run(replace(series, pauses_s=np.array([[900.0, 900.5]]))).cadence_eligible_s
    assert whole is not None
    assert paused == pytest.approx(whole - 60, abs=2)


def test_surges_do_not_count() -> None:
    """Twenty seconds in each two minutes at a sprint's cadence leave the median alone."""
    series = steady(minutes=40, spm=166)
    surge = np.arange(len(series.time_s)) % 120 < 20
    speed = np.where(surge, 4.5, 3.0)
    series = replace(
        series,
        speed_mps=speed,
        distance_m=np.cumsum(speed),
        cadence_per_min=np.where(surge, 96.0, 83.0),
        altitude_m=None,
    )
    measured = run(series)
    assert measured.cadence_spm == pytest.approx(166)
    assert measured.cadence_speed_mps == pytest.approx(3.0)
    assert measured.cadence_eligible_s == pytest.approx(40 * 60 * 100 / 120, rel=0.05)


def test_the_hilly_half_is_left_out() -> None:
    hills = over_hills((3000, 0.0), (1500, 0.08), (1500, -0.08))
    assert hills.distance_m is not None
    flat = hills.distance_m < 3000
    measured = run(replace(hills, cadence_per_min=np.where(flat, 85.0, 78.0)))
    assert measured.cadence_spm == pytest.approx(170)
    assert measured.cadence_eligible_s == pytest.approx(1000 - 60, abs=15)


def test_a_ride_has_no_running_cadence() -> None:
    measured = measure(steady(speed_mps=8.0), None)
    assert measured.cadence_spm is None
    assert measured.surface_m == {}
