"""How fast and how hard a run was, as seconds by speed and by heart rate.

Kept as two small tables instead of the series, so that minutes above a threshold can be told
whatever threshold the runner names later. Keys are the lower edge of a step: "2.75" is 2.75 to
3.0 metres per second, "150" is 150 to 155 beats per minute. The seconds by speed add up to the
time in motion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray
from syncer.measure.moving import MOVING_MPS, OWN_SPEED_S, in_motion
from syncer.measure.trace import Trace, speed_from_distance

SPEED_STEP_MPS = 0.25
HEART_STEP_BPM = 5.0
TOP_MPS = 12.0
"""No runner is faster, even for a second; what claims to be goes into the step below this."""
HEART_SPEAKS_S = 30.0
"""A heart rate speaks for no more than this long before it."""
HEART_COVERS = 0.8
"""Our choice: a heart rate known for less of the run does not speak for all of it."""

type Table = Mapping[str, float]


class Effort(NamedTuple):
    """Moving seconds by speed and by heart rate, each empty where the series lacks it."""

    speed_s: Table
    heart_s: Table


NO_EFFORT = Effort({}, {})


def effort(trace: Trace, on_treadmill: bool) -> Effort:
    """Both tables of one recording."""
    moved = in_motion(trace, on_treadmill) & (trace.step_s > 0)
    step_s = trace.step_s[moved]
    speed, heart = _speed(trace, moved), trace.heart_rate_bpm
    return Effort(
        {} if speed is None else _table(speed, step_s, SPEED_STEP_MPS),
        {}
        if heart is None
        else _table(heart[moved], np.minimum(step_s, HEART_SPEAKS_S), HEART_STEP_BPM),
    )


def fast_s(
    speed_s: Table, heart_s: Table, threshold_mps: float | None, threshold_bpm: float | None
) -> float | None:
    """Seconds at or above the threshold: by heart rate where it is known, else by speed.

    None without a threshold, or without the table that it is asked of.
    """
    if threshold_bpm is not None and heart_s:
        if sum(heart_s.values()) >= HEART_COVERS * sum(speed_s.values()):
            return _above(heart_s, HEART_STEP_BPM, threshold_bpm)
    if threshold_mps is not None and speed_s:
        return _above(speed_s, SPEED_STEP_MPS, threshold_mps)
    return None


def _above(table: Table, step: float, threshold: float) -> float:
    """The step that holds the threshold counts by its part that lies above."""
    return sum(
        seconds * min(max((float(edge) + step - threshold) / step, 0.0), 1.0)
        for edge, seconds in table.items()
    )


def _speed(trace: Trace, moved: NDArray[np.bool_]) -> FloatArray | None:
    """Speed in motion as recorded; by the way over a longer gap, and where a moving runner's
    device showed none: the record after a gap knows nothing of the time in it."""
    if trace.speed_mps is None:
        return None
    speed = trace.speed_mps[moved]
    if trace.distance_m is None:
        return speed
    step_s = trace.step_s[moved]
    long = step_s > OWN_SPEED_S
    if long.any():
        covered = np.diff(trace.distance_m, prepend=0.0)[moved]
        speed = np.where(long, covered / step_s, speed)
    standing = ~long & (speed < MOVING_MPS)
    if standing.any():
        by_way = speed_from_distance(trace.step_s, trace.distance_m)[moved]
        speed = np.where(standing, by_way, speed)
    return speed


def _table(values: FloatArray, seconds: FloatArray, step: float) -> Table:
    """Seconds by the step that each value lies in; unknown values are left out."""
    known = np.isfinite(values)
    steps = (np.minimum(values[known], _TOP[step]) / step).astype(np.intp)
    return {
        f"{nth * step:g}": round(float(total), 1)
        for nth, total in enumerate(np.bincount(steps, weights=seconds[known]))
        if total >= 0.05
    }


_TOP = {SPEED_STEP_MPS: TOP_MPS - SPEED_STEP_MPS, HEART_STEP_BPM: np.inf}
