"""The pages put together."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syncer.web import (
    admin,
    answers,
    connect,
    digest_time,
    garmin,
    garmin_card,
    health,
    hurts,
    metrics,
    new_link,
    pairs,
    runner,
    stay,
    strava_card,
    unsubscribe,
    visits,
    webhooks,
    welcome,
    words,
)
from syncer.web.pages import Parts, message

log = logging.getLogger(__name__)


def make_app(parts: Parts) -> FastAPI:
    """The pages over one database. What fails inside is logged and answered in one sentence."""
    app = FastAPI(
        title="Evenstride",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # It would send a browser to whatever host the request named.
        redirect_slashes=False,
    )
    for one in (welcome, runner, words, pairs, strava_card, garmin_card, connect, garmin, webhooks):
        app.include_router(one.router(parts))
    for one in (health, metrics):
        app.include_router(one.router(parts))
    for one in (answers, hurts, unsubscribe, new_link, stay, digest_time, admin):
        app.include_router(one.router(parts))

    app.add_middleware(visits.Visits)

    @app.exception_handler(HTTPException)
    def not_so(request: Request, error: HTTPException) -> Response:
        return message("nothing_here" if error.status_code == 404 else "odd", error.status_code)

    @app.exception_handler(RequestValidationError)
    def no_sense(request: Request, error: RequestValidationError) -> Response:
        return message("odd", 400)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        log.error("a page failed", exc_info=error)
        return message("our_fault", 500)

    return app
