"""The club's members as an admin sees them: how each stands with the platforms, never how they
feel, what they ran or what they were told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from syncer.models import Connection, Runner
from syncer.sources.platforms import LABELS
from syncer.tokens import CONNECTED

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """One platform of one member: `state` is pulled, later, blocked, reconnect or new; `at` is
    when it was pulled, or until when it was put off."""

    platform: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is the address where nobody told a name."""

    name: str
    confirmed: bool
    mail_stopped: bool
    platforms: tuple[Standing, ...]


def members(session: Session, now: datetime, page: int = 0) -> list[Member]:
    """One page of them, by name."""
    shown = func.lower(func.coalesce(func.nullif(col(Runner.name), ""), col(Runner.email)))
    runners = session.exec(
        select(Runner).order_by(shown, col(Runner.id)).offset(page * A_PAGE).limit(A_PAGE)
    ).all()
    held = defaultdict[int, list[Standing]](list)
    of = col(Connection.runner_id).in_([one.id for one in runners])
    for row in session.exec(select(Connection).where(of).order_by(col(Connection.source))):
        held[row.runner_id].append(_standing(row, now))
    return [
        Member(
            one.name or one.email,
            one.address_confirmed_at is not None,
            one.mail_stopped_at is not None,
            tuple(held[one.id or 0]),
        )
        for one in runners
    ]


def _standing(row: Connection, now: datetime) -> Standing:
    label = LABELS.get(row.source, row.source)
    if row.status != CONNECTED:
        return Standing(label, "reconnect")
    if row.not_before is not None and row.not_before > now:
        return Standing(label, "blocked" if row.problem else "later", row.not_before)
    return Standing(label, "pulled" if row.night_at else "new", row.night_at)
