"""Backups: one encrypted file with all rows of an instant, made while everything runs."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from syncer.keeping import forgotten, marks
from syncer.keeping.files import whole_file
from syncer.keeping.keys import backup_keys
from syncer.keeping.sealed_file import Sealing
from syncer.keeping.snapshot import Tell, lines, still, total
from syncer.settings import Settings

KEPT_FOR = timedelta(days=30)
PREFIX, SUFFIX, STAMP = "evenstride-", ".backup", "%Y%m%dT%H%M%SZ"
BEFORE_RESTORE = "before-restore-"


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was made: where, when, of how many rows, and how large."""

    path: Path
    made_at: datetime
    rows: int
    size_bytes: int


def nobody(table: str, rows: int) -> None:
    """For whoever wants to hear nothing on the way."""


def write(
    engine: Engine, settings: Settings, now: datetime, target: Path, tell: Tell = nobody
) -> Backup:
    """Write a backup of a database at the newest step; one of that name is replaced by it.

    Raises NoBackupKey, or OSError where the place cannot be written; then nothing is left there.
    """
    key = backup_keys(settings)[0]
    with still(engine) as connection, whole_file(target) as file:
        rows = total(connection)
        sealing = Sealing(file, key)
        with gzip.GzipFile(fileobj=sealing, mode="wb", mtime=0) as packed:
            for line in lines(connection, now, tell):
                packed.write(line.encode())
        sealing.finish()
        size = file.tell()
    with Session(engine) as session:
        marks.put(session, now, marks.BACKUP)
        session.commit()
    return Backup(target, now, rows, size)


def rotate(
    engine: Engine, settings: Settings, now: datetime, folder: Path, tell: Tell = nobody
) -> tuple[Backup, list[Path]]:
    """Write a backup named after the instant, then delete those older than 30 days.

    The list of forgotten people goes beside it, so that older backups know of them too.
    """
    made = write(engine, settings, now, folder / _name(now), tell)
    with Session(engine) as session:
        forgotten.write_beside(session, settings, folder)
    # The names know no parts of a second.
    since = now.replace(microsecond=0) - KEPT_FOR
    old = [path for path, at in _named(folder) if at < since]
    for path in old:
        path.unlink(missing_ok=True)
    return made, old


def _name(now: datetime) -> str:
    return f"{PREFIX}{now.astimezone(UTC).strftime(STAMP)}{SUFFIX}"


def _named(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Backups that were named by us, and when they were made; no other file is ever touched."""
    for path in sorted(folder.glob(f"{PREFIX}*{SUFFIX}")):
        stamp = path.name.removeprefix(PREFIX).removesuffix(SUFFIX)
        try:
            yield path, datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
