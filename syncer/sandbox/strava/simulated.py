"""The simulated club's runs as Strava would show them: from a watch's arrays to fields, streams.

It writes them down by its own arithmetic and measures nothing as the service does.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syncer.sandbox.diary import Entry
from syncer.sandbox.fit_writer import RUNNING, TRAIL, TREADMILL, Activity
from syncer.sandbox.strava.activities import Fields
from syncer.sandbox.strava.streams import SHORT_LINE, Columns, LaterStreams, Streams, apart

FloatArray = NDArray[np.float64]

_WALKING_MPS = 0.5
_AHEAD_M = 25.0


def fields_of(activity: Activity) -> Fields:
    """What Strava's list says of it. Cadence counts one leg, as Strava's does for runs."""
    run = activity.sport == RUNNING
    trail = activity.sub_sport == TRAIL
    moving_s = round(activity.timer_s(activity.elapsed_s))
    metres = 0.0 if activity.distance_m is None else round(float(activity.distance_m[-1]), 1)
    fields: Fields = {
        "start_date": activity.started_at,
        "sport_type": ("TrailRun" if trail else "Run") if run else "WeightTraining",
        "trainer": activity.sub_sport == TREADMILL,
        "distance": metres,
        "moving_time": moving_s,
        "elapsed_time": round(activity.elapsed_s),
        "total_elevation_gain": round(activity.ascent_m or 0.0, 1),
        "average_speed": round(metres / max(moving_s, 1), 3),
        "has_heartrate": activity.heart_rate_bpm is not None,
        "start_latlng": [],
        "end_latlng": [],
    }
    if activity.speed_mps is not None:
        fields["max_speed"] = round(float(activity.speed_mps.max()), 3)
    if activity.cadence_spm is not None:
        fields["average_cadence"] = round(float(activity.cadence_spm.mean()) / 2, 1)
    if activity.heart_rate_bpm is not None:
        fields["average_heartrate"] = round(float(activity.heart_rate_bpm.mean()), 1)
        fields["max_heartrate"] = float(round(float(activity.heart_rate_bpm.max())))
    if activity.altitude_m is not None:
        fields["elev_high"] = round(float(activity.altitude_m.max()), 1)
        fields["elev_low"] = round(float(activity.altitude_m.min()), 1)
    if activity.lat_deg is not None and activity.lon_deg is not None:
        for name, at in (("start_latlng", 0), ("end_latlng", -1)):
            place = (activity.lat_deg[at], activity.lon_deg[at])
            fields[name] = [round(float(degrees), 6) for degrees in place]
    return fields


def streams_of(activity: Activity) -> Streams:
    """Its streams. Kinds that the watch did not write are left out."""
    return Streams(_columns(activity))


def streams_later(entry: Entry, activity: Activity) -> Streams:
    """The same of an entry, whose recording this is: two years of samples fill a memory."""
    line: list[tuple[float, float]] = []
    if activity.lat_deg is not None and activity.lon_deg is not None:
        step = apart(len(activity.time_s), SHORT_LINE)
        course = np.column_stack((activity.lat_deg[::step], activity.lon_deg[::step]))
        line = [(lat, lon) for lat, lon in _rounded(course, 6)]
    return LaterStreams(partial(_again, entry), line)


@lru_cache(maxsize=2)
def _again(entry: Entry) -> Columns:
    """Kept for as long as one detail or stream is told, which asks for a column at a time."""
    return _columns(entry.recorded())


def _columns(activity: Activity) -> Columns:
    columns: dict[str, list[Any]] = {"time": _whole(activity.time_s)}
    if activity.distance_m is not None:
        columns["distance"] = _rounded(activity.distance_m, 1)
    if activity.lat_deg is not None and activity.lon_deg is not None:
        course = np.column_stack((activity.lat_deg, activity.lon_deg))
        columns["latlng"] = _rounded(course, 6)
    if activity.altitude_m is not None:
        columns["altitude"] = _rounded(activity.altitude_m, 1)
        if activity.distance_m is not None:
            grade = _grade(activity.distance_m, activity.altitude_m)
            columns["grade_smooth"] = _rounded(grade, 1)
    if activity.speed_mps is not None:
        columns["velocity_smooth"] = _rounded(activity.speed_mps, 3)
        columns["moving"] = (activity.speed_mps > _WALKING_MPS).tolist()
        for start, end in activity.pauses_s:
            after = int(np.searchsorted(activity.time_s, end))
            if start < end and after < len(columns["moving"]):
                columns["moving"][after] = False
    if activity.heart_rate_bpm is not None:
        columns["heartrate"] = _whole(activity.heart_rate_bpm)
    if activity.cadence_spm is not None:
        columns["cadence"] = _whole(activity.cadence_spm / 2)
    return columns


def _whole(values: FloatArray) -> list[int]:
    whole: list[int] = np.rint(values).astype(int).tolist()
    return whole


def _rounded(values: FloatArray, digits: int) -> list[Any]:
    rounded: list[Any] = np.round(values, digits).tolist()
    return rounded


def _grade(distance_m: FloatArray, altitude_m: FloatArray) -> FloatArray:
    """Climb in per cent over the fifty metres around each sample."""
    behind = np.interp(distance_m - _AHEAD_M, distance_m, altitude_m)
    ahead = np.interp(distance_m + _AHEAD_M, distance_m, altitude_m)
    return (ahead - behind) / (2 * _AHEAD_M) * 100
