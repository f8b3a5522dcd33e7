"""How pulls end, counted in the database, so that a scrape after a restart still knows.

A tally is beside the work: where it cannot be written the pull counts all the same, uncounted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from syncer.budget import Purpose
from syncer.database import SessionFactory
from syncer.models import PullTally, Runner
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.tokens import NoTokenKey

log = logging.getLogger(__name__)

TALLY: Table = SQLModel.metadata.tables[str(PullTally.__tablename__)]

PULLED, LATER, RECONNECT = "pulled", "later", "reconnect"
BLOCKED, FAILED = "blocked", "failed"
OUTCOMES = (PULLED, LATER, RECONNECT, BLOCKED, FAILED)


@contextmanager
def counted(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    runner_id: int,
    platform: str,
    purpose: Purpose,
) -> Iterator[None]:
    """Count one pull by how the block ends, and let its error through."""
    outcome: str | None = FAILED
    try:
        yield
        outcome = PULLED
    except NeedsReconnect:
        outcome = RECONNECT
        raise
    except TryLater:
        outcome = LATER
        raise
    except AppBlocked:
        outcome = BLOCKED
        raise
    except NoTokenKey:
        outcome = None
        raise
    finally:
        if outcome is not None:
            _add(sessions, now(), runner_id, platform, purpose, outcome)


def _add(
    sessions: SessionFactory,
    now: datetime,
    runner_id: int,
    platform: str,
    purpose: Purpose,
    outcome: str,
) -> None:
    try:
        with sessions() as session:
            runner = session.get(Runner, runner_id)
            if runner is None:
                return
            on = now.astimezone(ZoneInfo(runner.timezone)).date()
            on_postgresql = session.get_bind().dialect.name == "postgresql"
            insert = postgresql.insert if on_postgresql else sqlite.insert
            keys = {"platform": platform, "on": on, "purpose": purpose.value, "outcome": outcome}
            first = insert(TALLY).values(**keys, pulls=1, first_at=now, last_at=now)
            session.connection().execute(
                first.on_conflict_do_update(
                    index_elements=list(keys),
                    set_={"pulls": TALLY.c.pulls + 1, "last_at": first.excluded.last_at},
                )
            )
            session.commit()
    except DBAPIError as error:
        log.warning("a pull was not counted: %s", type(error.orig).__name__)
