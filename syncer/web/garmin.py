"""The way to Garmin: by password and code, step by step, or with a sealed token from home."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import (
    garmin_connection,
    login_steps,
    models,
    parting,
    signing_in,
    strength_days,
    strength_rows,
)
from syncer.login_steps import ASKING, CODE, DONE, FAILED, FROM_HOME, Attempt
from syncer.posting import reader_of
from syncer.sources.garmin import NAME, sealed
from syncer.tokens import CONNECTED, connection_of
from syncer.web.access import SignedIn, is_own_form, signed_in
from syncer.web.garmin_card import ways_in
from syncer.web.pages import Parts, message, page

log = logging.getLogger(__name__)

AT = f"/connect/{NAME}"
LOOK_AGAIN_S = 3
LONGEST = 256
"""Nobody's e-mail, password or code is longer."""


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    def own(request: Request, form_token: str) -> SignedIn | Response:
        """Whose form this is, or why it does nothing."""
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        return message("garmin_off", 404) if parts.settings.garmin_login == "off" else who

    @at.get(AT)
    def look(request: Request) -> Response:
        who = signed_in(request, parts)
        if who is None:
            return message("come_by_link", 401)
        return message("garmin_off", 404) if _is_off(parts) else _shown(parts, who)

    @at.post(AT)
    def begin(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        email: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
    ) -> Response:
        who = own(request, form_token)
        if isinstance(who, Response):
            return who
        if not garmin_connection.takes_passwords(parts.settings):
            return message("garmin_at_home", 403)
        email = email.strip()
        if not email or not password or max(len(email), len(password)) > LONGEST:
            return message("garmin_both", 400)
        with parts.sessions() as session:
            attempt = login_steps.begin(session, parts.now(), who.runner_id)
        if attempt is not None:
            _beside(parts, signing_in.sign_in, attempt, email, password)
        return RedirectResponse(AT, status_code=303)

    @at.post(f"{AT}/code")
    def code(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
    ) -> Response:
        who = own(request, form_token)
        if isinstance(who, Response):
            return who
        if code.strip() and len(code) <= LONGEST:
            with parts.sessions() as session:
                attempt = login_steps.take_code(session, parts.now(), who.runner_id)
            if attempt is not None:
                _beside(parts, signing_in.tell_code, attempt, code.strip())
        return RedirectResponse(AT, status_code=303)

    @at.post(f"{AT}/stop")
    def stop(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        who = own(request, form_token)
        if isinstance(who, Response):
            return who
        with parts.sessions() as session:
            login_steps.stop(session, who.runner_id)
        return RedirectResponse("/me#garmin", status_code=303)

    @at.post(f"{AT}/token")
    def from_home(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        token: Annotated[str, Form()] = "",
    ) -> Response:
        who = own(request, form_token)
        return who if isinstance(who, Response) else _taken(parts, who.runner_id, token)

    @at.post(f"/disconnect/{NAME}")
    def leave(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        return _left(parts, who.runner_id)

    return at


def _is_off(parts: Parts) -> bool:
    return parts.settings.garmin_login == "off"


def _beside(parts: Parts, work: Callable[..., None], attempt: Attempt, *told: str) -> None:
    """Do a slow step while the page answers. It dies with the process, and the page says so."""
    beside = Thread(
        target=work,
        args=(parts.sessions, parts.settings, parts.now, attempt, *told),
        name="garmin-login",
        daemon=True,
    )
    try:
        beside.start()
    except RuntimeError as error:
        log.error("garmin login did not begin runner=%d: %s", attempt.runner_id, error)
        with parts.sessions() as session:
            login_steps.fail(session, parts.now(), attempt, signing_in.OUR_FAULT)
            session.commit()


def _shown(parts: Parts, who: SignedIn) -> Response:
    """The present step; the page looks again by itself while Garmin is being asked."""
    now = parts.now()
    with parts.sessions() as session:
        runner = session.get_one(models.Runner, who.runner_id)
        stands = login_steps.standing(session, parts.settings, now, who.runner_id)
        held = connection_of(session, who.runner_id, NAME)
        settled = not stands.step and held is not None and held.status == CONNECTED
        if settled or stands.step == DONE:
            return RedirectResponse("/me#garmin", status_code=303)
        return page(
            "connect_garmin",
            reader_of(runner),
            stands=stands,
            from_home=stands.sent_to == FROM_HOME,
            asking=stands.step == ASKING,
            wants_code=stands.step == CODE,
            failed=stands.step == FAILED,
            ways=ways_in(session, parts.settings, now, runner, stands),
            look_again_s=LOOK_AGAIN_S,
            form_token=who.form_token,
        )


def _taken(parts: Parts, runner_id: int, token: str) -> Response:
    """Connect with what `evenstride garmin login --for` printed, if Garmin says whose it is."""
    now = parts.now()
    try:
        let_in = sealed.open_(parts.settings, runner_id, token, now)
    except sealed.Unopened as error:
        return message(f"garmin_token_{error.problem}", 400)
    with parts.sessions() as session:
        attempt = login_steps.begin(session, now, runner_id, from_home=True)
    if attempt is not None:
        _beside(parts, signing_in.bring, attempt, let_in.dumps)
    return RedirectResponse(AT, status_code=303)


def _left(parts: Parts, runner_id: int) -> Response:
    """Take our sessions off the calendar, then delete all that came from there, come what may."""
    try:
        strength_days.leave(parts.sessions, parts.settings, parts.now, runner_id)
    except Exception:  # leaving is theirs to say, whatever state the calendar is in
        log.exception("the calendar stays as it is runner=%d", runner_id)
    with parts.sessions() as session:
        stay = any(row.workout_id is not None for row in strength_rows.rows(session, runner_id))
        parting.forget(session, runner_id, NAME)
    return message("garmin_half", 200) if stay else RedirectResponse("/me", status_code=303)
