"""The demo's own world: stand-ins of Strava and Garmin and the club's pages, over real HTTP, on
one clock.

All of them answer on this machine alone, and are gone when the demo ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.types import ASGIApp

from syncer import tokens
from syncer.jobs import House
from syncer.sandbox.garmin import GarminStandIn
from syncer.sandbox.serving import Serving
from syncer.sandbox.strava import SELF_UPGRADED, App, StravaStandIn
from syncer.settings import Settings

STRAVA_AWAY = "http://localhost:8322"
"""Where letters say that a run is on Strava; nothing answers there once the demo is made."""
_CLUB_OF_TEN = 10
"""So many members an app may have before Strava reviews it."""


@dataclass(slots=True)
class Clock:
    """What time it is for everybody in the demo."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Road:
    """What the club's evening and nights need.

    `house` is what the nights work with, `at_the_pages` its settings with the address of this
    very demo's pages. `letters` answers the runners: it names none of the demo's addresses,
    which are others each time, so that the same demo writes the same letters.
    """

    house: House
    letters: House
    at_the_pages: Settings
    clock: Clock
    strava: StravaStandIn
    garmin: GarminStandIn

    def requests(self, until: datetime | None = None) -> int:
        """How many requests were made to both platforms, before an instant; signing in and the
        renewal of tokens are none."""
        asked = [
            *(seen.at for seen in self.strava.requests if seen.path.startswith("/api/v3")),
            *(seen.at for seen in self.garmin.requests if _is_asked(seen.path)),
        ]
        return sum(until is None or at < until for at in asked)


def _is_asked(path: str) -> bool:
    """Whether it is one of Garmin's services, other than the one that gives tokens."""
    return "-service/" in path and not path.startswith("/di-oauth2-service/")


@contextmanager
def open_road(engine: Engine, settings: Settings, at: datetime) -> Iterator[Road]:
    """Start all three, with a Strava app and a token key that live as long as the demo."""
    from syncer.web.app import make_app
    from syncer.web.pages import Parts

    clock = Clock(at)
    app = App(callback_domain="127.0.0.1", athlete_limit=_CLUB_OF_TEN, limits=SELF_UPGRADED)
    with StravaStandIn(app, clock=clock) as strava, GarminStandIn(clock) as garmin:
        with_them = _with(settings, strava, garmin)
        house = House(lambda: Session(engine, expire_on_commit=False), with_them, clock)

        def here(url: str) -> Settings:
            return house.settings.model_copy(update={"public_url": url})

        def pages(url: str) -> ASGIApp:
            return make_app(Parts(house.sessions, here(url), clock))

        with Serving("club-pages", pages) as serving:
            away = {"strava_oauth_url": STRAVA_AWAY}
            letters = House(house.sessions, house.settings.model_copy(update=away), clock)
            yield Road(house, letters, here(serving.url), clock, strava, garmin)


def _with(settings: Settings, strava: StravaStandIn, garmin: GarminStandIn) -> Settings:
    return settings.model_copy(
        update={
            "token_keys": SecretStr(tokens.new_key()),
            "strava_client_id": str(strava.app.client_id),
            "strava_client_secret": SecretStr(strava.app.client_secret),
            "strava_oauth_url": strava.url,
            "strava_api_url": f"{strava.url}/api/v3",
            "strava_terms": "renewed",
            "garmin_login": "page",
            "garmin_url": garmin.url,
        }
    )
