"""The page behind "something hurts": a short form, and at once what a warning sign calls for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from coaching.catalogue import questions, red_flags
from coaching.catalogue.signs import RedFlag
from coaching.log import Region, Side, Timing
from syncer import links, models, telling
from syncer.flagged import flag_text
from syncer.links import PATHS, Purpose
from syncer.web.answers import asks_consent
from syncer.web.hurts_form import Hurts, hurts
from syncer.web.links_in import Opened, opened
from syncer.web.pages import Parts, message, page
from syncer.web.pain_form import Wrong
from syncer.web.words_form import SIGNS

log = logging.getLogger(__name__)

PATH = f"/{PATHS[Purpose.SOMETHING_HURTS]}/{{token}}"
HURTS = "hurts"
URGENT = ("a", "b")
"""Tiers of signs that somebody has to look at today, or this week."""
Sent = Annotated[Hurts, Depends(hurts)]


def router(parts: Parts) -> APIRouter:
    """`GET` shows and changes nothing; the form carries a token of its page."""
    at = APIRouter()

    @at.get(PATH)
    def show(token: str) -> Response:
        with parts.sessions() as session:
            found = opened(parts, session, Purpose.SOMETHING_HURTS, token)
            return found if isinstance(found, Response) else _page(parts, session, found)

    @at.post(PATH)
    def answer(token: str, form: Sent) -> Response:
        with parts.sessions() as session:
            found = opened(parts, session, Purpose.SOMETHING_HURTS, token)
            if isinstance(found, Response):
                return found
            if not found.is_own_form(form.form_token):
                return message("odd", 400, found.reader)
            ask = asks_consent(parts, session, found, form.agree)
            if ask is not None:
                return ask()
            try:
                if not form.agree:
                    _apply(parts, session, found, form)
            except Wrong as wrong:
                return _page(parts, session, found, form, wrong.code)
        log.info("answered by mail runner=%d what=%s", found.runner.id, found.signed.purpose)
        return RedirectResponse(f"/{PATHS[Purpose.SOMETHING_HURTS]}/{token}", 303)

    return at


@cache
def asked_of_everybody() -> Mapping[str, RedFlag]:
    """Signs that somebody has to look at today or this week, wherever it hurts.

    What belongs to one place is asked once the place is known.
    """
    known = red_flags().items()
    return {code: one for code, one in known if one.tier in URGENT and not one.regions}


def _apply(parts: Parts, session: Session, found: Opened, form: Hurts) -> None:
    now, settings, runner = parts.now(), parts.settings, found.runner
    if form.answer == HURTS:
        told = form.told(now, found.days, asked_of_everybody())
        telling.tell(session, settings, now, runner, told, by=found.by)
    elif form.answer == SIGNS:
        report = telling.by_link(session, runner, found.by)
        codes = form.ticked([one.code for one in _signs(report)])
        if codes:
            telling.tick(session, settings, now, runner, found.by, codes)
    else:
        raise Wrong("answer")


def _signs(report: models.PainReport | None) -> list[RedFlag]:
    """What to ask about the place that was told, but for what was ticked already.

    What is urgent is asked of the whole limb: a knee may lock wherever it hurts.
    """
    if report is None or report.region is None or not report.worst:
        return []
    known, limb = questions(Region(report.region)), _limb(Region(report.region))
    urgent = [one for one in red_flags().values() if one.tier in URGENT]
    near = [one for one in urgent if limb in map(_limb, one.regions)]
    return [one for one in dict.fromkeys((*near, *known)) if one.code not in report.flags]


def _limb(region: Region) -> str:
    return region.value.partition("_")[0]


def _page(
    parts: Parts,
    session: Session,
    found: Opened,
    form: Hurts | None = None,
    wrong: str | None = None,
) -> Response:
    ask = asks_consent(parts, session, found, agreed=False)
    if ask is not None:
        return ask()
    report = telling.by_link(session, found.runner, found.by)
    flag = flag_text(session, found.runner, found.today) if report is not None else None
    told = None if report is None or report.nothing else report
    return page(
        "hurts",
        found.reader,
        200 if wrong is None else 400,
        told=None if told is None else {**told.model_dump(), "sure": False},
        flag=flag.split("\n\n")[:-1] if flag else [],
        signs=[] if flag else _signs(told),
        form=form or Hurts.of(report, found.day),
        wrong=wrong,
        days=found.days,
        regions=[region.value for region in Region],
        sides=[side.value for side in Side],
        timings=[timing.value for timing in Timing],
        asked=list(asked_of_everybody().values()),
        nothing=links.beside(parts.settings, found.signed, Purpose.NOTHING_HURTS),
        form_token=found.form_token,
    )
