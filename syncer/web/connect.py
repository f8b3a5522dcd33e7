"""The way to Strava and back: connect, connect again, disconnect."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import full_app, models, parting, tokens
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.sources.strava import NAME
from syncer.tokens import CONNECTED, NoTokenKey, connection_of
from syncer.web.access import SignedIn, is_own_form, is_own_state, signed_in, state_for
from syncer.web.pages import Parts, message

log = logging.getLogger(__name__)

BACK = "/connect/strava/back"


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    def who(request: Request) -> SignedIn | None:
        return signed_in(request, parts)

    @at.post("/connect/strava")
    def go(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        from syncer.sources.strava import oauth

        session = who(request)
        if session is None or not is_own_form(session, form_token):
            return message("come_by_link", 401)
        if not parts.settings.strava_client_id:
            return message("strava_off", 404)
        state = state_for(parts.settings, session, parts.now())
        return RedirectResponse(
            oauth.authorize_url(parts.settings, _back(parts), state), status_code=303
        )

    @at.get(BACK)
    def back(
        request: Request, state: str = "", code: str = "", scope: str = "", error: str = ""
    ) -> Response:
        session = who(request)
        if session is None or not is_own_state(parts.settings, session, parts.now(), state):
            return message("strava_not_yours", 400)
        if error or not code:
            return message("strava_refused", 200)
        return _connected(parts, session.runner_id, code, scope)

    @at.post("/disconnect/strava")
    def leave(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        session = who(request)
        if session is None or not is_own_form(session, form_token):
            return message("come_by_link", 401)
        return _left(parts, session.runner_id)

    return at


def _back(parts: Parts) -> str:
    return parts.settings.public_url.rstrip("/") + BACK


def _connected(parts: Parts, runner_id: int, code: str, scope: str) -> Response:
    """Exchange the code, look whose account it is and what was ticked, and store all of it."""
    from syncer.sources.strava import oauth

    if not oauth.may_read(scope):
        return message("strava_cannot_read", 200)
    try:
        said = oauth.exchange(parts.sessions, parts.settings, parts.now, code)
    except NeedsReconnect:
        return message("strava_again", 200)
    except AppBlocked as error:
        return message("strava_blocked", 200, reason=_why_blocked(parts, error))
    except TryLater:
        return message("strava_away", 503)
    with parts.sessions() as session:
        others = select(models.Connection).where(
            col(models.Connection.source) == NAME,
            col(models.Connection.external_id) == said.athlete_id,
            col(models.Connection.runner_id) != runner_id,
        )
        connection = connection_of(session, runner_id, NAME)
        known = None if connection is None else connection.external_id
        taken = session.exec(others).first() is not None
        if taken or known not in (None, said.athlete_id):
            if not taken:
                _give_back(parts, said.tokens)
            return message("strava_other_account", 409, name=said.name)
        full_app.passed(session)
        if connection is None:
            connection = models.Connection(
                runner_id=runner_id, source=NAME, connected_at=parts.now()
            )
        connection.external_id, connection.scopes = said.athlete_id, scope
        connection.not_before = None
        try:
            tokens.keep(session, parts.settings, connection, said.tokens)
        except NoTokenKey:
            return message("no_token_key", 503)
        except IntegrityError:
            # Somebody else connected the same account in the same moment.
            return message("strava_other_account", 409, name=said.name)
    log.info("strava connected runner=%d", runner_id)
    return RedirectResponse("/me", status_code=303)


def _give_back(parts: Parts, held: tokens.Tokens) -> None:
    """Nobody keeps a yes to an account that was not meant, if Strava can be reached."""
    from syncer.sources.strava import oauth

    with suppress(TryLater, AppBlocked):
        oauth.revoke(parts.sessions, parts.settings, parts.now, held)


def _why_blocked(parts: Parts, error: AppBlocked) -> str:
    if not error.full:
        return error.reason
    with parts.sessions() as session:
        return full_app.met(session, parts.now())


def _left(parts: Parts, runner_id: int) -> Response:
    """Give the yes back, then delete all that came from there; what cannot be reached waits."""
    from syncer.sources.strava import oauth

    with parts.sessions() as session:
        connection = connection_of(session, runner_id, NAME)
        sealed = None if connection is None else connection.sealed_tokens
        connected = connection is not None and connection.status == CONNECTED
    given_back = True
    if sealed is not None and connected:
        try:
            held = tokens.unseal(parts.settings, sealed)
            oauth.revoke(parts.sessions, parts.settings, parts.now, held)
        except (NoTokenKey, AppBlocked):
            # Nobody is kept here by a fault of ours or of the club's app.
            given_back = False
        except TryLater:
            return message("strava_away", 503)
    with parts.sessions() as session:
        parting.forget(session, runner_id, NAME)
    return RedirectResponse("/me", status_code=303) if given_back else message("strava_half", 200)
