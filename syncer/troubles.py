"""Parts of the nightly work that failed as a whole, remembered until they go well again.

What fails for one runner is a unit's matter (`units`). This is for what concerns everybody: the
tick itself, and the chores of the house. Without it a service that fails every half minute would
look awake.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from syncer.clock import Clock
from syncer.database import SessionFactory
from syncer.keeping import marks
from syncer.models import HouseMark

log = logging.getLogger(__name__)

PREFIX = "failed: "
TICK = "the nightly work"
"""The part that all others are in."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Which part fails, since when, and the kind of the error."""

    part: str
    since: datetime
    kind: str


def apart[T](sessions: SessionFactory, now: Clock, part: str, do: Callable[[], T]) -> T | None:
    """Do one part so that its failure stops nothing else; None where it failed."""
    try:
        came_of_it = do()
    except Exception as error:  # the other parts of the night do not hang on this one
        log.exception("%s failed", part)
        _remember(sessions, now, part, type(error).__name__)
        return None
    _remember(sessions, now, part, None)
    return came_of_it


def standing(session: Session) -> list[Trouble]:
    """What failed when it was last tried, by name."""
    found = select(HouseMark).where(col(HouseMark.name).startswith(PREFIX))
    rows = session.exec(found.order_by(col(HouseMark.name)))
    return [Trouble(row.name.removeprefix(PREFIX), row.at, row.detail) for row in rows]


def _remember(sessions: SessionFactory, now: Clock, part: str, kind: str | None) -> None:
    try:
        with sessions() as session:
            known = marks.last(session, PREFIX + part)
            if known is not None and kind is None:
                session.delete(known)
            elif kind is not None and (known is None or known.detail != kind):
                marks.put(session, now() if known is None else known.at, PREFIX + part, kind)
            else:
                return
            session.commit()
    except SQLAlchemyError as error:
        log.error("a failure could not be written down: %s", type(error).__name__)
