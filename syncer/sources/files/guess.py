"""What a recording was that does not say: taken by how fast it went. A guess, and a plain one."""

from __future__ import annotations

import numpy as np

from coaching.log import RunKind
from syncer.measure import FloatArray, Series
from syncer.sources import Kind
from syncer.sources.files.sports import Sport

RUNNING_MPS = (1.8, 4.4)
"""Our choice: 9:15 to 3:47 a kilometre. Below most people walk, above most of them ride."""

RIDING_BELOW_MPS = 15.0
STANDING_MPS = 0.5
LONGEST_RUN_M = 100_000.0
_EARTH_M = 6_371_000.0


def by_speed(series: Series) -> Sport:
    """A walk, run or ride by the mean speed while moving, `other` where nothing moved."""
    time, step = _steps(series)
    moving = (time > 0) & (step > STANDING_MPS * time)
    if not moving.any():
        return Kind.OTHER, None
    way = float(step[moving].sum())
    speed = way / float(time[moving].sum())
    if speed < RUNNING_MPS[0]:
        return Kind.WALK, None
    if speed <= RUNNING_MPS[1] and way <= LONGEST_RUN_M:
        return Kind.RUN, RunKind.RUN
    return (Kind.RIDE if speed < RIDING_BELOW_MPS else Kind.OTHER), None


def _steps(series: Series) -> tuple[FloatArray, FloatArray]:
    """Seconds and metres from each point to the next, by the device's distance or by place."""
    if series.distance_m is not None:
        there = ~np.isnan(series.distance_m)
        return np.diff(series.time_s[there]), np.diff(series.distance_m[there])
    if series.lat_deg is None or series.lon_deg is None:
        return np.empty(0), np.empty(0)
    there = ~np.isnan(series.lat_deg) & ~np.isnan(series.lon_deg)
    lat, lon = np.radians(series.lat_deg[there]), np.radians(series.lon_deg[there])
    east = np.diff(lon) * np.cos((lat[1:] + lat[:-1]) / 2)
    return np.diff(series.time_s[there]), _EARTH_M * np.hypot(np.diff(lat), east)
