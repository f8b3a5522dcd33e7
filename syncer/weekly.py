"""Once a week, at a weekday and an hour by the clock on somebody's own wall. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
APART = timedelta(days=3)
"""Our choice: the least time between two letters about a week."""


def at(on: date, hour: int, timezone: str) -> datetime:
    """That hour of a day, in UTC. One that the clocks leave out is the one after it, one that
    comes twice the first."""
    return datetime.combine(on, time(hour), ZoneInfo(timezone)).astimezone(UTC)


def last_day(now: datetime, weekday: int, hour: int, timezone: str) -> date:
    """The last of these weekdays (0 is Monday) whose hour has come."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    on = today - timedelta(days=(today.weekday() - weekday) % 7)
    return on if at(on, hour, timezone) <= now else on - WEEK
