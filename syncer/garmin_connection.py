"""A runner's connection to Garmin: made when Garmin has let them in, changed by their choices."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

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


def takes_passwords(settings: Settings) -> bool:
    """Whether the page asks for a password at Garmin: only where nobody on the way can read it."""
    if settings.garmin_login != "page":
        return False
    address = urlsplit(settings.public_url)
    return address.scheme == "https" or _is_this_machine(address.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def digest(login: str) -> str:
    """By which a login that was brought from home is known again."""
    return sha256(login.encode("utf-8", "replace")).hexdigest()


def was_pasted(session: Session, runner_id: int, told: str) -> bool:
    """Whether the runner's connection was made with this very login, by its digest."""
    held = connection_of(session, runner_id, NAME)
    return held is not None and held.pasted == told


def connect(
    session: Session,
    settings: Settings,
    now: datetime,
    runner_id: int,
    let_in: LetIn,
    pasted: str | None = None,
) -> None:
    """Keep the login, sealed, in the runner's connection. The caller commits.

    `pasted` is the digest of a login from home. Connecting again keeps what is there. Raises
    OtherAccount or NoTokenKey; with the session rolled back TakenAccount, or IntegrityError where
    the same runner was connected in this very moment.
    """
    held = connection_of(session, runner_id, NAME)
    if held is None:
        held = Connection(runner_id=runner_id, source=NAME, connected_at=now)
    elif held.external_id not in (None, let_in.external_id):
        raise OtherAccount
    held.external_id = let_in.external_id
    held.sealed_tokens = seal_text(settings, let_in.dumps)
    held.pasted = pasted or held.pasted
    held.status, held.problem = CONNECTED, None
    held.asked_at = held.not_before = None
    session.add(held)
    try:
        session.flush()
    except IntegrityError:
        # One account is one runner's: the table holds to that, also in the same moment.
        session.rollback()
        if _is_taken(session, runner_id, let_in.external_id):
            raise TakenAccount from None
        raise
    log.info("garmin connected runner=%d", runner_id)


def _is_taken(session: Session, runner_id: int, external_id: str) -> bool:
    others = select(Connection.id).where(
        col(Connection.source) == NAME,
        col(Connection.external_id) == external_id,
        col(Connection.runner_id) != runner_id,
    )
    return session.exec(others).first() is not None


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
    if choices.note == NO_NOTE:
        connection.execute(update(PostedNote).where(*posted).values(unwanted=True))
    if not choices.nights:
        nights = col(PlatformNight.runner_id) == runner.id, col(PlatformNight.source) == NAME
        connection.execute(delete(PlatformNight).where(*nights))
