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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, or_, select

from syncer import (
    ledger,
    lifesign,
    mail_off,
    mail_rate,
    mail_rest,
    posting,
    quiet_hours,
    taking_back,
    told,
)
from syncer.channels import (
    MAIL,
    Channel,
    NotDelivered,
    Seen,
    open_channels,
)
from syncer.clock import Clock
from syncer.database import SessionFactory
from syncer.drawing import drawn_ahead
from syncer.ledger import Taken
from syncer.models import Advice, Delivery, DeliveryState, Runner
from syncer.one_delivery import Closed, OneByOne, goes_again
from syncer.settings import Settings

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""After this long, a worker of whom nothing is known here is taken for dead."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How one pass went. `later` waits for another pass; `unknown` may have arrived.

    `another_way` are notes that a run would not take, `taken_back` notes taken off their runs.
    """

    sent: int = 0
    later: int = 0
    carried: int = 0
    unknown: int = 0
    failed: int = 0
    another_way: int = 0
    taken_back: int = 0


def deliver(
    session_factory: SessionFactory,
    settings: Settings,
    now: Clock,
    runner: Runner | None = None,
    seen: Mapping[tuple[str, str], Seen] = MappingProxyType({}),
    *,
    keep_quiet: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> DeliveryCounts:
    """One pass over what waits, for one runner or for all; red and flag mails go first.

    With `keep_quiet` mails wait in the quiet hours of who reads them, but for urgent warning signs,
    and while the mail server rests (`mail_rest`); `stopping` ends the pass before the next
    delivery. `session_factory` opens a session as a context manager; `seen` are texts of runs that
    were fetched a moment ago. One runner's failure never stops the next; an outage of a channel
    leaves what goes that way waiting.
    """
    counts: Counter[str] = Counter()
    with session_factory() as session:
        anything = _is_under_way(session, runner)
    if anything:
        _send(session_factory, settings, now, runner, seen, counts, keep_quiet, stopping)
    runner_id = None if runner is None else runner.id
    counts["taken_back"] = taking_back.take_back(session_factory, settings, now, runner_id)
    counted = DeliveryCounts(**{k: n for k, n in counts.items() if k})
    log.info("delivered sent=%d later=%d failed=%d", counted.sent, counted.later, counted.failed)
    return counted


def _is_under_way(session: Session, runner: Runner | None) -> bool:
    """Whether there is anything to send or to take back up: on most nights there is not."""
    states = [state.value for state in told.ON_ITS_WAY]
    found = select(Delivery.id).where(col(Delivery.state).in_(states))
    if runner is not None:
        found = found.where(col(Delivery.runner_id) == runner.id)
    return session.exec(found.limit(1)).first() is not None


def _send(
    session_factory: SessionFactory,
    settings: Settings,
    now: Clock,
    runner: Runner | None,
    seen: Mapping[tuple[str, str], Seen],
    counts: Counter[str],
    keep_quiet: bool,
    stopping: Callable[[], bool],
) -> None:
    channels = open_channels(session_factory, settings, now, seen)
    with ExitStack() as stack:
        worker = _living(stack, settings)
        with session_factory() as session:
            counts["unknown"] += recover(session, settings, now(), channels)
            due = _due(session, settings, now(), runner, keep_quiet)
            if keep_quiet and mail_rest.is_on(session, now()):
                due = [one for one in due if one[1] != MAIL]
        letters = sum(way == MAIL for _, way in due)
        draw = stack.enter_context(drawn_ahead(_charts(session_factory, due), letters))
        closed: set[str] = set()
        for delivery_id, way in due:
            if stopping():
                break
            if way in closed or (way == MAIL and not _has_room(session_factory, settings, now)):
                counts["later"] += 1
                closed.add(way)
                continue
            one = OneByOne(session_factory, settings, now, worker, channels, draw)
            try:
                counts[one.deliver(delivery_id)] += 1
            except Closed:
                counts["later"] += 1
                closed.add(way)
            except Taken:
                continue
            except Exception:  # one delivery's failure never stops the next
                log.exception("delivering failed delivery=%d", delivery_id)
                one.put_aside(delivery_id)
                counts["later"] += 1


def _charts(session_factory: SessionFactory, due: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The pictures of the letters to send, in their order."""
    for delivery_id, way in due:
        if way != MAIL:
            continue
        try:
            with session_factory() as session:
                chart = posting.chart_of(session, delivery_id)
        except Exception:  # its own letter says what is wrong, when its turn comes
            log.exception("a picture could not be prepared delivery=%d", delivery_id)
            continue
        if chart is not None:
            yield chart


def _has_room(session_factory: SessionFactory, settings: Settings, now: Clock) -> bool:
    with session_factory() as session:
        return mail_rate.take(session, settings, now())


def _living(stack: ExitStack, settings: Settings) -> str:
    try:
        return stack.enter_context(lifesign.living(settings.data_dir))
    except OSError as error:
        raise NotDelivered(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror}); nothing "
            "was sent. Make it writable, or set EVENSTRIDE_DATA_DIR to another place.",
            permanent=False,
        ) from error


def recover(
    session: Session, settings: Settings, now: datetime, channels: Mapping[str, Channel[Any]]
) -> int:
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
        again = goes_again(delivery, row, channels[delivery.channel])
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


def _due(
    session: Session, settings: Settings, now: datetime, runner: Runner | None, keep_quiet: bool
) -> list[tuple[int, str]]:
    """What may go now, by id and channel, never to an address that was not confirmed."""
    waiting = (
        select(Delivery, Advice, Runner)
        .join(Advice, col(Delivery.advice_id) == col(Advice.id))
        .join(Runner, col(Delivery.runner_id) == col(Runner.id))
        .where(
            col(Delivery.state) == DeliveryState.PENDING.value,
            or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
            col(Runner.address_confirmed_at).is_not(None),
            ~mail_off.is_held(),
        )
    )
    if runner is not None:
        waiting = waiting.where(col(Delivery.runner_id) == runner.id)
    found = sorted(session.exec(waiting), key=lambda row: (not told.is_urgent(row[1]), row[0].id))
    return [
        (one.id, one.channel)
        for one, row, reader in found
        if one.id is not None
        if not (keep_quiet and _waits_for_morning(settings, now, one, row, reader))
    ]


def _waits_for_morning(
    settings: Settings, now: datetime, delivery: Delivery, row: Advice, reader: Runner
) -> bool:
    """Whether a mail would disturb the reader's night for less than a warning sign."""
    if delivery.channel != MAIL or not quiet_hours.is_quiet(settings, reader, now):
        return False
    return not told.cannot_wait(row)
