"""The simulated club's runs as Garmin would list them: from a watch's arrays to fields.

It writes them down by its own arithmetic and measures nothing as the service does.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from syncer.sandbox.diary import Entry
from syncer.sandbox.fit_writer import RUNNING, Activity
from syncer.sandbox.garmin.activities import Fields
from syncer.sandbox.garmin.kinds import kind_of_run
from syncer.sandbox.garmin.people import Account
from syncer.sandbox.garmin.stride import running, stride

_BY_PULSE = (
    *("averageHR", "maxHR", "minHR", "aerobicTrainingEffect", "anaerobicTrainingEffect"),
    *(f"hrTimeInZone_{nth}" for nth in range(1, 6)),
)
_BY_PLACE = ("startLatitude", "startLongitude", "endLatitude", "endLongitude", "locationName")
_BY_HEIGHT = ("minElevation", "maxElevation", "elevationGain", "elevationLoss")
"""What a watch without that sensor leaves out."""


def fields_of(activity: Activity, account: Account) -> Fields:
    """What a list says of it. Cadence counts both feet, walking included, as Garmin's does."""
    run = activity.sport == RUNNING
    timer_s = round(activity.timer_s(activity.elapsed_s), 3)
    metres = 0.0 if activity.distance_m is None else float(activity.distance_m[-1])
    fields: Fields = {
        "startTimeGMT": activity.started_at,
        "activityType": kind_of_run(activity.sub_sport) if run else "strength_training",
        "distance": metres,
        "duration": timer_s,
        "movingDuration": timer_s,
        "elapsedDuration": activity.elapsed_s,
        "averageSpeed": metres / max(timer_s, 1.0),
        "lapCount": len(activity.laps_s),
    }
    laps = np.diff((0.0, *activity.laps_s))
    fields["minActivityLapDuration"] = float(laps.min())
    if activity.altitude_m is None:
        fields |= dict.fromkeys(_BY_HEIGHT)
    if activity.ascent_m is not None:
        fields["elevationGain"] = float(round(activity.ascent_m))
        fields["elevationLoss"] = float(round(activity.descent_m or 0.0))
    if activity.altitude_m is not None:
        fields["maxElevation"] = round(float(activity.altitude_m.max()), 1)
        fields["minElevation"] = round(float(activity.altitude_m.min()), 1)
    if activity.speed_mps is not None:
        fields["maxSpeed"] = round(float(activity.speed_mps.max()), 3)
    if activity.heart_rate_bpm is not None:
        pulse = activity.heart_rate_bpm
        fields["averageHR"] = float(round(float(pulse.mean())))
        fields["maxHR"] = float(round(float(pulse.max())))
        fields["minHR"] = float(round(float(pulse.min())))
    else:
        fields |= dict.fromkeys(_BY_PULSE)
    if activity.lat_deg is not None and activity.lon_deg is not None:
        fields["startLatitude"] = float(activity.lat_deg[0])
        fields["startLongitude"] = float(activity.lon_deg[0])
        fields["endLatitude"] = float(activity.lat_deg[-1])
        fields["endLongitude"] = float(activity.lon_deg[-1])
    else:
        fields |= dict.fromkeys(_BY_PLACE) | {"hasPolyline": False}
    return fields | _feet(activity, account, timer_s)


def _feet(activity: Activity, account: Account, timer_s: float) -> Fields:
    ground = stride(activity, account.profile_id)
    if activity.cadence_spm is None or ground is None:
        return {}
    ran = running(activity)
    seen = ran if ran.any() else np.ones_like(ran)
    mean_spm = float(activity.cadence_spm.mean())
    fields: Fields = {
        "averageRunningCadenceInStepsPerMinute": mean_spm,
        "maxRunningCadenceInStepsPerMinute": float(round(float(activity.cadence_spm.max()))),
        "maxDoubleCadence": float(round(float(activity.cadence_spm.max()))),
        "steps": round(mean_spm * timer_s / 60),
        "avgGroundContactTime": float(ground.contact_ms[seen].mean()),
        "avgVerticalOscillation": round(float(ground.oscillation_cm[seen].mean()), 2),
        "avgStrideLength": float(ground.step_cm[seen].mean()),
        "avgVerticalRatio": float(ground.ratio_pct[seen].mean()),
        "impactLoad": float(round(float(activity.distance_at(activity.time_s[-1:])[0]) * 1.15)),
    }
    if account.wears_strap:
        balance = float(ground.balance_left_pct[seen].mean())
        fields["avgGroundContactBalance"] = round(balance, 2)
    return fields


@lru_cache(maxsize=2)
def recorded_again(entry: Entry) -> Activity:
    """An entry's recording, kept for as long as one detail or series is told."""
    return entry.recorded()
