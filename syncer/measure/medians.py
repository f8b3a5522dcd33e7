"""Medians that a measuring needs: rolling ones on a regular grid, and ones weighted by time."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from syncer.measure import FloatArray

_ROWS = 4096
"""Windows sorted at once. A day-long recording would otherwise hold all its windows in memory."""


def rolling_median(values: FloatArray, width: int) -> FloatArray:
    """The middle of each value's neighbourhood: an odd `width` of samples centred on it.

    Near the ends the first and the last value are repeated. `values` must be finite; the answer
    has their length.
    """
    if width < 3 or len(values) < 2:
        return values.copy()
    half = width // 2
    padded = np.concatenate((np.full(half, values[0]), values, np.full(half, values[-1])))
    windows = sliding_window_view(padded, 2 * half + 1)
    middles = [
        np.partition(windows[row : row + _ROWS], half, axis=1)[:, half]
        for row in range(0, len(values), _ROWS)
    ]
    return np.concatenate(middles)


def weighted_median(values: FloatArray, weights: FloatArray) -> float | None:
    """The value below which half of the weight lies; None where nothing weighs anything.

    Exactly on the half the mean of the two neighbours is taken, as in the plain median.
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    below = np.cumsum(weights[order])
    if not len(below) or below[-1] <= 0:
        return None
    half = below[-1] / 2
    lower = int(np.searchsorted(below, half, side="left"))
    upper = int(np.searchsorted(below, half, side="right"))
    return float((ordered[lower] + ordered[min(upper, len(ordered) - 1)]) / 2)
