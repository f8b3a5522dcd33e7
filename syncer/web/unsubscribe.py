"""No more mail, by one click: a mail program's own button (RFC 8058) or the link in each mail.

A POST alone turns mail off, without cookie, token or further question, because a mail program
sends nothing else; `GET` shows and changes nothing. What still comes stands in `mail_off.py`.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from syncer import links, mail_off, models
from syncer.links import PATHS, LinkExpired, LinkRefused, Purpose
from syncer.posting import reader_of
from syncer.web.links_in import instead
from syncer.web.pages import Parts, page

log = logging.getLogger(__name__)

PATH = f"/{PATHS[Purpose.UNSUBSCRIBE]}/{{token}}"


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    def whose(session: Session, token: str) -> models.Runner | Response:
        try:
            signed = links.verify(parts.settings, parts.now(), Purpose.UNSUBSCRIBE, token)
        except LinkExpired:
            return instead("old", 410, Purpose.UNSUBSCRIBE, token)
        except LinkRefused:
            return instead("odd", 404)
        runner = links.runner_of(session, signed)
        if runner is None or signed.about != links.address_mark(runner.email):
            return instead("odd", 404)
        return runner

    @at.get(PATH)
    def show(token: str) -> Response:
        with parts.sessions() as session:
            runner = whose(session, token)
            return runner if isinstance(runner, Response) else _page(runner)

    @at.post(PATH)
    def change(token: str, again: Annotated[str, Form()] = "") -> Response:
        with parts.sessions() as session:
            runner = whose(session, token)
            if isinstance(runner, Response):
                return runner
            if again == "yes":
                mail_off.turn_on(runner)
            else:
                mail_off.turn_off(parts.now(), runner)
            session.add(runner)
            session.commit()
            log.info("mail turned %s runner=%d", "on" if again == "yes" else "off", runner.id)
            # Answered without sending the program elsewhere, as RFC 8058 wants it.
            return _page(runner, again=again == "yes")

    return at


def _page(runner: models.Runner, *, again: bool = False) -> Response:
    off = runner.mail_off_at is not None
    return page("unsubscribe", reader_of(runner), email=runner.email, off=off, again=again)
