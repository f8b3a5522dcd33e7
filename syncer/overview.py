"""How the service stands, for one person with an hour: what ran, what is left, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from syncer import checks, coming, figures, migrations, ticking, version
from syncer.channels import MAIL
from syncer.coming import Coming
from syncer.database import sqlite_file
from syncer.figures import LastNight, Left
from syncer.jobs import House
from syncer.misconfigured import Misconfigured
from syncer.models import Delivery, DeliveryState

NEXT = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mails:
    """Mails by what became of them: those sent lately, and all others that are remembered."""

    sent_in_a_day: int
    pending: int
    unknown: int
    failed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The facts; `size_bytes` is None where the database does not say, `ticked_at` while the
    nightly work is stopped."""

    at: datetime
    version: str
    database: str
    size_bytes: int | None
    schema: str | None
    ticked_at: datetime | None
    members: int
    connections: Mapping[tuple[str, str], int]
    nights: list[LastNight]
    limits: list[Left]
    mails: Mails
    put_aside: int
    coming: list[Coming]
    problems: list[Misconfigured]


def overview(house: House) -> Overview:
    """Everything at once, as it is now."""
    now = house.now()
    with house.sessions() as session:
        engine = session.get_bind().engine
        return Overview(
            at=now,
            version=version.version(),
            database=engine.url.render_as_string(hide_password=True),
            size_bytes=_size_bytes(session),
            schema=migrations.revision(session.connection()),
            ticked_at=ticking.last(session),
            members=figures.members(session),
            connections=figures.connections(session),
            nights=figures.last_nights(session),
            limits=figures.budget(session, now),
            mails=_mails(session, now),
            put_aside=sum(figures.put_aside(session).values()),
            coming=_next(house),
            problems=checks.check(session, house.settings, now),
        )


def _next(house: House) -> list[Coming]:
    """Nights and digests alone: that somebody is asked a question tells how they feel."""
    shown = (coming.NIGHT, coming.DIGEST)
    return [one for one in coming.coming(house) if one.at and one.what in shown][:NEXT]


def _mails(session: Session, now: datetime) -> Mails:
    sent = select(func.count()).where(
        col(Delivery.state) == DeliveryState.SENT.value,
        col(Delivery.channel) == MAIL,
        col(Delivery.sent_at) > now - DAY,
    )
    held = {
        state: count for (way, state), count in figures.deliveries(session).items() if way == MAIL
    }
    return Mails(
        sent_in_a_day=session.exec(sent).one(),
        pending=held.get(DeliveryState.PENDING.value, 0),
        unknown=held.get(DeliveryState.UNKNOWN.value, 0),
        failed=held.get(DeliveryState.FAILED.value, 0),
    )


def _size_bytes(session: Session) -> int | None:
    engine = session.get_bind().engine
    if engine.dialect.name == "postgresql":
        asked = text("SELECT pg_database_size(current_database())")
        return int(session.connection().scalar(asked) or 0)
    path = sqlite_file(engine)
    return None if path is None else path.stat().st_size
