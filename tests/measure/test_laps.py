"""A track is known by its laps, whatever the satellites add."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coaching.log import RunKind
from syncer.measure import Series
from syncer.measure.measured import measure
from tests.measure.courses import on_course, on_track


def laps(series: Series) -> int | None:
    return measure(series, RunKind.RUN).track_laps


def test_twelve_laps_are_twelve_laps_of_track() -> None:
    measured = measure(on_track(12), RunKind.RUN)
    assert measured.track_laps == 12
    assert measured.surface_m["track"] == pytest.approx(4800, abs=60)


@pytest.mark.parametrize(("count", "known"), [(5, None), (5.7, None), (6, 6), (6.5, 6), (7, 7)])
def test_six_laps_make_a_track_run(count: float, known: int | None) -> None:
    assert laps(on_track(count)) == known


@pytest.mark.parametrize(
    ("lap_m", "known"),
    [(350, False), (370, False), (380, True), (400, True), (420, True), (430, False), (450, False)],
)
def test_a_lap_is_as_long_as_a_track(lap_m: float, known: bool) -> None:
    assert (laps(on_track(10, lap_m=lap_m)) is not None) == known


@pytest.mark.parametrize("noise_m", [1, 3, 5])
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "positions only"])
@pytest.mark.parametrize("clockwise", [True, False])
def test_noise_and_direction_do_not_hide_a_track(
    noise_m: float, counted: bool, clockwise: bool
) -> None:
    series = on_track(12, noise_m=noise_m, counted=counted, clockwise=clockwise)
    assert laps(series) in (11, 12)


@pytest.mark.parametrize("every_s", [1, 5])
def test_a_warm_up_on_the_road_is_not_track(every_s: float) -> None:
    measured = measure(on_track(8, warm_up_m=2500, noise_m=2, every_s=every_s), RunKind.RUN)
    assert measured.track_laps == 8
    assert measured.surface_m["track"] == pytest.approx(3200, rel=0.05)
    assert measured.surface_m["unknown"] == pytest.approx(2500, rel=0.08)


@pytest.mark.parametrize(("turned", "known"), [(1, True), (2, False), (6, False)])
def test_who_changes_direction_needs_no_telling(turned: int, known: bool) -> None:
    """The metres stay track metres; only the one-sided laps are left unsaid."""
    measured = measure(on_track(12, turned=turned), RunKind.RUN)
    assert (measured.track_laps is not None) == known
    assert measured.surface_m["track"] > 4000


def test_rests_on_the_infield_do_not_hide_the_laps() -> None:
    series = on_track(10, noise_m=1)
    pieces = np.concatenate((series.time_s[:500], series.time_s[500:] + 90))
    assert laps(replace(series, time_s=pieces)) == 10


def test_running_to_and_fro_is_no_track() -> None:
    """Two hundred metres there and back come again every four hundred, but enclose nothing."""
    there = np.concatenate((np.arange(0, 200.0), np.arange(200, 0, -1.0)))
    east = np.tile(there, 12)
    assert laps(on_course(east, np.zeros(len(east)), noise_m=1)) is None


def test_a_straight_road_and_a_large_loop_are_no_track() -> None:
    along = np.arange(0, 10_000.0)
    assert laps(on_course(along, 0 * along)) is None
    turn = along / 10_000 * 2 * np.pi
    assert laps(on_course(1500 * np.cos(turn), 1500 * np.sin(turn))) is None


def test_a_track_session_keeps_its_laps_when_positions_are_missing() -> None:
    series = on_track(12, noise_m=2)
    assert series.lat_deg is not None
    holes = np.random.default_rng(3).random(len(series.time_s)) < 0.3
    assert laps(replace(series, lat_deg=np.where(holes, np.nan, series.lat_deg))) in (11, 12)
