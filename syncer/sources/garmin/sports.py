"""What Garmin's keys for kinds of activity mean to us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coaching.log import RunKind
from syncer.sources import Kind

_RUN, _RIDE, _SWIM = 1, 2, 26
"""Numbers of the kinds that others stand under."""
MULTISPORT = "multi_sport"

_RUN_KINDS = {
    "street_running": RunKind.ROAD,
    "track_running": RunKind.TRACK,
    "indoor_track_running": RunKind.TRACK,
    "trail_running": RunKind.TRAIL,
    "treadmill_running": RunKind.TREADMILL,
    "indoor_running": RunKind.TREADMILL,
    "virtual_run": RunKind.VIRTUAL,
}
"""All other runs say nothing of where they were."""
_KINDS = {
    "strength_training": Kind.STRENGTH,
    "hiking": Kind.WALK,
    "rucking": Kind.WALK,
    "mountaineering": Kind.WALK,
    "snow_shoe": Kind.WALK,
    "snow_shoe_ws": Kind.WALK,
    "virtual_ride": Kind.RIDE,
}
_ENDINGS = (
    ("walking", Kind.WALK),
    ("biking", Kind.RIDE),
    ("cycling", Kind.RIDE),
    ("swimming", Kind.SWIM),
)


def sport(told: Mapping[str, Any]) -> tuple[Kind, RunKind | None]:
    """Kind and kind of run of an `activityType`. Unknown ones are `other`."""
    key, numbers = str(told.get("typeKey") or ""), (told.get("typeId"), told.get("parentTypeId"))
    if _RUN in numbers or key.endswith(("_running", "_run")) or key == "running":
        return Kind.RUN, _RUN_KINDS.get(key, RunKind.RUN)
    if key in _KINDS:
        return _KINDS[key], None
    for ending, kind in _ENDINGS:
        if key.endswith(ending):
            return kind, None
    if _RIDE in numbers:
        return Kind.RIDE, None
    return (Kind.SWIM if _SWIM in numbers else Kind.OTHER), None


def is_transition(told: Mapping[str, Any]) -> bool:
    """Whether it lies between two legs of a triathlon, where somebody changes shoes."""
    return "transition" in str(told.get("typeKey") or "").lower()
