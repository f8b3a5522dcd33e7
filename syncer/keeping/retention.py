"""What is let go once a day without anybody asking; docs/privacy.md says how long what lives."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, CursorResult, delete
from sqlmodel import Session, SQLModel, col, select

from syncer import told, troubles
from syncer.database import sqlite_file
from syncer.jobs import House
from syncer.keeping import backup, copies, marks, silent
from syncer.keeping.silent import Asked
from syncer.models import Advice, CoachLook, Delivery, PlatformBudget, PlatformEvent, PlatformLogin

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
EVENTS_LIVE = timedelta(days=7)
LOGINS_LIVE = timedelta(days=30)
ADVICE_LIVES = timedelta(days=731)
"""Our choice: two years, so that a season can be compared with the one before."""
OUTBOX_LIVES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class LetGo:
    """What one day's round came to."""

    rows: int
    files: int
    silent: Asked


def keep(house: House) -> LetGo | None:
    """Let go what is old, at most once a day, whoever asks; None where it is not due, or failed."""
    with house.sessions() as session:
        if not marks.take(session, house.now(), marks.RETENTION, EVERY):
            return None
    # Apart only now: what failed is told until the next day's round, though nothing is due before.
    return troubles.apart(
        house.sessions, house.now, "letting go of what is old", partial(_let_go, house)
    )


def _let_go(house: House) -> LetGo:
    with house.sessions() as session:
        rows = _old_rows(session, house.now())
        files = _old_files(session, house)
    done = LetGo(rows, files, silent.ask_and_forget(house))
    log.info(
        "let go rows=%d files=%d asked=%d forgotten=%d",
        *(done.rows, done.files, done.silent.asked, done.silent.forgotten),
    )
    return done


def _old_rows(session: Session, now: datetime) -> int:
    under_way = select(Delivery.advice_id).where(
        col(Delivery.state).in_([state.value for state in told.ON_ITS_WAY])
    )
    gone = (
        _gone(session, PlatformEvent, col(PlatformEvent.received_at) <= now - EVENTS_LIVE),
        _gone(session, PlatformBudget, col(PlatformBudget.until) <= now - EVENTS_LIVE),
        _gone(
            session,
            PlatformLogin,
            col(PlatformLogin.stepped_at) <= now - LOGINS_LIVE,
            # Where a platform asked for a rest, it is kept.
            col(PlatformLogin.not_before).is_(None) | (col(PlatformLogin.not_before) <= now),
        ),
        _gone(
            session,
            Advice,
            col(Advice.on) < (now - ADVICE_LIVES).date(),
            col(Advice.id).not_in(under_way),
        ),
        _gone(session, CoachLook, col(CoachLook.on) < (now - ADVICE_LIVES).date()),
    )
    return sum(gone)


def _gone(session: Session, table: type[SQLModel], *where: ColumnElement[bool]) -> int:
    """Delete rows and commit, so that no other writer waits for long."""
    result = session.connection().execute(delete(table).where(*where))
    assert isinstance(result, CursorResult)
    session.commit()
    return int(result.rowcount)


def _old_files(session: Session, house: House) -> int:
    """Mails in the outbox, and copies of the database that hold who was forgotten since."""
    now, folder = house.now(), house.settings.data_dir / copies.FOLDER
    database = sqlite_file(session.get_bind().engine)
    beside = [] if database is None else copies.all_of(database)
    old = [
        *_older(house.settings.outbox.glob("*.eml"), now - OUTBOX_LIVES),
        *_older(folder.glob(f"{backup.BEFORE_RESTORE}*{backup.SUFFIX}"), now - backup.KEPT_FOR),
        *_older(beside, now - backup.KEPT_FOR),
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _older(paths: Iterable[Path], than: datetime) -> list[Path]:
    return [path for path in paths if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= than]
