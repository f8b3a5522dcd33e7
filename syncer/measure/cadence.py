"""Cadence: steps of both feet per minute in steady, flat running, with the speed they belong to.

Watches store strides of one foot, some files steps of both; each file is judged by the median
of its own running. Walking, hills, stops and changes of pace have a cadence of their own and
are left out. Less than eight such minutes are too few to speak of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray
from syncer.measure.medians import rolling_median, weighted_median
from syncer.measure.moving import moving
from syncer.measure.terrain import Terrain
from syncer.measure.trace import Trace

RUNNING_MPS = 2.0
CADENCE_SPM = (130.0, 220.0)
MOST_STRIDES_PER_MIN = 110.0
FLAT = 0.03
SETTLED_S = 60.0
STEADY = 0.10
STEADY_OVER_S = 60.0
FEWEST_ELIGIBLE_S = 480.0
LONGEST_STEP_S = 30.0
"""No record speaks for more than this long before it."""
NEW_START_S = 60.0
"""A longer gap between two records counts as a stop."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """Median cadence in steps per minute, median speed of the same seconds, and how many."""

    spm: float
    speed_mps: float
    eligible_s: float


def steps_per_minute(trace: Trace) -> FloatArray | None:
    """The recorded cadence in steps of both feet, whatever the file counted.

    Median of the running up to 110: strides, doubled. Above 120 it is steps already. Between
    the two it is taken for steps, for nobody's run has a median of 220 to 240. Where there is
    no minute of running, the median of all movement decides in the same way. Judging the
    running alone keeps long walks from making strides out of steps, or steps out of strides.
    """
    cadence = trace.cadence_per_min
    if cadence is None:
        return None
    turning = np.nan_to_num(cadence) > 0
    if trace.speed_mps is not None:
        running = turning & (np.nan_to_num(trace.speed_mps) >= RUNNING_MPS)
        if trace.step_s[running].sum() >= 60:
            turning = running
    median = weighted_median(cadence[turning], _weights_s(trace)[turning])
    if median is None:
        return None
    return cadence * 2 if median <= MOST_STRIDES_PER_MIN else cadence


def cadence(trace: Trace, ground: Terrain | None) -> Cadence | None:
    """The median cadence of steady, flat running; None under eight minutes of it.

    Where altitude was recorded, a second counts only if its grade is known to be under 3 %.
    Where none was, as on a treadmill, the ground is taken as flat.
    """
    spm, speed = steps_per_minute(trace), trace.speed_mps
    if spm is None or speed is None:
        return None
    weights = _weights_s(trace)
    keep = (speed >= RUNNING_MPS) & (spm >= CADENCE_SPM[0]) & (spm <= CADENCE_SPM[1])
    keep &= _since_start_s(trace, weights) >= SETTLED_S
    usual = _usual_speed(speed, weights)
    keep &= np.abs(speed - usual) <= STEADY * usual
    if ground is not None and trace.distance_m is not None:
        keep &= np.abs(ground.grade_at(trace.distance_m)) < FLAT
    eligible_s = float(weights[keep].sum())
    middle = weighted_median(spm[keep], weights[keep])
    at_speed = weighted_median(speed[keep], weights[keep])
    if middle is None or at_speed is None or eligible_s < FEWEST_ELIGIBLE_S:
        return None
    return Cadence(middle, at_speed, eligible_s)


def _weights_s(trace: Trace) -> FloatArray:
    return np.minimum(trace.step_s, LONGEST_STEP_S)


def _since_start_s(trace: Trace, weights: FloatArray) -> FloatArray:
    """Seconds of recorded running at each record since the start, or the end of the last stop."""
    clock = np.cumsum(weights)
    stopped = trace.restarts | (trace.step_s > NEW_START_S) | ~moving(trace)
    stopped[0] = True
    last = np.maximum.accumulate(np.where(stopped, np.arange(len(clock)), 0))
    since: FloatArray = clock - clock[last]
    return since


def _usual_speed(speed: FloatArray, weights: FloatArray) -> FloatArray:
    """Median speed of the minute around each record, holes in the recording closed up."""
    known: NDArray[np.intp] = np.flatnonzero(np.isfinite(speed))
    clock = np.cumsum(weights)
    usual_step = float(np.median(weights[1:]))
    step = float(np.clip(round(usual_step), 1, STEADY_OVER_S / 6))
    grid = np.arange(0.0, clock[-1] + step, step)
    # Each record speaks for the time that it ends.
    at = np.minimum(np.searchsorted(clock[known], grid), len(known) - 1)
    width = 2 * round(STEADY_OVER_S / step / 2) + 1
    usual = rolling_median(speed[known][at], width)
    return usual[np.minimum((clock / step).round().astype(np.intp), len(grid) - 1)]
