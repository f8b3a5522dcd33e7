"""The fields of an activity that nobody told: plausible ones, that follow from those told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from syncer.sandbox.garmin.activities import Fields
from syncer.sandbox.garmin.even import starts_at
from syncer.sandbox.garmin.kinds import (
    is_inside,
    is_run,
    is_wet,
    kind_json,
    sport_type_id,
)
from syncer.sandbox.garmin.people import Account
from syncer.sandbox.garmin.splits import Piece, even_summaries

_EASY_MPS = 2.8
_ALWAYS: Fields = {
    "eventType": {"typeId": 9, "typeKey": "uncategorized", "sortOrder": 10},
    "privacy": {"typeId": 2, "typeKey": "private"},
    "summarizedDiveInfo": {"summarizedDiveGases": []},
    "manufacturer": "GARMIN",
    "userRoles": [],
    **dict.fromkeys(("userPro", "hasVideo", "hasImages", "hasHeatMap", "qualifyingDive"), False),
    **dict.fromkeys(("decoDive", "elevationCorrected", "atpActivity", "favorite"), False),
    **dict.fromkeys(("purposeful", "pr"), False),
}
_HILLS = {
    "minElevation": 8.0,
    "maxElevation": 16.0,
    "elevationGain": 34.0,
    "elevationLoss": 33.0,
}
_WALKS = ("hiking", "walking")


def filled(given: Mapping[str, Any], activity_id: int, account: Account, now: datetime) -> Fields:
    """Every field of an activity: what was given, and plausible values for the rest.

    A field that is given as None is not there at all. `startTimeGMT` may be an instant or a
    text, `activityType` a key such as `trail_running`; these, `distance` and `duration` are
    what most other values follow from.
    """
    asked = dict(given)
    started_at = _instant(asked.pop("startTimeGMT", now - timedelta(hours=1)))
    kind = asked.pop("activityType", "running")
    key = kind if isinstance(kind, str) else str(kind["typeKey"])
    manual = bool(asked.get("manualActivity", False))
    metres = float(asked.get("distance", 0.0 if _stays(key) else 8000.0))
    seconds = float(asked.get("duration", round(metres / _EASY_MPS) or 1800.0))
    outside = not manual and metres > 0 and not is_inside(key)
    whole: Fields = {
        "activityId": activity_id,
        "activityName": "Running" if is_run(key) else "Activity",
        **when(started_at, account.timezone, float(asked.get("elapsedDuration", seconds))),
        "activityType": kind_json(key) if isinstance(kind, str) else kind,
        "distance": metres,
        "duration": seconds,
        "elapsedDuration": seconds,
        "movingDuration": seconds,
        "averageSpeed": metres / max(seconds, 1.0),
        "maxSpeed": 1.3 * metres / max(seconds, 1.0),
        "hasPolyline": outside,
        "calories": float(round(metres * 0.065) or round(seconds / 15)),
        "bmrCalories": float(round(seconds / 40)),
        "sportTypeId": sport_type_id(key),
        "autoCalcCalories": manual,
        "manualActivity": manual,
        **_ALWAYS,
    }
    if outside:
        lat, lon = starts_at(metres)
        whole |= {"startLatitude": lat, "startLongitude": lon, "locationName": "Tidewater"}
        whole |= {"endLatitude": lat, "endLongitude": lon}
        whole |= {} if is_wet(key) else _HILLS
    if not manual:
        whole |= _by_watch(account, seconds)
        if is_run(key):
            whole |= _running(account, whole)
        elif key in _WALKS:
            whole |= _on_foot(106.2, 138.0, seconds) | {"avgStrideLength": 88.2}
    return {name: value for name, value in (whole | asked).items() if value is not None}


def plausible_splits(fields: Fields) -> list[Piece]:
    run = is_run(fields["activityType"]["typeKey"])
    return even_summaries(fields) if run and not fields["manualActivity"] else []


def _instant(told: datetime | str) -> datetime:
    """Garmin's texts say nothing of a zone: they are in UTC."""
    at = datetime.fromisoformat(told) if isinstance(told, str) else told
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def when(started_at: datetime, timezone: str, elapsed_s: float) -> Fields:
    """The fields that say when: local and UTC as texts without a word of the zone."""
    local = started_at.astimezone(ZoneInfo(timezone))
    utc = started_at.astimezone(UTC)
    end = utc + timedelta(seconds=elapsed_s)
    return {
        "startTimeLocal": f"{local:%Y-%m-%d %H:%M:%S}",
        "startTimeGMT": f"{utc:%Y-%m-%d %H:%M:%S}",
        "endTimeGMT": f"{end:%Y-%m-%d %H:%M:%S}",
        "beginTimestamp": int(utc.timestamp()) * 1000,
        "timeZoneId": zone_number(timezone),
    }


def zone_number(timezone: str) -> int:
    """A number for a time zone. Garmin has a table of its own; only that it is one matters."""
    return 100 + sum(timezone.encode()) % 100


def _stays(key: str) -> bool:
    return key in ("strength_training", "yoga", "indoor_cardio", "fitness_equipment")


def _by_watch(account: Account, seconds: float) -> Fields:
    """What a watch with a pulse sensor adds to any activity."""
    zones = (0.17, 0.6, 0.2, 0.03, 0.0)
    return {
        "averageHR": 148.0,
        "maxHR": 171.0,
        "minHR": 96.0,
        "deviceId": account.device_id if account.device is not None else None,
        "aerobicTrainingEffect": 3.1,
        "anaerobicTrainingEffect": 0.0,
        "trainingEffectLabel": "AEROBIC_BASE",
        "aerobicTrainingEffectMessage": "MAINTAINING_AEROBIC_BASE_7",
        "anaerobicTrainingEffectMessage": "NO_ANAEROBIC_BENEFIT_0",
        "activityTrainingLoad": round(seconds / 30, 3),
        "waterEstimated": float(round(seconds / 6)),
        "moderateIntensityMinutes": 2,
        "vigorousIntensityMinutes": int(seconds / 60),
        "differenceBodyBattery": -9,
        "minActivityLapDuration": seconds,
        **{f"hrTimeInZone_{nth}": round(seconds * part, 3) for nth, part in enumerate(zones, 1)},
    }


def _on_foot(mean_spm: float, most_spm: float, seconds: float) -> Fields:
    """Cadence of both feet. A hike has it under the same names as a run."""
    return {
        "averageRunningCadenceInStepsPerMinute": mean_spm,
        "maxRunningCadenceInStepsPerMinute": most_spm,
        "maxDoubleCadence": most_spm,
        "steps": round(seconds * mean_spm / 60),
    }


def _running(account: Account, whole: Fields) -> Fields:
    """What it adds to a run: how the feet touch the ground."""
    told: Fields = _on_foot(165.0, 178.0, whole["duration"]) | {
        "avgGroundContactTime": 256.4,
        "avgVerticalOscillation": 8.6,
        "avgStrideLength": 101.8,
        "avgVerticalRatio": 8.45,
        "avgGradeAdjustedSpeed": whole["averageSpeed"],
        "impactLoad": float(round(whole["distance"] * 1.15)),
    }
    if account.wears_strap:
        told["avgGroundContactBalance"] = 49.6
    return told
