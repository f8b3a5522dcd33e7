"""What a platform told us by webhook, as rows: written, claimed by one worker, put off, dropped.

One row says that there is something to look at in one athlete's account. `not_before` holds a row
back: until then another worker looks into it, or it is no use to ask.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Insert,
    Select,
    String,
    Update,
    delete,
    exists,
    insert,
    literal,
    update,
)
from sqlmodel import Session, col, func, or_, select

from syncer.models import Connection, Instant, PlatformEvent, Subscription
from syncer.sources.strava import NAME
from syncer.sources.strava.events import ACTIVITY, GONE, Event

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
"""How long anything that a platform sent is kept, looked into or not."""
HELD = timedelta(minutes=15)
"""How long a claim outlives a worker that died."""
MOST_OF_ONE = 200
"""Our choice: a pull lists everything anyway, so more rows of one runner would say nothing new."""


@dataclass(slots=True)
class Waiting:
    """One athlete's rows: their ids, the runs that they name, whether the athlete is said to have
    left, and whether any of them is held back."""

    owner: str
    ids: list[int] = field(default_factory=list)
    about: set[str] = field(default_factory=set)
    gone: bool = False
    held_back: bool = False


def write_down(session: Session, now: datetime, events: Sequence[Event]) -> int:
    """One row for each event of our subscription about one of our runners; answers how many rows
    there are that were not there before. Commits."""
    held = select(Subscription.external_id).where(col(Subscription.platform) == NAME)
    ours = session.exec(held).first()
    named = {event.owner for event in events if event.subscription == ours}
    found = select(Connection.external_id).where(
        col(Connection.source) == NAME, col(Connection.external_id).in_(named)
    )
    known = set(session.exec(found)) if named else set()
    rows = [_row_of(now, event) for event in events if event.owner in known & named]
    written = sum(_count(session, row) for row in rows)
    session.commit()
    if len(rows) < len(events):
        log.info("events about nobody here were ignored count=%d", len(events) - len(rows))
    return written


def waiting(session: Session, now: datetime) -> list[Waiting]:
    """What can be looked into now, by athlete, the longest first.

    An athlete of whom a part is held back waits as a whole: somebody looks there at this moment,
    or was told to come later.
    """
    rows = session.exec(
        select(PlatformEvent)
        .where(col(PlatformEvent.platform) == NAME)
        .order_by(col(PlatformEvent.received_at), col(PlatformEvent.id))
    ).all()
    by_owner: dict[str, Waiting] = {}
    for row in rows:
        assert row.id is not None
        one = by_owner.setdefault(row.owner, Waiting(row.owner))
        one.ids.append(row.id)
        one.held_back |= row.not_before is not None and row.not_before > now
        one.gone |= row.what == GONE
        if row.what == ACTIVITY:
            one.about.add(row.about)
    return [one for one in by_owner.values() if not one.held_back]


def claim(session: Session, now: datetime, ids: Sequence[int]) -> bool:
    """Claim these rows, all or none: another worker may have been quicker. Commits."""
    free = or_(col(PlatformEvent.not_before).is_(None), col(PlatformEvent.not_before) <= now)
    held = update(PlatformEvent).where(_these(ids), free).values(not_before=now + HELD)
    if _count(session, held) != len(ids):
        session.rollback()
        return False
    session.commit()
    return True


def put_off(session: Session, until: datetime, ids: Sequence[int]) -> None:
    """Let nobody look into these rows before an instant. Commits."""
    _count(session, update(PlatformEvent).where(_these(ids)).values(not_before=until))
    session.commit()


def drop(session: Session, ids: Sequence[int]) -> None:
    """These were looked into; what came in meanwhile is not among them. Commits."""
    _count(session, delete(PlatformEvent).where(_these(ids)))
    session.commit()


def drop_old(session: Session, now: datetime) -> int:
    """Drop what was kept long enough; answers how many rows that were. Commits."""
    old = delete(PlatformEvent).where(col(PlatformEvent.received_at) <= now - KEPT)
    count = _count(session, old)
    session.commit()
    return count


def _row_of(now: datetime, event: Event) -> Insert:
    """An insert that does nothing where the same waits already, or enough of this runner does.

    What is claimed or put off does not count as the same: it may have been looked into before
    this happened.
    """
    own = (
        col(PlatformEvent.platform) == NAME,
        col(PlatformEvent.owner) == event.owner,
        col(PlatformEvent.what) == event.what,
    )
    same = exists().where(
        *own, col(PlatformEvent.about) == event.about, col(PlatformEvent.not_before).is_(None)
    )
    many = select(func.count()).select_from(PlatformEvent).where(*own).scalar_subquery()
    values: dict[str, ColumnElement[Any]] = {
        "platform": literal(NAME, String),
        "owner": literal(event.owner, String),
        "what": literal(event.what, String),
        "about": literal(event.about, String),
        "received_at": literal(now, Instant),
    }
    row: Select[*tuple[Any, ...]] = Select(*values.values()).where(~same, many < MOST_OF_ONE)
    return insert(PlatformEvent).from_select(list(values), row)


def _these(ids: Sequence[int]) -> ColumnElement[bool]:
    return col(PlatformEvent.id).in_(ids)


def _count(session: Session, statement: Insert | Update | Delete) -> int:
    """How many rows a statement concerned."""
    counting = {"preserve_rowcount": True}  # else an insert on PostgreSQL does not tell
    result = session.connection().execute(statement, execution_options=counting)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
