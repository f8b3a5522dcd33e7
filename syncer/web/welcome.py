"""The invitation's page: confirm the address, say yes or no to storing what hurts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from syncer import consents, links, models
from syncer.links import LinkExpired, LinkRefused, Purpose
from syncer.posting import reader_of
from syncer.web.access import sign_in
from syncer.web.pages import Parts, message, page

HOW = "on the welcome page"


def router(parts: Parts) -> APIRouter:
    """`GET` shows and changes nothing, so that a mail scanner confirms nobody."""
    at = APIRouter()

    def invited(session: Session, token: str) -> models.Runner | Response:
        try:
            signed = links.verify(parts.settings, parts.now(), Purpose.INVITATION, token)
        except LinkExpired:
            return message("invitation_old", 410)
        except LinkRefused:
            return message("link_spoiled", 404)
        runner = links.runner_of(session, signed)
        if runner is None or signed.about != links.address_mark(runner.email):
            return message("link_spoiled", 404)
        return runner

    @at.get("/welcome/{token}")
    def welcome(token: str) -> Response:
        with parts.sessions() as session:
            runner = invited(session, token)
            if isinstance(runner, Response):
                return runner
            club = session.get_one(models.Club, runner.club_id)
            agreed = consents.has(session, runner, consents.HEALTH)
            return page(
                "welcome", reader_of(runner), club=club.name, email=runner.email, agreed=agreed
            )

    @at.post("/welcome/{token}")
    def confirm(token: str, health: Annotated[str, Form()] = "") -> Response:
        now = parts.now()
        with parts.sessions() as session:
            runner = invited(session, token)
            if isinstance(runner, Response):
                return runner
            assert runner.id is not None
            if health not in ("yes", "no"):
                return message("say_yes_or_no", 400, reader_of(runner))
            runner.address_confirmed_at = runner.address_confirmed_at or now
            session.add(runner)
            if health == "yes":
                consents.give(session, now, runner, consents.HEALTH, how=HOW)
            else:
                consents.withdraw(session, now, runner, consents.HEALTH, how=HOW)
            session.commit()
            response = RedirectResponse("/me", status_code=303)
            sign_in(response, parts.settings, now, runner)
            return response

    return at
