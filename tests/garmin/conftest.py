"""Alice's club with Garmin's stand-in beside it, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from syncer import consents, models, tokens
from syncer.budget import Purpose
from syncer.sandbox.garmin import GarminStandIn
from syncer.sources.garmin.account import GarminAccount, GarminSource
from tests import roads
from tests.roads import NOON, Clock, HerRoad, empty_club


@dataclass
class Road(HerRoad):
    """Alice connected to Garmin, and what a test does to either side.

    `account` is her number there; her connection's `external_id` is the same as text.
    """

    garmin: GarminStandIn
    connection_id: int
    account: int

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
    engine = empty_club(tmp_path)
    settings = roads.settings(tmp_path, garmin_login="page", garmin_url=garmin.url)
    account = garmin.world.add_account("Alice Even", "alice@example.org", "even stride")
    given = garmin.world.connect(account)
    with Session(engine) as session:
        runner = roads.alice(session)
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
        yield Road(clock, settings, engine, runner.id, garmin, connection.id, account)
    engine.dispose()
