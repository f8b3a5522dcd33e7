"""A runner's own page, for now: what is connected, what was agreed to, and how to change both."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import consents, links, models
from syncer.links import LinkExpired, LinkRefused, Purpose
from syncer.posting import reader_of, today_of
from syncer.understood import lately
from syncer.web import digest_time, garmin_card
from syncer.web.access import is_own_form, sign_in, sign_out, signed_in
from syncer.web.pages import Parts, message, page
from syncer.web.pairs import shown
from syncer.web.strava_card import card

HOW = "on their own page"


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.get("/me/{token}")
    def by_link(token: str) -> Response:
        """The link at the foot of each mail."""
        now = parts.now()
        try:
            signed = links.verify(parts.settings, now, Purpose.SETTINGS, token)
        except LinkExpired:
            return message("link_old", 410)
        except LinkRefused:
            return message("link_spoiled", 404)
        with parts.sessions() as session:
            runner = links.runner_of(session, signed)
        if runner is None:
            return message("link_spoiled", 404)
        response = RedirectResponse("/me", status_code=303)
        sign_in(response, parts.settings, now, runner)
        return response

    @at.get("/me")
    def me(request: Request) -> Response:
        who = signed_in(request, parts)
        if who is None:
            return message("come_by_link", 401)
        with parts.sessions() as session:
            runner = session.get(models.Runner, who.runner_id)
            if runner is None:
                return message("come_by_link", 401)
            return page(
                "me",
                reader_of(runner),
                email=runner.email,
                health=consents.has(session, runner, consents.HEALTH),
                understood=lately(session, runner, today_of(runner, parts.now())),
                strava=card(session, parts.settings, runner),
                garmin=garmin_card.card(session, parts.settings, parts.now(), runner),
                pairs=shown(session, parts.now(), runner),
                mail=links.unsubscribe(parts.settings, parts.now(), runner),
                mail_off=runner.mail_off_at is not None,
                **digest_time.choice(runner),
                form_token=who.form_token,
            )

    @at.post("/me/health")
    def health(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        agree: Annotated[str, Form()] = "",
    ) -> Response:
        now = parts.now()
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        with parts.sessions() as session:
            runner = session.get_one(models.Runner, who.runner_id)
            if agree == "yes":
                consents.give(session, now, runner, consents.HEALTH, how=HOW)
            else:
                consents.withdraw(session, now, runner, consents.HEALTH, how=HOW)
            session.commit()
        return RedirectResponse("/me", status_code=303)

    @at.post("/goodbye")
    def goodbye(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        response = message("signed_out", 200)
        sign_out(response, parts, who.runner_id)
        return response

    return at
