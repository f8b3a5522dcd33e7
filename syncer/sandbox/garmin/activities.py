"""One activity as Garmin keeps it, and its row in a list.

Fields bear the names of Garmin's list. What only the detail tells (description, feel, effort)
lies among them and is left out of the row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.oddities import odd_record
from syncer.sandbox.garmin.people import Account
from syncer.sandbox.garmin.splits import Piece, in_a_list

Fields = dict[str, Any]

IN_FULL = (
    "description",
    "directWorkoutFeel",
    "directWorkoutRpe",
    "directWorkoutComplianceScore",
    "impactLoad",
    "minHR",
)
"""What only the detail tells."""

PICTURES = "https://pictures.example.org/profile"
_SINGLE = (
    *("distance", "duration", "elapsedDuration", "averageSpeed", "maxSpeed"),
    *("avgGroundContactTime", "avgStrideLength", "avgVerticalRatio", "minElevation"),
    *("maxElevation", "avgGradeAdjustedSpeed", "averageRunningCadenceInStepsPerMinute"),
)
"""What lists tell in single precision, so that 4261.19 becomes 4261.18994140625."""


@dataclass(slots=True)
class Stored:
    """One activity. `recorded` makes its samples again (None: typed in by hand).

    `splits` are the rows of the detail. `row` keeps the list's text, because a night asks for
    it again and again: change by `change`.
    """

    account: Account
    fields: Fields
    recorded: Callable[[], Activity] | None
    changed_at: datetime
    splits: Sequence[Piece] = ()
    sets: Sequence[Mapping[str, Any]] = ()
    children: tuple[int, ...] = ()
    odd: str = ""
    row: str | None = None
    uploaded_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.uploaded_at = self.changed_at

    def change(self, fields: Mapping[str, Any], now: datetime) -> None:
        self.fields |= fields
        self.changed_at = now
        self.row = None

    @property
    def id(self) -> int:
        return int(self.fields["activityId"])

    @property
    def kind(self) -> str:
        return str(self.fields["activityType"]["typeKey"])

    @property
    def local_date(self) -> str:
        return str(self.fields["startTimeLocal"])[:10]

    @property
    def started_at(self) -> datetime:
        """With the offset of the place, as the watch knew it."""
        utc = datetime.fromisoformat(self.fields["startTimeGMT"]).replace(tzinfo=UTC)
        return utc.astimezone(ZoneInfo(self.account.timezone))


def row(stored: Stored) -> str:
    """A row of a list, as JSON."""
    if stored.row is None:
        told: Mapping[str, Any] | None = _in_short(stored)
        if stored.odd:
            told = odd_record(_in_short(stored), stored.odd)
        stored.row = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return stored.row


def _in_short(stored: Stored) -> Fields:
    account = stored.account
    told = {key: value for key, value in stored.fields.items() if key not in IN_FULL}
    for name in _SINGLE:
        if told.get(name) is not None:
            told[name] = float(np.float32(told[name]))
    told |= {
        "ownerId": account.profile_id,
        "ownerDisplayName": account.display_name,
        "ownerFullName": account.full_name,
        "ownerProfileImageUrlSmall": f"{PICTURES}/small.png",
        "ownerProfileImageUrlMedium": f"{PICTURES}/medium.png",
        "ownerProfileImageUrlLarge": f"{PICTURES}/large.png",
        "splitSummaries": in_a_list(stored.splits),
        "hasSplits": bool(stored.splits),
        "parent": bool(stored.children),
        "lapCount": told.get("lapCount", 1),
    }
    if stored.sets:
        active = [one for one in stored.sets if one["setType"] == "ACTIVE"]
        told |= {
            "summarizedExerciseSets": _summarised(active),
            "totalSets": len(active),
            "activeSets": len(active),
            "totalReps": sum(int(one["repetitionCount"] or 0) for one in active),
        }
    return told


def _summarised(active: Sequence[Mapping[str, Any]]) -> list[Fields]:
    """A row an exercise. Durations are milliseconds here, and only here."""
    rows: dict[tuple[str, str | None], Fields] = {}
    for one in active:
        exercise = one["exercises"][0]
        key = (exercise["category"], exercise["name"])
        told = rows.setdefault(
            key, {"category": key[0], "reps": 0, "volume": 0.0, "duration": 0.0, "sets": 0}
        )
        if key[1] is not None:
            told["subCategory"] = key[1]
        told["reps"] += one["repetitionCount"] or 0
        told["duration"] += one["duration"] * 1000
        told["sets"] += 1
        told["maxWeight"] = max(told.get("maxWeight", 0.0), one["weight"] or 0.0)
    return list(rows.values())
