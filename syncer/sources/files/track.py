"""Points of a GPX or TCX on their way to a series."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np

from syncer.measure import FloatArray, Series
from syncer.sources import Refused
from syncer.sources.files import limits
from syncer.sources.files.fit_series import placed

STRAY_S = 7 * 86_400.0
"""A point this far from the middle of its recording has a broken date; longer runs are none."""


def seconds(text: str) -> float:
    """Unix seconds of an ISO instant; without an offset it is UTC; NaN where it is none."""
    try:
        instant = datetime.fromisoformat(text.strip())
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        return instant.timestamp()
    except (ValueError, OverflowError):
        return math.nan


def number(text: str | None) -> float:
    """The finite number in a text, NaN where there is none. A decimal comma is understood."""
    if text is None:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return math.nan
    return value if math.isfinite(value) else math.nan


class Points:
    """Columns that grow point by point; `breaks` are indices where a new segment begins."""

    NAMES = ("time", "lat", "lon", "altitude", "distance", "speed", "cadence", "heart_rate")

    def __init__(self) -> None:
        self.rows: list[tuple[float, ...]] = []
        self.breaks: list[int] = []

    def add(self, row: tuple[float, ...]) -> None:
        """One point, its values in the order of `NAMES`. Raises Refused for far too many."""
        if len(self.rows) >= limits.MAX_POINTS:
            raise Refused(f"it holds more than {limits.MAX_POINTS:,} points")
        self.rows.append(row)

    def start_segment(self) -> None:
        self.breaks.append(len(self.rows))

    def series(self) -> tuple[float, Series] | None:
        """Start in Unix seconds, and the series; None without two points that have a time.

        Segments are put in order; within one, points that go back in time or stand still in
        it are left out.
        """
        if not self.rows:
            return None
        table = np.array(self.rows)
        segment = np.zeros(len(table), dtype=np.int64)
        segment[[at for at in self.breaks if 0 < at < len(table)]] = 1
        segment = np.cumsum(segment)
        timed = ~np.isnan(table[:, 0])
        if timed.any():
            middle = float(np.median(table[timed, 0]))
            timed[timed] = np.abs(table[timed, 0] - middle) < STRAY_S
        table, segment = table[timed], segment[timed]
        if len(table) < 2:
            return None
        order = _segments_in_order(table[:, 0], segment)
        table, segment = table[order], segment[order]
        peak = np.maximum.accumulate(table[:, 0])
        forward = np.concatenate(([True], table[1:, 0] > peak[:-1]))
        table, segment = table[forward], segment[forward]
        if len(table) < 2:
            return None
        started_s = float(table[0, 0])
        time = table[:, 0] - started_s
        at = np.flatnonzero(np.diff(segment)) + 1
        pauses = np.column_stack((time[at - 1], time[at])) if at.size else None
        column = dict(zip(self.NAMES, np.ascontiguousarray(table.T), strict=True))
        lat, lon = placed(column["lat"], column["lon"])
        return started_s, Series(
            time_s=time,
            distance_m=_some(column["distance"]),
            speed_mps=_some(column["speed"]),
            altitude_m=_some(column["altitude"]),
            lat_deg=_some(lat),
            lon_deg=_some(lon),
            cadence_per_min=_some(column["cadence"]),
            heart_rate_bpm=_some(column["heart_rate"]),
            pauses_s=pauses,
        )


def _segments_in_order(time: FloatArray, segment: np.ndarray) -> np.ndarray:
    starts = np.flatnonzero(np.concatenate(([True], np.diff(segment) > 0)))
    if starts.size < 2 or (np.diff(time[starts]) >= 0).all():
        return np.arange(time.size)
    ends = np.append(starts[1:], time.size)
    by_time = np.argsort(time[starts], kind="stable")
    return np.concatenate([np.arange(starts[nth], ends[nth]) for nth in by_time])


def _some(values: FloatArray) -> FloatArray | None:
    return None if np.isnan(values).all() else values
