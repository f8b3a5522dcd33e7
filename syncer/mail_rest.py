"""How long mail rests that failed: all of it where a setting is wrong, one address's mail else.

Without the first, a password that is no longer right would be told to the server with every tick,
until it shuts the club out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from syncer.keeping import marks

FOR = timedelta(minutes=10)
LONGEST = timedelta(hours=4)
"""The longest pause between two tries of one mail."""
_MARK = "mail_rests"


def begin(session: Session, now: datetime) -> None:
    """A setting is wrong, so no tick tries again for a while; a person may. Does not commit."""
    marks.put(session, now, _MARK)


def is_on(session: Session, now: datetime) -> bool:
    """Whether it still lasts; one that begins in the future was written by a wrong clock."""
    begun = marks.last(session, _MARK)
    return begun is not None and now - FOR < begun.at <= now


def of_one(now: datetime, created_at: datetime, until: datetime) -> datetime:
    """When a mail of one address is tried again: not before `until`, and the longer it waits, the
    more seldom."""
    return max(until, now + min((now - created_at) / 4, LONGEST))
