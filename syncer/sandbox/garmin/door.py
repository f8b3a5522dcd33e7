"""Where every request comes in: who asks, what goes wrong, and the log."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie
from threading import Event, Lock
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncer.sandbox.garmin import refusals
from syncer.sandbox.garmin.answers import instead, refusal, spoiled
from syncer.sandbox.garmin.faults import BEFORE, Fault, Faults, Place, place_of
from syncer.sandbox.garmin.world import World
from syncer.sandbox.strava.answers import Answer, send_out


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it was answered; status 0 means that the connection was reset."""

    at: datetime
    method: str
    path: str
    query: dict[str, str]
    account: int | None
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
    """Wraps everything. One `receive` is read here, so the body is kept for inside."""

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
        place = place_of(path)
        with self._world.lock:
            profile_id = self._who(place, scope, body)
        mishap = self._faults.draw(method, path, profile_id)
        scope["state"]["profile_id"] = profile_id
        try:
            answer = instead(mishap) if mishap is not None else None
            if answer is None:
                if place is Place.API and profile_id is None:
                    raise refusals.unauthorised("Token is not active")
                answer = await self._inner(scope, body)
        except refusals.Refused as refused:
            answer = refusal(refused)
        if mishap is not None and mishap.fault not in BEFORE:
            answer = spoiled(answer, mishap)
        lost = mishap is not None and mishap.fault is Fault.LOST_ANSWER
        fault = mishap.fault if mishap is not None else None
        status = 0 if lost else answer.status
        # With a ticket or a code in hand, only the inside learns who it is.
        known = scope["state"]["profile_id"]
        now = self._world.clock()
        self._log.add(Seen(now, method, path, query, known, status, fault))
        await send_out(answer, self.closing, scope, receive, send)

    def _who(self, place: Place, scope: Scope, body: bytes) -> int | None:
        """Whose token it is; at the other doors who says to be somebody, for faults and log."""
        tokens = self._world.tokens
        if place is Place.SSO:
            account = self._world.by_email(_told(body, "username"))
            return account.profile_id if account is not None else None
        told = _told(body, "refresh_token")
        login = tokens.by_refresh(told) if told else tokens.by_access(_token(scope))
        return login.profile_id if login is not None else None

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


def _token(scope: Scope) -> str:
    """The bearer token, or the cookie of the web pages."""
    headers = dict(scope["headers"])
    kind, _, token = headers.get(b"authorization", b"").decode().partition(" ")
    if kind.lower() == "bearer":
        return str(token)
    cookie = SimpleCookie(headers.get(b"cookie", b"").decode()).get("JWT_WEB")
    return cookie.value if cookie is not None else ""


def _told(body: bytes, name: str) -> str:
    """One value of a JSON object or a form; empty where there is none."""
    if body.startswith(b"{"):
        try:
            found = json.loads(body).get(name, "")
        except ValueError:
            return ""
        return str(found)
    return dict(parse_qsl(body.decode(errors="replace"))).get(name, "")


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)
