"""One activity in full, as its own address tells it: other names than the list's for the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from syncer.sandbox.garmin.activities import PICTURES, Fields, Stored
from syncer.sandbox.garmin.filling import zone_number
from syncer.sandbox.garmin.kinds import KINDS, is_run
from syncer.sandbox.garmin.people import DEVICE_TYPE

_RENAMED = {
    "averageRunningCadenceInStepsPerMinute": "averageRunCadence",
    "maxRunningCadenceInStepsPerMinute": "maxRunCadence",
    "avgGroundContactTime": "groundContactTime",
    "avgGroundContactBalance": "groundContactBalanceLeft",
    "avgStrideLength": "strideLength",
    "avgVerticalOscillation": "verticalOscillation",
    "avgVerticalRatio": "verticalRatio",
    "avgPower": "averagePower",
    "normPower": "normalizedPower",
    "aerobicTrainingEffect": "trainingEffect",
}
_KEPT = (
    *("startLatitude", "startLongitude", "distance", "duration", "movingDuration"),
    *("elapsedDuration", "elevationGain", "elevationLoss", "maxElevation", "minElevation"),
    *("averageSpeed", "maxSpeed", "calories", "bmrCalories", "averageHR", "maxHR", "minHR"),
    *("maxPower", "anaerobicTrainingEffect", "aerobicTrainingEffectMessage"),
    *("anaerobicTrainingEffectMessage", "endLatitude", "endLongitude", "maxVerticalSpeed"),
    *("waterEstimated", "trainingEffectLabel", "activityTrainingLoad", "steps"),
    *("minActivityLapDuration", "directWorkoutFeel", "directWorkoutRpe"),
    *("directWorkoutComplianceScore", "moderateIntensityMinutes", "vigorousIntensityMinutes"),
    *("avgGradeAdjustedSpeed", "differenceBodyBattery", "impactLoad", "maxTemperature"),
    *("minTemperature", "averageTemperature", "activeSets"),
)


def detail(stored: Stored, children: Iterable[Stored]) -> Fields:
    """The whole activity. Its description stands at the top, and only if there is one."""
    fields, legs = stored.fields, list(children)
    told: Fields = {
        "activityId": stored.id,
        "activityUUID": {"uuid": str(uuid5(NAMESPACE_URL, f"activity/{stored.id}"))},
        "activityName": fields["activityName"],
        **({"description": fields["description"]} if fields.get("description") else {}),
        "userProfileId": stored.account.profile_id,
        "isMultiSportParent": bool(legs),
        **({"parentId": fields["parentId"]} if "parentId" in fields else {}),
        "activityTypeDTO": fields["activityType"],
        "eventTypeDTO": fields["eventType"],
        "accessControlRuleDTO": fields["privacy"],
        "timeZoneUnitDTO": {
            "unitId": zone_number(stored.account.timezone),
            "unitKey": stored.account.timezone,
            "factor": 0.0,
            "timeZone": stored.account.timezone,
        },
        "metadataDTO": _about(stored, legs),
        "summaryDTO": summary(fields),
    }
    if "locationName" in fields:
        told["locationName"] = fields["locationName"]
    if stored.splits:
        told["splitSummaries"] = list(stored.splits)
    return told


def summary(fields: Fields) -> Fields:
    """The numbers, under the names that the detail has for them; what is unknown is left out."""
    told: Fields = {
        "startTimeLocal": fields["startTimeLocal"].replace(" ", "T") + ".0",
        "startTimeGMT": fields["startTimeGMT"].replace(" ", "T") + ".0",
    }
    told |= {name: fields[name] for name in _KEPT if fields.get(name) is not None}
    told |= {
        theirs: fields[ours] for ours, theirs in _RENAMED.items() if fields.get(ours) is not None
    }
    moving_s = float(fields.get("movingDuration") or fields["duration"])
    if fields["distance"]:
        told["averageMovingSpeed"] = fields["distance"] / max(moving_s, 1.0)
        told["distance"] = round(fields["distance"], 2)
    else:
        for name in ("distance", "averageSpeed", "maxSpeed"):
            told.pop(name, None)
    told["duration"] = round(fields["duration"], 3)
    return told


def _about(stored: Stored, legs: list[Stored]) -> Fields:
    fields, account = stored.fields, stored.account
    recorded = stored.recorded is not None
    run = is_run(stored.kind)
    return {
        "isOriginal": recorded,
        "deviceApplicationInstallationId": 1_003_399 if recorded else None,
        "agentApplicationInstallationId": None,
        "agentString": None,
        "fileFormat": {"formatId": 7, "formatKey": "fit"} if recorded else None,
        "associatedCourseId": None,
        "lastUpdateDate": _stamp(stored.changed_at),
        "uploadedDate": _stamp(stored.uploaded_at),
        "videoUrl": None,
        "hasPolyline": fields["hasPolyline"],
        "hasChartData": recorded,
        "hasHrTimeInZones": "averageHR" in fields,
        "hasPowerTimeInZones": "avgPower" in fields,
        "userInfoDto": {
            "userProfilePk": account.profile_id,
            "displayname": account.display_name,
            "fullname": account.full_name,
            "profileImageUrlLarge": f"{PICTURES}/large.png",
            "profileImageUrlMedium": f"{PICTURES}/medium.png",
            "profileImageUrlSmall": f"{PICTURES}/small.png",
            "userPro": False,
        },
        "childIds": [leg.id for leg in legs],
        "childActivityTypes": [leg.kind for leg in legs],
        "sensors": None,
        "activityImages": [],
        "manufacturer": "GARMIN" if recorded else None,
        "diveNumber": None,
        "lapCount": fields.get("lapCount", 1),
        "associatedWorkoutId": fields.get("workoutId"),
        "isAtpActivity": None,
        "deviceMetaDataDTO": _device(stored),
        "hasIntensityIntervals": False,
        "hasSplits": bool(stored.splits),
        "eBikeMaxAssistModes": None,
        "eBikeBatteryUsage": None,
        "eBikeBatteryRemaining": None,
        "eBikeAssistModeInfoDTOList": None,
        "hasRunPowerWindData": False if run else None,
        "calendarEventInfo": None,
        "groupRideUUID": None,
        "hasHeatMap": False,
        "personalRecord": False,
        "elevationCorrected": False,
        "autoCalcCalories": fields["autoCalcCalories"],
        "favorite": fields["favorite"],
        "runPowerWindDataEnabled": False if run else None,
        "trimmed": False,
        "manualActivity": fields["manualActivity"],
        "gcj02": False,
    }


def _device(stored: Stored) -> dict[str, Any] | None:
    if stored.recorded is None or stored.account.device is None:
        return None
    return {
        "deviceId": str(stored.account.device_id),
        "deviceTypePk": DEVICE_TYPE,
        "deviceVersionPk": 1_003_399,
    }


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0"


def kinds_table() -> list[dict[str, Any]]:
    """All kinds of activity, for whoever asks for the table."""
    return [
        {
            "typeId": number,
            "typeKey": key,
            "parentTypeId": upper,
            "isHidden": False,
            "restricted": False,
            "trimmable": True,
        }
        for key, (number, upper) in KINDS.items()
    ]
