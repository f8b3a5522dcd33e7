"""Whatever a recording holds, measuring it answers with numbers or with nothing."""

from __future__ import annotations

import math
import warnings
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coaching.log import RunKind
from syncer.measure import MEASURED_WITH, FloatArray, Measured, Series
from syncer.measure.measured import measure, surface_m
from syncer.measure.medians import rolling_median, weighted_median
from tests.measure.courses import on_track, over_hills, steady

KINDS = st.one_of(st.none(), st.sampled_from(RunKind))
RUNS = {
    "flat": steady(minutes=15),
    "hilly": over_hills((2000, 0.06), (2000, -0.06)),
    "track": on_track(7),
}
COLUMNS = ("distance_m", "speed_mps", "altitude_m", "lat_deg", "lon_deg", "cadence_per_min")


def column(length: int, lowest: float, highest: float) -> st.SearchStrategy[FloatArray]:
    wild = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -1.0, 1e308, -1e308, 65535.0, 5e-324])
    return arrays(np.float64, length, elements=st.one_of(st.floats(lowest, highest), wild))


@st.composite
def recordings(draw: st.DrawFn) -> Series:
    """Anything of the right shape: jumps, gaps, sentinels, columns out of order."""
    length = draw(st.integers(0, 60))
    time_s = draw(column(length, -100, 50_000))
    if draw(st.booleans()):
        time_s = np.arange(length, dtype=float) * draw(st.sampled_from([0.0, 1.0, 5.0, 60.0, 9e3]))
    ranges = ((0, 50_000), (0, 8), (-100, 3000), (-90, 90), (-180, 180), (0, 200))
    columns = {
        name: draw(st.one_of(st.none(), column(length, *limits)))
        for name, limits in zip(COLUMNS, ranges, strict=True)
    }
    pauses = draw(st.one_of(st.none(), column(2 * draw(st.integers(0, 4)), -100, 60_000)))
    return Series(
        time_s=time_s,
        pauses_s=None if pauses is None else pauses.reshape(-1, 2),
        barometric=draw(st.booleans()),
        **columns,
    )


def assert_sound(measured: Measured) -> None:
    numbers = [getattr(measured, field.name) for field in fields(measured)]
    numbers = [n for n in numbers if isinstance(n, int | float)] + [*measured.surface_m.values()]
    assert all(math.isfinite(number) and number >= 0 for number in numbers), measured
    assert measured.measured_with == MEASURED_WITH
    assert sum(measured.surface_m.values()) == pytest.approx(
        measured.distance_m if measured.surface_m else 0
    )


@settings(max_examples=300, deadline=None)
@given(recordings(), KINDS)
@example(Series(time_s=np.array([])), RunKind.RUN)
@example(Series(time_s=np.array([0.0]), distance_m=np.array([0.0])), RunKind.RUN)
@example(Series(time_s=np.full(5, np.nan)), RunKind.RUN)
@example(Series(time_s=np.zeros(5), distance_m=np.arange(5.0)), RunKind.RUN)
def test_no_recording_breaks_the_measuring(series: Series, kind: RunKind | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        measured = measure(series, kind)
    assert_sound(measured)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(RUNS)),
    st.sampled_from(COLUMNS),
    st.lists(st.tuples(st.integers(0, 899), st.sampled_from([np.nan, np.inf, 1e308, -7.0, 0.0]))),
)
def test_a_run_with_broken_values_is_still_a_run(
    run: str, name: str, faults: list[tuple[int, float]]
) -> None:
    series = RUNS[run]
    values = getattr(series, name)
    if values is not None:
        values = values.copy()
        for at, fault in faults:
            values[at % len(values)] = fault
        series = replace(series, **{name: values})
    assert_sound(measure(series, RunKind.RUN))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(120)))
def test_the_order_of_records_changes_nothing(order: list[int]) -> None:
    series = on_track(6, every_s=5)
    places = np.arange(len(series.time_s))
    places[:120] = order
    mixed: dict[str, Any] = {
        name: None if (values := getattr(series, name)) is None else values[places]
        for name in ("time_s", *COLUMNS)
    }
    assert measure(replace(series, **mixed), RunKind.RUN) == measure(series, RunKind.RUN)


@given(st.floats(0.5, 3))
def test_a_shift_of_the_clock_changes_nothing_but_the_clock(hours: float) -> None:
    series = steady(minutes=12)
    later = replace(series, time_s=series.time_s + round(hours * 3600))
    assert measure(later, RunKind.RUN) == measure(series, RunKind.RUN)


def test_years_between_two_records_cost_no_memory() -> None:
    series = steady(minutes=20)
    time_s = series.time_s.copy()
    time_s[-1] = 2e9
    time_s[-2] = 9e8
    assert series.distance_m is not None
    far = series.distance_m.copy()
    far[-1] = 9_000_000
    measured = measure(replace(series, time_s=time_s, distance_m=far), RunKind.RUN)
    assert_sound(measured)
    assert measured.cadence_spm == pytest.approx(172)


@pytest.mark.parametrize(
    ("kind", "surface"),
    [
        (RunKind.TREADMILL, "treadmill"),
        (RunKind.VIRTUAL, "treadmill"),
        (RunKind.TRACK, "track"),
        (RunKind.TRAIL, "trail"),
        (RunKind.ROAD, "unknown"),
        (RunKind.RUN, "unknown"),
    ],
)
def test_the_kind_of_run_tells_its_surface(kind: RunKind, surface: str) -> None:
    assert measure(steady(minutes=20), kind).surface_m == {surface: pytest.approx(3600)}


@pytest.mark.parametrize("distance", [None, 0.0])
def test_no_distance_has_no_surface(distance: float | None) -> None:
    assert surface_m(RunKind.RUN, distance, None) == {}


@given(arrays(np.float64, st.integers(1, 80), elements=st.floats(-1e6, 1e6)), st.integers(0, 9))
def test_the_rolling_median_is_the_median_of_each_window(values: FloatArray, half: int) -> None:
    padded = np.pad(values, half, mode="edge")
    expected = [np.median(padded[at : at + 2 * half + 1]) for at in range(len(values))]
    assert rolling_median(values, 2 * half + 1) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 4)), min_size=1, max_size=40))
def test_the_weighted_median_repeats_each_value_by_its_weight(
    pairs: list[tuple[int, int]],
) -> None:
    values, weights = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    repeated = np.repeat(values, weights.astype(int))
    expected = float(np.median(repeated)) if len(repeated) else None
    assert weighted_median(values, weights) == expected


def test_a_run_of_six_hours_has_the_cadence_of_its_first() -> None:
    """Six hours are cut into blocks and still give what one hour gives."""
    hours = [measure(steady(minutes=60 * n), RunKind.RUN) for n in (1, 2, 6)]
    for shorter, longer in pairwise(hours):
        assert longer.cadence_spm == shorter.cadence_spm
