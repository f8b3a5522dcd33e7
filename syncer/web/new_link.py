"""New links by mail, for who came by one that is too old or was cut.

They go to the address that is stored, and the page says the same whether there is one, so that
nobody can find out here who is a member. A few a day for each runner are enough.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.responses import Response

import templates
from syncer import budget, links, models
from syncer.budget import Limit
from syncer.channels import MayHaveArrived, NotDelivered, TryLater
from syncer.channels.email import send_letter
from syncer.links import LinkExpired, LinkRefused, NoSecretKey, Purpose
from syncer.posting import reader_of, today_of
from syncer.sources import TryLater as UsedUp
from syncer.web.links_in import instead
from syncer.web.pages import Parts

log = logging.getLogger(__name__)

PLATFORM = "new links"
A_DAY = 5


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.get("/new-link")
    def ask() -> Response:
        return instead("ask", 200)

    @at.post("/new-link")
    def send(
        email: Annotated[str, Form()] = "",
        purpose: Annotated[str, Form()] = "",
        token: Annotated[str, Form()] = "",
    ) -> Response:
        with parts.sessions() as session:
            runner = _by_token(parts, session, purpose, token) or _by_address(session, email)
        response = instead("sent", 200)
        # Sent after the answer, whose time would tell who is known.
        if runner is not None and runner.id is not None:
            response.background = BackgroundTask(_send, parts, runner.id)
        return response

    return at


def _by_token(parts: Parts, session: Session, purpose: str, token: str) -> models.Runner | None:
    """Whose link it was, however old."""
    if purpose not in list(Purpose):
        return None
    try:
        signed = links.verify(parts.settings, parts.now(), Purpose(purpose), token)
    except LinkExpired as error:
        signed = error.signed
    except LinkRefused:
        return None
    return links.runner_of(session, signed)


def _by_address(session: Session, email: str) -> models.Runner | None:
    wanted = email.strip().casefold()
    return session.exec(select(models.Runner).where(col(models.Runner.email) == wanted)).first()


def _send(parts: Parts, runner_id: int) -> None:
    """One mail, to an address that was confirmed and works."""
    now = parts.now()
    with parts.sessions() as session:
        runner = session.get(models.Runner, runner_id)
        if runner is None or runner.address_confirmed_at is None or runner.mail_stopped_at:
            return
        try:
            of_runner = Limit(str(runner_id), A_DAY, daily=True)
            budget.take(session, PLATFORM, (of_runner,), now, budget.Purpose.PERSON)
            around = links.in_mail(parts.settings, now, runner, today_of(runner, now))
        except (UsedUp, NoSecretKey) as error:
            log.warning("new links not sent runner=%d: %s", runner_id, error)
            return
    letter = templates.new_link_letter(reader_of(runner), around)
    try:
        send_letter(parts.settings, now, runner.email, letter, runner.name)
    except (NotDelivered, MayHaveArrived, TryLater) as error:
        log.warning("new links not sent runner=%d: %s", runner_id, error)
