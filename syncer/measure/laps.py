"""Laps of a running track, told from the positions alone.

On a track every place comes again one lap later, and the way between encloses a round area.
Both are asked of each 5 m of the run, so that a warm-up elsewhere, a turn the other way round
and the wandering of satellite positions do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray
from syncer.measure.distance import EARTH_RADIUS_M, placed
from syncer.measure.medians import rolling_median
from syncer.measure.trace import Trace

LAP_M = (380.0, 420.0)
FEWEST_LAPS = 6
SAME_WAY = 0.85
STEP_M = 5.0
SAME_PLACE_M = 20.0
LOOKED_FOR_M = (320.0, 480.0)
"""Laps are looked for in a wider range than the one that counts, lest a lap of 350 m pass for
one of 380 m that ends a little off."""
ROUNDEST = 0.5
"""Least area of a lap against a circle of its length; a track has 0.8, a shuttle run none."""
ENOUGH = 0.9
"""A last lap is whole from here on: smoothing eats some metres at both ends of a stretch."""
LONGEST_M = 200_000.0

Way = NDArray[np.complex128]
"""Positions every 5 m as complex metres east + i north: turns and areas are products then."""


@dataclass(frozen=True, slots=True)
class TrackLaps:
    """Whole laps run on a track, and the share of them run in the commoner direction."""

    laps: int
    lap_m: float
    same_way: float


def track_laps(trace: Trace) -> TrackLaps | None:
    """The laps of a run on a track, either way round; None under six of them."""
    way = _way(trace)
    lag = None if way is None else _lap_steps(way)
    if way is None or lag is None:
        return None
    again = _smooth(np.abs(way[lag:] - way[:-lag]), lag // 4) <= SAME_PLACE_M
    area = _areas(way, lag)
    again &= np.abs(area) >= ROUNDEST * (lag * STEP_M) ** 2 / (4 * np.pi)
    # A stretch where places come again one lap later is itself one lap shorter than was run.
    edges = np.flatnonzero(np.diff(again.astype(np.int8), prepend=0, append=0))
    stretches = [(a, b) for a, b in pairwise(edges.tolist()) if again[a] and b - a >= lag * ENOUGH]
    lengths = np.array([(b - a) / lag + 1 for a, b in stretches])
    laps = int(lengths.sum() + 1 - ENOUGH)
    if laps < FEWEST_LAPS:
        return None
    left = lengths @ [float(area[a] > 0) for a, _ in stretches] / lengths.sum()
    return TrackLaps(laps, lag * STEP_M, float(max(left, 1 - left)))


def _way(trace: Trace) -> Way | None:
    """The run as positions every 5 m, smoothed over 25 m; None where it cannot hold six laps."""
    if trace.lat_deg is None or trace.lon_deg is None or trace.distance_m is None:
        return None
    known = placed(trace.lat_deg, trace.lon_deg)
    if len(known) < 10 or not FEWEST_LAPS * LAP_M[0] <= trace.distance_m[-1] <= LONGEST_M:
        return None
    lat, lon = np.radians(trace.lat_deg[known]), np.radians(trace.lon_deg[known])
    east = rolling_median((lon - lon[0]) * np.cos(np.median(lat)) * EARTH_RADIUS_M, 5)
    north = rolling_median((lat - lat[0]) * EARTH_RADIUS_M, 5)
    along = trace.distance_m[known]
    if not trace.counted:
        # Steps between raw positions add up their noise.
        steps = np.hypot(np.diff(_smooth(east, 7)), np.diff(_smooth(north, 7)))
        along = np.concatenate(([0.0], np.cumsum(steps)))
    if along[-1] - along[0] > LONGEST_M:
        return None
    at = np.arange(along[0], along[-1], STEP_M)
    if len(at) < FEWEST_LAPS * LAP_M[0] / STEP_M:
        return None
    return _smooth(np.interp(at, along, east), 5) + 1j * _smooth(np.interp(at, along, north), 5)


def _lap_steps(way: Way) -> int | None:
    """How many 5 m steps one lap has, where much of the run comes back to its place after one."""
    shortest, longest = (round(metres / STEP_M) for metres in LOOKED_FOR_M)
    least = round(LAP_M[0] / STEP_M) * (FEWEST_LAPS - 3)
    middle = (shortest + longest) // 2
    # Most runs are no track runs, and this one look is enough to know it.
    if np.count_nonzero(np.abs(way[middle:] - way[:-middle]) <= 3 * SAME_PLACE_M) < least:
        return None
    lags = np.arange(shortest, longest + 1)
    count = len(way) - longest
    apart = np.stack([_smooth(np.abs(way[lag : lag + count] - way[:count]), 20) for lag in lags])
    best = lags[np.argmin(apart, axis=0)]
    fits = (best * STEP_M >= LAP_M[0]) & (best * STEP_M <= LAP_M[1])
    fits &= apart.min(axis=0) <= SAME_PLACE_M
    return int(np.median(best[fits])) if np.count_nonzero(fits) >= least else None


def _areas(way: Way, lag: int) -> FloatArray:
    """Signed area of each lap in square metres; greater than 0 turns left."""
    swept = np.concatenate(([0.0], np.cumsum((way[:-1].conj() * way[1:]).imag)))
    closed: FloatArray = swept[lag:] - swept[:-lag] + (way[lag:].conj() * way[:-lag]).imag
    return closed / 2


def _smooth(values: FloatArray, width: int) -> FloatArray:
    """Mean over a centred window of an odd number of samples, the ends repeated."""
    half = width // 2
    sums = np.cumsum(np.concatenate(([0.0], np.pad(values, half, mode="edge"))))
    means: FloatArray = (sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2 * half + 1)
    return means
