"""What the simulated members tell about themselves: what hurts, and the strength work they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncer.sandbox.members import Felt, Story

STRENGTH_MIN = 25.0
_TOLD_AT, _MORNING_AT = time(20, 30), time(7, 10)


@dataclass(frozen=True, slots=True)
class PainTold:
    """A check-in as a member gave it. Pain is 0 to 10; `nothing` says that nothing hurts."""

    on: date
    said_at: datetime
    region: str | None
    side: str | None
    worst: int | None
    after: int | None
    morning: int | None
    timing: str | None
    stairs: int | None
    nothing: bool


@dataclass(frozen=True, slots=True)
class StrengthTold:
    on: date
    minutes: float


def pain_told(story: Story, until: date, felt: Felt) -> PainTold:
    """A check-in, given that evening, or the next morning when it knows of the morning."""
    on = until - timedelta(days=felt.days_ago)
    zone = ZoneInfo(story.timezone)
    if felt.morning is None:
        said_at = datetime.combine(on, _TOLD_AT, zone)
    else:
        said_at = datetime.combine(on + timedelta(days=1), _MORNING_AT, zone)
    return PainTold(
        on=on,
        said_at=said_at,
        region=felt.region,
        side=felt.side,
        worst=felt.worst,
        after=felt.after,
        morning=felt.morning,
        timing=felt.timing,
        stairs=felt.stairs,
        nothing=felt.region is None,
    )
