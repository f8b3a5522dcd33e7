"""When something about the whole club was last done, in the table `HouseMark`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from syncer.models import HouseMark

BACKUP, KEYS_SAVED, RETENTION = "backup", "keys_saved", "retention"


def put(session: Session, now: datetime, name: str, detail: str = "") -> None:
    """Write down that it was done now. Does not commit."""
    session.merge(HouseMark(name=name, at=now, detail=detail))


def last(session: Session, name: str) -> HouseMark | None:
    """When it was last done, if ever."""
    return session.get(HouseMark, name, populate_existing=True)


def take(session: Session, now: datetime, name: str, every: timedelta) -> bool:
    """Whether it is due again; one worker alone hears yes, and the next time counts from now."""
    held = last(session, name)
    # A mark of the future was written by a clock that was wrong.
    if held is not None and now - every < held.at <= now:
        return False
    try:
        if held is None:
            session.add(HouseMark(name=name, at=now))
            session.commit()
            return True
        own = col(HouseMark.name) == name, col(HouseMark.at) == held.at
        result = session.connection().execute(update(HouseMark).where(*own).values(at=now))
        assert isinstance(result, CursorResult)
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return result.rowcount == 1
