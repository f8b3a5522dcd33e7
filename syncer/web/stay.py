"""The page behind the question to a silent member: one button keeps what is here."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from syncer import links, models
from syncer.links import LinkExpired, LinkRefused, Purpose
from syncer.posting import reader_of
from syncer.web.access import sign_in
from syncer.web.pages import Parts, message, page


def router(parts: Parts) -> APIRouter:
    """`GET` changes nothing, so that a mail scanner keeps nobody here."""
    at = APIRouter()

    def asked(session: Session, token: str) -> models.Runner | Response:
        try:
            signed = links.verify(parts.settings, parts.now(), Purpose.STAY, token)
        except LinkExpired:
            return message("link_old", 410)
        except LinkRefused:
            return message("link_spoiled", 404)
        return links.runner_of(session, signed) or message("link_spoiled", 404)

    @at.get("/stay/{token}")
    def stay(token: str) -> Response:
        with parts.sessions() as session:
            runner = asked(session, token)
            if isinstance(runner, Response):
                return runner
            club = session.get_one(models.Club, runner.club_id)
            return page("stay", reader_of(runner), club=club.name)

    @at.post("/stay/{token}")
    def stayed(token: str) -> Response:
        now = parts.now()
        with parts.sessions() as session:
            runner = asked(session, token)
            if isinstance(runner, Response):
                return runner
            assert runner.id is not None
            runner.seen_at, runner.asked_to_stay_at = now, None
            session.add(runner)
            session.commit()
            response = RedirectResponse("/me", status_code=303)
            sign_in(response, parts.settings, now, runner)
            return response

    return at
