"""Recordings and rows for tests of what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.pull import Found
from syncer.sources import Kind, Recording

NOW = datetime(2026, 3, 15, 20, tzinfo=UTC)
MORNING = datetime(2026, 3, 15, 7, tzinfo=UTC)


def recording(name: str, minutes_later: float = 0, km: float = 10.0, **more: Any) -> Recording:
    moving_s = more.pop("moving_s", km * 330)
    return Recording(
        source_id=name,
        kind=more.pop("kind", Kind.RUN),
        started_at=more.pop("started_at", MORNING) + timedelta(minutes=minutes_later),
        elapsed_s=more.pop("elapsed_s", moving_s),
        moving_s=moving_s,
        distance_m=km * 1000,
        **more,
    )


def found(name: str, minutes_later: float = 0, km: float = 10.0, **more: Any) -> Found:
    measured = more.pop("measured", None)
    file_name = more.pop("file_name", f"{name}.fit")
    return Found(recording(name, minutes_later, km, **more), measured, file_name)


def recorded(name: str, minutes_later: float = 0, km: float = 10.0, **more: Any) -> Recorded:
    moving_s = more.pop("moving_s", km * 330)
    return Recorded(
        id=more.pop("id", None),
        source=more.pop("source", "files"),
        source_id=name,
        kind=more.pop("kind", Kind.RUN),
        started_at=MORNING + timedelta(minutes=minutes_later),
        elapsed_s=more.pop("elapsed_s", moving_s),
        moving_s=moving_s,
        distance_m=km * 1000,
        file_name=more.pop("file_name", f"{name}.fit"),
        **more,
    )


def measured(**more: Any) -> Measured:
    return Measured(**more)
