"""A coach's digest written at the moment it leaves: who agrees now, and what may be seen now.

Nothing about a runner is stored for it. So a consent that was taken back a moment ago counts, and
whoever was forgotten is in no letter. Each look is written down beside it.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlmodel import Session, col, select

from coaching.advice import Advice
from syncer import coach_view, consents, models, origins
from syncer.settings import Settings
from templates import Letter, Links, Origins, Reader, coach_letter
from templates.coach import Member

log = logging.getLogger(__name__)

READING_FAILS = (LookupError, ValueError, TypeError, ArithmeticError)
LOAD, PAIN = "load", "pain"


def letter(
    session: Session,
    settings: Settings,
    now: datetime,
    coach: models.Runner,
    on: date,
    reader: Reader,
    links: Links,
) -> Letter:
    """The letter about the week that ends on `on`, with its looks added to the session."""
    shown: list[tuple[models.Runner, Member]] = []
    unread = 0
    for runner in consents.agreeing(session, coach, consents.COACH_LOAD):
        try:
            member = coach_view.view(session, settings, coach, runner, on)
        except READING_FAILS:
            log.exception("left out of a coach's digest runner=%s", runner.id)
            unread += 1
        else:
            if member is not None:
                shown.append((runner, member))
    from_where = _origins(session, settings, shown, on)
    made = coach_letter([one for _, one in shown], on, reader, links, from_where, unread)
    for runner, member in shown:
        for what in _seen(member):
            _write_down(session, now, coach, runner, what, on)
    return made


def _seen(member: Member) -> tuple[str, ...]:
    """What the coach learns; who is only counted among the others is seen too."""
    if member.group is None:
        return ()
    return (LOAD, PAIN) if member.sore or member.stage is not None else (LOAD,)


def _write_down(
    session: Session,
    now: datetime,
    coach: models.Runner,
    runner: models.Runner,
    what: str,
    on: date,
) -> None:
    """Each look once, however often its letter is tried."""
    look = models.CoachLook
    known = select(look.id).where(
        col(look.runner_id) == runner.id,
        col(look.coach_id) == coach.id,
        col(look.what) == what,
        col(look.on) == on,
    )
    if session.exec(known).first() is None:
        assert runner.id is not None
        assert coach.id is not None
        session.add(look(runner_id=runner.id, coach_id=coach.id, what=what, on=on, at=now))


def _origins(
    session: Session,
    settings: Settings,
    shown: list[tuple[models.Runner, Member]],
    on: date,
) -> Origins:
    """What the letter owes to the platforms whose runs it shows."""
    if not settings.strava_to_coaches:
        return Origins()
    week = Advice(on=on, rule_version="", light=None)
    found = [origins.origins(session, settings, runner, week) for runner, _ in shown]
    return Origins(
        from_strava=any(one.from_strava for one in found),
        devices=tuple(sorted({device for one in found for device in one.devices})),
    )
