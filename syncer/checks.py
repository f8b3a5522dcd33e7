"""What is not as it should be, each with a code, a sentence and what to do about it.

Each check answers for one subject and is silent when all is well. What is only a choice is no
fault: without a mail server mails go into the outbox folder, and that is told only where
somebody was invited, who would wait for mail in vain.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from syncer import mail_checks, migrations, platform_checks, work_checks
from syncer.keeping import checks as keeping
from syncer.misconfigured import TOLD_FOR, Misconfigured, count
from syncer.models import Activity, Club, Runner
from syncer.settings import Settings

__all__ = ["Misconfigured", "check"]

PATIENCE = timedelta(days=3)
"""How long an invitation may lie unanswered."""

LEAST_FREE_BYTES = 500_000_000


def check(session: Session, settings: Settings, now: datetime) -> list[Misconfigured]:
    """Everything that somebody should look at; empty when all is well."""
    behind = list(_database(session, settings, now))
    if behind:
        return [*behind, *_folder(session, settings, now)]
    return [found for one in CHECKS for found in one(session, settings, now)]


def _database(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    revision = migrations.revision(session.connection())
    if revision != migrations.HEAD:
        yield Misconfigured(
            "database_behind",
            f"The database stands at step {revision or 'none'}, this version needs "
            f"{migrations.HEAD}.",
            "Make a backup, then run `evenstride init`; it brings the tables up to date.",
        )


def _club(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    if count(session, Club) == 0:
        yield Misconfigured(
            "no_club", "There is no club yet.", "Run `evenstride init` to make one."
        )


def _key(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    if not settings.secret_key.get_secret_value():
        yield Misconfigured(
            "no_secret_key",
            "There is no secret key, so no mail can be sent: its links could not be signed.",
            "Run `evenstride init`, which makes one, or set EVENSTRIDE_SECRET_KEY.",
        )


def _folder(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    folder = settings.data_dir
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield Misconfigured(
            "data_folder",
            f"The data folder {folder} is not there or cannot be written.",
            "Make it, and let the user that runs Evenstride write into it; or set "
            "EVENSTRIDE_DATA_DIR.",
        )
    free = _free_bytes(folder)
    if free is not None and free < LEAST_FREE_BYTES:
        yield Misconfigured(
            "disk_full",
            f"Only {free / 1e6:.0f} MB are free where {folder} lies.",
            "Make room; without it nothing new can be stored.",
        )


def _runners(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    never = session.exec(
        select(Runner.email)
        .where(
            col(Runner.address_confirmed_at).is_(None),
            col(Runner.invited_at) <= now - PATIENCE,
        )
        .order_by(col(Runner.id))
    ).all()
    if never:
        yield Misconfigured(
            "never_confirmed",
            f"Invited, but the address was never confirmed: {', '.join(never)}.",
            "They get no advice until they confirm; ask whether the invitation came.",
        )


def _files(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    late = col(Activity.fetched_at) > now - TOLD_FOR
    damaged = count(session, Activity, col(Activity.salvaged).is_not(None), late)
    if damaged:
        yield Misconfigured(
            "files_salvaged",
            f"{damaged} of the recordings that came in this week were damaged; what could be "
            "read of them is used.",
            "If the watch still has them, export them again and import the new files.",
        )


CHECKS: tuple[Callable[[Session, Settings, datetime], Iterator[Misconfigured]], ...] = (
    _club,
    _key,
    _folder,
    mail_checks.settings_for_mail,
    mail_checks.mails_underway,
    mail_checks.addresses_stopped,
    mail_checks.notes_elsewhere,
    _runners,
    _files,
    platform_checks.connections,
    platform_checks.sign_ins,
    platform_checks.skipped,
    platform_checks.told_at_once,
    work_checks.asleep,
    work_checks.failing,
    work_checks.put_aside,
    keeping.keys_saved,
    keeping.backups,
    keeping.silent_members,
)


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
