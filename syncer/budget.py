"""A platform's limits, counted in the database so that all workers share them.

Each request takes its place before it is sent; what the platform's own headers say replaces our
count where it is higher, and its limits replace ours. Nobody sleeps: where the window is used
up, the work is put off to the window's end. A part of each window is kept for what a person
waits for (connecting, a webhook), so that a long night cannot lock them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, case, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from syncer.models import PlatformBudget
from syncer.sources import TryLater

QUARTER = timedelta(minutes=15)
RESERVED = 0.1
"""Our choice: this part of every limit is kept for what a person waits for."""


class Purpose(StrEnum):
    """What a request is for: nobody waits for the night, somebody waits for the other."""

    NIGHT = "night"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a platform: its name here, and how much it is until headers say otherwise."""

    name: str
    most: int
    daily: bool

    def ends(self, now: datetime) -> datetime:
        """When the window that holds an instant ends, by the platform's (UTC) clock."""
        now = now.astimezone(UTC)
        if self.daily:
            return datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        return start + QUARTER


def take(
    session: Session, platform: str, limits: tuple[Limit, ...], now: datetime, purpose: Purpose
) -> None:
    """Take one request's place in every window, or none of them. Commits.

    Raises TryLater with the end of the window that is used up.
    """
    for limit in limits:
        _open(session, platform, limit, now)
    for limit in limits:
        if not _took(session, platform, limit, now, purpose):
            session.rollback()
            until = limit.ends(now)
            raise TryLater(
                until,
                f"The {platform} limit of this {'day' if limit.daily else 'quarter of an hour'}"
                " is used up.",
                everyone=True,
            )
    session.commit()


def learn(
    session: Session,
    platform: str,
    limits: tuple[Limit, ...],
    sent_at: datetime,
    told: Mapping[str, tuple[int, int]],
) -> None:
    """Believe what the platform's headers say: by limit name, how much there is and was used.

    They speak of the window in which the request was sent, and of no later one. Commits.
    """
    for limit in limits:
        if limit.name not in told:
            continue
        most, used = told[limit.name]
        # One statement: another worker may take a place at this very moment.
        session.execute(
            update(PlatformBudget)
            .where(
                col(PlatformBudget.platform) == platform,
                col(PlatformBudget.name) == limit.name,
                col(PlatformBudget.until) == limit.ends(sent_at),
                or_(col(PlatformBudget.most) != most, col(PlatformBudget.used) < used),
            )
            .values(
                most=most,
                used=case((col(PlatformBudget.used) < used, used), else_=PlatformBudget.used),
            )
            .execution_options(synchronize_session=False)
        )
    session.commit()


def used_up(session: Session, platform: str, limit: Limit, sent_at: datetime) -> None:
    """Write down that the platform itself said that the window of a request is used up."""
    _open(session, platform, limit, sent_at)
    session.execute(
        update(PlatformBudget)
        .where(
            col(PlatformBudget.platform) == platform,
            col(PlatformBudget.name) == limit.name,
            col(PlatformBudget.until) == limit.ends(sent_at),
            col(PlatformBudget.used) < col(PlatformBudget.most),
        )
        .values(used=PlatformBudget.most)
        .execution_options(synchronize_session=False)
    )
    session.commit()


def left(session: Session, platform: str, limit: Limit, now: datetime) -> int:
    """How many requests the window still has."""
    row = _row(session, platform, limit)
    if row is None:
        return limit.most
    return max(row.most - (row.used if row.until > now else 0), 0)


def _row(session: Session, platform: str, limit: Limit) -> PlatformBudget | None:
    found = select(PlatformBudget).where(
        col(PlatformBudget.platform) == platform, col(PlatformBudget.name) == limit.name
    )
    return session.exec(found.execution_options(populate_existing=True)).first()


def _open(session: Session, platform: str, limit: Limit, now: datetime) -> None:
    """A row for the window that holds `now`, with nothing used yet if it is a new one."""
    row = _row(session, platform, limit)
    if row is None:
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        insert = postgresql.insert if on_postgresql else sqlite.insert
        values = {"platform": platform, "name": limit.name, "most": limit.most, "used": 0}
        session.execute(
            insert(PlatformBudget).values(**values, until=limit.ends(now)).on_conflict_do_nothing()
        )
    elif row.until <= now:
        # Two workers may open the same window: the second finds it open and changes nothing.
        session.execute(
            update(PlatformBudget)
            .where(col(PlatformBudget.id) == row.id, col(PlatformBudget.until) <= now)
            .values(used=0, until=limit.ends(now))
            .execution_options(synchronize_session=False)
        )


def _took(session: Session, platform: str, limit: Limit, now: datetime, purpose: Purpose) -> bool:
    share = 1.0 if purpose is Purpose.PERSON else 1.0 - RESERVED
    result = session.execute(
        update(PlatformBudget)
        .where(
            col(PlatformBudget.platform) == platform,
            col(PlatformBudget.name) == limit.name,
            col(PlatformBudget.used) < col(PlatformBudget.most) * share,
        )
        .values(used=PlatformBudget.used + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return bool(result.rowcount == 1)
