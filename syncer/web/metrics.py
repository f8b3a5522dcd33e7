"""Numbers for Prometheus, for whoever brings the token; without a token set there is no such page.

A token and not an address decides: behind a proxy every visitor comes from this machine.
"""

from __future__ import annotations

import hmac
import logging

from fastapi import APIRouter
from prometheus_client import exposition
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syncer import metrics
from syncer.web.pages import Parts

log = logging.getLogger(__name__)


def router(parts: Parts) -> APIRouter:
    at = APIRouter()
    wanted = parts.settings.metrics_token.get_secret_value()
    registry = metrics.registry(parts.sessions, parts.now)

    @at.get("/metrics")
    def scraped(request: Request) -> Response:
        if not wanted:
            raise HTTPException(404)
        told = request.headers.get("authorization", "")
        if not hmac.compare_digest(told.encode(), f"Bearer {wanted}".encode()):
            return PlainTextResponse("", 401, {"WWW-Authenticate": "Bearer"})
        encode, kind = exposition.choose_encoder(request.headers.get("accept", ""))
        try:
            text = encode(registry)
        except DBAPIError as error:
            log.error("no metrics: %s", type(error.orig).__name__)
            return PlainTextResponse("", 503)
        return Response(text, media_type=kind)

    return at
