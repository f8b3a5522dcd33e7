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
from typing import Any

from sqlalchemy import CursorResult, Float, Row, Table, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from syncer.models import PlatformBudget
from syncer.sources import TryLater

BUDGET: Table = SQLModel.metadata.tables[str(PlatformBudget.__tablename__)]

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

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=1) if self.daily else QUARTER

    def ends(self, now: datetime) -> datetime:
        """When the window that holds an instant ends, by the platform's (UTC) clock."""
        now = now.astimezone(UTC)
        if self.daily:
            return datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        return start + QUARTER


# Every request of every runner asks these three, so they are put together once.
_ROWS = (
    select(BUDGET)
    .where(
        BUDGET.c.platform == bindparam("of_platform"),
        BUDGET.c.name.in_(bindparam("of_names", expanding=True)),
    )
    .order_by(BUDGET.c.id)
)
_TAKE = (
    update(BUDGET)
    .where(
        BUDGET.c.platform == bindparam("of_platform"),
        BUDGET.c.name.in_(bindparam("of_names", expanding=True)),
        BUDGET.c.used < BUDGET.c.most * bindparam("share", type_=Float),
    )
    .values(used=BUDGET.c.used + 1)
)
_LEARN = (
    update(BUDGET)
    .where(
        BUDGET.c.platform == bindparam("of_platform"),
        BUDGET.c.name == bindparam("of_name"),
        BUDGET.c.until == bindparam("of_window"),
        or_(
            BUDGET.c.most != bindparam("told_most"),
            BUDGET.c.used < bindparam("told_used"),
        ),
    )
    .values(
        most=bindparam("told_most"),
        used=case(
            (BUDGET.c.used < bindparam("told_used"), bindparam("told_used")), else_=BUDGET.c.used
        ),
    )
)


def take(
    session: Session, platform: str, limits: tuple[Limit, ...], now: datetime, purpose: Purpose
) -> None:
    """Take one request's place in every window, or none of them. Commits.

    Raises TryLater with the end of the window that is used up, of the longer one if both are.
    """
    share = 1.0 if purpose is Purpose.PERSON else 1.0 - RESERVED
    rows = _rows(session, platform, limits, to_change=True)
    over = [one for one in limits if one.name not in rows or _is_over(rows[one.name], one, now)]
    for limit in over:
        _open(session, platform, limit, now)
    if over:
        _rows(session, platform, limits, to_change=True)
    asked = {"of_platform": platform, "of_names": [one.name for one in limits], "share": share}
    taken = session.execute(_TAKE, asked)
    assert isinstance(taken, CursorResult)
    if taken.rowcount == len(limits):
        session.commit()
        return
    session.rollback()
    rows = _rows(session, platform, limits)
    full = [one for one in limits if _is_full(rows.get(one.name), now, share)] or list(limits[:1])
    longest = max(full, key=lambda one: one.ends(now))
    raise TryLater(
        longest.ends(now),
        f"The {platform} limit of this {'day' if longest.daily else 'quarter of an hour'}"
        " is used up.",
        everyone=True,
    )


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
    rows = _rows(session, platform, limits)
    for limit in limits:
        row = rows.get(limit.name)
        if row is None or limit.name not in told:
            continue
        most, used = told[limit.name]
        # As a rule they say what we counted, and nothing is written.
        if row.most != most or row.used < used:
            # One statement: another worker may take a place at this very moment.
            values = {"told_most": most, "told_used": used, "of_window": limit.ends(sent_at)}
            session.execute(_LEARN, {"of_platform": platform, "of_name": limit.name, **values})
    session.commit()


def used_up(session: Session, platform: str, limit: Limit, sent_at: datetime) -> None:
    """Write down that the platform itself said that the window of a request is used up."""
    row = _rows(session, platform, (limit,)).get(limit.name)
    if row is None or row.until <= sent_at:
        _open(session, platform, limit, sent_at)
    session.execute(
        update(BUDGET)
        .where(
            BUDGET.c.platform == platform,
            BUDGET.c.name == limit.name,
            BUDGET.c.until == limit.ends(sent_at),
            BUDGET.c.used < BUDGET.c.most,
        )
        .values(used=BUDGET.c.most)
    )
    session.commit()


def left(session: Session, platform: str, limit: Limit, now: datetime) -> int:
    """How many requests the window still has."""
    row = _rows(session, platform, (limit,)).get(limit.name)
    if row is None:
        return limit.most
    return int(max(row.most - (row.used if row.until > now else 0), 0))


def _rows(
    session: Session, platform: str, limits: tuple[Limit, ...], *, to_change: bool = False
) -> dict[str, Row[Any]]:
    """What is written of these limits now, by name.

    `to_change` locks them, where the database locks rows, always in one order: workers that
    change several of them cannot block each other.
    """
    query = _ROWS.with_for_update() if to_change else _ROWS
    asked = {"of_platform": platform, "of_names": [one.name for one in limits]}
    return {row.name: row for row in session.execute(query, asked)}


def _is_full(row: Row[Any] | None, now: datetime, share: float) -> bool:
    return row is not None and row.until > now and row.used >= row.most * share


def _is_over(row: Row[Any], limit: Limit, now: datetime) -> bool:
    """A window that lies further ahead than the next was opened by a clock that was wrong."""
    return bool(row.until <= now or row.until > limit.ends(now) + limit.lasts)


def _open(session: Session, platform: str, limit: Limit, now: datetime) -> None:
    """A row for the window that holds `now`, with nothing used yet if it is a new one."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    values = {"platform": platform, "name": limit.name, "most": limit.most, "used": 0}
    session.execute(insert(BUDGET).values(**values, until=limit.ends(now)).on_conflict_do_nothing())
    # Two workers may open the same window: the second finds it open and changes nothing.
    over = or_(BUDGET.c.until <= now, BUDGET.c.until > limit.ends(now) + limit.lasts)
    session.execute(
        update(BUDGET)
        .where(BUDGET.c.platform == platform, BUDGET.c.name == limit.name, over)
        .values(used=0, until=limit.ends(now))
    )
