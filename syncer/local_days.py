"""Which of the runner's days an outing belongs to: the clock on the wall decides, not UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syncer import models
from syncer.outing import Outing


def local_start(outing: Outing, runner: models.Runner) -> datetime:
    """When an outing started, in the zone it was recorded in, else in the runner's own."""
    zone = None if outing.timezone is None else _zone(outing.timezone)
    return outing.started_at.astimezone(zone or _zone(runner.timezone) or UTC)


def local_date(outing: Outing, runner: models.Runner) -> date:
    """The runner's local day on which an outing started."""
    return local_start(outing, runner).date()


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A broken file may name anything, and a folder's name fails in a way of its own.
        return None
