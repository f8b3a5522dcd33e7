"""Members who were silent for two years are asked once, and forgotten if nothing comes back.

A sign of life is anything that a runner does: a run, a report, a tap, a form on a page. Admins and
coaches are there for others and are not asked. Whoever cannot be asked, because mail is off or
refused, stays, and `check` tells of them; whoever never confirmed an invitation needs no question.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, select

from syncer import bounces, links, mail_off
from syncer.channels import AddressRefused, MayHaveArrived, NotDelivered, TryLater
from syncer.channels.email import send_letter
from syncer.jobs import House
from syncer.keeping.forget import forget
from syncer.models import (
    Activity,
    Answer,
    Club,
    Connection,
    Consent,
    CueTrial,
    PainReport,
    Runner,
    SelfTest,
    StrengthSession,
    WeeklyCheck,
    WordsRead,
)
from syncer.posting import reader_of, today_of
from templates.keeping import stay_letter

log = logging.getLogger(__name__)

SILENT_FOR = timedelta(days=731)
ANSWER_WITHIN = timedelta(days=60)

# What a runner does, and when it was done.
_SIGNS: tuple[tuple[type[SQLModel], Any], ...] = (
    (Activity, col(Activity.started_at)),
    (Answer, col(Answer.told_at)),
    (Connection, col(Connection.connected_at)),
    (Consent, col(Consent.given_at)),
    (Consent, col(Consent.withdrawn_at)),
    (CueTrial, col(CueTrial.told_at)),
    (PainReport, col(PainReport.said_at)),
    (SelfTest, col(SelfTest.told_at)),
    (StrengthSession, col(StrengthSession.told_at)),
    (WeeklyCheck, col(WeeklyCheck.told_at)),
    (WordsRead, col(WordsRead.answered_at)),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How many silent members were asked, and how many forgotten."""

    asked: int = 0
    forgotten: int = 0


def ask_and_forget(house: House) -> Asked:
    """Ask who is silent, forget who stayed silent. One runner's failure never stops the next."""
    asked = forgotten = 0
    with house.sessions() as session:
        silent = [runner.id for runner in _silent(session, house.now())]
    for runner_id in silent:
        assert runner_id is not None
        try:
            with house.sessions() as session:
                runner = session.get(Runner, runner_id)
                over = runner is not None and _is_over(runner, house.now())
                if runner is not None and not over and may_be_asked(runner):
                    asked += _ask(session, house, runner)
            if over:
                forget(house, runner_id)
                forgotten += 1
        except Exception:  # the others are asked all the same
            log.exception("asking a silent member failed runner=%d", runner_id)
    return Asked(asked, forgotten)


def last_sign(session: Session, runner: Runner) -> datetime:
    """When a runner was last heard of."""
    found: list[datetime | None] = [
        session.exec(select(func.max(at)).select_from(table).where(_own(table, runner))).one()
        for table, at in _SIGNS
    ]
    found += [runner.address_confirmed_at, runner.seen_at, runner.signed_out_at, runner.mail_off_at]
    return max((at for at in found if at is not None), default=runner.created_at)


def may_be_asked(runner: Runner) -> bool:
    """Whether a question is due and can reach them."""
    return runner.asked_to_stay_at is None and mail_off.is_welcome(runner)


def unreachable(session: Session, now: datetime) -> int:
    """How many silent members confirmed their address once and cannot be asked any more."""
    return sum(
        runner.address_confirmed_at is not None
        and runner.asked_to_stay_at is None
        and not mail_off.is_welcome(runner)
        for runner in _silent(session, now)
    )


def _silent(session: Session, now: datetime) -> Iterator[Runner]:
    """Runners who were silent for so long; who was heard of since is not asked any more."""
    members = select(Runner).where(
        col(Runner.created_at) <= now - SILENT_FOR,
        col(Runner.is_admin).is_(False),
        col(Runner.is_coach).is_(False),
    )
    for runner in session.exec(members.order_by(col(Runner.id))).all():
        if last_sign(session, runner) <= now - SILENT_FOR:
            yield runner
        elif runner.asked_to_stay_at is not None:
            runner.asked_to_stay_at = None
            session.add(runner)
            session.commit()


def _is_over(runner: Runner, now: datetime) -> bool:
    if runner.address_confirmed_at is None:
        return True
    return runner.asked_to_stay_at is not None and runner.asked_to_stay_at <= now - ANSWER_WITHIN


def _ask(session: Session, house: House, runner: Runner) -> bool:
    """Ask first and write it down then: rather asked twice than forgotten without a question."""
    now = house.now()
    club = session.get_one(Club, runner.club_id)
    try:
        link = links.stay(house.settings, now, runner)
        until = today_of(runner, now + ANSWER_WITHIN)
        letter = stay_letter(reader_of(runner), club.name, link, until)
        # Asked again after a crash, it is the same mail.
        mark = f"stay {last_sign(session, runner).isoformat()}"
        send_letter(house.settings, now, runner.email, letter, runner.name, mark)
    except MayHaveArrived as error:
        log.warning("asking a silent member may have failed runner=%d: %s", runner.id, error)
    except AddressRefused as error:
        assert runner.id is not None
        bounces.stop(session, now, runner.id, error.reason)
        session.commit()
        return False
    except (NotDelivered, TryLater, links.NoSecretKey) as error:
        log.warning("asking a silent member failed runner=%d: %s", runner.id, error)
        return False
    runner.asked_to_stay_at = now
    session.add(runner)
    session.commit()
    return True


def _own(table: type[SQLModel], runner: Runner) -> ColumnElement[bool]:
    return col(table.runner_id) == runner.id  # type: ignore[attr-defined]
