"""A line for each page that was asked for: which page, how it was answered, how long it took.

The page is named as the program names it, `/me/{token}`: the address itself may hold a signed
link, and so may an address that leads nowhere.
"""

from __future__ import annotations

import logging
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for by machines, many times an hour."""


class Visits:
    """Wraps the pages and writes their visits down."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = monotonic(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            page = getattr(scope.get("route"), "path", "(none)")
            level = logging.DEBUG if page in QUIET else logging.INFO
            took_ms = round((monotonic() - begun) * 1000)
            words = "page method=%s page=%s status=%d ms=%d"
            log.log(level, words, scope["method"], page, status, took_ms)
