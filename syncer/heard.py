"""What runners wrote about their runs, heard: a plain word on pain becomes a report.

Only with the runner's consent, only of their own words, and only where the words are plain. Each
run has one such report at most, marked as read from words; it follows the text when the text
changes, and goes when the words go. What the runner told by hand about that day stands above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from coaching.log import PainReport
from syncer import consents, models
from syncer.history import store_report
from syncer.local_days import local_day
from syncer.words import read_pain

BY_WORDS = "words"


@dataclass(slots=True)
class Heard:
    """How many runs' words became a report, lost one, or should be asked about."""

    reported: int = 0
    withdrawn: int = 0
    to_ask: int = 0


def hear(
    session: Session,
    now: datetime,
    runner: models.Runner,
    words: Mapping[int, Sequence[str]],
) -> Heard:
    """Read what was written about these runs (by activity id). The caller commits."""
    heard = Heard()
    if not consents.has(session, runner, consents.HEALTH):
        return heard
    for activity_id, texts in sorted(words.items()):
        activity = session.get(models.Activity, activity_id)
        if activity is None or activity.runner_id != runner.id:
            continue
        reading = read_pain(texts)
        on = local_day(activity.started_at, activity.timezone, runner)
        told = None
        if reading is not None and reading.sure:
            told = reading.report(on, now)
        heard.to_ask += reading is not None and reading.ask
        _follow(session, now, runner, activity_id, told, heard)
    return heard


def mark_of(activity_id: int) -> str:
    """What such a report says about who told it."""
    return f"{BY_WORDS}:{activity_id}"


def _follow(
    session: Session,
    now: datetime,
    runner: models.Runner,
    activity_id: int,
    told: PainReport | None,
    heard: Heard,
) -> None:
    mine = select(models.PainReport).where(
        col(models.PainReport.runner_id) == runner.id,
        col(models.PainReport.told_by) == mark_of(activity_id),
    )
    held = session.exec(mine).all()
    if told is not None and _told_by_hand(session, runner, told):
        told = None
    if told is not None and any(_says_the_same(one, told) for one in held):
        return
    for one in held:
        session.delete(one)
        heard.withdrawn += told is None
    if told is not None:
        store_report(session, now, runner, told, by=mark_of(activity_id))
        heard.reported += 1


def _told_by_hand(session: Session, runner: models.Runner, told: PainReport) -> bool:
    found = select(models.PainReport.told_by).where(
        col(models.PainReport.runner_id) == runner.id, col(models.PainReport.on) == told.on
    )
    return any(not by.startswith(BY_WORDS) for by in session.exec(found))


def _says_the_same(row: models.PainReport, told: PainReport) -> bool:
    return (
        row.on == told.on
        and row.region == (told.region and told.region.value)
        and row.side == (told.side and told.side.value)
        and row.worst == told.worst
        and row.timing == (told.timing and told.timing.value)
        and (row.limp, row.painkiller, row.fever, row.nothing)
        == (told.limp, told.painkiller, told.fever, told.nothing)
    )
