"""A runner's connection to Garmin: made when Garmin has let them in, changed by their choices."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from syncer import consents
from syncer.models import Connection, PlatformNight, PostedNote, Runner
from syncer.settings import Settings
from syncer.sources.garmin import NAME
from syncer.sources.garmin.login import LetIn
from syncer.tokens import CONNECTED, connection_of, seal_text

log = logging.getLogger(__name__)

NO_NOTE, PUBLIC_NOTE = "off", "public"
NOTES = (NO_NOTE, PUBLIC_NOTE)
"""What a runner may choose for notes on Garmin."""


class OtherAccount(Exception):
    """The runner is connected with another account than the one that let them in."""


class TakenAccount(Exception):
    """Another runner here is connected with that account."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a runner lets be done with Garmin; the fields are those of `Runner`."""

    note: str = NO_NOTE
    workouts: bool = False
    nights: bool = False


def connect(
    session: Session, settings: Settings, now: datetime, runner_id: int, let_in: LetIn
) -> None:
    """Keep the login, sealed, in the runner's connection. The caller commits.

    Connecting again keeps what is there. Raises OtherAccount or NoTokenKey, and
    TakenAccount with the session rolled back.
    """
    held = connection_of(session, runner_id, NAME)
    if held is None:
        held = Connection(runner_id=runner_id, source=NAME, connected_at=now)
    elif held.external_id not in (None, let_in.external_id):
        raise OtherAccount
    held.external_id = let_in.external_id
    held.sealed_tokens = seal_text(settings, let_in.dumps)
    held.status, held.problem = CONNECTED, None
    held.asked_at = held.not_before = None
    session.add(held)
    try:
        session.flush()
    except IntegrityError:
        # One account is one runner's: the table holds to that, also in the same moment.
        session.rollback()
        raise TakenAccount from None
    log.info("garmin connected runner=%d", runner_id)


def choose(session: Session, runner: Runner, choices: Choices) -> None:
    """Set what a runner lets be done, and let go what they do not want any more.

    Lines and sessions at Garmin go with the next night, what was read of sleep at once. To read
    it needs the consent to health data: raises NeedsConsent. The caller commits.
    """
    if choices.note not in NOTES:
        raise ValueError(f"{choices.note!r} is none of {', '.join(NOTES)}")
    if choices.nights:
        consents.need(session, runner, consents.HEALTH)
    runner.garmin_note = choices.note
    runner.garmin_workouts, runner.garmin_nights = choices.workouts, choices.nights
    session.add(runner)
    connection = session.connection()
    posted = col(PostedNote.runner_id) == runner.id, col(PostedNote.source) == NAME
    off = choices.note == NO_NOTE
    connection.execute(update(PostedNote).where(*posted).values(unwanted=off))
    if not choices.nights:
        nights = col(PlatformNight.runner_id) == runner.id, col(PlatformNight.source) == NAME
        connection.execute(delete(PlatformNight).where(*nights))
