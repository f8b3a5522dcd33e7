"""A recording made fit to be measured: finite, in order, and without what nobody can have run.

Devices write sentinels, jump over cities when the sky comes back, restart their counters and
skip hours. Everything that measures reads this `Trace`, so that each trap is met once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncer.measure import FloatArray, Series
from syncer.measure.distance import counted, walked

LONGEST_SILENCE_S = 3600.0
"""A longer gap between two records says nothing about the time in it (our choice)."""
SPEED_SPAN_S = 10.0
"""Speed that was not recorded is taken from the distance over this time."""
_PLAUSIBLE = {
    "time": (-1e9, 1e9),
    "distance": (-1e7, 1e7),
    "speed": (0.0, 60.0),
    "altitude": (-500.0, 9000.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "cadence": (0.0, 300.0),
    "heart rate": (30.0, 240.0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Parallel arrays of n >= 2 records; whatever a record lacks is NaN, or None for all.

    `step_s` is the running time that ends at each record, pauses taken out, 0 for the first.
    `restarts` marks records that follow a pause. `distance_m` counts from 0, never decreases
    and has no NaN. `counted` says that a device counted it, else it is the way between the
    positions; `caught_up_m` of it came in leaps after samples were lost. `speed_mps` is the
    recorded one where there is one, else from the distance.
    """

    time_s: FloatArray
    step_s: FloatArray
    restarts: NDArray[np.bool_]
    distance_m: FloatArray | None
    caught_up_m: float
    counted: bool
    speed_mps: FloatArray | None
    altitude_m: FloatArray | None
    lat_deg: FloatArray | None
    lon_deg: FloatArray | None
    cadence_per_min: FloatArray | None
    heart_rate_bpm: FloatArray | None
    barometric: bool


def trace(series: Series, top_speed_mps: float) -> Trace | None:
    """The recording cleaned, or None where fewer than two of its records have a time.

    Steps that would need more than `top_speed_mps` are taken for a fault and add no distance.
    """
    time_s = _within(series.time_s, "time")
    order = np.flatnonzero(np.isfinite(time_s))
    order = order[np.argsort(time_s[order], kind="stable")]
    if len(order) < 2:
        return None
    time_s = time_s[order]

    def column(values: FloatArray | None, what: str) -> FloatArray | None:
        if values is None:
            return None
        kept = _within(values, what)[order]
        return None if np.isnan(kept).all() else kept

    paused_s = _paused(time_s, series.pauses_s)
    raw_step_s = np.diff(time_s, prepend=time_s[0])
    step_s = np.maximum(raw_step_s - paused_s, 0.0)
    lat, lon = column(series.lat_deg, "latitude"), column(series.lon_deg, "longitude")
    counter = column(series.distance_m, "distance")
    distance: FloatArray | None = None
    caught_up_m = 0.0
    if counter is not None:
        distance, caught_up_m = counted(time_s, counter, lat, lon, top_speed_mps)
    elif lat is not None and lon is not None:
        distance = walked(time_s, step_s, lat, lon, top_speed_mps)
    speed = column(series.speed_mps, "speed")
    return Trace(
        time_s=time_s,
        step_s=step_s,
        restarts=paused_s > 0,
        distance_m=distance,
        caught_up_m=caught_up_m,
        counted=counter is not None,
        speed_mps=_speed(step_s, distance, speed),
        altitude_m=column(series.altitude_m, "altitude"),
        lat_deg=lat,
        lon_deg=lon,
        cadence_per_min=column(series.cadence_per_min, "cadence"),
        heart_rate_bpm=column(series.heart_rate_bpm, "heart rate"),
        barometric=series.barometric,
    )


def _within(values: FloatArray, what: str) -> FloatArray:
    lowest, highest = _PLAUSIBLE[what]
    numbers = np.asarray(values, dtype=np.float64)
    return np.where((numbers >= lowest) & (numbers <= highest), numbers, np.nan)


def _paused(time_s: FloatArray, pauses_s: FloatArray | None) -> FloatArray:
    """How much of the time before each record the timer stood still."""
    if pauses_s is None or not np.size(pauses_s):
        return np.zeros(len(time_s))
    pauses = _within(np.reshape(pauses_s, (-1, 2)), "time")
    pauses = pauses[np.isfinite(pauses).all(axis=1)]
    pauses = pauses[np.argsort(pauses[:, 0], kind="stable")]
    if not len(pauses):
        return np.zeros(len(time_s))
    # Overlapping pauses count once: each begins where all before it have ended.
    ends = np.maximum.accumulate(pauses[:, 1])
    starts = np.maximum(pauses[:, 0], np.concatenate(([-np.inf], ends[:-1])))
    lengths = np.maximum(ends - starts, 0.0)
    corners = np.column_stack((starts, starts + lengths)).ravel()
    stopped = np.repeat(np.concatenate(([0.0], np.cumsum(lengths))), 2)[1:-1]
    before = np.interp(time_s, corners, stopped)
    return np.diff(before, prepend=before[0])


def _speed(
    step_s: FloatArray, distance_m: FloatArray | None, recorded: FloatArray | None
) -> FloatArray | None:
    """Recorded speed, its holes filled from the distance around them."""
    if distance_m is None or (recorded is not None and np.isfinite(recorded).all()):
        return recorded
    computed = speed_from_distance(step_s, distance_m)
    return computed if recorded is None else np.where(np.isnan(recorded), computed, recorded)


def speed_from_distance(step_s: FloatArray, distance_m: FloatArray) -> FloatArray:
    """Mean speed over the ten seconds of running time around each record."""
    clock = np.cumsum(step_s)
    before = np.maximum(clock - SPEED_SPAN_S / 2, 0.0)
    after = np.minimum(clock + SPEED_SPAN_S / 2, clock[-1])
    covered = np.interp(after, clock, distance_m) - np.interp(before, clock, distance_m)
    speed: FloatArray = covered / np.maximum(after - before, 1.0)
    return speed
