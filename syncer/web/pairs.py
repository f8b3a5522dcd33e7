"""Recordings that are one run, or may be: the runner is asked, told why, and may say otherwise."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import models
from syncer.alike import APART, SAME
from syncer.pair_facts import facts
from syncer.pairs import NoSuchPair, Pair, State, decide, pairs, take_back
from syncer.posting import reader_of
from syncer.web.access import is_own_form, signed_in
from syncer.web.pages import Parts, message
from templates import PairFacts
from templates.pairs import meanwhile, said_of

log = logging.getLogger(__name__)

FORGET = "forget"
LATELY = timedelta(days=28)
"""Of what is plain only this is shown; what is doubtful, or was decided, is shown however old."""
MOST = 10
"""Questions at once; the newest come first, the rest follow when these are answered."""
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair in words."""

    pair: PairFacts
    says: str
    meanwhile: str


@dataclass(frozen=True, slots=True)
class PairsCard:
    """What the runner's page shows, the newest first; `more` questions wait behind these."""

    asked: tuple[Shown, ...] = ()
    more: int = 0
    joined: tuple[Shown, ...] = ()
    decided: tuple[Shown, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.asked or self.joined or self.decided)


def shown(session: Session, now: datetime, runner: models.Runner) -> PairsCard:
    """The card of one runner."""
    found = pairs(session, runner)[::-1]
    doubtful = [pair for pair in found if pair.state is State.DOUBTFUL]
    plain = [pair for pair in found if pair.state is State.JOINED]
    decided = [pair for pair in found if pair.state in (State.SAME, State.APART, State.NOT_DONE)]
    lately = [pair for pair in plain if now - pair.one.started_at <= LATELY]
    return PairsCard(
        asked=_in_words(doubtful[:MOST], runner),
        more=max(len(doubtful) - MOST, 0),
        joined=_in_words(lately[:MOST_SHOWN], runner),
        decided=_in_words(decided[:MOST_SHOWN], runner),
    )


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.post("/me/pairs")
    def answer(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        pair: Annotated[str, Form()] = "",
        answer: Annotated[str, Form()] = "",
    ) -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        if answer not in (SAME, APART, FORGET):
            return message("odd", 400)
        with parts.sessions() as session:
            runner = session.get_one(models.Runner, who.runner_id)
            try:
                if answer == FORGET:
                    take_back(session, runner, pair)
                else:
                    decide(session, parts.now(), runner, pair, answer)
            except NoSuchPair:
                return message("pair_gone", 404, reader_of(runner))
            session.commit()
        log.info("pair answered runner=%d answer=%s", who.runner_id, answer)
        return RedirectResponse("/me#pairs", status_code=303)

    return at


def _in_words(some: Iterable[Pair], runner: models.Runner) -> tuple[Shown, ...]:
    reader = reader_of(runner)
    told = [facts(pair, runner) for pair in some]
    return tuple(Shown(one, said_of(one, reader), meanwhile(one, reader)) for one in told)
