"""What waits is sent: claim, write, hand over, record, so that nothing is lost and nothing twice.

Each step is committed before the next begins. A worker that dies leaves its delivery behind in
a state that says what happened: `claimed` never left and is simply taken up again;
`handing_over` may have left. There SMTP cannot say, so it becomes `unknown`, `check` tells it
and the next digest carries it; only red and flag mails go again, with the same Message-ID,
because there twice is harmless and lost is not.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, or_, select

from syncer import ledger, lifesign, posting, told
from syncer.channels import Channel, MayHaveArrived, NotDelivered, TryLater, channel_for
from syncer.ledger import Taken
from syncer.models import Advice, Delivery, DeliveryState, Runner
from syncer.settings import Settings

log = logging.getLogger(__name__)

SessionFactory = Callable[[], AbstractContextManager[Session]]

LEASE = timedelta(minutes=15)
"""After this long, a worker of whom nothing is known here is taken for dead."""

MOST_ATTEMPTS = 5
"""A red or flag mail whose hand-over keeps breaking is given up after so many tries."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How one pass went. `later` waits for another pass; `unknown` may have arrived."""

    sent: int = 0
    later: int = 0
    carried: int = 0
    unknown: int = 0
    failed: int = 0


class _Closed(Exception):
    """The channel takes nothing more in this pass: an outage, or settings to put right."""


def deliver(
    session_factory: SessionFactory,
    settings: Settings,
    now: datetime,
    runner: Runner | None = None,
) -> DeliveryCounts:
    """One pass over what waits, for one runner or for all; red and flag mails go first.

    `session_factory` opens a session as a context manager. One runner's failure never stops
    the next; an outage of the mail server stops the pass and leaves the rest waiting.
    """
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        worker = _living(stack, settings)
        with session_factory() as session:
            counts["unknown"] += recover(session, settings, now)
            due = _due(session, now, runner)
        for nth, delivery_id in enumerate(due):
            try:
                with session_factory() as session:
                    counts[_deliver_one(session, settings, now, worker, delivery_id)] += 1
            except _Closed:
                counts["later"] += len(due) - nth
                break
            except Taken:
                continue
    counted = DeliveryCounts(**{k: n for k, n in counts.items() if k})
    log.info("delivered sent=%d later=%d failed=%d", counted.sent, counted.later, counted.failed)
    return counted


def _living(stack: ExitStack, settings: Settings) -> str:
    try:
        return stack.enter_context(lifesign.living(settings.data_dir))
    except OSError as error:
        raise NotDelivered(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror}); nothing "
            "was sent. Make it writable, or set EVENSTRIDE_DATA_DIR to another place.",
            permanent=False,
        ) from error


def recover(session: Session, settings: Settings, now: datetime) -> int:
    """Take back what dead workers held; answers how many became `unknown`."""
    held = (DeliveryState.CLAIMED.value, DeliveryState.HANDING_OVER.value)
    found = session.exec(
        select(Delivery, Advice)
        .join(Advice, col(Delivery.advice_id) == col(Advice.id))
        .where(col(Delivery.state).in_(held))
    ).all()
    unknown, buried = 0, set()
    for delivery, row in found:
        worker = delivery.claimed_by or ""
        dead = lifesign.is_dead(settings.data_dir, worker)
        if dead is False or (dead is None and not _lease_is_over(delivery, settings, now)):
            continue
        again = _goes_again(delivery, row, channel_for(delivery.channel, settings))
        state = DeliveryState.PENDING if again else DeliveryState.UNKNOWN
        reason = None if again else "It was interrupted while it left; it may have arrived."
        unknown += ledger.give_back(session, delivery, state, reason) and not again
        buried.add(worker)
    for worker in buried:
        lifesign.bury(settings.data_dir, worker)
    return unknown


def _lease_is_over(delivery: Delivery, settings: Settings, now: datetime) -> bool:
    # A slow server may take the longest wait at each of its dozen answers.
    lease = max(LEASE, timedelta(seconds=12 * settings.smtp_timeout_s))
    return delivery.claimed_at is None or delivery.claimed_at <= now - lease


def _goes_again(delivery: Delivery, row: Advice, channel: Channel) -> bool:
    if delivery.state == DeliveryState.CLAIMED or channel.repeatable:
        return True
    return told.is_urgent(row) and delivery.attempts < MOST_ATTEMPTS


def _due(session: Session, now: datetime, runner: Runner | None) -> list[int]:
    """Ids of what may go now, never to an address that was not confirmed."""
    waiting = (
        select(Delivery, Advice)
        .join(Advice, col(Delivery.advice_id) == col(Advice.id))
        .join(Runner, col(Delivery.runner_id) == col(Runner.id))
        .where(
            col(Delivery.state) == DeliveryState.PENDING.value,
            or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
            col(Runner.address_confirmed_at).is_not(None),
        )
    )
    if runner is not None:
        waiting = waiting.where(col(Delivery.runner_id) == runner.id)
    found = sorted(
        session.exec(waiting), key=lambda pair: (not told.is_urgent(pair[1]), pair[0].id)
    )
    return [delivery.id for delivery, _ in found if delivery.id is not None]


def _deliver_one(
    session: Session, settings: Settings, now: datetime, worker: str, delivery_id: int
) -> str:
    """Bring one delivery to its next state and name it; "" when another worker has it."""
    if not ledger.claim(session, now, delivery_id, worker):
        return ""
    delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
    row = session.get_one(Advice, delivery.advice_id)
    person = session.get_one(Runner, delivery.runner_id)
    finish = partial(ledger.finish, session, delivery_id, worker)
    reason = posting.why_not(session, now, person, row)
    if reason is not None:
        finish(DeliveryState.CARRIED, f"Not sent: {reason}.")
        return "carried"
    try:
        ready = posting.parcel(session, settings, now, delivery, row, person)
        # Ends the reading, so that the next write does not wait behind it.
        session.commit()
        channel = channel_for(delivery.channel, settings)
        mark = partial(ledger.handing_over, session, now, delivery_id, worker)
        channel.hand_over(settings, now, ready, mark)
    except MayHaveArrived as error:
        return _may_have_arrived(session, worker, delivery, row, error)
    except NotDelivered as error:
        if error.permanent:
            finish(DeliveryState.FAILED, error.reason)
            return "failed"
        finish(DeliveryState.PENDING, error.reason)
        raise _Closed from error
    except TryLater as error:
        finish(DeliveryState.PENDING, error.reason, error.until)
        if error.everyone:
            raise _Closed from error
        return "later"
    carried = row.content.get("carries", [])
    ledger.sent(session, now, delivery_id, worker, told.sayings(row), carried)
    return "sent"


def _may_have_arrived(
    session: Session, worker: str, delivery: Delivery, row: Advice, error: MayHaveArrived
) -> str:
    assert delivery.id is not None
    if told.is_urgent(row) and delivery.attempts < MOST_ATTEMPTS:
        ledger.finish(session, delivery.id, worker, DeliveryState.PENDING, error.reason)
        return "later"
    ledger.finish(session, delivery.id, worker, DeliveryState.UNKNOWN, error.reason)
    return "unknown"
