"""The states of a delivery, each changed by comparing first, so that no two workers clash.

Every change is one UPDATE that names the state and the worker it expects, committed at once: a
worker whose delivery was given to another one changes nothing and is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, or_, update
from sqlmodel import Session, SQLModel, col

from syncer.models import Delivery, DeliveryState

REASON_MAX = 500


class Taken(Exception):
    """Another worker has this delivery by now; it must be left alone."""


def claim(session: Session, now: datetime, delivery_id: int, worker: str) -> bool:
    """Take a waiting delivery; False when it is not waiting (any more, or yet)."""
    return _change(
        session,
        delivery_id,
        [DeliveryState.PENDING],
        or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
        state=DeliveryState.CLAIMED.value,
        claimed_at=now,
        claimed_by=worker,
        attempts=Delivery.attempts + 1,
    )


def handing_over(
    session: Session,
    now: datetime,
    delivery_id: int,
    worker: str,
    then: Callable[[], None] = lambda: None,
) -> None:
    """The last mark before the step that cannot be undone. Raises Taken."""
    if not _change(
        session,
        delivery_id,
        [DeliveryState.CLAIMED],
        col(Delivery.claimed_by) == worker,
        then,
        state=DeliveryState.HANDING_OVER.value,
        claimed_at=now,
    ):
        raise Taken


def finish(
    session: Session,
    delivery_id: int,
    worker: str,
    state: DeliveryState,
    reason: str,
    not_before: datetime | None = None,
    then: Callable[[], None] = lambda: None,
) -> bool:
    """Write down why a delivery did not end as sent; False when another worker has it.

    `then` adds to the same commit.
    """
    return _change(
        session,
        delivery_id,
        [DeliveryState.CLAIMED, DeliveryState.HANDING_OVER],
        col(Delivery.claimed_by) == worker,
        then,
        state=state.value,
        reason=reason[:REASON_MAX],
        not_before=not_before,
    )


def sent(
    session: Session,
    now: datetime,
    delivery_id: int,
    worker: str,
    said: Sequence[SQLModel],
    carried: Sequence[int],
) -> bool:
    """Write down that it left, what it said, and what it said for others, in one commit.

    A delivery that was given up for dead meanwhile (`unknown`) turns out sent after all.
    """
    expected = [DeliveryState.CLAIMED, DeliveryState.HANDING_OVER, DeliveryState.UNKNOWN]
    return _change(
        session,
        delivery_id,
        expected,
        col(Delivery.claimed_by) == worker,
        lambda: _tell(session, now, said, carried),
        state=DeliveryState.SENT.value,
        sent_at=now,
        reason=None,
        not_before=None,
    )


def _tell(
    session: Session, now: datetime, said: Sequence[SQLModel], carried: Sequence[int]
) -> None:
    session.add_all(said)
    told = update(Delivery).where(col(Delivery.id).in_(carried)).values(sent_at=now)
    session.execute(told.execution_options(synchronize_session=False))


def give_back(session: Session, found: Delivery, state: DeliveryState, reason: str | None) -> bool:
    """Move what a dead worker held to another state, unless somebody else just did."""
    assert found.id is not None
    return _change(
        session,
        found.id,
        [DeliveryState(found.state)],
        col(Delivery.claimed_by) == found.claimed_by,
        state=state.value,
        reason=reason,
        not_before=None,
    )


def _change(
    session: Session,
    delivery_id: int,
    expected: Sequence[DeliveryState],
    condition: ColumnElement[bool],
    then: Callable[[], None] = lambda: None,
    **values: Any,
) -> bool:
    statement = (
        update(Delivery)
        .where(
            col(Delivery.id) == delivery_id,
            col(Delivery.state).in_([state.value for state in expected]),
            condition,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    changed = result.rowcount == 1
    if changed:
        then()
    session.commit()
    return changed
