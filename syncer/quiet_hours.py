"""Hours of the night in which a runner gets no mail, by the clock on their own wall. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncer.models import Runner
from syncer.settings import Settings

DAY = timedelta(days=1)


def is_quiet(settings: Settings, runner: Runner, now: datetime) -> bool:
    """Whether mails to this runner wait at an instant."""
    return ends_at(settings, runner, now) > now


def ends_at(settings: Settings, runner: Runner, now: datetime) -> datetime:
    """From when on a mail may go: the end of the quiet hours, or now where it is not quiet."""
    if not settings.quiet_hours:
        return now
    first, last = map(int, settings.quiet_hours.split("-"))
    local = now.astimezone(ZoneInfo(runner.timezone))
    if not (first <= local.hour < last if first <= last else not last <= local.hour < first):
        return now
    day = local.date() if local.hour < last else local.date() + DAY
    return datetime.combine(day, time(last), local.tzinfo).astimezone(UTC)
