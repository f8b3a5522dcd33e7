"""What comes next for whom: nights, digests, questions, mails that wait, and what was put off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from syncer import coach_digests, digests, models, questions, quiet_hours, schedule, told
from syncer.channels import MAIL
from syncer.jobs import House
from syncer.models import Connection, Delivery, DeliveryState, Runner, UnitOfWork
from syncer.tokens import CONNECTED, NEEDS_RECONNECT

NIGHT, DIGEST, QUESTION, MAIL_WAITS = "night", "digest", "question", "mail"
COACH_DIGEST = "coach digest"
SHOWN_FOR = timedelta(days=7)
"""So long what was given up is shown."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that will happen to one runner.

    `at` is the earliest instant, the present one for what is due, None for what somebody has to
    see to first. `about` names the platform of a night, the last day of a digest's week, the
    kind of a mail. `reason` says why it waits.
    """

    at: datetime | None
    email: str
    timezone: str
    what: str
    about: str = ""
    reason: str | None = None


def coming(house: House, runner_id: int | None = None) -> list[Coming]:
    """What comes next, for one runner or for all, by time; what waits for a person comes last."""
    late = datetime.max.replace(tzinfo=house.now().tzinfo)
    with house.sessions() as session:
        runners = {
            one.id: one
            for one in session.exec(select(Runner))
            if one.id is not None and runner_id in (None, one.id)
        }
        found = [
            *_nights(house, session, runners),
            *_put_off(session, house.now(), runners),
            *_mails(house, session, runners),
        ]
    found += _letters(house, runners)
    return sorted(found, key=lambda one: (one.at or late, one.email, one.what, one.about))


def _nights(house: House, session: Session, runners: dict[int, Runner]) -> Iterator[Coming]:
    now = house.now()
    due = {(one.runner_id, source) for one in schedule.due_tonight(house) for source in one.sources}
    for connection in session.exec(select(Connection)):
        runner = runners.get(connection.runner_id)
        if runner is None:
            continue
        source, later = connection.source, connection.not_before
        if connection.status == CONNECTED:
            if (runner.id, source) in due:
                at = now
            elif later is not None and later > now:
                at = later
            else:
                at = schedule.next_night(runner, now)
            why = connection.problem or ("put off" if later is not None and at == later else None)
            yield _one(at, runner, NIGHT, source, why)
        elif connection.status == NEEDS_RECONNECT:
            yield _one(None, runner, NIGHT, source, "the runner has to connect again")


def _letters(house: House, runners: dict[int, Runner]) -> Iterator[Coming]:
    now = house.now()
    for digest in digests.coming(house):
        if (runner := runners.get(digest.runner_id)) is not None:
            at = quiet_hours.ends_at(house.settings, runner, max(digest.at, now))
            yield _one(at, runner, DIGEST, digest.on.isoformat())
    for digest in coach_digests.coming(house):
        if (coach := runners.get(digest.runner_id)) is not None:
            at = quiet_hours.ends_at(house.settings, coach, max(digest.at, now))
            yield _one(at, coach, COACH_DIGEST, digest.on.isoformat())
    for question in questions.coming(house):
        if (runner := runners.get(question.runner_id)) is not None:
            yield _one(
                question.at, runner, QUESTION, question.about, "unless it was answered by then"
            )


def _put_off(session: Session, now: datetime, runners: dict[int, Runner]) -> Iterator[Coming]:
    """Units that failed: those to try again, and those given up lately."""
    for unit in session.exec(select(UnitOfWork).where(col(UnitOfWork.problem).is_not(None))):
        runner = runners.get(unit.runner_id)
        if runner is None or (unit.ended_at is not None and unit.ended_at < now - SHOWN_FOR):
            continue
        at = None if unit.ended_at is not None else max(unit.not_before or now, now)
        tried = f"{unit.problem} (tried {unit.attempts} times)"
        yield _one(
            at, runner, f"{unit.kind} again" if at else f"{unit.kind} put aside", unit.about, tried
        )


def _mails(house: House, session: Session, runners: dict[int, Runner]) -> Iterator[Coming]:
    """Mails and notes that wait to leave."""
    now = house.now()
    waiting = (
        select(Delivery, models.Advice)
        .join(models.Advice, col(Delivery.advice_id) == col(models.Advice.id))
        .where(col(Delivery.state) == DeliveryState.PENDING.value)
    )
    for delivery, row in session.exec(waiting):
        runner = runners.get(delivery.runner_id)
        if runner is None:
            continue
        at = max(delivery.not_before or now, now)
        if delivery.channel == MAIL and not told.cannot_wait(row):
            at = quiet_hours.ends_at(house.settings, runner, at)
        what = MAIL_WAITS if delivery.channel == MAIL else delivery.channel
        yield _one(
            at, runner, what, told.NOTE if row.kind == told.NOTE else row.kind, delivery.reason
        )


def _one(
    at: datetime | None, runner: Runner, what: str, about: str, reason: str | None = None
) -> Coming:
    return Coming(at, runner.email, runner.timezone, what, about, reason)
