"""Advice as rows: each note and each digest once, in one transaction with its mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from coaching.advice import Advice, Finding, Light
from coaching.log import TrainingLog
from syncer import models, told
from syncer.advice_json import log_sha256, stored
from syncer.channels import MAIL
from syncer.channels.message import message_id
from syncer.models import Delivery, DeliveryState
from syncer.settings import Settings

WEEK = timedelta(days=7)
MAILS_A_WEEK = 1
"""Mails beside the digest in any seven days; red and flag ones do not count."""

FLAG_AGAIN = timedelta(days=28)
"""A warning sign that stands is mailed once in this time; the digest shows it every week."""

_OUT = (*told.ON_ITS_WAY, DeliveryState.SENT, DeliveryState.UNKNOWN)
_NOT_OUT = (DeliveryState.PENDING.value, DeliveryState.CARRIED.value)


def keep_note(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    log: TrainingLog,
    advice: Advice,
    finding: Finding,
) -> models.Advice | None:
    """Store what a day says, unless it is stored already; None where nothing is new.

    A note that has not left yet is brought up to date. One that has left stays as it was; only
    a red or flag light that is worse than what was sent gets a mail of its own.
    """
    about = _about(finding)
    if finding.run is None and _said_lately(session, runner, advice.on, about, finding.light):
        return None
    row = _known(session, runner, told.NOTE, advice.on, about)
    if row is not None and not _brought_up_to_date(session, runner, log, row, advice, finding):
        if not _is_worse(finding, row):
            return None
        about = f"{about} {finding.light}"
        row = _known(session, runner, told.NOTE, advice.on, about)
    if row is not None:
        _give_a_delivery(session, settings, now, runner, row)
        session.commit()
        return None
    row = _row(now, runner, log, told.NOTE, about, advice, finding.light)
    return _store(session, settings, now, runner, row)


def has_digest(
    session: Session, settings: Settings, now: datetime, runner: models.Runner, on: date
) -> bool:
    """Whether the week that ends on `on` has its digest; one without a mail gets it now."""
    row = _known(session, runner, told.DIGEST, on, "")
    if row is None:
        return False
    _give_a_delivery(session, settings, now, runner, row)
    session.commit()
    return True


def keep_digest(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    log: TrainingLog,
    week: Advice,
    carries: Sequence[int | None],
) -> models.Advice | None:
    """Store a week's digest; `carries` names the deliveries that it says for.

    None when another worker stored it at the same moment.
    """
    row = _row(now, runner, log, told.DIGEST, "", week, week.light)
    row.content = {**row.content, "carries": list(carries)}
    return _store(session, settings, now, runner, row)


def _about(finding: Finding) -> str:
    """The run of a note; for a warning sign its codes, so that a new one is a new mail."""
    if finding.light is Light.FLAG:
        flags = finding.numbers.get("flags", ())
        codes = sorted(map(str, flags)) if isinstance(flags, list | tuple | frozenset) else []
        return ":".join((finding.rule, finding.action, *codes))
    return finding.run or f"{finding.rule}:{finding.action}"


def _said_lately(
    session: Session, runner: models.Runner, on: date, about: str, light: Light | None
) -> bool:
    """Whether an earlier day had the same to say, not taken back since."""
    since = on - (FLAG_AGAIN if light is Light.FLAG else WEEK)
    if light is Light.FLAG:
        cleared = session.exec(
            select(func.max(col(models.FlagCleared.on))).where(
                col(models.FlagCleared.runner_id) == runner.id,
                col(models.FlagCleared.on) <= on,
            )
        ).one()
        since = max(since, cleared or since)
    earlier = select(models.Advice).where(
        col(models.Advice.runner_id) == runner.id,
        col(models.Advice.kind) == told.NOTE,
        col(models.Advice.about) == about,
        col(models.Advice.on) > since,
        col(models.Advice.on) < on,
    )
    return session.exec(earlier).first() is not None


def _is_worse(finding: Finding, row: models.Advice) -> bool:
    before = Light.GREY if row.light is None else Light[row.light.upper()]
    return finding.light in told.URGENT and finding.light > before


def _brought_up_to_date(
    session: Session,
    runner: models.Runner,
    log: TrainingLog,
    row: models.Advice,
    advice: Advice,
    finding: Finding,
) -> bool:
    """Whether the row now says what the advice says; False when another thing has left."""
    content = stored(advice)
    if row.content == content:
        return True
    deliveries = _deliveries(session, row)
    if any(delivery.state not in _NOT_OUT for delivery in deliveries):
        return False
    row.content, row.rule_version = content, advice.rule_version
    row.light, row.log_sha256 = _name(finding.light), log_sha256(log)
    session.add(row)
    for delivery in deliveries:
        delivery.state, delivery.reason = _first_state(session, runner, row)
        session.add(delivery)
    return True


def _known(
    session: Session, runner: models.Runner, kind: str, on: date, about: str
) -> models.Advice | None:
    return session.exec(
        select(models.Advice).where(
            col(models.Advice.runner_id) == runner.id,
            col(models.Advice.kind) == kind,
            col(models.Advice.on) == on,
            col(models.Advice.about) == about,
        )
    ).first()


def _row(
    now: datetime,
    runner: models.Runner,
    log: TrainingLog,
    kind: str,
    about: str,
    advice: Advice,
    light: Light | None,
) -> models.Advice:
    assert runner.id is not None
    content: dict[str, Any] = stored(advice)
    return models.Advice(
        runner_id=runner.id,
        kind=kind,
        on=advice.on,
        about=about,
        light=_name(light),
        rule_version=advice.rule_version,
        log_sha256=log_sha256(log),
        content=content,
        created_at=now,
    )


def _name(light: Light | None) -> str | None:
    return None if light is None else str(light)


def _store(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
) -> models.Advice | None:
    session.add(row)
    try:
        session.flush()
        _give_a_delivery(session, settings, now, runner, row)
        session.commit()
    except IntegrityError:
        # Another worker stored the same at the same moment; one is enough.
        session.rollback()
        return None
    return row


def _deliveries(session: Session, row: models.Advice) -> list[Delivery]:
    return list(session.exec(select(Delivery).where(col(Delivery.advice_id) == row.id)))


def _give_a_delivery(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
) -> None:
    """Put a stored advice on its way by mail, if it is not and the address was confirmed."""
    assert runner.id is not None
    assert row.id is not None
    if runner.address_confirmed_at is None or _deliveries(session, row):
        return
    state, reason = _first_state(session, runner, row)
    session.add(
        Delivery(
            runner_id=runner.id,
            advice_id=row.id,
            channel=MAIL,
            state=state,
            reason=reason,
            message_id=message_id(settings, runner.id, row.kind, row.on.isoformat(), row.about),
            created_at=now,
        )
    )


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
            col(models.Advice.kind) == told.NOTE,
            col(models.Advice.id) != row.id,
            col(models.Advice.on) > row.on - WEEK,
            col(models.Advice.on) < row.on + WEEK,
            col(Delivery.state).in_([state.value for state in _OUT]),
        )
    ).all()
    if sum(not told.is_urgent(other) for other in others) >= MAILS_A_WEEK:
        return DeliveryState.CARRIED.value, "One mail a week beside the digest is enough."
    return DeliveryState.PENDING.value, None
