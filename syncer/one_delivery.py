"""One delivery on its way: claimed, written, handed over, recorded; what becomes of it is named.

`deliver` says in which order, and what happens to what a dead worker leaves behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from syncer import bounces, deliveries, ledger, mail_off, mail_rest, posting, taking_back, told
from syncer.channels import (
    MAIL,
    NOTES,
    TELLS,
    AddressRefused,
    AnotherWay,
    Channel,
    MayHaveArrived,
    NotDelivered,
    TryLater,
)
from syncer.clock import Clock
from syncer.database import SessionFactory
from syncer.drawing import Draw
from syncer.models import Advice, Delivery, DeliveryState, Runner
from syncer.settings import Settings

FAULT = timedelta(hours=1)
"""What failed by a fault of ours is tried again after this time."""

MOST_ATTEMPTS = 5
"""A red or flag mail whose hand-over keeps breaking is given up after so many tries."""


class Closed(Exception):
    """The channel takes nothing more in this pass: an outage, or settings to put right."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """A pass at work: `worker` claims each delivery, `draw` makes the picture of its letter."""

    sessions: SessionFactory
    settings: Settings
    now: Clock
    worker: str
    channels: Mapping[str, Channel[Any]]
    draw: Draw

    def deliver(self, delivery_id: int) -> str:
        """Bring one delivery to its next state and name it; "" when another worker has it."""
        with self.sessions() as session:
            if not ledger.claim(session, self.now(), delivery_id, self.worker):
                return ""
            delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
            row = session.get_one(Advice, delivery.advice_id)
            person = session.get_one(Runner, delivery.runner_id)
            return self._bring(session, delivery_id, delivery, row, person)

    def put_aside(self, delivery_id: int) -> None:
        """After a fault of ours: later again, unless it may have left."""
        with self.sessions() as session:
            delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
            row = session.get_one(Advice, delivery.advice_id)
            again = goes_again(delivery, row, self.channels[delivery.channel])
            state = DeliveryState.PENDING if again else DeliveryState.UNKNOWN
            reason = "A fault of Evenstride; the log says more, please report it."
            now = self.now()
            until = mail_rest.of_one(now, delivery.created_at, now + FAULT)
            ledger.finish(session, delivery_id, self.worker, state, reason, until)

    def _bring(
        self, session: Session, delivery_id: int, delivery: Delivery, row: Advice, person: Runner
    ) -> str:
        finish = partial(ledger.finish, session, delivery_id, self.worker)
        reason = posting.why_not(session, self.now(), person, row)
        if reason is None and delivery.channel == MAIL:
            reason = mail_off.why_not(person, row)
        if reason is not None:
            return _not_sent(finish, delivery, reason)
        try:
            self._hand_over(session, delivery_id, delivery, row, person)
        except MayHaveArrived as error:
            return _may_have_arrived(session, self.worker, delivery, row, error)
        except AddressRefused as error:
            stop = partial(bounces.stop, session, self.now(), delivery.runner_id, error.reason)
            waits = told.is_urgent(row)
            state = DeliveryState.PENDING if waits else DeliveryState.CARRIED
            finish(state, error.reason, then=stop)
            return "later" if waits else "carried"
        except NotDelivered as error:
            if error.permanent:
                finish(DeliveryState.FAILED, error.reason)
                return "failed"
            rest = partial(mail_rest.begin, session, self.now())
            finish(
                DeliveryState.PENDING,
                error.reason,
                then=rest if delivery.channel == MAIL else _nothing,
            )
            raise Closed from error
        except TryLater as error:
            until = error.until
            if delivery.channel == MAIL and not error.everyone:
                until = mail_rest.of_one(self.now(), delivery.created_at, until)
            finish(DeliveryState.PENDING, error.reason, until)
            if error.everyone:
                raise Closed from error
            return "later"
        except AnotherWay as error:
            state, why, others = deliveries.instead(
                session, self.settings, self.now(), person, row, delivery.channel, error.reason
            )
            finish(state, why, then=partial(session.add_all, others))
            return "another_way"
        carried = row.content.get("carries", [])
        said = told.sayings(session, row) if delivery.channel in TELLS else []
        ledger.sent(session, self.now(), delivery_id, self.worker, said, carried)
        return "sent"

    def _hand_over(
        self, session: Session, delivery_id: int, delivery: Delivery, row: Advice, person: Runner
    ) -> None:
        platform = NOTES.get(delivery.channel)
        if platform is not None:
            ready: Any = posting.run_note(session, row, person, platform)
            where = ready.runner_id, platform, ready.source_id, ready.place
            # Known before it is written, so that it can be taken back whatever happens.
            then: Callable[[], None] = partial(taking_back.posted, session, self.now(), *where)
        else:
            ready = posting.parcel(
                session, self.settings, self.now(), delivery, row, person, self.draw
            )
            then = _nothing
        # Ends the reading, so that the next write does not wait behind it.
        session.commit()
        at = self.now()
        mark = partial(ledger.handing_over, session, at, delivery_id, self.worker, then)
        self.channels[delivery.channel].hand_over(ready, mark)


def goes_again(delivery: Delivery, row: Advice, channel: Channel[Any]) -> bool:
    """Whether what a worker held may be handed over once more."""
    if delivery.state == DeliveryState.CLAIMED or channel.repeatable:
        return True
    return told.is_urgent(row) and delivery.attempts < MOST_ATTEMPTS


def _not_sent(finish: Callable[..., bool], delivery: Delivery, reason: str) -> str:
    """What may not go any more waits for the digest, but for a line that only went beside."""
    tells = delivery.channel in TELLS
    finish(DeliveryState.CARRIED if tells else DeliveryState.FAILED, f"Not sent: {reason}.")
    return "carried" if tells else "failed"


def _nothing() -> None:
    """A mail needs nothing beside its mark."""


def _may_have_arrived(
    session: Session, worker: str, delivery: Delivery, row: Advice, error: MayHaveArrived
) -> str:
    assert delivery.id is not None
    if told.is_urgent(row) and delivery.attempts < MOST_ATTEMPTS:
        ledger.finish(session, delivery.id, worker, DeliveryState.PENDING, error.reason)
        return "later"
    ledger.finish(session, delivery.id, worker, DeliveryState.UNKNOWN, error.reason)
    return "unknown"
