"""A runner leaves: every row, every mail that lies here, and our way into their accounts.

What cannot be reached does not keep anybody here: it stands in the receipt, with what to do.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path

from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from syncer import strength_days, strength_rows, tokens, told
from syncer.channels import NotDelivered, outbox
from syncer.channels.message import mail_address
from syncer.database import sqlite_file
from syncer.jobs import House
from syncer.keeping import backup, forgotten, in_copies, owned
from syncer.keeping.keys import NoBackupKey
from syncer.models import (
    Advice,
    CoachLook,
    Connection,
    Delivery,
    FlagCleared,
    PlatformEvent,
    PostedNote,
    Runner,
)
from syncer.settings import Settings
from syncer.sources import AppBlocked, TryLater
from syncer.sources.garmin import NAME as GARMIN
from syncer.sources.strava import NAME as STRAVA
from syncer.tokens import CONNECTED, NoTokenKey, connection_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted, how many rows of each table, and what is left for somebody to do.

    `left` holds codes: `strava`, `strava_later`, `garmin_calendar`, `garmin_access`, `notes`,
    `list` (no list of the forgotten could be written), `last_admin`. `mails` counts files of the
    outbox. Backups are gone by `backups_until`.
    """

    email: str
    at: datetime
    rows: dict[str, int]
    mails: int
    backups_until: datetime
    left: list[str] = field(default_factory=list)


def forget(house: House, runner_id: int) -> Receipt:
    """Delete everything of a runner.

    Raises OSError where the outbox, or a copy from before an upgrade, cannot be cleared.
    """
    left = [*_leave_garmin(house, runner_id), *_leave_strava(house, runner_id)]
    now = house.now()
    with house.sessions() as session:
        runner = session.get_one(Runner, runner_id)
        email, database = runner.email, sqlite_file(session.get_bind().engine)
        left += _left_behind(session, runner)
        shown = _shown_to_coaches(session, runner_id)
        try:
            # On the list first: killed after this, an old backup brings back nobody.
            forgotten.add(session, house.settings, now, runner)
        except NoBackupKey:
            left.append("list")
        rows = owned.counts(session, runner_id)
        _delete(session, runner)
        session.commit()
        _leave_no_traces(session)
    if database is not None:
        in_copies.clear(database, runner)
    mails = _clear_outbox(house.settings, email, shown)
    log.info("forgotten runner=%d rows=%d left=%s", runner_id, sum(rows.values()), ",".join(left))
    return Receipt(email, now, rows, mails, now + backup.KEPT_FOR, left)


def _leave_garmin(house: House, runner_id: int) -> Iterator[str]:
    with house.sessions() as session:
        held = connection_of(session, runner_id, GARMIN)
    if held is None:
        return
    strength_days.leave(house.sessions, house.settings, house.now, runner_id)
    with house.sessions() as session:
        rows = strength_rows.rows(session, runner_id)
    if any(row.workout_id is not None for row in rows):
        yield "garmin_calendar"
    # Garmin knows no way to give a login back.
    yield "garmin_access"


def _leave_strava(house: House, runner_id: int) -> Iterator[str]:
    from syncer.sources.strava import oauth

    with house.sessions() as session:
        held = connection_of(session, runner_id, STRAVA)
    if held is None or held.sealed_tokens is None or held.status != CONNECTED:
        return
    try:
        pair = tokens.unseal(house.settings, held.sealed_tokens)
        oauth.revoke(house.sessions, house.settings, house.now, pair)
    except TryLater:
        yield "strava_later"
    except (AppBlocked, NoTokenKey):
        yield "strava"


def _left_behind(session: Session, runner: Runner) -> Iterator[str]:
    notes = select(PostedNote.id).where(col(PostedNote.runner_id) == runner.id)
    if session.exec(notes.limit(1)).first() is not None:
        yield "notes"
    others = select(func.count()).where(col(Runner.is_admin), col(Runner.id) != runner.id)
    if runner.is_admin and session.exec(others).one() == 0:
        yield "last_admin"


def _delete(session: Session, runner: Runner) -> None:
    """The runner with all that hangs on them, and what only names them."""
    connection = session.connection()
    accounts = select(Connection.source, Connection.external_id)
    for source, owner in session.exec(accounts.where(col(Connection.runner_id) == runner.id)):
        told = col(PlatformEvent.platform) == source, col(PlatformEvent.owner) == owner
        connection.execute(delete(PlatformEvent).where(*told))
    named = col(FlagCleared.who) == runner.email
    connection.execute(update(FlagCleared).where(named).values(who=""))
    connection.execute(delete(Runner).where(col(Runner.id) == runner.id))


def _leave_no_traces(session: Session) -> None:
    """SQLite keeps what was deleted in pages that are free, until it writes the file anew."""
    bind = session.get_bind()
    if bind.dialect.name != "sqlite":
        return
    session.close()
    try:
        with bind.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError as error:
        log.warning("the database file was not written anew (%s)", type(error.orig).__name__)


def _shown_to_coaches(session: Session, runner_id: int) -> set[str]:
    """The files in the outbox of coaches' digests that this runner was in."""
    found = session.exec(
        select(Delivery.message_id)
        .join(Advice, col(Advice.id) == col(Delivery.advice_id))
        .join(
            CoachLook,
            (col(CoachLook.coach_id) == col(Advice.runner_id))
            & (col(CoachLook.on) == col(Advice.on)),
        )
        .where(col(CoachLook.runner_id) == runner_id, col(Advice.kind) == told.COACH)
    )
    return {outbox.file_name(message_id) for message_id in found}


def _clear_outbox(settings: Settings, email: str, others: Collection[str]) -> int:
    """Delete the mails to this address, and some others, that lie in the outbox; how many."""
    try:
        wanted = {email, mail_address(email).casefold()}
    except NotDelivered:
        wanted = {email}
    lying = settings.outbox.glob("*")
    found = [path for path in lying if path.name in others or _is_to(path, wanted)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _is_to(path: Path, wanted: set[str]) -> bool:
    if path.suffix not in (".eml", ".part"):
        return False
    with path.open("rb") as file:
        head = BytesHeaderParser().parse(file)
    told = getaddresses(str(one) for one in head.get_all("To", []))
    return any(address.casefold() in wanted for _, address in told)
