"""Alice's club with Strava's stand-in beside it, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from syncer import models, night, tokens
from syncer.night import Night
from syncer.sandbox.strava import StravaStandIn, Ways
from syncer.tokens import Tokens
from tests import roads
from tests.roads import NOON, Clock, HerRoad, empty_club


@dataclass
class Road(HerRoad):
    """Alice connected to Strava, and what a test does to either side."""

    strava: StravaStandIn
    athlete: int

    def night(self) -> Night:
        return night.pull_one(self.sessions, self.settings, self.clock, self.alice, "strava")

    def run(self, days_ago: float = 0.2, km: float = 8.0, **fields: Any) -> int:
        start = self.clock() - timedelta(days=days_ago)
        whole = {"distance": km * 1000, "moving_time": int(km * 330), **fields}
        return self.strava.world.add_activity(self.athlete, {"start_date": start, **whole})

    def asked(self, path: str = "/api/v3") -> int:
        return self.strava.count(path=path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def strava(clock: Clock) -> Iterator[StravaStandIn]:
    # Strava gives up after two seconds; a busy machine may need more to answer.
    with StravaStandIn(clock=clock, ways=Ways(webhook_patience_s=20.0)) as standing:
        yield standing


@pytest.fixture
def road(tmp_path: Path, strava: StravaStandIn, clock: Clock) -> Iterator[Road]:
    engine = empty_club(tmp_path)
    settings = roads.settings(
        tmp_path,
        strava_client_id=str(strava.app.client_id),
        strava_client_secret=strava.app.client_secret,
        strava_oauth_url=strava.url,
        strava_api_url=f"{strava.url}/api/v3",
    )
    athlete = strava.world.add_athlete("Alice", "Even")
    given = strava.world.connect(athlete)
    with Session(engine) as session:
        runner = roads.alice(session)
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
    yield Road(clock, settings, engine, alice, strava, athlete)
    engine.dispose()
