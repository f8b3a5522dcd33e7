"""Hills: what the ground did under a run, from distance and altitude.

Altitude is averaged over 5 m of way, filtered by a median over 25 m, and its grade is the
regression over 50 m; grades steeper than 45 % are taken for a fault. Altitude without a
pressure sensor wanders by metres, so there the regression runs over 100 m, only greater climbs
count, and the answer is marked as rough.

Climbs and descents count from two metres between their turning points on (five without a
pressure sensor). The threshold was chosen on recorded runs whose devices have such a sensor and
state their own totals: with two metres over the filtered profile we are neither above nor below
them as a rule, with one or three metres by 5 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray
from syncer.measure.medians import rolling_median
from syncer.measure.trace import Trace

STEP_M = 5.0
MEDIAN_M = 25.0
REGRESSION_M = 50.0
ROUGH_REGRESSION_M = 100.0
SMALLEST_CLIMB_M = 2.0
SMALLEST_ROUGH_CLIMB_M = 5.0
STEEPEST = 0.45
STEEP_DOWN = -0.05
STEEP_UP = 0.10
SHORTEST_M = 200.0
LONGEST_M = 1_000_000.0
LONGEST_HOLE_M = 50.0
"""Altitude missing over more than this leaves the grade unknown there."""


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Metres climbed and descended, in all and on steep ground, and the grade along the way.

    `grade` holds one value for each 5 m from the start (0.05 is 5 % up), NaN where unknown.
    """

    ascent_m: float
    descent_m: float
    steep_descent_m: float
    steep_climb_m: float
    rough: bool
    grade: FloatArray

    def grade_at(self, distance_m: FloatArray) -> FloatArray:
        """The grade at each of these distances from the start."""
        return self.grade[np.minimum((distance_m / STEP_M).astype(np.intp), len(self.grade) - 1)]


def terrain(trace: Trace) -> Terrain | None:
    """What the ground did; None without altitude, or on a way too short or long to tell."""
    if trace.altitude_m is None or trace.distance_m is None:
        return None
    if not SHORTEST_M <= trace.distance_m[-1] <= LONGEST_M:
        return None
    profile, known = _profile(trace.distance_m, trace.altitude_m)
    rough = not trace.barometric
    grade = _grade(profile, ROUGH_REGRESSION_M if rough else REGRESSION_M)
    believed = known & (np.abs(grade) <= STEEPEST)
    steps = np.diff(profile, prepend=profile[0]) * (np.abs(grade) <= STEEPEST)
    smallest_m = SMALLEST_ROUGH_CLIMB_M if rough else SMALLEST_CLIMB_M
    ascent, descent = _climbs(np.cumsum(steps), smallest_m)
    grade = np.where(believed, grade, np.nan)
    return Terrain(
        ascent_m=ascent,
        descent_m=descent,
        steep_descent_m=float(-grade[grade <= STEEP_DOWN].sum() * STEP_M),
        steep_climb_m=float(grade[grade >= STEEP_UP].sum() * STEP_M),
        rough=rough,
        grade=grade,
    )


def _profile(
    distance_m: FloatArray, altitude_m: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Filtered altitude for each 5 m of way, and whether it was measured near there."""
    measured = np.isfinite(altitude_m)
    count = max(1, int(np.ceil(distance_m[-1] / STEP_M)))
    bins = np.minimum((distance_m[measured] / STEP_M).astype(np.intp), count - 1)
    held = np.bincount(bins, minlength=count)
    filled = np.flatnonzero(held)
    mean = np.bincount(bins, weights=altitude_m[measured], minlength=count)[filled] / held[filled]
    middle = np.bincount(bins, weights=distance_m[measured], minlength=count)[filled] / held[filled]
    centres = (np.arange(count) + 0.5) * STEP_M
    profile = rolling_median(np.interp(centres, middle, mean), round(MEDIAN_M / STEP_M))
    after = np.searchsorted(middle, centres)
    ahead = np.append(middle, np.inf)[after]
    behind = np.concatenate(([-np.inf], middle))[after]
    return profile, np.minimum(ahead - centres, centres - behind) <= LONGEST_HOLE_M


def _grade(profile: FloatArray, over_m: float) -> FloatArray:
    """Slope of the regression line around each sample; the ends repeat the nearest whole one."""
    half = min(round(over_m / STEP_M / 2), (len(profile) - 1) // 2)
    offsets = np.arange(-half, half + 1.0)
    kernel = offsets[::-1] / (offsets @ offsets) / STEP_M
    return np.pad(np.convolve(profile, kernel, mode="valid"), half, mode="edge")


def _climbs(profile: FloatArray, smallest_m: float) -> tuple[float, float]:
    """Ascent and descent between turning points that lie at least `smallest_m` apart."""
    slopes = np.diff(profile)
    moved = np.flatnonzero(slopes)
    turns = moved[1:][np.signbit(slopes[moved[1:]]) != np.signbit(slopes[moved[:-1]])]
    points = profile[np.concatenate(([0], turns, [len(profile) - 1]))].tolist()
    gone = {True: 0.0, False: 0.0}
    rising, turned_at, furthest = True, points[0], points[0]
    # Over turning points only: some hundreds a run, and each depends on the one before.
    for height in points:
        if (height > furthest) == rising and height != furthest:
            furthest = height
        elif abs(furthest - height) >= smallest_m:
            gone[rising] += abs(furthest - turned_at)
            rising, turned_at, furthest = not rising, furthest, height
    if abs(furthest - turned_at) >= smallest_m:
        gone[rising] += abs(furthest - turned_at)
    return gone[True], gone[False]
