"""A stand-in of Garmin with one account, a clock that tests move, and ways to ask.

`pointed` takes the real garminconnect to the stand-in; what it sets is all there is to set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from garminconnect import Garmin
from garminconnect.client import sso

from syncer.sandbox.garmin import GarminStandIn, Tokens, Ways

START = datetime(2026, 11, 20, 9, 2, 30, tzinfo=UTC)
STRATEGIES = ("mobile+cffi", "mobile+requests", "widget+cffi", "portal+cffi", "portal+requests")
PAUSES = ("MOBILE", "WIDGET", "LOGIN")


def pointed(garmin: Garmin, url: str, *only: str) -> Garmin:
    """The client, its every address at `url`; `only` these ways of signing in are tried."""
    client = garmin.client
    client._sso = client._connect = client._connectapi = url
    client._ios_service_url = f"{url}/gcm/ios"
    client._mobile_sso_service_url = f"{url}/gcm/android"
    client._portal_service_url = f"{url}/app"
    client._di_token_url = f"{url}/di-oauth2-service/oauth/token"
    client.skip_strategies = set(STRATEGIES) - set(only or ("mobile+requests",))
    return garmin


def hurry(monkeypatch: Any) -> None:
    """No waiting before a password is sent: the pauses are globals of one module."""
    for pause in PAUSES:
        monkeypatch.setattr(sso, f"{pause}_DELAY_MIN_S", 0.0)
        monkeypatch.setattr(sso, f"{pause}_DELAY_MAX_S", 0.0)


@dataclass
class Clock:
    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Hand:
    garmin: GarminStandIn
    clock: Clock
    account: int
    web: httpx.Client
    tokens: Tokens

    @property
    def world(self) -> Any:
        return self.garmin.world

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request to the API with the account's token."""
        bearer = {"authorization": f"Bearer {self.tokens.di_token}"}
        return self.web.request(method, path, headers=bearer, **more)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.ask("GET", path, params=query or None)

    def listed(self, **query: Any) -> list[int]:
        path = "/activitylist-service/activities/search/activities"
        return [row["activityId"] for row in self.get(path, **query).json()]

    def row(self, activity: int) -> dict[str, Any]:
        path = "/activitylist-service/activities/search/activities"
        rows = self.get(path, limit=1000).json()
        return next(row for row in rows if row["activityId"] == activity)

    def run(self, days_ago: float = 1, **more: Any) -> int:
        start = self.clock() - timedelta(days=days_ago)
        made: int = self.world.add_activity(self.account, startTimeGMT=start, **more)
        return made

    def library(self, *only: str, **how: Any) -> Garmin:
        """The real library, with the account's e-mail and password but not yet signed in."""
        person = self.world.accounts[self.account]
        told = {"email": person.email, "password": person.password, "retry_attempts": 0} | how
        return pointed(Garmin(**told), self.garmin.url, *only)

    def signed_in(self, **how: Any) -> Garmin:
        """The real library with the tokens of an earlier login, and no password."""
        library = self.library(email=None, password=None, **how)
        library.client.loads(self.tokens.dumps())
        return library


@contextmanager
def at_hand(ways: Ways | None = None, **account: Any) -> Iterator[Hand]:
    clock = Clock()
    with GarminStandIn(clock, ways) as garmin:
        alice = garmin.world.add_account("Alice Waymark", **account)
        tokens = garmin.world.connect(alice)
        with httpx.Client(base_url=garmin.url, timeout=10) as web:
            yield Hand(garmin, clock, alice, web, tokens)
