"""Alice's club with one platform's stand-in beside it: what every platform's tests begin with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import models
from syncer.jobs import House
from syncer.settings import Settings
from syncer.tokens import new_key
from tests import empty

NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """One clock for both sides. Garmin's tokens alone follow the machine's own."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class HerRoad:
    """Alice on our side."""

    clock: Clock
    settings: Settings
    engine: Engine
    alice: int

    def sessions(self) -> AbstractContextManager[Session]:
        return Session(self.engine, expire_on_commit=False)

    @property
    def house(self) -> House:
        return House(self.sessions, self.settings, self.clock)

    def held(self) -> dict[str, models.Activity]:
        with self.sessions() as session:
            rows = session.exec(select(models.Activity).order_by(col(models.Activity.id))).all()
        return {row.source_id: row for row in rows}

    def runner(self) -> models.Runner:
        with self.sessions() as session:
            return session.get_one(models.Runner, self.alice)

    def connection(self) -> models.Connection:
        with self.sessions() as session:
            return session.exec(select(models.Connection)).one()


def empty_club(folder: Path) -> Engine:
    """An empty database of a club."""
    return empty.migrated(f"sqlite:///{folder / 'club.db'}")


def settings(folder: Path, **platform: Any) -> Settings:
    """The club's settings, with what names its platform's stand-in."""
    return Settings(
        data_dir=folder,
        secret_key="a key for tests",  # type: ignore[arg-type]
        token_keys=new_key(),  # type: ignore[arg-type]
        platform_timeout_s=5.0,
        **platform,
    )


def alice(session: Session) -> models.Runner:
    """Alice, whose address is confirmed, in a club of her own."""
    club = models.Club(name="Even Striders", created_at=NOON)
    session.add(club)
    session.flush()
    assert club.id is not None
    runner = models.Runner(
        club_id=club.id,
        email="alice@example.org",
        timezone="Europe/Berlin",
        address_confirmed_at=NOON,
        created_at=NOON,
    )
    session.add(runner)
    session.flush()
    return runner
