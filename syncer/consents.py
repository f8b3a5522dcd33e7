"""What a runner agreed to: asked before anything about health is stored or shown to a coach.

Three things can be agreed to: `health` (what hurts may be stored), `coach-load` (one coach may
see distances and lights), `coach-pain` (that coach may see what hurts as well). The steps
build on each other, so withdrawing one withdraws what stands on it, and giving it again later
does not bring that back. A withdrawal deletes no report: from then on they are neither read nor
shown, and the runner decides whether to come back or to have all of it forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from syncer import models

HEALTH = "health"
COACH_LOAD = "coach-load"
COACH_PAIN = "coach-pain"
CONSENTS = (HEALTH, COACH_LOAD, COACH_PAIN)


class NeedsConsent(Exception):
    """The runner has not agreed to this; the sentence says how that is recorded."""

    def __init__(self, runner: models.Runner, what: str, coach: models.Runner | None) -> None:
        whom = "" if coach is None else f" --coach {coach.email}"
        super().__init__(
            f"{runner.email} has not agreed to this; ask them, then record what they said: "
            f'evenstride consent {runner.email} {what}{whom} --how "..."'
        )


def give(
    session: Session,
    now: datetime,
    runner: models.Runner,
    what: str,
    how: str,
    coach: models.Runner | None = None,
) -> models.Consent:
    """Record what a runner agreed to and how they said it; given again, the first one stands.

    Raises NeedsConsent where this step needs another one first, ValueError for a coach-consent
    that names no coach of the runner's own club, or a health consent that names one.
    """
    _check(runner, what, coach)
    if standing := _standing(session, runner, what, coach):
        return standing[0]
    if what == COACH_PAIN:
        need(session, runner, HEALTH)
        need(session, runner, COACH_LOAD, coach)
    given = models.Consent(
        runner_id=_id(runner),
        what=what,
        coach_id=None if coach is None else _id(coach),
        how=how,
        given_at=now,
    )
    session.add(given)
    session.flush()
    return given


def withdraw(
    session: Session,
    now: datetime,
    runner: models.Runner,
    what: str,
    how: str,
    coach: models.Runner | None = None,
) -> int:
    """Take back a consent and all that stands on it; answers how many ended (0: none stood)."""
    _check(runner, what, coach)
    ended = _standing(session, runner, what, coach)
    if what == HEALTH:
        ended += _standing(session, runner, COACH_PAIN, any_coach=True)
    elif what == COACH_LOAD:
        ended += _standing(session, runner, COACH_PAIN, coach)
    for one in ended:
        one.withdrawn_at, one.withdrawn_how = now, how
        session.add(one)
    if what == HEALTH and ended:
        _unwant_notes(session, runner)
    session.flush()
    return len(ended)


def _unwant_notes(session: Session, runner: models.Runner) -> None:
    """Private notes on runs may speak of pain, so they are taken off with the next pass."""
    posted = select(models.PostedNote).where(
        col(models.PostedNote.runner_id) == _id(runner),
        col(models.PostedNote.place) == "private_note",
    )
    for note in session.exec(posted):
        note.unwanted = True
        session.add(note)


def has(
    session: Session, runner: models.Runner, what: str, coach: models.Runner | None = None
) -> bool:
    """Whether the runner agrees to this now."""
    return bool(_standing(session, runner, what, coach))


def agreeing(
    session: Session, coach: models.Runner, what: str, since: datetime | None = None
) -> Sequence[models.Runner]:
    """The runners of this coach's club who agree now that the coach sees this, by id.

    With `since` only those who have agreed since then or longer. Nobody once they coach no more.
    """
    if not coach.is_coach:
        return ()
    given = select(models.Consent.runner_id).where(
        col(models.Consent.what) == what,
        col(models.Consent.coach_id) == _id(coach),
        col(models.Consent.withdrawn_at).is_(None),
    )
    if since is not None:
        given = given.where(col(models.Consent.given_at) <= since)
    found = select(models.Runner).where(
        col(models.Runner.id).in_(given), col(models.Runner.club_id) == coach.club_id
    )
    return session.exec(found.order_by(col(models.Runner.id))).all()


def need(
    session: Session, runner: models.Runner, what: str, coach: models.Runner | None = None
) -> None:
    """Raise NeedsConsent unless the runner agrees to this now."""
    if not has(session, runner, what, coach):
        raise NeedsConsent(runner, what, coach)


def _check(runner: models.Runner, what: str, coach: models.Runner | None) -> None:
    if what not in CONSENTS:
        raise ValueError(f"{what!r} is none of {', '.join(CONSENTS)}")
    if (what == HEALTH) != (coach is None):
        raise ValueError(f"{COACH_LOAD} and {COACH_PAIN} name one coach, {HEALTH} none")
    if coach is not None and (not coach.is_coach or coach.club_id != runner.club_id):
        raise ValueError(f"{coach.email} is no coach of this runner's club")


def _standing(
    session: Session,
    runner: models.Runner,
    what: str,
    coach: models.Runner | None = None,
    any_coach: bool = False,
) -> list[models.Consent]:
    found = select(models.Consent).where(
        col(models.Consent.runner_id) == _id(runner),
        col(models.Consent.what) == what,
        col(models.Consent.withdrawn_at).is_(None),
    )
    if not any_coach:
        found = found.where(
            col(models.Consent.coach_id).is_(None)
            if coach is None
            else col(models.Consent.coach_id) == _id(coach)
        )
    return list(session.exec(found.order_by(col(models.Consent.id))))


def _id(runner: models.Runner) -> int:
    if runner.id is None:
        raise ValueError(f"{runner.email} is not stored yet")
    return runner.id
