"""Which of the runner's days an outing belongs to: the clock on the wall decides, not UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syncer import models
from syncer.outing import Outing


def local_start(outing: Outing, runner: models.Runner) -> datetime:
    """When an outing started, in the zone it was recorded in, else in the runner's own."""
    return _local(outing.started_at, outing.timezone, runner)


def local_day(started_at: datetime, timezone: str | None, runner: models.Runner) -> date:
    """The same for one recording of an outing."""
    return _local(started_at, timezone, runner).date()


def local_time(started_at: datetime, timezone: str | None, runner: models.Runner) -> datetime:
    """What the clock on the wall showed at the start of one recording of an outing."""
    return _local(started_at, timezone, runner)


def _local(started_at: datetime, timezone: str | None, runner: models.Runner) -> datetime:
    zone = None if timezone is None else _zone(timezone)
    return started_at.astimezone(zone or _zone(runner.timezone) or UTC)


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
