"""The morning question: who is asked how it feels, and one of them asked.

It is decided once for each run, when the runner's morning has come. What the coaching asked for
stands in the day's stored note; the mail budget is the one of notes (`deliveries.may_ask`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from syncer import consents, deliveries, mail_off, models, morning, quiet_hours, told, units
from syncer.jobs import House

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Question:
    """A note that may be followed by a question, and from when on that is decided."""

    at: datetime
    runner_id: int
    note_id: int
    about: str
    """The run's key; a run that was spoken of twice is asked about once."""


def ask(house: House, stopping: Callable[[], bool] = lambda: False) -> int:
    """Ask everybody whose morning has come; how many questions were put on their way."""
    asked = 0
    for one in due(house):
        if stopping():
            break
        asked += bool(ask_one(house, one))
    return asked


def due(house: House) -> list[Question]:
    """Whom to ask now, the longest awaited first."""
    now = house.now()
    return [one for one in coming(house) if one.at <= now]


def coming(house: House) -> list[Question]:
    """Questions to come, by time: where the last note of a runner's day calls for one."""
    now = house.now()
    with house.sessions() as session:
        found = _last_notes(session, now)
        done = units.ended(session, units.QUESTION, {_run(row) for _, row in found})
    waiting = []
    for runner, row in found:
        assert runner.id is not None
        assert row.id is not None
        begins, over = morning.asking_time(runner, row)
        at = quiet_hours.ends_at(house.settings, runner, max(begins, now))
        if at < over and _asks(row) and (runner.id, _run(row)) not in done:
            waiting.append(Question(at, runner.id, row.id, _run(row)))
    return sorted(waiting, key=lambda one: (one.at, one.runner_id))


def ask_one(house: House, one: Question) -> bool | None:
    """Put one question on its way, if there is reason to; None where somebody else is at it."""

    def do() -> bool:
        with house.sessions() as session:
            runner = session.get_one(models.Runner, one.runner_id)
            note = session.get_one(models.Advice, one.note_id)
            if not _is_wanted(session, house.now(), runner, note):
                return False
            return _store(session, house, runner, note, one.about)

    return units.work_off(house.sessions, house.now, units.QUESTION, one.runner_id, one.about, do)


def _last_notes(session: Session, now: datetime) -> list[tuple[models.Runner, models.Advice]]:
    """The last note of each runner about today or yesterday, wherever they live."""
    advice = models.Advice
    last = (
        select(func.max(advice.id))
        .where(
            col(advice.kind) == told.NOTE,
            col(advice.on) >= now.astimezone(UTC).date() - TWO_DAYS,
        )
        .group_by(col(advice.runner_id), col(advice.on))
    )
    found = select(models.Runner, advice).join(advice, col(advice.runner_id) == models.Runner.id)
    confirmed = col(models.Runner.address_confirmed_at).is_not(None)
    rows = session.exec(found.where(col(advice.id).in_(last), confirmed))
    return [(runner, row) for runner, row in rows if mail_off.is_welcome(runner)]


def _asks(note: models.Advice) -> bool:
    # Under a warning sign no tap is offered: it clears none.
    return bool(note.content.get("asks_morning")) and note.light != "flag"


def _run(row: models.Advice) -> str:
    # A light that got worse has its name after the run's key (`advice_rows`).
    return row.about.partition(" ")[0]


def _is_wanted(session: Session, now: datetime, runner: models.Runner, note: models.Advice) -> bool:
    return (
        consents.has(session, runner, consents.HEALTH)
        and morning.why_not_asked(session, now, runner, note) is None
        and deliveries.may_ask(session, runner, note, morning.began(runner, note))
    )


def _store(
    session: Session, house: House, runner: models.Runner, note: models.Advice, about: str
) -> bool:
    row = models.Advice(
        runner_id=note.runner_id,
        kind=told.QUESTION,
        on=note.on,
        about=about,
        light=note.light,
        rule_version=note.rule_version,
        log_sha256=note.log_sha256,
        content=note.content,
        created_at=house.now(),
    )
    session.add(row)
    try:
        session.flush()
        deliveries.ask(session, house.settings, house.now(), runner, row)
        session.commit()
    except IntegrityError:
        # It was asked before a crash; once is enough.
        session.rollback()
        return False
    return True
