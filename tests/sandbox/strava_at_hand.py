"""A stand-in of Strava with one athlete, a clock that tests move, and a short way to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from syncer.sandbox.strava import EVERYTHING, App, StravaStandIn, Ways

START = datetime(2026, 11, 20, 9, 2, 30, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Hand:
    strava: StravaStandIn
    clock: Clock
    athlete: int
    web: httpx.Client
    token: str = ""
    scopes: Iterable[str] = field(default=EVERYTHING)

    @property
    def world(self) -> Any:
        return self.strava.world

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request to the API with the athlete's token."""
        bearer = {"authorization": f"Bearer {self.token}"}
        return self.web.request(method, f"/api/v3{path}", headers=bearer, **more)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.ask("GET", path, params=query or None)

    def put(self, activity: int, **fields: Any) -> httpx.Response:
        return self.ask("PUT", f"/activities/{activity}", json=fields)

    def listed(self, **query: Any) -> list[int]:
        return [row["id"] for row in self.get("/athlete/activities", **query).json()]

    def run(self, days_ago: float = 1, **more: Any) -> int:
        start = self.clock() - timedelta(days=days_ago)
        made: int = self.world.add_activity(self.athlete, start_date=start, **more)
        return made


@contextmanager
def at_hand(
    app: App | None = None, ways: Ways | None = None, scopes: Iterable[str] = EVERYTHING
) -> Iterator[Hand]:
    clock = Clock()
    with StravaStandIn(app or App(), clock=clock, ways=ways) as strava:
        athlete = strava.world.add_athlete("Alice", "Waymark")
        token = strava.world.connect(athlete, scopes).access_token
        with httpx.Client(base_url=strava.url, timeout=10) as web:
            yield Hand(strava, clock, athlete, web, token)
