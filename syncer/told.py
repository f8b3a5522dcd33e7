"""What was told, what is on its way, and what still has to be told another way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from coaching.advice import Advice, Finding, Light
from coaching.budget import as_said
from coaching.log import Said
from syncer import consents, models
from syncer.advice_json import restored
from syncer.channels import TELLS
from syncer.models import Delivery, DeliveryState

NOTE, DIGEST = "note", "digest"
QUESTION = "question"
"""How it feels on the morning after a run. It tells nothing, so when it is lost nothing is."""
COACH = "coach"
"""A coach's digest about others. What it tells is not said to the coach."""
URGENT = (Light.RED, Light.FLAG)
TELLS_NOTHING = (QUESTION, COACH)
"""Kinds whose reader is told nothing about their own running."""
ON_ITS_WAY = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.HANDING_OVER)
AT_ONCE = ("tier_a", "tier_b")
CARRIED_FOR = timedelta(days=14)
"""What did not leave is worth a place in a digest for two weeks."""


def is_urgent(row: models.Advice) -> bool:
    """A red or flag mail: sent at once, beyond every budget, and rather twice than never."""
    return row.kind == NOTE and row.light in [str(light) for light in URGENT]


def cannot_wait(row: models.Advice) -> bool:
    """A warning sign that belongs before a doctor today or this week: it is told at night too."""
    return row.light == str(Light.FLAG) and any(
        finding.action in AT_ONCE for finding in findings_of(row)
    )


def to_tell(advice: Advice) -> Finding | None:
    """What a mail of its own would say: a standing flag, else the note; nothing if neither.

    A green or grey light gets no mail.
    """
    flag = next((found for found in advice.findings if found.light is Light.FLAG), None)
    if flag is not None:
        return flag
    if advice.note is not None:
        finding = advice.note.finding
        return None if finding.light in (Light.GREEN, Light.GREY) else finding
    return None


def findings_of(row: models.Advice) -> list[Finding]:
    """What the letter of a stored advice tells: one thing in a note, up to three in a digest."""
    if row.kind in TELLS_NOTHING:
        return []
    advice = restored(row.content)
    if row.kind == DIGEST:
        return [said.finding for said in advice.recommendations]
    finding = to_tell(advice)
    return [] if finding is None else [finding]


def sayings(session: Session, row: models.Advice) -> list[models.Said]:
    """The rows that say what a letter told, dated by the day it is about.

    None where another delivery of the same advice, a note beside a mail, has told it already.
    """
    assert row.id is not None
    if session.exec(select(models.Said).where(col(models.Said.advice_id) == row.id)).first():
        return []
    return [
        models.Said(
            runner_id=row.runner_id,
            advice_id=row.id,
            on=said.on,
            rule=said.rule,
            action=said.action,
            light=said.light,
            where=said.where,
            run=said.run,
            about=said.about,
        )
        for said in said_by(row)
    ]


def said_by(row: models.Advice) -> list[Said]:
    """The same as the coaching reads it."""
    return [as_said(row.on, finding, row.kind) for finding in findings_of(row)]


def on_its_way(session: Session, runner: models.Runner) -> list[Said]:
    """What waits to be sent, as if it had been said: budgets must not promise it twice."""
    waiting = select(Delivery.advice_id).where(
        col(Delivery.runner_id) == runner.id,
        col(Delivery.channel).in_(TELLS),
        col(Delivery.state).in_([state.value for state in ON_ITS_WAY]),
    )
    found = session.exec(
        select(models.Advice)
        .where(col(models.Advice.id).in_(waiting))
        .order_by(col(models.Advice.id))
    )
    return [said for row in found for said in said_by(row)]


def undelivered(
    session: Session, runner: models.Runner, on: date
) -> list[tuple[Delivery, models.Advice]]:
    """What never reached the runner and belongs into the digest of `on`, the oldest first.

    A carried delivery with `sent_at` went out in an earlier digest. Red and flag mails are not
    carried: they are sent again, and a digest shows a standing flag by itself.
    """
    lost = (DeliveryState.CARRIED.value, DeliveryState.UNKNOWN.value)
    found = session.exec(
        select(Delivery, models.Advice)
        .join(models.Advice, col(Delivery.advice_id) == col(models.Advice.id))
        .where(
            col(Delivery.runner_id) == runner.id,
            col(Delivery.state).in_(lost),
            col(Delivery.sent_at).is_(None),
            col(models.Advice.kind).not_in(TELLS_NOTHING),
            col(models.Advice.on) > on - CARRIED_FOR,
            col(models.Advice.on) <= on,
        )
        .order_by(col(models.Advice.on), col(models.Advice.id))
    )
    return [
        (delivery, row)
        for delivery, row in found
        if not is_urgent(row)
        and (row.kind, row.on) != (DIGEST, on)
        and may_still_be_told(session, runner, row.created_at)
    ]


def may_still_be_told(session: Session, runner: models.Runner, written_at: datetime) -> bool:
    """Whether something written then may be shown now: not after health consent was withdrawn.

    What was written while a consent stood may speak of pain; what was written without any
    cannot.
    """
    if consents.has(session, runner, consents.HEALTH):
        return True
    withdrawn = select(models.Consent).where(
        col(models.Consent.runner_id) == runner.id,
        col(models.Consent.what) == consents.HEALTH,
        col(models.Consent.withdrawn_at) >= written_at,
    )
    return session.exec(withdrawn).first() is None
