"""One-tap answers from a mail: a page with the answer filled in and one button.

`GET` changes nothing, because mail scanners open every link. The button's form carries a token
of the page. Answered again, nothing changes; another answer takes the place of the first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from coaching.log import PainReport
from coaching.soreness import Soreness, active_pain
from syncer import consents, history, links, telling
from syncer.flagged import flag_text
from syncer.links import PATHS, Purpose
from syncer.telling import DONE, TOO_HARD
from syncer.web.links_in import Opened, opened
from syncer.web.pages import Parts, message, page

log = logging.getLogger(__name__)

HOW = "on the page of an answer from a mail"
WORST = tuple(str(number) for number in range(11))
OF_STRENGTH = {Purpose.STRENGTH_DONE: DONE, Purpose.TOO_HARD: TOO_HARD}
TAPS = (Purpose.NOTHING_HURTS, Purpose.MORNING, *OF_STRENGTH)


def router(parts: Parts) -> APIRouter:
    at = APIRouter()
    for purpose in TAPS:
        _add(at, parts, purpose)
    return at


def _add(at: APIRouter, parts: Parts, purpose: Purpose) -> None:
    path = f"/{PATHS[purpose]}/{{token}}"

    @at.get(path)
    def show(token: str) -> Response:
        with parts.sessions() as session:
            found = opened(parts, session, purpose, token)
            return found if isinstance(found, Response) else _shown(parts, session, found)

    @at.post(path)
    def answer(
        token: str,
        form_token: Annotated[str, Form()] = "",
        on: Annotated[str, Form()] = "",
        morning: Annotated[str, Form()] = "",
        agree: Annotated[str, Form()] = "",
    ) -> Response:
        with parts.sessions() as session:
            found = opened(parts, session, purpose, token)
            if isinstance(found, Response):
                return found
            if not found.is_own_form(form_token):
                return message("odd", 400, found.reader)
            wrong = _answered(parts, session, found, on, morning, agree == "yes")
        return wrong or RedirectResponse(f"/{PATHS[purpose]}/{token}", 303)


def asks_consent(
    parts: Parts, session: Session, found: Opened, agreed: bool
) -> Callable[[], Response] | None:
    """What to show where the runner has not agreed to keeping health data; None where they have.

    With `agreed` they do so now. Commits then.
    """
    if agreed:
        consents.give(session, parts.now(), found.runner, consents.HEALTH, how=HOW)
        session.commit()
    if consents.has(session, found.runner, consents.HEALTH):
        return None
    return lambda: page("consent_first", found.reader, form_token=found.form_token)


def _answered(
    parts: Parts, session: Session, found: Opened, on: str, morning: str, agreed: bool
) -> Response | None:
    """Do what the form says; a page where it cannot be done."""
    now, purpose, runner = parts.now(), found.signed.purpose, found.runner
    if purpose in OF_STRENGTH:
        telling.of_strength(session, now, runner, found.today, OF_STRENGTH[purpose])
        session.commit()
    else:
        ask = asks_consent(parts, session, found, agreed)
        if ask is not None or agreed:
            return ask and ask()
        told = _told(parts, session, found, on, morning)
        if told is None:
            return message("odd", 400, found.reader)
        telling.tell(session, parts.settings, now, runner, told, by=found.by)
    log.info("answered by mail runner=%d what=%s", runner.id, purpose)
    return None


def _told(
    parts: Parts, session: Session, found: Opened, on: str, morning: str
) -> PainReport | None:
    """What the form says, None where it says nothing that can be."""
    now = parts.now()
    if found.signed.purpose is Purpose.MORNING:
        if found.day > found.today:
            return None
        sore = _sore(session, found)
        if sore is not None:
            if morning not in WORST:
                return None
            return PainReport(found.day, now, sore.region, sore.side, morning=int(morning))
        return PainReport(found.day, now, nothing=True)
    day = next((one for one in found.days if one.isoformat() == on), None)
    return None if day is None else PainReport(day, now, nothing=True)


def _shown(parts: Parts, session: Session, found: Opened) -> Response:
    purpose, runner = found.signed.purpose, found.runner
    if purpose in OF_STRENGTH:
        noted = telling.is_noted(session, runner, found.today, OF_STRENGTH[purpose])
        other = [one for one in OF_STRENGTH if one is not purpose]
        facts: dict[str, object] = {"on": found.today if noted else None, "before": False}
        days, sore, flag = [found.today], None, None
    else:
        ask = asks_consent(parts, session, found, agreed=False)
        if ask is not None:
            return ask()
        report = telling.by_link(session, runner, found.by)
        answers = report is not None and (report.nothing or purpose is Purpose.MORNING)
        facts = {
            "on": report.on if report is not None and answers else None,
            "nothing": report is not None and report.nothing,
            "before": report is not None and not answers,
        }
        flag = flag_text(session, runner, found.today)
        sore = _sore(session, found) if purpose is Purpose.MORNING else None
        days, other = found.days, [Purpose.SOMETHING_HURTS]
    return page(
        "answer",
        found.reader,
        purpose=str(purpose),
        noted=facts,
        days=days,
        chosen=found.day,
        early=purpose is Purpose.MORNING and found.day > found.today,
        sore=sore,
        morning=_number(session, found),
        flag=flag.split("\n\n")[:-1] if flag else [],
        others={str(one): links.beside(parts.settings, found.signed, one) for one in other},
        form_token=found.form_token,
    )


def _number(session: Session, found: Opened) -> int | None:
    """What was told of this morning, if it was."""
    if found.signed.purpose is not Purpose.MORNING:
        return None
    report = telling.by_link(session, found.runner, found.by)
    return None if report is None else report.morning


def _sore(session: Session, found: Opened) -> Soreness | None:
    """The place that the morning is asked about: what hurt most on the day before."""
    day_before = found.day - timedelta(days=1)
    places = active_pain(history.training_log(session, found.runner), day_before)
    return places[0] if places else None
