"""A database file that cannot be read any more, moved aside so that a backup can take its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from syncer.database import says_damaged
from syncer.keeping import copies
from syncer.keeping.keys import backup_keys
from syncer.keeping.reading import looked_through
from syncer.settings import Settings

BESIDE = ("", "-wal", "-shm")
"""The file itself, and those that SQLite keeps next to it."""


@contextmanager
def out_of_the_way(settings: Settings, now: datetime, path: Path) -> Iterator[Path | None]:
    """While the block runs a damaged SQLite database lies elsewhere: where, None if it is whole.

    It comes back where the block fails. Raises Refused or NoBackupKey, before anything is moved,
    where the backup at `path` could not take its place, and OSError.
    """
    address = make_url(settings.database)
    database = Path(address.database or "")
    if address.get_backend_name() != "sqlite" or not _is_damaged(database):
        yield None
        return
    looked_through(path, backup_keys(settings))
    moved = copies.damaged_name(database, now)
    moved.parent.mkdir(mode=0o700, exist_ok=True)
    _move(database, moved)
    try:
        yield moved
    except BaseException:
        _move(moved, database)
        raise


def _is_damaged(database: Path) -> bool:
    if not database.is_file():
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        return says_damaged(error)


def _move(source: Path, target: Path) -> None:
    for suffix in BESIDE:
        there, then = Path(f"{source}{suffix}"), Path(f"{target}{suffix}")
        then.unlink(missing_ok=True)
        if there.is_file():
            there.rename(then)
            # From now on it is kept for as long as any copy.
            os.utime(then)
