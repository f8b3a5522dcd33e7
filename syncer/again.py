"""Another go, now, for what failed and was put off or put aside: a person saw to the cause."""

from __future__ import annotations

from sqlalchemy import CursorResult, Delete, Update, delete, true, update
from sqlmodel import Session, col, select

from syncer import units
from syncer.channels import MAIL
from syncer.models import Connection, Delivery, DeliveryState, UnitOfWork
from syncer.tokens import CONNECTED


def give(session: Session, runner_id: int | None = None) -> int:
    """Let everything that failed be tried with the next tick, of one runner or of all; how many
    things and mails that are. What a platform asked patience for stays put off. Commits."""
    everyone = runner_id is None
    failed = (
        true() if everyone else col(UnitOfWork.runner_id) == runner_id,
        col(UnitOfWork.problem).is_not(None),
        # What is in somebody's hand is being tried already.
        col(UnitOfWork.claimed_until).is_(None),
    )
    nightly = col(UnitOfWork.kind).in_([units.NIGHT, units.ADVICE])
    whose = select(UnitOfWork.runner_id).where(*failed, nightly)
    _count(
        session,
        update(Connection)
        .where(
            col(Connection.runner_id).in_(whose),
            col(Connection.status) == CONNECTED,
            col(Connection.problem).is_(None),
        )
        .values(not_before=None),
    )
    mails = (
        true() if everyone else col(Delivery.runner_id) == runner_id,
        col(Delivery.channel) == MAIL,
        col(Delivery.state) == DeliveryState.PENDING.value,
        col(Delivery.reason).is_not(None),
    )
    count = _count(session, delete(UnitOfWork).where(*failed))
    count += _count(session, update(Delivery).where(*mails).values(not_before=None))
    session.commit()
    return count


def _count(session: Session, statement: Update | Delete) -> int:
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
