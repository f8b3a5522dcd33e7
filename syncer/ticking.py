"""Whose turn it is to tick, and when the nightly work was last seen awake.

On one machine one process ticks at a time, though two were started: it holds a lock on a file,
which the system lets go of when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from syncer.database import SessionFactory
from syncer.models import LastTick

LOCK = "tick.lock"


@contextmanager
def turn(data_dir: Path) -> Iterator[bool]:
    """Whether this process may tick while the block runs; False while another one does.

    Raises OSError where the data folder cannot be written.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def awake(sessions: SessionFactory, now: datetime) -> None:
    """Write down that the nightly work is awake."""
    with sessions() as session:
        seen = session.connection().execute(update(LastTick).values(at=now))
        if seen.rowcount == 0:
            session.add(LastTick(id=1, at=now))
        try:
            session.commit()
        except IntegrityError:
            # Another worker wrote it down at the same moment.
            session.rollback()


def asleep(sessions: SessionFactory) -> None:
    """Write down that it was stopped, so that nobody waits for it."""
    with sessions() as session:
        session.connection().execute(delete(LastTick))
        session.commit()


def last(session: Session) -> datetime | None:
    """When it was last awake; None while it is stopped, or never ran."""
    return session.exec(select(LastTick.at)).first()
