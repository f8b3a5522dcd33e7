"""The morning after a run: when to ask how it feels, and whether that was answered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from syncer import models
from syncer.words_kept import BY_WORDS

DAY = timedelta(days=1)
BEGINS = time(5, 0)
"""What is said from here on is said of the new morning (rules.md, 5.2)."""
ASK_AT = time(7, 30)
OVER = time(12, 0)
"""Our choice: in the afternoon nobody remembers the first steps of the day."""


def asking_time(runner: models.Runner, row: models.Advice) -> tuple[datetime, datetime]:
    """From when to when the morning after the advice's day is asked about, in UTC."""
    return _at(runner, row, ASK_AT), _at(runner, row, OVER)


def began(runner: models.Runner, row: models.Advice) -> datetime:
    """From when on an answer is one of that morning."""
    return _at(runner, row, BEGINS)


def why_not_asked(
    session: Session, now: datetime, runner: models.Runner, row: models.Advice
) -> str | None:
    """Why the question about the day of an advice must not be asked (any more); None if it may.

    What was read from a run's own words is of the run, however late the night read it.
    """
    if now >= asking_time(runner, row)[1]:
        return "the morning is over"
    report = models.PainReport
    answer = select(report.id).where(
        col(report.runner_id) == runner.id,
        or_(
            (col(report.said_at) >= began(runner, row)) & ~col(report.told_by).startswith(BY_WORDS),
            (col(report.on) == row.on) & col(report.morning).is_not(None),
        ),
    )
    return "it was answered" if session.exec(answer).first() is not None else None


def _at(runner: models.Runner, row: models.Advice, hour: time) -> datetime:
    zone = ZoneInfo(runner.timezone)
    return datetime.combine(row.on + DAY, hour, zone).astimezone(UTC)
