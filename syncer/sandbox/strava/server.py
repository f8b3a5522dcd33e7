"""The stand-in itself: Strava's protocol over a real socket of this machine, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from starlette.routing import Router
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from syncer.clock import now
from syncer.sandbox.serving import Serving
from syncer.sandbox.strava.api import Api
from syncer.sandbox.strava.door import Door, Log, Seen
from syncer.sandbox.strava.faults import Faults
from syncer.sandbox.strava.oauth import OAuth, SignedIn
from syncer.sandbox.strava.people import App, Ways
from syncer.sandbox.strava.push import Push
from syncer.sandbox.strava.refusals import fault
from syncer.sandbox.strava.webhooks import Webhooks
from syncer.sandbox.strava.world import World


class StravaStandIn:
    """Answers at `url` inside a `with`. `world`, `faults`, `webhooks`, `ways` are open to tests.

    `clock` says what time it is there: windows of the limits, tokens, events follow it.
    """

    def __init__(
        self,
        *apps: App,
        clock: Callable[[], datetime] = now,
        ways: Ways | None = None,
    ) -> None:
        self.ways = ways or Ways()
        self.world = World(apps or (App(),), clock, self.ways)
        self.faults = Faults()
        self.webhooks = Webhooks(self.world)
        self._oauth = OAuth(self.world)
        self._log = Log()
        routes = [
            *self._oauth.routes(),
            *Api(self.world).routes(),
            *Push(self.world, self.webhooks).routes(),
        ]
        inside = Router(routes, redirect_slashes=False, default=_nowhere)
        self._door = Door(inside, self.world, self.faults, self._log)
        self._serving = Serving(
            "strava-stand-in",
            lambda url: self._door,
            http=_Protocol,
            # A slow test must not find its idle connection closed: breaking is for `faults`.
            timeout_keep_alive=300,
        )

    @property
    def app(self) -> App:
        """The first app."""
        return self.world.app

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return self._serving.url

    def signed_in(
        self, athlete: int | None, unticked: Iterable[str] = (), *, denies: bool = False
    ) -> None:
        """Who sits at the browser and answers the consent page at once; None: nobody."""
        person = None if athlete is None else SignedIn(athlete, frozenset(unticked), denies)
        self._oauth.signed_in = person

    @property
    def requests(self) -> list[Seen]:
        """Every request so far, in the order of answering."""
        return self._log.all()

    def count(
        self,
        method: str | None = None,
        path: str = "",
        athlete: int | None = None,
        status: int | None = None,
    ) -> int:
        """How many requests were so; `path` is a piece of the path."""
        return sum(
            method in (None, seen.method)
            and path in seen.path
            and athlete in (None, seen.athlete)
            and status in (None, seen.status)
            for seen in self._log.all()
        )

    def forget_requests(self) -> None:
        """Begin counting anew."""
        self._log.clear()

    def __enter__(self) -> Self:
        self._serving.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.webhooks.stop()
        self._door.closing.set()
        self._serving.__exit__(kind, value, trace)


class _Protocol(H11Protocol):
    """Leaves the connection in the request's state, for faults that break it."""

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise fault(404, "Resource Not Found", ("", "path", "invalid"))
