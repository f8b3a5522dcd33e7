"""What goes out by itself, what goes into the digest, and how much mail a runner gets."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from syncer import models, taking_back, told
from syncer.channels import GARMIN_NOTE, MAIL, NOTES, STRAVA_NOTE, TELLS
from syncer.channels.message import message_id
from syncer.models import Delivery, DeliveryState
from syncer.on_run import id_at, note_for
from syncer.posting import reader_of
from syncer.settings import Settings

WEEK = timedelta(days=7)
MAILS_A_WEEK = 1
"""Mails beside the digest in any seven days; red and flag ones do not count."""

_OUT = (*told.ON_ITS_WAY, DeliveryState.SENT, DeliveryState.UNKNOWN)
_NOT_OUT = (DeliveryState.PENDING.value, DeliveryState.CARRIED.value)


def start(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
) -> None:
    """Put a stored advice on its way, if it is not and the address was confirmed.

    It goes onto the run on Strava where it has a place there, else by mail. What is urgent goes
    both ways. The neutral line on Garmin goes beside either: it says too little to stand for it.
    Where Garmin brings the run later than the advice left, the line alone is put on its way then;
    where Strava does, a mail that still waits gives way to the note.
    """
    if runner.address_confirmed_at is None:
        return
    known = _of(session, row)
    if known:
        _rather_onto_the_run(session, settings, now, runner, row, known)
        has_line = any(one.channel == GARMIN_NOTE for one in known)
        if not has_line and _has_place(session, runner, row, GARMIN_NOTE):
            session.add(_delivery(settings, now, runner, row, GARMIN_NOTE))
        return
    ways = [way for way in NOTES if _has_place(session, runner, row, way)]
    for way in ways:
        session.add(_delivery(settings, now, runner, row, way))
    if STRAVA_NOTE not in ways or told.is_urgent(row):
        by_mail = _delivery(settings, now, runner, row, MAIL)
        by_mail.state, by_mail.reason = _first_state(session, runner, row)
        session.add(by_mail)


def ask(
    session: Session, settings: Settings, now: datetime, runner: models.Runner, row: models.Advice
) -> None:
    """Put what goes by mail alone on its way: a question, a coach's digest."""
    session.add(_delivery(settings, now, runner, row, MAIL))


def may_ask(
    session: Session, runner: models.Runner, note: models.Advice, morning: datetime
) -> bool:
    """Whether the mail budget has room for the question that belongs to a note.

    A mail that told the note announced the question, and both count as one; but a mail of that
    very morning asks by itself. A note on the run leaves the mail of the week to the question.
    """
    by_mail = next((one for one in _of(session, note) if one.channel == MAIL), None)
    if by_mail is not None:
        left_at = by_mail.sent_at if by_mail.state == DeliveryState.SENT else None
        return left_at is not None and left_at < morning
    return _first_state(session, runner, note)[0] == DeliveryState.PENDING


def instead(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
    way: str,
    reason: str,
) -> tuple[DeliveryState, str, list[Delivery]]:
    """What becomes of a note that its run would not take: its state, why, and what goes instead.

    By mail where the budget has room, else in the digest, each once. Nothing stands in for a
    line on Garmin: what it is about goes by another way already.
    """
    if way not in TELLS or any(other.channel == MAIL for other in _of(session, row)):
        return DeliveryState.FAILED, reason, []
    state, _ = _first_state(session, runner, row)
    if state == DeliveryState.CARRIED:
        return DeliveryState.CARRIED, reason, []
    return DeliveryState.FAILED, reason, [_delivery(settings, now, runner, row, MAIL)]


def _delivery(
    settings: Settings, now: datetime, runner: models.Runner, row: models.Advice, channel: str
) -> Delivery:
    assert runner.id is not None
    assert row.id is not None
    return Delivery(
        runner_id=runner.id,
        advice_id=row.id,
        channel=channel,
        message_id=message_id(settings, runner.id, row.kind, row.on.isoformat(), row.about),
        created_at=now,
    )


def have_left(session: Session, row: models.Advice) -> bool:
    """Whether any delivery that tells an advice has left, is leaving, or ended otherwise."""
    return any(
        delivery.state not in _NOT_OUT or delivery.sent_at is not None
        for delivery in _of(session, row)
        if delivery.channel in TELLS
    )


def decide_again(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
) -> None:
    """Choose anew between the ways, for an advice that says something else now."""
    known = _of(session, row)
    if _rather_onto_the_run(session, settings, now, runner, row, known):
        known = _of(session, row)
    for delivery in known:
        if delivery.channel == MAIL:
            delivery.state, delivery.reason = _first_state(session, runner, row)
            session.add(delivery)
    if known and told.is_urgent(row) and all(one.channel != MAIL for one in known):
        session.add(_delivery(settings, now, runner, row, MAIL))
    _line_again(session, settings, now, runner, row, known)


def _rather_onto_the_run(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
    known: list[Delivery],
) -> bool:
    """Whether a mail that waited, for the morning or for its server, now goes onto the run.

    So it is where another platform brought the run first, because Strava was down that night.
    """
    if told.is_urgent(row) or any(one.channel == STRAVA_NOTE for one in known):
        return False
    waiting = [one.id for one in known if (one.channel, one.state) == (MAIL, DeliveryState.PENDING)]
    if not waiting or not _has_place(session, runner, row, STRAVA_NOTE):
        return False
    # Only while nobody has it in hand; a moment later it may be on its way.
    still = col(Delivery.id).in_(waiting), col(Delivery.state) == DeliveryState.PENDING.value
    if session.connection().execute(delete(Delivery).where(*still)).rowcount == 0:
        return False
    for one in known:
        if one.id in waiting:
            session.expunge(one)
    session.add(_delivery(settings, now, runner, row, STRAVA_NOTE))
    return True


def _line_again(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
    known: list[Delivery],
) -> None:
    """The line on Garmin anew, which may stand there already; one with no place any more goes."""
    assert runner.id is not None
    line = next((one for one in known if one.channel == GARMIN_NOTE), None)
    if _has_place(session, runner, row, GARMIN_NOTE):
        line = line or _delivery(settings, now, runner, row, GARMIN_NOTE)
        line.state, line.reason, line.sent_at = DeliveryState.PENDING.value, None, None
        session.add(line)
    elif line is not None:
        platform = NOTES[GARMIN_NOTE]
        source_id = id_at(session, runner.id, row.about, platform)
        taking_back.let_go(session, runner.id, platform, source_id)


def _has_place(session: Session, runner: models.Runner, row: models.Advice, way: str) -> bool:
    return note_for(session, runner, row, reader_of(runner), NOTES[way]) is not None


def _of(session: Session, row: models.Advice) -> list[Delivery]:
    return list(session.exec(select(Delivery).where(col(Delivery.advice_id) == row.id)))


def _first_state(
    session: Session, runner: models.Runner, row: models.Advice
) -> tuple[str, str | None]:
    """Whether it goes by itself or in the next digest, and why."""
    if row.kind == told.DIGEST or told.is_urgent(row):
        return DeliveryState.PENDING.value, None
    if not runner.notes_on:
        return DeliveryState.CARRIED.value, "The runner wants no mails beside the digest."
    others = session.exec(
        select(models.Advice)
        .join(Delivery, col(Delivery.advice_id) == col(models.Advice.id))
        .where(
            col(models.Advice.runner_id) == runner.id,
            col(models.Advice.kind).in_((told.NOTE, told.QUESTION)),
            col(models.Advice.id) != row.id,
            col(Delivery.channel) == MAIL,
            col(models.Advice.on) > row.on - WEEK,
            col(models.Advice.on) < row.on + WEEK,
            col(Delivery.state).in_([state.value for state in _OUT]),
        )
    ).all()
    urgent = [str(light) for light in told.URGENT]
    if sum(other.light not in urgent for other in others) >= MAILS_A_WEEK:
        return DeliveryState.CARRIED.value, "One mail a week beside the digest is enough."
    return DeliveryState.PENDING.value, None
