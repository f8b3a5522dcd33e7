"""Alice's club with Strava's stand-in beside it, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import database, models, night, tokens
from syncer.jobs import House
from syncer.night import Night
from syncer.sandbox.strava import StravaStandIn
from syncer.settings import Settings
from syncer.tokens import Tokens, new_key

NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """One clock for both sides."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Road:
    """Alice connected to Strava, and what a test does to either side."""

    strava: StravaStandIn
    clock: Clock
    settings: Settings
    engine: Engine
    alice: int
    athlete: int

    def sessions(self) -> AbstractContextManager[Session]:
        return Session(self.engine, expire_on_commit=False)

    @property
    def house(self) -> House:
        return House(self.sessions, self.settings, self.clock)

    def night(self) -> Night:
        return night.pull_one(self.sessions, self.settings, self.clock, self.alice, "strava")

    def run(self, days_ago: float = 0.2, km: float = 8.0, **fields: Any) -> int:
        start = self.clock() - timedelta(days=days_ago)
        whole = {"distance": km * 1000, "moving_time": int(km * 330), **fields}
        return self.strava.world.add_activity(self.athlete, {"start_date": start, **whole})

    def held(self) -> dict[str, models.Activity]:
        with self.sessions() as session:
            rows = session.exec(select(models.Activity).order_by(col(models.Activity.id))).all()
        return {row.source_id: row for row in rows}

    def connection(self) -> models.Connection:
        with self.sessions() as session:
            return session.exec(select(models.Connection)).one()

    def asked(self, path: str = "/api/v3") -> int:
        return self.strava.count(path=path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def strava(clock: Clock) -> Iterator[StravaStandIn]:
    with StravaStandIn(clock=clock) as standing:
        yield standing


@pytest.fixture
def road(tmp_path: Path, strava: StravaStandIn, clock: Clock) -> Iterator[Road]:
    engine = database.open_engine(f"sqlite:///{tmp_path / 'club.db'}")
    database.migrate(engine)
    settings = Settings(
        data_dir=tmp_path,
        secret_key="a key for tests",  # type: ignore[arg-type]
        token_keys=new_key(),  # type: ignore[arg-type]
        strava_client_id=str(strava.app.client_id),
        strava_client_secret=strava.app.client_secret,  # type: ignore[arg-type]
        strava_oauth_url=strava.url,
        strava_api_url=f"{strava.url}/api/v3",
        platform_timeout_s=2.0,
    )
    athlete = strava.world.add_athlete("Alice", "Even")
    given = strava.world.connect(athlete)
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
        alice = runner.id
        connection = models.Connection(
            runner_id=alice,
            source="strava",
            external_id=str(athlete),
            scopes="read,activity:read_all,activity:write",
            connected_at=NOON,
        )
        pair = Tokens(given.access_token, given.refresh_token, NOON + timedelta(hours=6))
        tokens.keep(session, settings, connection, pair)
    yield Road(strava, clock, settings, engine, alice, athlete)
    engine.dispose()
