"""Who was forgotten and may not come back with an old backup: keyed hashes that name nobody.

The list is a table, a file in the data folder that no restore replaces, and a copy beside the
rotating backups. Its key is made of the backup key, because where that is missing no backup can
be opened anyway. Who joined again later is somebody new.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, select

from syncer.keeping.files import whole_file
from syncer.keeping.keys import backup_keys, derived
from syncer.models import Forgotten, Runner
from syncer.settings import Settings

FILE = "forgotten.jsonl"

Marks = Mapping[str, datetime]
"""When each of them was forgotten, by their mark."""


def marks_of(key: bytes, runner_id: int, email: str, created_at: datetime) -> tuple[str, str]:
    """Two marks: the address, and the row itself, for a backup from before the address changed."""
    joined = created_at.astimezone(UTC).isoformat()
    texts = f"address {email.strip().casefold()}", f"runner {runner_id} {joined}"
    own = derived(key, "forgotten")
    one, other = (hmac.new(own, text.encode(), "sha256").hexdigest() for text in texts)
    return one, other


def is_gone(
    keys: Sequence[bytes], marks: Marks, runner_id: int, email: str, created_at: datetime
) -> bool:
    """Whether this runner, as they were when they joined, was forgotten since."""
    found = (
        marks.get(mark) for key in keys for mark in marks_of(key, runner_id, email, created_at)
    )
    return any(at is not None and created_at <= at for at in found)


def add(session: Session, settings: Settings, now: datetime, runner: Runner) -> None:
    """Put a runner on the list: into the file at once, into the table with the next commit.

    Raises NoBackupKey, or OSError where the data folder cannot be written.
    """
    assert runner.id is not None
    key = backup_keys(settings)[0]
    mine = marks_of(key, runner.id, runner.email, runner.created_at)
    write(settings.data_dir / FILE, {**everyone(session, settings), **dict.fromkeys(mine, now)})
    keep(session, dict.fromkeys(mine, now))


def keep(session: Session, marks: Marks) -> None:
    """Bring the table up to what is known. Does not commit."""
    held = {row.mark: row for row in session.exec(select(Forgotten)).all()}
    for mark, at in marks.items():
        row = held.get(mark) or Forgotten(mark=mark, at=at)
        row.at = max(row.at, at)
        session.add(row)


def everyone(session: Session, settings: Settings) -> dict[str, datetime]:
    """All that table and data folder know."""
    in_table = {row.mark: row.at for row in session.exec(select(Forgotten)).all()}
    return together(in_table, read(settings.data_dir / FILE))


def together(*lists: Marks) -> dict[str, datetime]:
    """Several lists in one; who was forgotten twice counts from the last time."""
    found: dict[str, datetime] = {}
    for one in lists:
        for mark, at in one.items():
            found[mark] = max(at, found.get(mark, at))
    return found


def write_beside(session: Session, settings: Settings, folder: Path) -> None:
    """A copy of the list beside the backups. Raises OSError."""
    write(folder / FILE, together(read(folder / FILE), everyone(session, settings)))


def write(path: Path, marks: Marks) -> None:
    with whole_file(path) as file:
        for mark, at in sorted(marks.items()):
            file.write((json.dumps({"mark": mark, "at": at.isoformat()}) + "\n").encode())


def read(path: Path) -> dict[str, datetime]:
    """The list in a file, empty where there is none; lines that make no sense are passed over."""
    found: dict[str, datetime] = {}
    if not path.is_file():
        return found
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
            found[str(told["mark"])] = datetime.fromisoformat(told["at"])
        except (ValueError, KeyError, TypeError):
            continue
    return found
