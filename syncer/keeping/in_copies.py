"""Who is forgotten leaves the copies of the database from before its upgrades, too."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path

from syncer.keeping.copies import damaged_ones, upgrade_copies
from syncer.models import Runner

log = logging.getLogger(__name__)


def clear(database: Path, runner: Runner) -> None:
    """Delete a runner from every copy, whichever step it is of.

    What cannot be read is deleted whole, a damaged database that was put aside too. Raises
    OSError where that cannot be done.
    """
    for path in upgrade_copies(database):
        try:
            _clear(path, runner)
        except sqlite3.Error as error:
            log.warning("a copy from before an upgrade was deleted (%s)", type(error).__name__)
            path.unlink(missing_ok=True)
    for path in damaged_ones(database):
        path.unlink(missing_ok=True)


def _clear(path: Path, runner: Runner) -> None:
    # As SQLAlchemy writes an instant; a number alone may have been somebody else's then.
    joined = runner.created_at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA foreign_keys = ON")
        own = (runner.id, joined)
        here = copy.execute("SELECT email FROM runner WHERE id = ? AND created_at = ?", own)
        held = here.fetchone()
        if held is None:
            return
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'platformevent'").fetchone():
            copy.execute(
                "DELETE FROM platformevent WHERE owner IN"
                " (SELECT external_id FROM connection WHERE runner_id = ?)",
                own[:1],
            )
        copy.execute("UPDATE flagcleared SET who = '' WHERE who = ?", held)
        copy.execute("DELETE FROM runner WHERE id = ?", own[:1])
        copy.commit()
        copy.execute("VACUUM")
