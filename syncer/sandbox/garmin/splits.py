"""An activity cut in pieces: the laps of the watch, and the parts that were run or walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.stride import running, stride

Piece = dict[str, Any]

WHOLE, RUN, WALK = "INTERVAL_ACTIVE", "RWD_RUN", "RWD_WALK"
_IN_A_LIST = (
    *("noOfSplits", "totalAscent", "duration", "splitType", "numClimbSends"),
    *("maxElevationGain", "averageElevationGain", "maxDistance", "distance", "averageSpeed"),
    *("maxSpeed", "numFalls", "elevationLoss"),
)
_SAME = {
    "averageHR": "averageHR",
    "maxHR": "maxHR",
    "calories": "calories",
    "bmrCalories": "bmrCalories",
    "averageRunningCadenceInStepsPerMinute": "averageRunCadence",
    "maxRunningCadenceInStepsPerMinute": "maxRunCadence",
    "avgGroundContactTime": "groundContactTime",
    "avgStrideLength": "strideLength",
    "avgVerticalOscillation": "verticalOscillation",
    "avgVerticalRatio": "verticalRatio",
}
"""What the list tells of the whole, by the names that splits have for it."""
_SHORTEST_S = 20.0
"""Shorter stretches of walking are steps at a kerb, and no split."""


def laps(activity: Activity, person: int) -> list[Piece]:
    """The laps, the watch's own words for them included."""
    return [
        _when(activity, start)
        | _piece(activity, start, end, person)
        | {
            "lengthDTOs": [],
            "connectIQMeasurement": [],
            "intensityType": "ACTIVE",
            "lapIndex": nth,
            "messageIndex": nth - 1,
        }
        for nth, (start, end) in enumerate(pairwise((0.0, *activity.laps_s)), start=1)
    ]


def typed(activity: Activity, person: int) -> list[Piece]:
    """Each stretch that was run or walked, and the whole."""
    told = [(WHOLE, 0.0, activity.elapsed_s), *_stretches(activity)]
    return [
        _when(activity, start)
        | _piece(activity, start, end, person)
        | {"type": kind, "messageIndex": nth}
        for nth, (kind, start, end) in enumerate(told)
    ]


def summaries(activity: Activity, person: int) -> list[Piece]:
    """One row a kind of split, as the detail tells it."""
    stretches = _stretches(activity)
    rows = [_sum(activity, WHOLE, [(0.0, activity.elapsed_s)], person)]
    for kind in (WALK, RUN):
        parts = [(start, end) for one, start, end in stretches if one == kind]
        rows += [_sum(activity, kind, parts, person)] if parts else []
    return rows


def even_summaries(fields: Mapping[str, Any]) -> list[Piece]:
    """The same of a run at one speed, which needs no samples."""
    up, down = fields.get("elevationGain", 0.0), fields.get("elevationLoss", 0.0)
    base: Piece = {
        "distance": fields["distance"],
        "duration": fields["duration"],
        "movingDuration": fields["movingDuration"],
        "elevationGain": up,
        "elevationLoss": down,
        "averageSpeed": fields["averageSpeed"],
        "averageMovingSpeed": fields["averageSpeed"],
        "maxSpeed": fields["maxSpeed"],
    }
    base |= {theirs: fields[ours] for ours, theirs in _SAME.items() if ours in fields}
    return [_counted(base, kind, [float(fields["distance"])], [float(up)]) for kind in (WHOLE, RUN)]


def in_a_list(rows: Iterable[Piece]) -> list[Piece]:
    """The fewer fields that a list carries of each."""
    counts = {"numClimbSends": 0, "numFalls": 0}
    whole = (row | counts | {"totalAscent": row["elevationGain"]} for row in rows)
    return [{name: one[name] for name in _IN_A_LIST} for one in whole]


def _stretches(activity: Activity) -> list[tuple[str, float, float]]:
    """Kind, start and end of what was run or walked, in turn; nothing without speeds."""
    if activity.speed_mps is None:
        return []
    ran, time_s = running(activity), activity.time_s
    turns = np.flatnonzero(np.diff(ran.astype(int))) + 1
    edges = [0, *turns.tolist(), len(ran) - 1]
    parts: list[tuple[str, float, float]] = []
    for first, last in pairwise(edges):
        kind = RUN if ran[first] else WALK
        start, end = float(time_s[first]), float(time_s[last])
        if parts and (end - start < _SHORTEST_S or parts[-1][0] == kind):
            parts[-1] = (parts[-1][0], parts[-1][1], end)
        elif end > start:
            parts.append((kind, start, end))
    return parts


def _sum(
    activity: Activity, kind: str, parts: list[tuple[float, float]], person: int
) -> dict[str, Any]:
    pieces = [_piece(activity, start, end, person) for start, end in parts]
    lengths = [float(one["distance"]) for one in pieces]
    gains = [float(one["elevationGain"]) for one in pieces]
    seconds = [float(one["duration"]) for one in pieces]
    whole: Piece = {
        "distance": round(sum(lengths), 2),
        "duration": round(sum(seconds), 3),
        "movingDuration": round(sum(float(one["movingDuration"]) for one in pieces), 3),
        "elevationGain": round(sum(gains), 1),
        "elevationLoss": round(sum(float(one["elevationLoss"]) for one in pieces), 1),
        "averageSpeed": sum(lengths) / max(sum(seconds), 1.0),
        "averageMovingSpeed": sum(lengths) / max(sum(seconds), 1.0),
        "maxSpeed": max(float(one["maxSpeed"]) for one in pieces),
    }
    for name in (name for name in pieces[0] if name not in (*whole, "elapsedDuration")):
        if all(isinstance(one.get(name), int | float) for one in pieces):
            if name.startswith("max"):
                whole[name] = max(one[name] for one in pieces)
            else:
                values = [float(one[name]) for one in pieces]
                whole[name] = float(np.average(values, weights=seconds))
    return _counted(whole, kind, lengths, gains)


def _counted(whole: Piece, kind: str, lengths: list[float], gains: list[float]) -> Piece:
    longest = max(lengths)
    told = whole | {
        "splitType": kind,
        "noOfSplits": len(lengths),
        "maxElevationGain": float(round(max(gains))),
        "averageElevationGain": float(round(sum(gains) / len(gains))),
        "maxDistance": int(longest),
        "maxDistanceWithPrecision": round(longest, 2),
        "totalExerciseReps": 0,
    }
    if "averageRunCadence" in whole:
        told["avgStepFrequency"] = whole["averageRunCadence"]
    if "strideLength" in whole:
        told["avgStepLength"] = whole["strideLength"] * 10
    return told


def _when(activity: Activity, at_s: float) -> Piece:
    at = (activity.started_at + timedelta(seconds=at_s)).astimezone(UTC)
    told: Piece = {"startTimeGMT": f"{at:%Y-%m-%dT%H:%M:%S}.0"}
    if activity.lat_deg is not None and activity.lon_deg is not None:
        told["startLatitude"] = float(np.interp(at_s, activity.time_s, activity.lat_deg))
        told["startLongitude"] = float(np.interp(at_s, activity.time_s, activity.lon_deg))
    return told


def _piece(activity: Activity, start_s: float, end_s: float, person: int) -> Piece:
    """What every piece tells, between two moments of the clock."""
    inside = (activity.time_s >= start_s) & (activity.time_s <= end_s)
    covered = float(np.diff(activity.distance_at(np.array([start_s, end_s])))[0])
    metres = 0.0 if np.isnan(covered) else round(covered, 2)
    timer_s = round(activity.timer_s(end_s) - activity.timer_s(start_s), 3)
    up, down = _climb(activity, inside)
    speed = metres / max(timer_s, 1.0)
    told: Piece = {
        "distance": metres,
        "duration": timer_s,
        "movingDuration": timer_s,
        "elapsedDuration": round(end_s - start_s, 3),
        "elevationGain": up,
        "elevationLoss": down,
        "averageSpeed": speed,
        "averageMovingSpeed": speed,
        "maxSpeed": speed,
        "calories": float(round(metres * 0.065)),
        "bmrCalories": float(round(timer_s / 40)),
    }
    if activity.speed_mps is not None and inside.any():
        told["maxSpeed"] = float(activity.speed_mps[inside].max())
    if activity.heart_rate_bpm is not None and inside.any():
        told["averageHR"] = float(round(activity.heart_rate_bpm[inside].mean()))
        told["maxHR"] = float(round(activity.heart_rate_bpm[inside].max()))
    if activity.cadence_spm is not None and inside.any():
        told["averageRunCadence"] = float(activity.cadence_spm[inside].mean())
        told["maxRunCadence"] = float(round(activity.cadence_spm[inside].max()))
        ground = stride(activity, person)
        if ground is not None:
            told |= {
                "groundContactTime": float(ground.contact_ms[inside].mean()),
                "strideLength": float(ground.step_cm[inside].mean()),
                "verticalOscillation": float(ground.oscillation_cm[inside].mean()),
                "verticalRatio": float(ground.ratio_pct[inside].mean()),
            }
    return told


def _climb(activity: Activity, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Metres up and down. The whole climb is the watch's own; a piece has its share of it."""
    if activity.altitude_m is None or not activity.ascent_m or not inside.any():
        return 0.0, 0.0
    steps, part = np.diff(activity.altitude_m), np.diff(activity.altitude_m[inside])
    ups, downs = float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())
    up = float(part[part > 0].sum()) / max(ups, 0.1) * activity.ascent_m
    down = float(-part[part < 0].sum()) / max(downs, 0.1) * (activity.descent_m or 0.0)
    return round(up, 1), round(down, 1)
