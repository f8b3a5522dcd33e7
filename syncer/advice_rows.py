"""Advice as rows: each note and each digest once, in one transaction with its mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from coaching.advice import Advice, Finding, Light
from coaching.log import TrainingLog
from syncer import deliveries, models, told
from syncer.advice_json import log_sha256, stored
from syncer.settings import Settings

FLAG_AGAIN = timedelta(days=28)
"""A warning sign that stands is mailed once in this time; the digest shows it every week."""


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
    about = _about(session, runner, finding)
    if _said_lately(session, runner, advice.on, about, finding):
        return None
    row = _known(session, runner, told.NOTE, advice.on, about)
    if row is not None and not _brought_up_to_date(
        session, settings, now, runner, log, row, advice, finding
    ):
        if not _is_worse(finding, row):
            deliveries.start(session, settings, now, runner, row)
            session.commit()
            return None
        about = f"{about} {finding.light}"
        row = _known(session, runner, told.NOTE, advice.on, about)
    if row is not None:
        deliveries.start(session, settings, now, runner, row)
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
    deliveries.start(session, settings, now, runner, row)
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


def _about(session: Session, runner: models.Runner, finding: Finding) -> str:
    """The run of a note. A warning sign goes by its codes and by how often signs were cleared,
    so that a new one, or the same after a clearing, is a new mail."""
    if finding.light is not Light.FLAG:
        return finding.run or f"{finding.rule}:{finding.action}"
    flags = finding.numbers.get("flags", ())
    codes = sorted(map(str, flags)) if isinstance(flags, list | tuple | frozenset) else []
    cleared = session.exec(
        select(func.count()).where(col(models.FlagCleared.runner_id) == runner.id)
    ).one()
    return ":".join((finding.rule, finding.action, *codes, str(cleared)))


def _said_lately(
    session: Session, runner: models.Runner, on: date, about: str, finding: Finding
) -> bool:
    """Whether an earlier day had the same to say; the note of a run is that run's alone."""
    if finding.light is Light.FLAG:
        since = on - FLAG_AGAIN
    elif finding.run is None:
        since = on - deliveries.WEEK
    else:
        return False
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
    settings: Settings,
    now: datetime,
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
    if deliveries.have_left(session, row):
        return False
    row.content, row.rule_version = content, advice.rule_version
    row.light, row.log_sha256 = _name(finding.light), log_sha256(log)
    row.created_at = now
    session.add(row)
    deliveries.decide_again(session, settings, now, runner, row)
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
        deliveries.start(session, settings, now, runner, row)
        session.commit()
    except IntegrityError:
        # Another worker stored the same at the same moment; one is enough.
        session.rollback()
        return None
    return row
