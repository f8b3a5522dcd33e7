"""The records of a FIT file as a series: in order, once a second at most, with its pauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from syncer.measure import FloatArray, Series
from syncer.sources.files.fit_content import Message

Columns = dict[str, FloatArray]

_STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})


class Window(NamedTuple):
    """The part of a file that belongs to one session: from `start_s`, before `end_s`."""

    start_s: float
    end_s: float

    def of(self, columns: Columns) -> Columns:
        if not columns or (np.isneginf(self.start_s) and np.isposinf(self.end_s)):
            return columns
        time = columns["timestamp"]
        first, last = np.searchsorted(time, (self.start_s, self.end_s))
        return {name: values[first:last] for name, values in columns.items()}


def tidy(columns: Columns) -> Columns:
    """Records in order of time; those of one second become one, the last value of each winning.

    A missing value never hides one that is there.
    """
    if not columns:
        return columns
    step = np.diff(columns["timestamp"])
    if (step < 0).any():
        order = np.argsort(columns["timestamp"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
        step = np.diff(columns["timestamp"])
    if not (step == 0).any():
        return columns
    first = np.flatnonzero(np.concatenate(([True], step > 0)))
    count = np.diff(np.append(first, columns["timestamp"].size))
    merged = {name: values[first].copy() for name, values in columns.items()}
    for nth in range(1, int(count.max())):
        more = np.flatnonzero(count > nth)
        for name, values in columns.items():
            later = values[first[more] + nth]
            there = ~np.isnan(later)
            merged[name][more[there]] = later[there]
    return merged


def pauses(events: Sequence[Message], started_s: float, columns: Columns) -> FloatArray | None:
    """Start and end of each stop of the timer in seconds from the start, None without any.

    Only stops that were followed by a start lie inside the recording.
    """
    if "timestamp" not in columns or not columns["timestamp"].size:
        return None
    ended_s = float(columns["timestamp"][-1])
    found: list[tuple[float, float]] = []
    stopped: float | None = None
    for event in events:
        at = event.get("timestamp")
        if event.get("event") != "timer" or not isinstance(at, int | float):
            continue
        if event.get("event_type") in _STOPS:
            stopped = float(at) if stopped is None else stopped
        elif event.get("event_type") == "start":
            if stopped is not None and started_s <= stopped < at <= ended_s + 1:
                found.append((stopped - started_s, at - started_s))
            stopped = None
    return np.array(found) if found else None


def series(
    columns: Columns, started_s: float, pauses_s: FloatArray | None, barometric: bool
) -> Series | None:
    """The arrays of one session; None where it has no records."""
    if "timestamp" not in columns or not columns["timestamp"].size:
        return None

    def column(*names: str) -> FloatArray | None:
        """The first of the names; its gaps filled from the next."""
        values: FloatArray | None = None
        for name in names:
            more = columns.get(name)
            if more is not None:
                values = more if values is None else np.where(np.isnan(values), more, values)
        return None if values is None or np.isnan(values).all() else values

    cadence = column("cadence")
    fraction = columns.get("fractional_cadence")
    if cadence is not None and fraction is not None:
        cadence = cadence + np.nan_to_num(fraction)
    lat, lon = column("position_lat"), column("position_long")
    if lat is not None and lon is not None:
        lat, lon = placed(lat, lon)
    return Series(
        time_s=columns["timestamp"] - started_s,
        distance_m=column("distance"),
        speed_mps=column("enhanced_speed", "speed"),
        altitude_m=column("enhanced_altitude", "altitude"),
        lat_deg=lat,
        lon_deg=lon,
        cadence_per_min=cadence,
        heart_rate_bpm=column("heart_rate"),
        pauses_s=pauses_s,
        barometric=barometric,
    )


def placed(lat: FloatArray, lon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Positions without those that cannot be: off the globe, or the zero of a lost signal."""
    with np.errstate(invalid="ignore"):
        wrong = (np.abs(lat) > 90) | (np.abs(lon) > 180) | ((lat == 0) & (lon == 0))
    if not wrong.any():
        return lat, lon
    return np.where(wrong, np.nan, lat), np.where(wrong, np.nan, lon)
