"""What was read in a runner's words, gathered for their page and for their letters.

Without standing consent there is nothing to show: it is health data, as the reports are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from coaching.body import Region
from coaching.catalogue import questions
from coaching.log import TrainingLog
from syncer import consents, links, models
from syncer.settings import Settings
from syncer.told import DIGEST
from syncer.words_kept import BY_ANSWER, BY_WORDS, report_by, told_by_hand
from templates import Understood

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SHOWN_FOR = timedelta(days=28)
MOST_IN_A_LETTER = 3


def lately(session: Session, runner: models.Runner, today: date) -> list[Understood]:
    """The last four weeks: what waits for an answer first, then the newest first.

    A question about a day that the runner told of by hand is not asked any more.
    """
    if not consents.has(session, runner, consents.HEALTH):
        return []
    found = select(models.WordsRead).where(
        col(models.WordsRead.runner_id) == runner.id,
        col(models.WordsRead.on) > today - SHOWN_FOR,
    )
    told = told_by_hand(session, runner)
    rows = session.exec(found.order_by(col(models.WordsRead.on).desc())).all()
    asked = [row for row in rows if row.sure or row.answer or row.on not in told]
    return [understood(session, row) for row in sorted(asked, key=lambda r: r.answer is not None)]


def in_letter(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    row: models.Advice,
    log: TrainingLog,
) -> list[Understood]:
    """What waits for an answer and belongs into a letter, with a link for each.

    A digest asks about the last seven days, a note about the day of its run alone. At most
    three: questions first, then what hurts, then what does not. Raises NoSecretKey.
    """
    today = now.astimezone(ZoneInfo(runner.timezone)).date()
    first, last = today - WEEK + DAY, today
    if row.kind != DIGEST:
        key = row.about.partition(" ")[0]
        first = last = next((run.local_date for run in log.runs if run.key == key), row.on)
    waiting = [
        one
        for one in lately(session, runner, today)
        if one.answer is None and first <= one.on <= last
    ]
    waiting.sort(key=lambda one: (one.sure, one.nothing or one.worst == 0))
    return [
        replace(one, link=links.about_words(settings, now, runner, one.about))
        for one in waiting[:MOST_IN_A_LETTER]
    ]


def understood(session: Session, row: models.WordsRead) -> Understood:
    """One row in full: as it was read, or as the report says that the runner made of it."""
    read = Understood(
        about=row.activity_id,
        on=row.on,
        sure=row.sure,
        region=row.region,
        side=row.side,
        worst=row.worst,
        nothing=row.nothing,
        answer=row.answer,
    )
    who = BY_WORDS if row.answer is None else BY_ANSWER
    report = report_by(session, row.runner_id, row.activity_id, who)
    if report is None:
        return read
    asked = () if report.region is None or report.worst == 0 else questions(Region(report.region))
    return replace(
        read,
        region=report.region,
        side=report.side,
        worst=report.worst,
        timing=report.timing,
        limp=report.limp,
        painkiller=report.painkiller,
        fever=report.fever,
        nothing=report.nothing,
        flagged=bool(report.flags),
        asks_signs=() if report.flags or row.answer is None else tuple(q.code for q in asked),
    )
