"""What is kept of a runner's own words: what was understood, and the report made of it.

The words themselves are not kept. A report says who told it: the words of one run, or the runner by
an answer about these words; any other was told by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import String, cast, literal
from sqlmodel import Session, col, select

from syncer import models

BY_WORDS = "words:"
BY_ANSWER = "runner:"
"""Who told a report, followed by the activity: its words, or the runner about these words."""


def row_of(
    session: Session, activity_id: int, *, to_change: bool = False
) -> models.WordsRead | None:
    """What was understood of one run's words; locked to change it, so that taps take turns."""
    found = select(models.WordsRead).where(col(models.WordsRead.activity_id) == activity_id)
    return session.exec(found.with_for_update() if to_change else found).first()


def report_by(
    session: Session, runner_id: int, activity_id: int, who: str
) -> models.PainReport | None:
    """The report of one run's words (`BY_WORDS`), or of what was answered (`BY_ANSWER`)."""
    found = select(models.PainReport).where(
        col(models.PainReport.runner_id) == runner_id,
        col(models.PainReport.told_by) == f"{who}{activity_id}",
    )
    return session.exec(found).first()


def not_read_in(
    session: Session,
    runner: models.Runner,
    reports: Sequence[models.PainReport],
    sources: Collection[str],
) -> Sequence[models.PainReport]:
    """Reports without those made of words that came from some sources; what the runner answered
    about such words is their own."""
    if not sources:
        return reports
    found = select(models.Activity.id).where(
        col(models.Activity.runner_id) == runner.id, col(models.Activity.source).in_(sources)
    )
    theirs = {f"{BY_WORDS}{activity_id}" for activity_id in session.exec(found)}
    return [report for report in reports if report.told_by not in theirs]


def told_by_hand(session: Session, runner: models.Runner) -> set[date]:
    """The days about which the runner told something, other than by an answer about words."""
    told_by = col(models.PainReport.told_by)
    found = select(col(models.PainReport.on)).where(
        col(models.PainReport.runner_id) == runner.id,
        ~told_by.startswith(BY_WORDS),
        ~told_by.startswith(BY_ANSWER),
    )
    return set(session.exec(found))


def forget_the_gone(session: Session, runner: models.Runner) -> int:
    """A run that is gone takes the report of its words with it; what was answered stays."""
    told_by, owner = col(models.PainReport.told_by), col(models.PainReport.runner_id)
    held = select(literal(BY_WORDS) + cast(col(models.Activity.id), String)).where(
        col(models.Activity.runner_id) == runner.id
    )
    found = select(models.PainReport).where(
        owner == runner.id, told_by.startswith(BY_WORDS), told_by.not_in(held)
    )
    gone = session.exec(found).all()
    for report in gone:
        session.delete(report)
    return len(gone)
