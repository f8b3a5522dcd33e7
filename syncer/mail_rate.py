"""How many mails leave a minute, counted in the database so that all workers share it.

Nobody sleeps: what finds the minute used up waits for a later pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from syncer import budget
from syncer.budget import Limit, Purpose
from syncer.settings import Settings
from syncer.sources import TryLater

PLATFORM = "mail"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _EachMinute(Limit):
    """A limit whose window is a minute of the clock."""

    @property
    def lasts(self) -> timedelta:
        return MINUTE

    def ends(self, now: datetime) -> datetime:
        return now.replace(second=0, microsecond=0) + MINUTE


def take(session: Session, settings: Settings, now: datetime) -> bool:
    """Take one mail's place in this minute; False when it is used up. Commits.

    Mails into the outbox folder, and a rate of 0, know no limit.
    """
    most = settings.mail_per_minute
    if not settings.smtp_host or not most:
        return True
    # A changed setting counts from the next mail on, so the number is part of the name.
    limit = _EachMinute(f"{most} a minute", most, daily=False)
    try:
        budget.take(session, PLATFORM, (limit,), now, Purpose.PERSON)
    except TryLater:
        return False
    return True
