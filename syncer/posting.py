"""From a stored delivery to a parcel: whether it may still go, its words, its address."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jinja2 import TemplateError
from sqlmodel import Session, col, select

import templates
from syncer import (
    advice_json,
    coach_letter,
    consents,
    history,
    links,
    models,
    morning,
    on_run,
    origins,
    pair_facts,
    told,
    understood,
)
from syncer.channels import AnotherWay, NotDelivered, Parcel, RunNote
from syncer.drawing import Draw
from syncer.settings import Settings
from templates import Letter, PairFacts, Reader

log = logging.getLogger(__name__)

OLDEST = timedelta(days=7)
"""Nobody is told about a run, or sent a digest, that lies further back than this."""

WRITING_FAILS = (TemplateError, LookupError, ValueError, TypeError, ArithmeticError)
"""What broken or outdated content makes the templates raise: one letter's fault, no other's."""


def reader_of(runner: models.Runner) -> Reader:
    """How this runner reads: name, language, units, time zone."""
    return Reader(runner.name, runner.locale, runner.units, runner.timezone)


def today_of(runner: models.Runner, now: datetime) -> date:
    """The runner's own calendar day."""
    return now.astimezone(ZoneInfo(runner.timezone)).date()


def why_not(
    session: Session,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
) -> str | None:
    """Why this letter must not go out any more, in words; None when it may."""
    if row.kind == told.COACH:
        return _why_not_to_coach(session, now, runner, row)
    urgent = told.is_urgent(row)
    if not urgent and today_of(runner, now) - row.on > OLDEST:
        return "it is about a day more than a week ago"
    if not told.may_still_be_told(session, runner, row.created_at):
        return "the runner took back the consent to health data"
    cleared = select(models.FlagCleared).where(
        col(models.FlagCleared.runner_id) == runner.id,
        col(models.FlagCleared.at) >= row.created_at,
    )
    if row.light == "flag" and session.exec(cleared).first() is not None:
        return "the warning sign was cleared"
    return morning.why_not_asked(session, now, runner, row) if row.kind == told.QUESTION else None


def _why_not_to_coach(
    session: Session, now: datetime, coach: models.Runner, row: models.Advice
) -> str | None:
    if today_of(coach, now) - row.on > OLDEST:
        return "it is about a week that is long over"
    if not consents.agreeing(session, coach, consents.COACH_LOAD):
        return "no runner agrees to it any more"
    return None


def run_note(session: Session, row: models.Advice, runner: models.Runner, platform: str) -> RunNote:
    """The note of a delivery, for its run. Raises AnotherWay where it has no place there."""
    try:
        note = on_run.note_for(session, runner, row, reader_of(runner), platform)
    except WRITING_FAILS as error:
        raise AnotherWay(f"The note could not be written ({type(error).__name__}).") from error
    if note is None:
        raise AnotherWay("The note has no place on that run any more.")
    return note


def parcel(
    session: Session,
    settings: Settings,
    now: datetime,
    delivery: models.Delivery,
    row: models.Advice,
    runner: models.Runner,
    draw: Draw = templates.draw,
) -> Parcel:
    """The letter of a delivery, written and addressed; `draw` makes its picture.

    Raises NotDelivered where it cannot be written (for good) or no link can be signed (until
    the key is set).
    """
    try:
        around = links.in_mail(settings, now, runner, row.on)
    except links.NoSecretKey as error:
        raise NotDelivered(str(error), permanent=False) from error
    try:
        letter = _letter(session, settings, now, row, runner, around, draw)
    except WRITING_FAILS as error:
        raise NotDelivered(
            f"The letter could not be written ({type(error).__name__}: {error}); this is a "
            "fault of Evenstride, please report it."
        ) from error
    return Parcel(
        to=runner.email,
        name=runner.name,
        message_id=delivery.message_id,
        letter=letter,
        unsubscribe=around.unsubscribe,
        one_click=links.one_click(settings.public_url),
    )


def chart_of(session: Session, delivery_id: int) -> str | None:
    """What the picture in a delivery's letter will show; None where it has none."""
    delivery = session.get_one(models.Delivery, delivery_id)
    row = session.get_one(models.Advice, delivery.advice_id)
    if row.kind != told.DIGEST or row.light == "flag":
        return None
    runner = session.get_one(models.Runner, delivery.runner_id)
    log = history.training_log(session, runner)
    return templates.chart_spec(log, row.on, reader_of(runner))


def _letter(
    session: Session,
    settings: Settings,
    now: datetime,
    row: models.Advice,
    runner: models.Runner,
    around: templates.Links,
    draw: Draw,
) -> Letter:
    if row.kind == told.QUESTION:
        return templates.morning_letter(row.on, reader_of(runner), around)
    if row.kind == told.COACH:
        reader = reader_of(runner)
        return coach_letter.letter(session, settings, now, runner, row.on, reader, around)
    log = history.training_log(session, runner)
    asked = understood.in_letter(session, settings, now, runner, row, log)
    advice = advice_json.restored(row.content)
    if today_of(runner, now) > row.on:
        # It is the morning after already: the letter's own buttons ask, and none will follow.
        advice = replace(advice, asks_morning=False)
    owed = origins.origins(session, settings, runner, advice)
    reader = reader_of(runner)
    if row.kind != told.DIGEST:
        return templates.note_letter(advice, log, reader, around, asked, owed)
    doubtful = _doubtful(session, runner, row.on)
    return templates.digest_letter(advice, log, reader, around, asked, owed, doubtful, draw)


def _doubtful(session: Session, runner: models.Runner, on: date) -> Sequence[PairFacts]:
    """What the digest asks about recordings; a letter never fails by a question."""
    try:
        return pair_facts.asked(session, runner, on)
    except WRITING_FAILS:
        log.exception("questions left out of a digest runner=%s", runner.id)
        return ()
