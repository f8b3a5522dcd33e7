"""Whether the process that took something on is still alive, however it may have ended.

A worker holds a lock on a file named after it for as long as it works. The system lets go of
the lock when the process ends, `kill -9` included, so a file that can be locked belongs to the
dead. Process numbers would not do: they are used again, and differ between containers.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

FOLDER = "working"


@contextmanager
def living(data_dir: Path) -> Iterator[str]:
    """A name for one worker, locked while the block runs.

    The file goes when the work ends well; after an error it stays, unlocked, so that the next
    worker knows at once that what this one held is free. Raises OSError where the folder
    cannot be written.
    """
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid4().hex
    path = folder / name
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield name
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def is_dead(data_dir: Path, name: str) -> bool | None:
    """True when the worker has ended, False while it works, None when its file is not here.

    No file means a worker that ended well, or one on another machine with a folder of its own.
    """
    try:
        handle = os.open(data_dir / FOLDER / Path(name).name, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)


def bury(data_dir: Path, name: str) -> None:
    """Take away the file of a dead worker."""
    with suppress(OSError):
        (data_dir / FOLDER / Path(name).name).unlink()
