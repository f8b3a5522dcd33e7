"""Where every request comes in: who asks, what is left of the limit, what goes wrong, the log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncer.sandbox.strava import refusals
from syncer.sandbox.strava.answers import Answer, instead, refusal, send_out, spoiled
from syncer.sandbox.strava.faults import BEFORE, Fault, Faults
from syncer.sandbox.strava.grants import Grant
from syncer.sandbox.strava.world import World

API = "/api/v3"
_BY_SECRET = (f"{API}/oauth/token", f"{API}/oauth/revoke", f"{API}/push_subscriptions")
_LEAVING = "/oauth/deauthorize"
_UPLOADS = (f"{API}/activities", f"{API}/uploads")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it was answered; status 0 means that the connection was reset."""

    at: datetime
    method: str
    path: str
    query: dict[str, str]
    athlete: int | None
    status: int
    fault: Fault | None


class Log:
    """Every request received, in the order of answering."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: list[Seen] = []

    def add(self, seen: Seen) -> None:
        with self._lock:
            self._seen.append(seen)

    def all(self) -> list[Seen]:
        with self._lock:
            return list(self._seen)

    def clear(self) -> None:
        with self._lock:
            self._seen.clear()


class Door:
    """Wraps the pages and the API. One `receive` is read here, so the body is kept for inside."""

    def __init__(self, inside: ASGIApp, world: World, faults: Faults, log: Log) -> None:
        self._inside = inside
        self._world = world
        self._faults = faults
        self._log = log
        self.closing = Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        method, path = scope["method"], scope["path"]
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        body = await _body(receive)
        if self._world.ways.latency_s:
            await asyncio.sleep(self._world.ways.latency_s)
        token = _token(scope, query)
        with self._world.lock:
            grant = self._world.grants.by_access(token)
        athlete = grant.athlete_id if grant is not None else None
        mishap = self._faults.draw(method, path, athlete)
        limited = False
        try:
            limited = self._admit(method, path, token, grant)
            answer = instead(mishap) if mishap is not None else None
            if answer is None:
                scope["state"]["grant"] = grant
                answer = await self._inner(scope, body)
        except refusals.Refused as refused:
            answer = refusal(refused)
            limited = limited or refused.status == 429
            if mishap is not None and mishap.fault in BEFORE:
                mishap = None
        spent = mishap is not None and mishap.fault is Fault.TOO_MANY
        if limited and grant is not None:
            answer.headers |= self._limits(grant, method, path, spent=spent)
        if mishap is not None and mishap.fault not in BEFORE:
            answer = spoiled(answer, mishap)
        lost = mishap is not None and mishap.fault is Fault.LOST_ANSWER
        fault = mishap.fault if mishap is not None else None
        status = 0 if lost else answer.status
        now = self._world.clock()
        self._log.add(Seen(now, method, path, query, athlete, status, fault))
        await send_out(answer, self.closing, scope, receive, send)

    def _admit(self, method: str, path: str, token: str, grant: Grant | None) -> bool:
        """Whether the request counts against the limits. Raises Refused."""
        if not (path.startswith(API) or path == _LEAVING) or path.startswith(_BY_SECRET):
            return False
        if grant is None:
            unknown = ("Athlete", "access_token") if token else ("Application", "")
            raise refusals.unauthorised(*unknown)
        if not grant.app.active:
            raise refusals.inactive()
        with self._world.lock:
            reads = not _uploads(method, path)
            now = self._world.clock()
            if not grant.app.meter.take(grant.app.limits, now, read=reads):
                raise refusals.too_many()
        return True

    def _limits(self, grant: Grant, method: str, path: str, *, spent: bool) -> dict[str, str]:
        """The headers; `spent` shows the quarter as used up, for a 429 out of the blue."""
        limits, reads = grant.app.limits, not _uploads(method, path)
        with self._world.lock:
            told = grant.app.meter.headers(limits, self._world.clock(), read=reads)
        if spent:
            for usage, limit in (
                ("x-ratelimit-usage", limits.overall_quarter),
                ("x-readratelimit-usage", limits.read_quarter),
            ):
                used, comma, day = told[usage].partition(",")
                told[usage] = f"{max(int(used or 0), limit)}{comma}{day}"
        return told

    async def _inner(self, scope: Scope, body: bytes) -> Answer:
        """What the routes answer, kept back so that a fault may still get at it."""
        unread = [body]
        status, headers, pieces = 500, {}, []

        async def replay() -> Message:
            return {"type": "http.request", "body": unread.pop() if unread else b""}

        async def keep(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                pieces.append(message.get("body", b""))

        await self._inside(scope, replay, keep)
        return Answer(status, b"".join(pieces), headers)


def _token(scope: Scope, query: dict[str, str]) -> str:
    kind, _, token = dict(scope["headers"]).get(b"authorization", b"").decode().partition(" ")
    return str(token) if kind.lower() == "bearer" else query.get("access_token", "")


def _uploads(method: str, path: str) -> bool:
    return method == "POST" and path in _UPLOADS


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)
