"""What was read in a runner's words: shown, and said to be right, not so, or otherwise.

A mail's link opens one run's page without a login, and its form may answer about that run alone;
a signed-in runner gets the same page from their own. `GET` changes nothing.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coaching.catalogue import red_flags
from coaching.log import Region, Side
from syncer import answering, consents, links, models, recommend
from syncer.answering import CORRECTED, NOT_SO, RIGHT
from syncer.flagged import flag_text
from syncer.links import LinkExpired, LinkRefused, Purpose
from syncer.posting import reader_of, today_of
from syncer.understood import understood
from syncer.web.access import is_own_form, signed_in
from syncer.web.pages import Parts, message, page
from syncer.web.pain_form import Wrong
from syncer.web.words_form import SIGNS, Filled, filled
from syncer.words_kept import row_of
from templates import Understood

log = logging.getLogger(__name__)

Sent = Annotated[Filled, Depends(filled)]
LONGEST_ID = 18
"""Digits that every database can hold as a number."""


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    def by_link(token: str) -> tuple[int, str] | Response:
        """Whose link it is, and about which run."""
        try:
            signed = links.verify(parts.settings, parts.now(), Purpose.WORDS, token)
        except LinkExpired:
            return message("link_old", 410)
        except LinkRefused:
            return message("link_spoiled", 404)
        with parts.sessions() as session:
            runner = links.runner_of(session, signed)
        return (signed.runner_id, signed.about) if runner else message("words_gone", 404)

    @at.get("/words/{token}")
    def show(token: str) -> Response:
        who = by_link(token)
        return who if isinstance(who, Response) else _shown(parts, *who)

    @at.post("/words/{token}")
    def answer(token: str, form: Sent) -> Response:
        who = by_link(token)
        if isinstance(who, Response):
            return who
        done = _answered(parts, *who, form)
        return done if isinstance(done, Response) else RedirectResponse(f"/words/{token}", 303)

    @at.get("/me/words/{about}")
    def show_mine(request: Request, about: str) -> Response:
        who = signed_in(request, parts)
        if who is None:
            return message("come_by_link", 401)
        return _shown(parts, who.runner_id, about, who.form_token)

    @at.post("/me/words/{about}")
    def answer_mine(request: Request, about: str, form: Sent) -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form.form_token):
            return message("come_by_link", 401)
        done = _answered(parts, who.runner_id, about, form, who.form_token)
        if isinstance(done, Response):
            return done
        over = form.from_list and not done.asks_signs
        return RedirectResponse("/me#words" if over else f"/me/words/{about}", 303)

    return at


def _shown(parts: Parts, runner_id: int, about: str, form_token: str = "") -> Response:
    with parts.sessions() as session:
        found = _found(session, runner_id, about)
        if isinstance(found, Response):
            return found
        runner, row = found
        return _page(parts, session, runner, understood(session, row), form_token)


def _answered(
    parts: Parts, runner_id: int, about: str, form: Filled, form_token: str = ""
) -> Response | Understood:
    """Do what the form says: what stands now, or a page where it cannot be done."""
    with parts.sessions() as session:
        found = _found(session, runner_id, about, to_change=True)
        if isinstance(found, Response):
            return found
        runner, row = found
        try:
            _apply(parts, session, runner, row, form)
        except Wrong as wrong:
            session.rollback()
            one = understood(session, row)
            return _page(parts, session, runner, one, form_token, form, wrong.code)
        session.commit()
        log.info("words answered runner=%d answer=%s", runner_id, form.answer)
        if form.answer == SIGNS:
            # The page says at once what to do; the mail of it goes with the next delivery.
            recommend.advise_runner(session, parts.settings, parts.now(), runner, row.on)
        return understood(session, row)


def _apply(
    parts: Parts,
    session: Session,
    runner: models.Runner,
    row: models.WordsRead,
    form: Filled,
) -> None:
    now = parts.now()
    if form.answer == RIGHT:
        try:
            answering.say_right(session, now, runner, row)
        except ValueError:
            raise Wrong("how_it_was") from None
    elif form.answer == NOT_SO:
        answering.say_not_so(session, now, runner, row)
    elif form.answer == CORRECTED:
        answering.correct(session, now, runner, row, form.how_it_was())
    elif form.answer == SIGNS:
        ticked = form.ticked(understood(session, row).asks_signs)
        if ticked and not answering.tick_signs(session, now, runner, row, ticked):
            raise Wrong("answer")
    else:
        raise Wrong("answer")


def _found(
    session: Session, runner_id: int, about: str, *, to_change: bool = False
) -> tuple[models.Runner, models.WordsRead] | Response:
    """The runner and what was read of this very runner's run."""
    runner = session.get(models.Runner, runner_id)
    number = about.isascii() and about.isdecimal() and len(about) <= LONGEST_ID
    row = row_of(session, int(about), to_change=to_change) if number else None
    if runner is None or row is None or row.runner_id != runner.id:
        return message("words_gone", 404)
    if not consents.has(session, runner, consents.HEALTH):
        return message("words_not_kept", 403, reader_of(runner))
    return runner, row


def _page(
    parts: Parts,
    session: Session,
    runner: models.Runner,
    one: Understood,
    form_token: str,
    form: Filled | None = None,
    wrong: str | None = None,
) -> Response:
    flag = flag_text(session, runner, today_of(runner, parts.now())) if one.flagged else None
    known = red_flags()
    return page(
        "words",
        reader_of(runner),
        200 if wrong is None else 400,
        one=one,
        flag=flag.split("\n\n")[:-1] if flag else [],
        signs=[known[code] for code in one.asks_signs],
        form=form or Filled.of(one),
        wrong=wrong,
        regions=[region.value for region in Region],
        sides=[side.value for side in Side],
        form_token=form_token,
    )
