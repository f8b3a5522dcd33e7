"""Distance along a recording: the device's own counter, or the way between its positions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray

EARTH_RADIUS_M = 6_371_008.8
BELIEVABLE_MPS = 7.0
"""Nobody's whole run is faster; the log calls such a run invalid."""


def counted(
    time_s: FloatArray,
    counter_m: FloatArray,
    lat_deg: FloatArray | None,
    lon_deg: FloatArray | None,
    top_speed_mps: float,
) -> tuple[FloatArray, float]:
    """The device's own counter, without its restarts, spikes and leaps.

    A counter that stands while there is no sky and then catches up is no leap: a step is
    judged over the time since it last moved. Exports that lost samples, and watches that
    correct themselves, add what was missing in a single record: that is believed when the
    positions did not leap with it and somebody can have run the whole by then.
    """
    known = _without_spikes(np.flatnonzero(np.isfinite(counter_m)), counter_m)
    counter, at = counter_m[known], time_s[known]
    steps = np.diff(counter)
    moved = np.concatenate(([True], steps != 0))
    last_moved = np.maximum.accumulate(np.where(moved, np.arange(len(known)), 0))[:-1]
    allowed = top_speed_mps * np.maximum(at[1:] - at[last_moved], 1.0)
    head = float(counter[0]) if 0 < counter[0] <= top_speed_mps * max(at[0], 1.0) else 0.0
    whole = head + np.cumsum(steps.clip(min=0.0))
    caught_up = (steps > 0) & (whole <= BELIEVABLE_MPS * (at[1:] - time_s[0]))
    if lat_deg is not None and lon_deg is not None:
        caught_up &= _ground_steps(at, time_s, lat_deg, lon_deg) <= steps / 2
    caught_up &= np.abs(steps) > allowed
    kept = np.where((np.abs(steps) <= allowed) | caught_up, steps, 0.0)
    kept[(steps < 0) & (counter[1:] < counter[:-1] / 2)] = 0.0
    # Where a device took distance back, its later word counts.
    run = np.minimum.accumulate(np.cumsum(np.concatenate(([head], kept)))[::-1])[::-1]
    if known[0] > 0:
        run, at = np.concatenate(([0.0], run)), np.concatenate((time_s[:1], at))
    return np.maximum(np.interp(time_s, at, run), 0.0), float(steps[caught_up].sum())


def _ground_steps(
    at: FloatArray, time_s: FloatArray, lat_deg: FloatArray, lon_deg: FloatArray
) -> FloatArray:
    """How far the position moved between the instants `at`; 0 where it is not known."""
    known = placed(lat_deg, lon_deg)
    if not len(known):
        return np.zeros(len(at) - 1)
    lat, lon = (np.interp(at, time_s[known], place[known]) for place in (lat_deg, lon_deg))
    return great_circle_m(lat, lon)


def _without_spikes(known: NDArray[np.intp], counter_m: FloatArray) -> NDArray[np.intp]:
    """The records left when single ones that stick out of their neighbours are taken away."""
    if len(known) < 3:
        return known
    before, here, after = (counter_m[known[i : len(known) - 2 + i]] for i in range(3))
    sticks_out = (after >= before) & ((here > after) | (here < before))
    return known[np.concatenate(([True], ~sticks_out, [True]))]


def walked(
    time_s: FloatArray,
    step_s: FloatArray,
    lat_deg: FloatArray,
    lon_deg: FloatArray,
    top_speed_mps: float,
) -> FloatArray | None:
    """Distance along the positions; a leap, or a way gone while the timer stood, adds nothing."""
    known = placed(lat_deg, lon_deg)
    if len(known) < 2:
        return None
    steps = great_circle_m(lat_deg[known], lon_deg[known])
    running_s = np.diff(np.cumsum(step_s)[known])
    steps = np.where(steps <= top_speed_mps * running_s, steps, 0.0)
    return np.interp(time_s, time_s[known], np.concatenate(([0.0], np.cumsum(steps))))


def placed(lat_deg: FloatArray, lon_deg: FloatArray) -> NDArray[np.intp]:
    """Which records have a position.

    A receiver without a fix writes the point off West Africa where both are 0.
    """
    at_origin = (lat_deg == 0) & (lon_deg == 0)
    return np.flatnonzero(np.isfinite(lat_deg) & np.isfinite(lon_deg) & ~at_origin)


def great_circle_m(lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
    """Distances from each position to the next (haversine), one fewer than positions."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    slope = np.sin(np.diff(lat) / 2) ** 2
    slope += np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    metres: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(slope, 0.0, 1.0)))
    return metres
