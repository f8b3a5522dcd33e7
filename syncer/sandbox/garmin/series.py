"""The series of an activity as Garmin tells it: descriptors, and rows of numbers in their order."""

from __future__ import annotations

import json
import math
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.stride import running, stride

FloatArray = NDArray[np.float64]

_UNITS = {
    "gmt": (120, 0.0),
    "second": (40, 1000.0),
    "meter": (1, 100.0),
    "mps": (20, 0.1),
    "bpm": (100, 1.0),
    "dd": (60, 1.0),
    "stepsPerMinute": (92, 1.0),
    "ms": (41, 1.0),
    "centimeter": (2, 1.0),
    "percent": (101, 1.0),
}


def details(
    activity: Activity, activity_id: int, person: int, *, strap: bool, charted: int, drawn: int
) -> str:
    """At most so many rows and so many points of the course, evenly spread, as JSON.

    The order of the columns differs from one activity to the next, as it does at Garmin's.
    """
    columns = _columns(activity, person, strap=strap)
    keys = list(columns)
    Random(activity_id).shuffle(keys)
    length = len(activity.time_s)
    step = max(1, math.ceil(length / max(charted, 1)))
    table = np.column_stack([columns[key][1][::step] for key in keys])
    rows = [
        [None if math.isnan(value) else value for value in row] for row in table.round(6).tolist()
    ]
    descriptors = [
        {"metricsIndex": nth, "key": key, "unit": _unit(columns[key][0])}
        for nth, key in enumerate(keys)
    ]
    told = {
        "activityId": activity_id,
        "measurementCount": len(keys),
        "metricsCount": len(rows),
        "totalMetricsCount": length,
        "metricDescriptors": descriptors,
        "activityDetailMetrics": [{"metrics": row} for row in rows],
        "geoPolylineDTO": _course(activity, drawn),
        "heartRateDTOs": None,
        "pendingData": None,
        "detailsAvailable": True,
    }
    return json.dumps(told, separators=(",", ":"))


def _unit(key: str) -> dict[str, Any]:
    number, factor = _UNITS[key]
    return {"id": number, "key": key, "factor": factor}


def _columns(activity: Activity, person: int, *, strap: bool) -> dict[str, tuple[str, FloatArray]]:
    time_s = activity.time_s
    begun_ms = activity.started_at.timestamp() * 1000
    timer_s = np.array([activity.timer_s(float(at)) for at in time_s])
    columns = {
        "directTimestamp": ("gmt", begun_ms + time_s * 1000),
        "sumElapsedDuration": ("second", time_s),
        "sumDuration": ("second", timer_s),
        "sumMovingDuration": ("second", timer_s),
    }
    known: tuple[tuple[str, str, FloatArray | None], ...] = (
        ("sumDistance", "meter", activity.distance_m),
        ("directSpeed", "mps", activity.speed_mps),
        ("directHeartRate", "bpm", activity.heart_rate_bpm),
        ("directLatitude", "dd", activity.lat_deg),
        ("directLongitude", "dd", activity.lon_deg),
        ("directElevation", "meter", activity.altitude_m),
    )
    columns |= {key: (unit, column) for key, unit, column in known if column is not None}
    if activity.cadence_spm is not None:
        columns |= _feet(activity, activity.cadence_spm, person, strap=strap)
    return columns


def _feet(
    activity: Activity, cadence_spm: FloatArray, person: int, *, strap: bool
) -> dict[str, tuple[str, FloatArray]]:
    """Cadence of both feet, of one in whole numbers with the rest apart, and the stride."""
    one_foot = np.floor(cadence_spm / 2)
    columns = {
        "directDoubleCadence": ("stepsPerMinute", np.rint(cadence_spm)),
        "directRunCadence": ("stepsPerMinute", one_foot),
        "directFractionalCadence": ("stepsPerMinute", cadence_spm / 2 - one_foot),
    }
    ground = stride(activity, person)
    if ground is None:
        return columns
    # A watch that does not see running steps tells nothing of the ground.
    seen = running(activity)
    told = [
        ("directGroundContactTime", "ms", ground.contact_ms),
        ("directVerticalOscillation", "centimeter", ground.oscillation_cm),
        ("directVerticalRatio", "percent", ground.ratio_pct),
        ("directStrideLength", "centimeter", ground.step_cm),
    ]
    if strap:
        told.append(("directGroundContactBalanceLeft", "percent", ground.balance_left_pct))
    columns |= {key: (unit, np.where(seen, column, np.nan)) for key, unit, column in told}
    return columns


def _course(activity: Activity, drawn: int) -> dict[str, Any] | None:
    if activity.lat_deg is None or activity.lon_deg is None or drawn == 0:
        return None
    step = max(1, math.ceil(len(activity.time_s) / drawn))
    begun_ms = round(activity.started_at.timestamp() * 1000)
    points = [
        {"lat": round(lat, 7), "lon": round(lon, 7), "time": begun_ms + round(at * 1000)}
        for lat, lon, at in zip(
            activity.lat_deg[::step].tolist(),
            activity.lon_deg[::step].tolist(),
            activity.time_s[::step].tolist(),
            strict=True,
        )
    ]
    return {
        "startPoint": points[0],
        "endPoint": points[-1],
        "minLat": float(activity.lat_deg.min()),
        "maxLat": float(activity.lat_deg.max()),
        "minLon": float(activity.lon_deg.min()),
        "maxLon": float(activity.lon_deg.max()),
        "polyline": points,
    }
