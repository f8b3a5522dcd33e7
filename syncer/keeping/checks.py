"""What `check` says about keeping: backups that are missing, keys that nobody saved elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from syncer.keeping import marks, silent
from syncer.misconfigured import Misconfigured
from syncer.models import Activity, Connection, PainReport
from syncer.settings import Settings

BACKUP_EVERY = timedelta(days=8)


def keys_mark(settings: Settings) -> str:
    """A short mark of the keys that are set, so that new ones have to be saved anew."""
    keys = settings.token_keys.get_secret_value(), settings.backup_keys.get_secret_value()
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]


def keys_saved(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Told as soon as a key is needed for something that cannot be made again."""
    held = marks.last(session, marks.KEYS_SAVED)
    if held is not None and held.detail == keys_mark(settings):
        return
    sealed = select(Connection.id).where(col(Connection.sealed_tokens).is_not(None))
    needed = session.exec(sealed.limit(1)).first() is not None
    if needed or marks.last(session, marks.BACKUP) is not None:
        yield Misconfigured(
            "keys_not_saved",
            "Nobody said yet that the keys of tokens and backups are saved elsewhere; a backup "
            "does not hold them, and none opens without its key.",
            "Copy what `evenstride keys` names to another place, such as a password manager, then "
            "run `evenstride keys --saved`.",
        )


def backups(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Told once there is something to lose that is older than a backup may be."""
    first = [
        session.exec(select(func.min(at))).one()
        for at in (col(Activity.fetched_at), col(PainReport.said_at))
    ]
    if all(at is None or at > now - BACKUP_EVERY for at in first):
        return
    held = marks.last(session, marks.BACKUP)
    if held is None or held.at <= now - BACKUP_EVERY:
        last = "never" if held is None else f"last on {held.at.date().isoformat()}"
        yield Misconfigured(
            "no_backup",
            f"There is no backup younger than {BACKUP_EVERY.days} days ({last} made).",
            "Have `evenstride backup --rotate FOLDER` run each night, best into a folder that "
            "another machine keeps.",
        )


def silent_members(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    found = silent.unreachable(session, now)
    if found:
        yield Misconfigured(
            "silent_members",
            f"{found} members were silent for two years and cannot be asked by mail, because it "
            "is turned off or refused.",
            "Ask them in the club, and `evenstride forget` whoever wants to leave.",
        )
