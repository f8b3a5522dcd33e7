"""Where Strava says that something happened: its questions answered, one row written, no more.

Strava waits two seconds for an answer and tries three times. So nothing is looked up here but
whether the event is about one of us; looking into it comes later (`events.py`). Whatever is odd
is answered like the rest, because sending it again would not make it better.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from syncer import event_rows
from syncer.links import NoSecretKey
from syncer.settings import Settings
from syncer.sources.strava import callback
from syncer.sources.strava.events import Event, is_signed_right, read
from syncer.web.pages import Parts

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
"""An event is far below one kilobyte."""
MOST_CHALLENGE = 256
SIGNATURE = "x-strava-signature"


@dataclass(slots=True)
class _Slip:
    event: Event
    written: bool = False


class Desk:
    """Writes events down; those that come in while it writes share the next transaction.

    A commit waits for the disk and for whoever else writes, and a hundred events at once would
    each wait for all the others. It also never takes more than one thread from the pages.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turn = asyncio.Lock()
        self._lying: list[_Slip] = []

    async def write_down(self, event: Event) -> None:
        """Comes back when the event is stored; raises what kept the database from it."""
        slip = _Slip(event)
        self._lying.append(slip)
        async with self._turn:
            if slip.written:
                return
            slips, self._lying = self._lying, []
            try:
                await run_in_threadpool(self._write, [one.event for one in slips])
            except BaseException:
                self._lying = [one for one in slips if one is not slip] + self._lying
                raise
            for one in slips:
                one.written = True

    def _write(self, events: list[Event]) -> None:
        with self._parts.sessions() as session:
            written = event_rows.write_down(session, self._parts.now(), events)
        if written:
            self._parts.heard()


def router(parts: Parts) -> APIRouter:
    """Any address but the right one is as unknown as any other page."""
    at = APIRouter()
    desk = Desk(parts)

    @at.get(callback.PATH + "/{mark}")
    def wanted(request: Request, mark: str) -> Response:
        """Strava asks whether the subscription that is being made is ours."""
        _only_ours(parts.settings, mark)
        asked = request.query_params
        challenge = asked.get("hub.challenge", "")
        shown = asked.get("hub.verify_token", "").encode()
        ours = hmac.compare_digest(callback.verify_token(parts.settings).encode(), shown)
        if not ours or asked.get("hub.mode") != "subscribe" or not challenge:
            log.warning("somebody asked whether a subscription is wanted that is not ours")
            return JSONResponse({}, 403)
        return JSONResponse({"hub.challenge": challenge[:MOST_CHALLENGE]})

    @at.post(callback.PATH + "/{mark}")
    async def happened(request: Request, mark: str) -> Response:
        _only_ours(parts.settings, mark)
        try:
            body = await _bounded(request)
        except ClientDisconnect:
            return JSONResponse({}, 400)
        if body is None:
            log.warning("an event was too large and not read")
            # Else the server would go on reading to the end, if there is one.
            return JSONResponse({}, 413, {"connection": "close"})
        event = _read(parts.settings, body, request.headers.get(SIGNATURE))
        if event is not None:
            await desk.write_down(event)
        return JSONResponse({})

    return at


def _only_ours(settings: Settings, mark: str) -> None:
    try:
        right = callback.mark(settings)
    except NoSecretKey:
        raise HTTPException(404) from None
    if not hmac.compare_digest(right.encode(), mark.encode()):
        raise HTTPException(404)


async def _bounded(request: Request) -> bytes | None:
    """The body; None once it is larger than any event."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _read(settings: Settings, body: bytes, signature: str | None) -> Event | None:
    event = read(body)
    if event is None:
        log.info("an event of no use was ignored")
        return None
    secret = settings.strava_client_secret.get_secret_value()
    if signature is not None and not is_signed_right(secret, signature, body):
        # What is known of Strava's signatures contradicts itself, so none is refused for one.
        log.warning("an event's signature does not fit; it is looked into all the same")
    return event
