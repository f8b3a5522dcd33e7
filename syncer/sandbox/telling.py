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
    written: bool
    """Whether the same stands on that day's run on Strava, for a member who lives there."""


@dataclass(frozen=True, slots=True)
class StrengthTold:
    on: date
    minutes: float


def pain_told(story: Story, until: date, weeks: int) -> tuple[PainTold, ...]:
    """All check-ins of the last weeks, up to the local day `until`."""
    return tuple(_told(story, until, felt) for felt in story.felt if felt.days_ago < 7 * weeks)


def strength_told(story: Story, until: date, weeks: int) -> tuple[StrengthTold, ...]:
    return tuple(
        StrengthTold(until - timedelta(days=days_ago), STRENGTH_MIN)
        for days_ago in story.strength_told
        if days_ago < 7 * weeks
    )


def _told(story: Story, until: date, felt: Felt) -> PainTold:
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
        written=felt.written,
    )
