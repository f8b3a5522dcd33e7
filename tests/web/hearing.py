"""Alice's club with its pages served, so that Strava's stand-in can tell them of runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import col, select

from syncer import event_rows, models
from syncer.sandbox.serving import Serving
from syncer.settings import Settings
from syncer.sources.strava import NAME, callback, subscriptions
from syncer.sources.strava.subscriptions import Subscribed
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.strava.conftest import Road


@dataclass
class Ear:
    """The road with pages at its end, and a short way to tell them something."""

    road: Road
    web: httpx.Client

    @property
    def url(self) -> str:
        return callback.callback_url(self.road.settings)

    def subscribe(self) -> Subscribed:
        """As the command does: Strava asks the pages, and the row is stored."""
        road = self.road
        made = subscriptions.create(road.sessions, road.settings, road.clock, self.url)
        self.keep(made.id)
        return made

    def keep(self, number: str) -> None:
        """Have a subscription without asking anybody."""
        with self.road.sessions() as session:
            session.add(
                models.Subscription(
                    platform=NAME,
                    external_id=number,
                    callback_url=self.url,
                    made_at=self.road.clock(),
                )
            )
            session.commit()

    def told(self, **fields: Any) -> dict[str, Any]:
        """An event about a run of Alice's, as Strava would post it."""
        return {
            "aspect_type": "create",
            "event_time": int(self.road.clock().timestamp()),
            "object_id": 17,
            "object_type": "activity",
            "owner_id": self.road.athlete,
            "subscription_id": 1,
            "updates": {},
        } | fields

    def goodbye(self, **fields: Any) -> dict[str, Any]:
        whole = {
            "aspect_type": "update",
            "object_type": "athlete",
            "object_id": self.road.athlete,
            "updates": {"authorized": "false"},
        }
        return self.told(**(whole | fields))

    def tell(self, **fields: Any) -> int:
        """Post an event; answers the status."""
        return self.web.post(self.url, json=self.told(**fields)).status_code

    def rows(self) -> list[models.PlatformEvent]:
        found = select(models.PlatformEvent).order_by(col(models.PlatformEvent.id))
        with self.road.sessions() as session:
            return list(session.exec(found))

    def waiting(self) -> list[event_rows.Waiting]:
        with self.road.sessions() as session:
            return event_rows.waiting(session, self.road.clock())

    def settle(self) -> None:
        """Wait until Strava has told all that it has to tell."""
        assert all(one.taken for one in self.road.strava.webhooks.settle())


@contextmanager
def hearing(road: Road, secret_key: str = "for tests") -> Iterator[Ear]:
    """The pages at a real port, which is their public address."""
    told = Settings(secret_key=secret_key)  # type: ignore[arg-type]
    keys = {"secret_key": told.secret_key}

    def pages(url: str) -> FastAPI:
        settings = road.settings.model_copy(update={"public_url": url, **keys})
        return make_app(Parts(road.sessions, settings, road.clock))

    with Serving("pages", pages) as serving:
        url = serving.url
        settings = road.settings.model_copy(update={"public_url": url, **keys})
        with httpx.Client(base_url=url, timeout=30) as web:
            yield Ear(replace(road, settings=settings), web)
