"""Strava's streams as the series that our measuring reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np

from syncer.measure import FloatArray, Series

KEYS = ("time", "distance", "latlng", "altitude", "heartrate", "cadence", "velocity_smooth")
"""What is asked for; Strava leaves out what it does not have."""
MOST_SAMPLES = 500_000
FASTEST_RISE_S = 14 * 86_400.0
MOST = 1e9


def series(told: object) -> Series | None:
    """A set of streams by their names; None where there is no time to go by.

    A stream of another length than the time's is left out; values that are no numbers are NaN.
    """
    time_s = _column(told, "time", None)
    if time_s is None or not 2 <= len(time_s) <= MOST_SAMPLES:
        return None
    if not np.isfinite(time_s).all() or time_s[-1] - time_s[0] > FASTEST_RISE_S:
        return None
    if (np.diff(time_s) < 0).any():
        return None
    length = len(time_s)
    lat, lon = _positions(told, length)
    return Series(
        time_s=time_s - time_s[0],
        distance_m=_column(told, "distance", length),
        speed_mps=_column(told, "velocity_smooth", length),
        altitude_m=_column(told, "altitude", length),
        lat_deg=lat,
        lon_deg=lon,
        cadence_per_min=_column(told, "cadence", length),
        heart_rate_bpm=_column(told, "heartrate", length),
    )


def _data(told: object, name: str) -> list[object] | None:
    stream = told.get(name) if isinstance(told, Mapping) else None
    data = stream.get("data") if isinstance(stream, Mapping) else None
    return data if isinstance(data, list) and data else None


def _column(told: object, name: str, length: int | None) -> FloatArray | None:
    data = _data(told, name)
    if data is None or (length is not None and len(data) != length):
        return None
    column = _values(data)
    return column if np.isfinite(column).any() else None


def _positions(told: object, length: int) -> tuple[FloatArray | None, FloatArray | None]:
    data = _data(told, "latlng")
    if data is None or len(data) != length:
        return None, None
    pairs = [pair if isinstance(pair, list) and len(pair) == 2 else (None, None) for pair in data]
    lat, lon = (_values([pair[nth] for pair in pairs]) for nth in (0, 1))
    wrong = (np.abs(lat) > 90) | (np.abs(lon) > 180)
    lat[wrong], lon[wrong] = np.nan, np.nan
    return (lat, lon) if np.isfinite(lat).any() else (None, None)


def _values(data: Sequence[object]) -> FloatArray:
    """All at once where all are numbers, for a run has tens of thousands; else one by one."""
    if set(map(type, data)) <= {int, float}:
        with suppress(OverflowError):
            column = np.array(data, dtype=np.float64)
            column[~(np.abs(column) < MOST)] = np.nan
            return column
    return np.array([_value(value) for value in data], dtype=np.float64)


def _value(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value) if abs(value) < MOST else math.nan
