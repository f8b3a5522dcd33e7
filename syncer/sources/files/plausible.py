"""What no runner did: recordings of impossible days and distances are turned away."""

from __future__ import annotations

from datetime import datetime

from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import limits

ON_FOOT = frozenset({Kind.RUN, Kind.WALK, Kind.STRENGTH, Kind.SWIM})


def check(recording: Recording, now: datetime | None) -> None:
    """Raises Refused where the date, the distance, the duration or the climb cannot be.

    `now` bounds the future; without it only the past is looked at.
    """
    check_date(recording.started_at, now)
    check_distance(recording.kind, recording.distance_m)
    lasts_s = max(recording.elapsed_s or 0.0, recording.moving_s or 0.0)
    if lasts_s > limits.MAX_ELAPSED_S:
        days = lasts_s / 86_400
        raise Refused(f"it lasts {days:,.0f} days, so the watch was never stopped")
    check_climb(recording.kind, max(recording.ascent_m or 0.0, recording.descent_m or 0.0))


def check_date(started_at: datetime, now: datetime | None) -> None:
    """Raises Refused for a day before clocks were set, or after tomorrow."""
    if started_at < limits.EARLIEST:
        raise Refused(f"it is dated {started_at:%Y-%m-%d}, so the clock of the device was not set")
    if now is not None and started_at > now + limits.MAX_AHEAD:
        raise Refused(f"it is dated {started_at:%Y-%m-%d}, which lies in the future")


def check_distance(kind: Kind, distance_m: float | None) -> None:
    """Raises Refused where the distance is more than anybody covers in one recording."""
    most_m = limits.MAX_ON_FOOT_M if kind in ON_FOOT else limits.MAX_ELSEWISE_M
    if distance_m is not None and distance_m > most_m:
        raise Refused(f"it claims {distance_m / 1000:,.0f} km, which cannot be one activity")


def check_climb(kind: Kind, climb_m: float) -> None:
    """Raises Refused where it goes up or down further than anybody does in one recording."""
    on_foot = kind in ON_FOOT
    most_m = limits.MAX_CLIMB_ON_FOOT_M if on_foot else limits.MAX_CLIMB_ELSEWISE_M
    if climb_m > most_m:
        raise Refused(f"it climbs {climb_m / 1000:,.0f} km, which cannot be one activity")
