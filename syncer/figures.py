"""The service in numbers, from the database: what metrics, `status` and the admin's page count.

Nothing here names a person. Each function is one or two statements, whatever the club's size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from syncer import schedule
from syncer.budget import Purpose
from syncer.channels import MAIL
from syncer.misconfigured import count
from syncer.models import (
    Activity,
    Connection,
    Delivery,
    DeliveryState,
    PlatformBudget,
    PullTally,
    Runner,
    UnitOfWork,
)
from syncer.tokens import CONNECTED

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Left:
    """A platform's limit: how many requests its present window still has, and when it ends."""

    platform: str
    window: str
    left: int
    most: int
    until: datetime | None
    """None where nothing was asked since the last window ended."""


@dataclass(frozen=True, slots=True)
class LastNight:
    """The last local day on which a platform was pulled for the night, and how pulls ended."""

    platform: str
    on: date
    outcomes: Mapping[str, int]
    begun_at: datetime
    ended_at: datetime
    """When the last pull of that day ended; one that was put off may come much later."""

    @property
    def lasted(self) -> timedelta:
        return self.ended_at - self.begun_at


def connections(session: Session) -> dict[tuple[str, str], int]:
    """Runners by platform and by how they stand with it."""
    of = col(Connection.source), col(Connection.status)
    rows = session.exec(select(*of, func.count()).group_by(*of).order_by(*of))
    return {(platform, status): number for platform, status, number in rows}


def pulls(session: Session) -> dict[tuple[str, str, str], int]:
    """Pulls since the beginning, by platform, purpose and outcome."""
    of = col(PullTally.platform), col(PullTally.purpose), col(PullTally.outcome)
    rows = session.exec(select(*of, func.sum(col(PullTally.pulls))).group_by(*of).order_by(*of))
    return {(platform, why, how): int(number) for platform, why, how, number in rows}


def last_nights(session: Session) -> list[LastNight]:
    """The last night of each platform, by name."""
    found: dict[str, list[PullTally]] = {}
    night = col(PullTally.purpose) == Purpose.NIGHT.value
    latest = (
        select(col(PullTally.platform).label("platform"), func.max(col(PullTally.on)).label("on"))
        .where(night)
        .group_by(col(PullTally.platform))
        .subquery()
    )
    own = and_(col(PullTally.platform) == latest.c.platform, col(PullTally.on) == latest.c.on)
    for row in session.exec(select(PullTally).join(latest, own).where(night)):
        found.setdefault(row.platform, []).append(row)
    return [_night(platform, rows) for platform, rows in sorted(found.items())]


def budget(session: Session, now: datetime) -> list[Left]:
    """What is left of each limit that was ever met, by platform and window."""
    order = col(PlatformBudget.platform), col(PlatformBudget.name)
    rows = session.exec(select(PlatformBudget).order_by(*order))
    return [
        Left(row.platform, row.name, max(row.most - row.used, 0), row.most, row.until)
        if row.until > now
        else Left(row.platform, row.name, row.most, row.most, None)
        for row in rows
    ]


def deliveries(session: Session) -> dict[tuple[str, str], int]:
    """Mails, notes and the like that are remembered, by channel and state."""
    of = col(Delivery.channel), col(Delivery.state)
    rows = session.exec(select(*of, func.count()).group_by(*of).order_by(*of))
    return {(channel, state): number for channel, state, number in rows}


def oldest_waiting(session: Session, now: datetime) -> timedelta:
    """How old the oldest delivery is that has still to leave; none is zero.

    What waits for an address that works again does not count.
    """
    first = session.exec(
        select(func.min(col(Delivery.created_at)))
        .join(Runner, col(Runner.id) == col(Delivery.runner_id))
        .where(
            col(Delivery.state) == DeliveryState.PENDING.value,
            or_(col(Delivery.channel) != MAIL, col(Runner.mail_stopped_at).is_(None)),
        )
    ).one()
    return NO_TIME if first is None else max(now - first, NO_TIME)


def oldest_night(session: Session, now: datetime) -> timedelta:
    """How long ago the night began that has waited longest for its end; none is zero."""
    rows = session.exec(
        select(
            col(Runner.id),
            col(Runner.timezone),
            func.coalesce(col(Connection.night_at), col(Connection.connected_at)),
            col(Connection.night_at).is_(None),
        )
        .join(Connection, col(Connection.runner_id) == col(Runner.id))
        .where(col(Connection.status) == CONNECTED)
    )
    due = (
        since if never else schedule.night_after(runner_id or 0, zone, since)
        for runner_id, zone, since, never in rows
    )
    return max(now - min(due, default=now), NO_TIME)


def put_aside(session: Session) -> dict[str, int]:
    """Units of work that were tried in vain to the last and are remembered, by kind."""
    unit = UnitOfWork
    rows = session.exec(
        select(unit.kind, func.count())
        .where(col(unit.problem).is_not(None), col(unit.ended_at).is_not(None))
        .group_by(col(unit.kind))
        .order_by(col(unit.kind))
    )
    return dict(rows.all())


def recordings(session: Session) -> int:
    """Recordings that are stored; two of them may be one run."""
    return count(session, Activity)


def members(session: Session) -> int:
    return count(session, Runner)


def _night(platform: str, rows: list[PullTally]) -> LastNight:
    outcomes = Counter({row.outcome: row.pulls for row in rows})
    begun, ended = min(row.first_at for row in rows), max(row.last_at for row in rows)
    return LastNight(platform, rows[0].on, outcomes, begun, ended)
