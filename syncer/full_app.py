"""A Strava app that takes no more runners: which limit was met, and what to do about it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from syncer.misconfigured import TOLD_FOR
from syncer.models import Connection, PlatformBudget
from syncer.sources.strava import NAME

LIMIT = "athletes"
OWN, UPGRADED = 1, 10
"""How many runners an app takes when it is new, and after its owner raised that alone."""


def met(session: Session, now: datetime) -> str:
    """Write down that Strava let nobody else in, and answer the words for it. Commits."""
    row = _row(session)
    count = connected(session)
    if row is None:
        row = PlatformBudget(platform=NAME, name=LIMIT, most=count, until=now)
    row.most = row.used = count
    row.until = now + TOLD_FOR
    session.add(row)
    session.commit()
    return words(count)


def passed(session: Session) -> None:
    """Somebody was let in, so it is over. The caller commits."""
    row = _row(session)
    if row is not None:
        session.delete(row)


def last_met(session: Session, now: datetime) -> str | None:
    """The words for a limit that was met lately; None where none was."""
    row = _row(session)
    return None if row is None or row.until <= now else words(row.most)


def words(runners: int) -> str:
    """What the limit is that so many runners have met, and the next step."""
    if runners <= OWN:
        return (
            "A new Strava app takes one runner, its owner. The owner can raise that to ten on"
            " Strava's page of the app."
        )
    if runners <= UPGRADED:
        return (
            "The club's Strava app takes ten runners at most. More need a review by Strava, which"
            " the app's owner asks for; docs/strava.md says what it wants to see."
        )
    return (
        f"The club's Strava app has all the runners ({runners}) that Strava's review gave it; its"
        " owner can ask Strava for more."
    )


def connected(session: Session) -> int:
    """How many runners the club's app holds by now."""
    held = select(func.count()).select_from(Connection).where(col(Connection.source) == NAME)
    return session.exec(held).one()


def _row(session: Session) -> PlatformBudget | None:
    return session.exec(
        select(PlatformBudget).where(
            col(PlatformBudget.platform) == NAME, col(PlatformBudget.name) == LIMIT
        )
    ).first()
