"""The coach's digest: which coaches are due for one, and one of them put on its way.

It goes at the coach's own weekday and hour, caught up like a runner's digest, to coaches of whom
somebody agreed to be seen before that hour. Whether the coach runs, or wants a digest of their
own runs, makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from coaching.advice import RULE_VERSION
from syncer import consents, deliveries, mail_off, told, units, weekly
from syncer.digests import Digest, in_order, without_done
from syncer.jobs import House
from syncer.models import Advice, Runner
from syncer.settings import Settings
from syncer.weekly import APART, WEEK


def write(house: House, stopping: Callable[[], bool] = lambda: False) -> int:
    """Put those that are due on their way; how many."""
    written = 0
    for one in due(house):
        if stopping():
            break
        written += bool(write_one(house, one))
    return written


def write_one(house: House, one: Digest) -> bool | None:
    """Put one coach's digest on its way; None where somebody else is at it or it failed."""

    def do() -> bool:
        with house.sessions() as session:
            coach = session.get_one(Runner, one.runner_id)
            return put_on_its_way(session, house.settings, house.now(), coach, one.on)

    about = one.on.isoformat()
    return units.work_off(house.sessions, house.now, units.COACH_DIGEST, one.runner_id, about, do)


def put_on_its_way(
    session: Session, settings: Settings, now: datetime, coach: Runner, on: date
) -> bool:
    """Store that the week which ends on a day has its digest, and the delivery; False where it has
    one, or where nobody agrees to be seen. What it says is read when it leaves."""
    assert coach.id is not None
    if not consents.agreeing(session, coach, consents.COACH_LOAD) or _has(session, coach.id, on):
        return False
    row = Advice(
        runner_id=coach.id,
        kind=told.COACH,
        on=on,
        rule_version=RULE_VERSION,
        log_sha256="",
        content={},
        created_at=now,
    )
    session.add(row)
    try:
        session.flush()
        deliveries.ask(session, settings, now, coach, row)
        session.commit()
    except IntegrityError:
        # Another worker stored it at the same moment; once is enough.
        session.rollback()
        return False
    return True


def _has(session: Session, coach_id: int, on: date) -> bool:
    known = select(Advice.id).where(
        col(Advice.runner_id) == coach_id, col(Advice.kind) == told.COACH, col(Advice.on) == on
    )
    return session.exec(known).first() is not None


def due(house: House) -> list[Digest]:
    """Which coaches are due now, the longest awaited first."""
    now = house.now()
    with house.sessions() as session:
        reached = [
            slot
            for coach in _coaches(session)
            if (slot := _to_write(session, coach, now)) is not None
        ]
        return without_done(session, reached, units.COACH_DIGEST, told.COACH)


def coming(house: House) -> list[Digest]:
    """The next one of each coach whom somebody lets see something, by time."""
    now, late = house.now(), {one.runner_id: one for one in due(house)}
    with house.sessions() as session:
        coaches = [
            coach
            for coach in _coaches(session)
            if consents.agreeing(session, coach, consents.COACH_LOAD)
        ]
    found = [late.get(_id(coach)) or _slot(coach, last_day(coach, now) + WEEK) for coach in coaches]
    return sorted(found, key=in_order)


def last_day(coach: Runner, now: datetime) -> date:
    """The last day of the coach's week whose hour has come."""
    return weekly.last_day(now, coach.coach_digest_weekday, coach.coach_digest_hour, coach.timezone)


def _slot(coach: Runner, on: date) -> Digest:
    return Digest(weekly.at(on, coach.coach_digest_hour, coach.timezone), _id(coach), on)


def _to_write(session: Session, coach: Runner, now: datetime) -> Digest | None:
    slot = _slot(coach, last_day(coach, now))
    joined = coach.address_confirmed_at
    if joined is None or joined > slot.at or _slot(coach, slot.on + WEEK).at - now < APART:
        return None
    # Who agrees on a Monday is not shown of the week before.
    awaited = consents.agreeing(session, coach, consents.COACH_LOAD, since=slot.at)
    return slot if awaited else None


def _coaches(session: Session) -> list[Runner]:
    found = session.exec(select(Runner).where(col(Runner.is_coach)).order_by(col(Runner.id)))
    return [coach for coach in found if mail_off.is_welcome(coach)]


def _id(coach: Runner) -> int:
    assert coach.id is not None
    return coach.id
