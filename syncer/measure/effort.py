"""How fast and how hard a run was, as seconds by speed and by heart rate.

Kept as two small tables instead of the series, so that minutes above a threshold can be told
whatever threshold the runner names later. Keys are the lower edge of a step: "2.75" is 2.75 to
3.0 metres per second, "150" is 150 to 155 beats per minute.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from syncer.measure import FloatArray
from syncer.measure.moving import moving
from syncer.measure.trace import Trace

SPEED_STEP_MPS = 0.25
HEART_STEP_BPM = 5.0
LONGEST_STEP_S = 30.0
"""No record speaks for more than this long before it."""


def speed_s(trace: Trace) -> Mapping[str, float]:
    """Moving seconds by speed; empty without a speed."""
    return _table(trace, trace.speed_mps, SPEED_STEP_MPS)


def heart_s(trace: Trace) -> Mapping[str, float]:
    """Moving seconds by heart rate; empty without one."""
    return _table(trace, trace.heart_rate_bpm, HEART_STEP_BPM)


def seconds_from(table: Mapping[str, float], threshold: float) -> float | None:
    """Seconds of the steps at or above a threshold; None without a table.

    The step that holds the threshold counts by the part of it that lies above.
    """
    if not table:
        return None
    edges = sorted((float(edge), seconds) for edge, seconds in table.items())
    step = SPEED_STEP_MPS if edges[-1][0] < 20.0 else HEART_STEP_BPM
    return sum(
        seconds * min(max((edge + step - threshold) / step, 0.0), 1.0) for edge, seconds in edges
    )


def _table(trace: Trace, values: FloatArray | None, step: float) -> Mapping[str, float]:
    if values is None:
        return {}
    weights = np.minimum(trace.step_s, LONGEST_STEP_S)
    known = np.isfinite(values) & (values > 0) & moving(trace) & (weights > 0)
    if not known.any():
        return {}
    steps = np.floor(values[known] / step).astype(np.intp)
    seconds = np.bincount(steps, weights=weights[known])
    return {
        f"{nth * step:g}": round(float(total), 1)
        for nth, total in enumerate(seconds)
        if total >= 0.05
    }
