"""How a runner stands with Strava, for their own page; and where notes go, which they choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, func, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import models, taking_back
from syncer.channels.strava_note import may_write
from syncer.models import Activity
from syncer.on_run import CHOICES
from syncer.posting import today_of
from syncer.settings import Settings
from syncer.sources.strava import NAME
from syncer.terms import Terms, terms_of
from syncer.tokens import CONNECTED, connection_of
from syncer.web.access import is_own_form, signed_in
from syncer.web.pages import Parts, message


@dataclass(frozen=True, slots=True)
class StravaCard:
    """What the page says: `held` activities came from there and were last asked for on that day."""

    offered: bool
    known: bool = False
    connected: bool = False
    problem: str | None = None
    may_write: bool = False
    note: str = ""
    held: int = 0
    renewed_on: date | None = None
    devices: tuple[str, ...] = ()
    terms: Terms | None = None


def card(session: Session, settings: Settings, runner: models.Runner) -> StravaCard:
    """The facts of one runner."""
    assert runner.id is not None
    offered = bool(settings.strava_client_id)
    connection = connection_of(session, runner.id, NAME)
    if connection is None:
        return StravaCard(offered)
    own = col(Activity.runner_id) == runner.id, col(Activity.source) == NAME
    held, renewed_at = session.exec(
        select(func.count(col(Activity.id)), func.max(col(Activity.renewed_at))).where(*own)
    ).one()
    devices = session.exec(select(Activity.device).where(*own).distinct()).all()
    return StravaCard(
        offered,
        known=True,
        connected=connection.status == CONNECTED,
        problem=connection.problem,
        may_write=may_write(connection),
        note=runner.strava_note,
        held=held,
        renewed_on=None if renewed_at is None else today_of(runner, renewed_at),
        devices=tuple(sorted(one for one in devices if one)),
        terms=terms_of(NAME, settings),
    )


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.post("/me/notes")
    def notes(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        where: Annotated[str, Form()] = "",
    ) -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        if where not in CHOICES:
            return message("odd", 400)
        with parts.sessions() as session:
            taking_back.choose(session, session.get_one(models.Runner, who.runner_id), where)
            session.commit()
        return RedirectResponse("/me", status_code=303)

    return at
