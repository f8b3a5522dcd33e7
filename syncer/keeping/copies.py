"""A copy of an SQLite database before its tables change, by SQLite's own online backup."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from syncer.keeping.files import whole_path

log = logging.getLogger(__name__)

FOLDER = "backups"
MOST = 5


def before_upgrade(database: Path, now: datetime, revision: str) -> Path:
    """Copy a database beside it, into `backups/`, and keep the last five such copies.

    Others may go on writing. The copy lies as open as the database itself, in the same folder.
    Raises OSError or sqlite3.Error; then there is no copy.
    """
    folder = database.parent / FOLDER
    target = folder / f"{database.stem}-before-upgrade-{now:%Y%m%dT%H%M%S%fZ}-{revision}.db"
    with whole_path(target) as part:
        _copy(database, part)
    for old in upgrade_copies(database)[:-MOST]:
        old.unlink(missing_ok=True)
    log.info("copied the database before the upgrade from step %s", revision)
    return target


def _copy(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # A copy in one file: with a write-ahead log it would need a second one beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is not whole")


def upgrade_copies(database: Path) -> list[Path]:
    """The copies that were made of a database before its upgrades, the oldest first."""
    return sorted((database.parent / FOLDER).glob(f"{database.stem}-before-upgrade-*.db"))


def damaged_name(database: Path, now: datetime) -> Path:
    """Where a damaged database is put aside."""
    return database.parent / FOLDER / f"{database.stem}-damaged-{now:%Y%m%dT%H%M%S%fZ}.db"


def all_of(database: Path) -> list[Path]:
    """Everything of a database that lies beside it and is not encrypted."""
    return [*upgrade_copies(database), *damaged_ones(database)]


def damaged_ones(database: Path) -> list[Path]:
    """Damaged databases that were put aside, and what SQLite kept beside them."""
    return sorted((database.parent / FOLDER).glob(f"{database.stem}-damaged-*"))
