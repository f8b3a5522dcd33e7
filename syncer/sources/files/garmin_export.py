"""Garmin's account export: summaries of all activities as JSON, and the files inside more zips.

Times come in milliseconds, distances and climbs in centimetres, as JSON numbers with a point.
A summary belongs to the FIT file that was made when the summary begins; the others stand alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from syncer.sources import Kind, Recording
from syncer.sources.files.piece import Facts
from syncer.sources.files.plain import plain
from syncer.sources.files.sports import worded_sport
from syncer.sources.files.steps import both_feet

TABLE_SUFFIX = "summarizedactivities.json"
MS_PER_S = 1000.0
CM_PER_M = 100.0
MOST = 1e15
"""Milliseconds of the year 30,000: no time and no distance is longer."""
RACE_EVENT_TYPE = 1
"""Garmin's event type for a race (9 is "uncategorised")."""

_OWNER = re.compile(r"[^/\s]+@[^/\s_]+_")


def read(data: bytes) -> list[Facts] | None:
    """Facts of every summary, None where the bytes are not such a file."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return list(_facts(content))


def _facts(content: object) -> Iterator[Facts]:
    for block in content if isinstance(content, list) else [content]:
        if not isinstance(block, dict):
            continue
        rows = block.get("summarizedActivitiesExport", ())
        for row in rows if isinstance(rows, list) else ():
            facts = _fact(row) if isinstance(row, dict) else None
            if facts is not None:
                yield facts


def _fact(row: Mapping[str, Any]) -> Facts | None:
    started_s = _number(row, "startTimeGmt", "beginTimestamp", per=MS_PER_S)
    activity_id = row.get("activityId")
    if started_s is None or not isinstance(activity_id, int) or row.get("parent") is True:
        return None
    try:
        started_at = datetime.fromtimestamp(started_s, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    sport = worded_sport(str(row.get("activityType", "")))
    kind, run_kind = sport or (Kind.OTHER, None)
    cadence = _number(row, "avgDoubleCadence") or both_feet(_number(row, "avgRunCadence"))
    return Facts(
        Recording(
            source_id=f"garmin-export-{activity_id}",
            kind=kind,
            run_kind=run_kind,
            started_at=started_at,
            elapsed_s=_number(row, "elapsedDuration", "duration", per=MS_PER_S),
            moving_s=_number(row, "duration", "movingDuration", per=MS_PER_S),
            distance_m=_number(row, "distance", per=CM_PER_M),
            ascent_m=_number(row, "elevationGain", per=CM_PER_M),
            descent_m=_number(row, "elevationLoss", per=CM_PER_M),
            cadence_spm=cadence if kind is Kind.RUN else None,
            title=plain(str(row.get("name") or "")),
            race=row.get("eventTypeId") == RACE_EVENT_TYPE,
        ),
        sport_known=sport is not None,
    )


def _number(row: Mapping[str, Any], *names: str, per: float = 1.0) -> float | None:
    for name in names:
        value = row.get(name)
        # Compared first: an integer may be larger than any float.
        if isinstance(value, int | float) and 0 < value < MOST:
            return float(value) / per
    return None


def without_owner(name: str) -> str:
    """A member's name without the mail address that Garmin puts before it."""
    return _OWNER.sub("", name)
