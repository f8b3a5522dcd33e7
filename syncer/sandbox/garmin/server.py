"""The stand-in itself: Garmin's sign-in, tokens and API over a real socket, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from starlette.routing import Router
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from syncer.clock import now
from syncer.sandbox.garmin.api import Activities
from syncer.sandbox.garmin.di import TokenDoor
from syncer.sandbox.garmin.door import Door, Log, Seen
from syncer.sandbox.garmin.faults import Faults
from syncer.sandbox.garmin.health import Health
from syncer.sandbox.garmin.months import Months
from syncer.sandbox.garmin.people import Ways
from syncer.sandbox.garmin.profile import Profile
from syncer.sandbox.garmin.refusals import not_found
from syncer.sandbox.garmin.sso import SignIn
from syncer.sandbox.garmin.visits import Visits
from syncer.sandbox.garmin.widget import Widget
from syncer.sandbox.garmin.workouts import Workouts
from syncer.sandbox.garmin.world import World
from syncer.sandbox.serving import Serving

_UNLUCKY = ("401", "427", "429")


class GarminStandIn:
    """Answers at `url` inside a `with`. `world`, `faults` and `ways` are open to tests.

    `clock` says what day it is there; tokens follow the machine's own clock.
    """

    def __init__(self, clock: Callable[[], datetime] = now, ways: Ways | None = None) -> None:
        self.ways = ways or Ways()
        self.world = World(clock, self.ways)
        self.faults = Faults()
        self._log = Log()
        visits = Visits(self.world)
        routes = [
            *SignIn(self.world, visits).routes(),
            *Widget(self.world, visits).routes(),
            *TokenDoor(self.world).routes(),
            *Profile(self.world).routes(),
            *Activities(self.world).routes(),
            *Workouts(self.world).routes(),
            *Months(self.world).routes(),
            *Health(self.world).routes(),
        ]
        inside = Router(routes, redirect_slashes=False, default=_nowhere)
        self._door = Door(inside, self.world, self.faults, self._log)
        self._serving = self._new_serving()

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return self._serving.url

    @property
    def requests(self) -> list[Seen]:
        """Every request so far, in the order of answering."""
        return self._log.all()

    def count(
        self,
        method: str | None = None,
        path: str = "",
        account: int | None = None,
        status: int | None = None,
    ) -> int:
        """How many requests were so; `path` is a piece of the path."""
        return sum(
            method in (None, seen.method)
            and path in seen.path
            and account in (None, seen.account)
            and status in (None, seen.status)
            for seen in self._log.all()
        )

    def forget_requests(self) -> None:
        """Begin counting anew."""
        self._log.clear()

    def __enter__(self) -> Self:
        self._serving.__enter__()
        # The library reads statuses out of messages, and addresses stand in messages: a port
        # such as 42911 would turn an outage into "too many requests".
        while any(number in self.url for number in _UNLUCKY):
            unlucky, self._serving = self._serving, self._new_serving()
            self._serving.__enter__()
            unlucky.__exit__(None, None, None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.closing.set()
        self._serving.__exit__(kind, value, trace)

    def _new_serving(self) -> Serving:
        return Serving(
            "garmin-stand-in",
            lambda url: self._door,
            http=_Protocol,
            # A slow test must not find its idle connection closed: breaking is for `faults`.
            timeout_keep_alive=300,
        )


class _Protocol(H11Protocol):
    """Leaves the connection in the request's state, for faults that break it.

    curl, which the library signs in with, offers HTTP/2 on every plain address: that is no news.
    """

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}

    def _unsupported_upgrade_warning(self) -> None:
        pass


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise not_found()
