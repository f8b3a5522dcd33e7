"""Hills of known height come out as high as they were laid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coaching.log import RunKind
from syncer.measure.measured import measure
from tests.measure.courses import over_hills, steady


def test_a_hill_of_known_grade_is_as_high_as_it_is() -> None:
    measured = measure(over_hills((1000, 0), (600, 0.06), (800, -0.06), (500, 0)), RunKind.TRAIL)
    assert measured.ascent_m == pytest.approx(36, abs=1.5)
    assert measured.descent_m == pytest.approx(48, abs=1.5)
    assert measured.steep_descent_m == pytest.approx(48, abs=3)
    assert measured.steep_climb_m == 0
    assert not measured.terrain_rough


@pytest.mark.parametrize(
    ("grade", "steep_down", "steep_up"),
    [
        (-0.049, 0, 0),
        (-0.051, 51, 0),
        (-0.20, 200, 0),
        (0.099, 0, 0),
        (0.101, 0, 101),
        (0.44, 0, 440),
        (0.46, 0, 0),
        (-0.46, 0, 0),
    ],
)
def test_steep_ground_begins_and_ends_where_it_should(
    grade: float, steep_down: float, steep_up: float
) -> None:
    measured = measure(steady(minutes=1000 / 180, grade=grade), RunKind.RUN)
    assert measured.steep_descent_m == pytest.approx(steep_down, rel=0.02, abs=0.01)
    assert measured.steep_climb_m == pytest.approx(steep_up, rel=0.02, abs=0.01)


@pytest.mark.parametrize(("bump", "counted"), [(1.9, 0), (2.1, 2.1), (5.0, 5.0)])
def test_a_climb_counts_from_two_metres_on(bump: float, counted: float) -> None:
    legs = ((300.0, 0.0), (100.0, bump / 100), (300.0, 0.0))
    assert measure(over_hills(*legs), RunKind.RUN).ascent_m == pytest.approx(counted, abs=0.05)


def test_air_pressure_noise_climbs_no_mountain() -> None:
    assert measure(over_hills((10_000, 0), noise_m=0.3), RunKind.RUN).ascent_m == 0


def test_altitude_without_a_pressure_sensor_is_marked_as_rough() -> None:
    hills = replace(over_hills((500, 0), (500, 0.04), (500, -0.04), noise_m=2), barometric=False)
    measured = measure(hills, RunKind.RUN)
    assert measured.terrain_rough
    assert measured.ascent_m == pytest.approx(20, abs=8)


def test_a_leap_in_altitude_is_no_hill() -> None:
    series = steady(minutes=20)
    assert series.altitude_m is not None
    leap = np.where(series.time_s > 600, series.altitude_m + 150, series.altitude_m)
    spiked = series.altitude_m.copy()
    spiked[300] = 8000
    for altitude in (leap, spiked):
        measured = measure(replace(series, altitude_m=altitude), RunKind.RUN)
        assert measured.ascent_m == pytest.approx(0, abs=12)
        assert measured.steep_climb_m == pytest.approx(0, abs=8)


def test_a_tunnel_without_altitude_is_neither_flat_nor_steep() -> None:
    series = over_hills((1000, 0.0), (1000, -0.08), (1000, 0.0))
    assert series.altitude_m is not None
    assert series.distance_m is not None
    dark = (series.distance_m > 1200) & (series.distance_m < 1800)
    measured = measure(
        replace(series, altitude_m=np.where(dark, np.nan, series.altitude_m)), RunKind.RUN
    )
    assert measured.descent_m == pytest.approx(80, abs=2)
    assert measured.steep_descent_m == pytest.approx(40, abs=10)


def test_standing_still_climbs_nothing() -> None:
    """Pressure that drifts by 20 m during a long stop is weather, not a hill."""
    series = steady(minutes=60)
    standing = (series.time_s > 1200) & (series.time_s <= 2400)
    moved = np.cumsum(np.where(standing, 0.0, 3.0))
    drift = np.where(standing, 10 * np.sin(series.time_s / 40), 0.0)
    measured = measure(replace(series, distance_m=moved, altitude_m=200 + drift), RunKind.RUN)
    assert measured.ascent_m == pytest.approx(0, abs=2)


@pytest.mark.parametrize("kind", [RunKind.TREADMILL, RunKind.VIRTUAL])
def test_indoors_there_are_no_hills(kind: RunKind) -> None:
    measured = measure(steady(grade=0.05), kind)
    assert measured.ascent_m is None
    assert measured.steep_climb_m is None


def test_without_altitude_nothing_is_said() -> None:
    measured = measure(replace(steady(), altitude_m=None), RunKind.RUN)
    assert measured.ascent_m is None
    assert measured.descent_m is None
    assert measured.steep_descent_m is None
