"""Alice's club with Garmin's stand-in beside it, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import consents, database, models, tokens
from syncer.budget import Purpose
from syncer.sandbox.garmin import GarminStandIn
from syncer.settings import Settings
from syncer.sources.garmin.account import GarminAccount, GarminSource
from syncer.tokens import new_key

if TYPE_CHECKING:
    from syncer.jobs import House

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
class Road:
    """Alice connected to Garmin, and what a test does to either side.

    `account` is her number there; her connection's `external_id` is the same as text.
    """

    garmin: GarminStandIn
    clock: Clock
    settings: Settings
    engine: Engine
    alice: int
    connection_id: int
    account: int

    def sessions(self) -> AbstractContextManager[Session]:
        return Session(self.engine, expire_on_commit=False)

    @property
    def house(self) -> House:
        from syncer.jobs import House

        return House(self.sessions, self.settings, self.clock)

    @property
    def world(self) -> Any:
        return self.garmin.world

    def run(self, days_ago: float = 0.2, km: float = 8.0, **fields: Any) -> int:
        """A run on Garmin; its number there."""
        start = self.clock() - timedelta(days=days_ago)
        whole = {"distance": km * 1000, "duration": km * 330.0, **fields}
        made: int = self.world.add_activity(self.account, startTimeGMT=start, **whole)
        return made

    def let_in(self) -> AbstractContextManager[GarminAccount]:
        """Alice's account, as a night uses it."""
        way = self.sessions, self.settings, self.clock, self.connection_id, Purpose.NIGHT
        return GarminSource().let_in(*way)

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

    def login(self) -> str:
        """The login as it is stored, unsealed."""
        sealed = self.connection().sealed_tokens
        assert sealed is not None
        return tokens.unseal_text(self.settings, sealed)

    def asked(self, path: str = "", **how: Any) -> int:
        return self.garmin.count(path=path, **how)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def garmin(clock: Clock) -> Iterator[GarminStandIn]:
    with GarminStandIn(clock=clock) as standing:
        yield standing


@pytest.fixture
def road(tmp_path: Path, garmin: GarminStandIn, clock: Clock) -> Iterator[Road]:
    engine = database.open_engine(f"sqlite:///{tmp_path / 'club.db'}")
    database.migrate(engine)
    settings = Settings(
        data_dir=tmp_path,
        secret_key="a key for tests",  # type: ignore[arg-type]
        token_keys=new_key(),  # type: ignore[arg-type]
        garmin_login="page",
        garmin_url=garmin.url,
        platform_timeout_s=2.0,
    )
    account = garmin.world.add_account("Alice Even", "alice@example.org", "even stride")
    given = garmin.world.connect(account)
    with Session(engine) as session:
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
        assert runner.id is not None
        consents.give(session, NOON, runner, consents.HEALTH, how="said so")
        connection = models.Connection(
            runner_id=runner.id,
            source="garmin",
            external_id=str(account),
            sealed_tokens=tokens.seal_text(settings, given.dumps()),
            connected_at=NOON,
        )
        session.add(connection)
        session.commit()
        assert connection.id is not None
        yield Road(garmin, clock, settings, engine, runner.id, connection.id, account)
    engine.dispose()
