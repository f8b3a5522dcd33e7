"""What is not as it should be with the nightly work: asleep, failing, or with things put aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from syncer import ticking, troubles
from syncer.misconfigured import TOLD_FOR, Misconfigured
from syncer.models import Runner, UnitOfWork
from syncer.settings import Settings

LATE = timedelta(minutes=5)
"""A tick comes each half minute; a slice of a night may last longer, but not this long."""


def asleep(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Nightly work that ended without being stopped."""
    seen_at = ticking.last(session)
    if seen_at is not None and now - seen_at > LATE:
        yield Misconfigured(
            "work_asleep",
            f"The nightly work was last awake at {seen_at:%Y-%m-%d %H:%M} UTC and was not stopped.",
            "Look whether `evenstride serve` (or `work`) is running; what was missed is caught up.",
        )


def failing(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Parts of the nightly work that failed as a whole."""
    for one in troubles.standing(session):
        yield Misconfigured(
            "work_fails",
            f"Since {one.since:%Y-%m-%d %H:%M} UTC this fails: {one.part} ({one.kind}).",
            "The log of `evenstride serve` (or `work`) says where; it is tried again by itself."
            " If it is neither the disk nor the database, please report it.",
        )


def put_aside(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Units of work that failed to the last try."""
    unit = UnitOfWork
    given_up = session.exec(
        select(unit, Runner.email)
        .join(Runner, col(Runner.id) == col(unit.runner_id))
        .where(col(unit.problem).is_not(None), col(unit.ended_at) > now - TOLD_FOR)
        .order_by(col(unit.ended_at))
    ).all()
    if given_up:
        last, email = given_up[-1]
        yield Misconfigured(
            "put_aside",
            f"{len(given_up)} things could not be done for a runner this week and were put aside."
            f" The last one: {last.kind} for {email}, {last.problem}",
            "`evenstride schedule` lists them, the log of that time has more; please report it."
            " Once the cause is gone, `evenstride schedule --again` gives them another go.",
        )
