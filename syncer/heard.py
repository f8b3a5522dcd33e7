"""What runners wrote about their runs, heard: plain words become a report, others a question.

Only with the runner's consent, and only of their own words, which are not kept. Each run has one
report of its words at most, and one row (`WordsRead`) that says what was understood, though several
platforms have the same words. Both follow
the text when it changes and go when the words go, until the runner has answered
(`answering.py`): then the same words are never brought up again, and only words that say
something clearly different are read anew. What the runner told by hand about that day stands above
all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from coaching.body import Region, Side, same_place, same_side
from coaching.log import PainReport
from syncer import consents, models
from syncer.history import store_report
from syncer.local_days import local_day
from syncer.siblings import siblings_of
from syncer.words import Reading, read_pain
from syncer.words_kept import (
    BY_ANSWER,
    BY_WORDS,
    forget_the_gone,
    report_by,
    row_of,
    told_by_hand,
)


@dataclass(slots=True)
class Heard:
    """How many runs' words became a report, lost one, or became a question."""

    reported: int = 0
    withdrawn: int = 0
    to_ask: int = 0

    def add(self, other: Heard) -> None:
        self.reported += other.reported
        self.withdrawn += other.withdrawn
        self.to_ask += other.to_ask


def hear(
    session: Session,
    now: datetime,
    runner: models.Runner,
    words: Mapping[int, Sequence[str]],
) -> Heard:
    """Read what was written about these runs (by activity id). The caller commits."""
    heard = Heard(withdrawn=forget_the_gone(session, runner))
    if not consents.has(session, runner, consents.HEALTH):
        return heard
    for activity_id, texts in sorted(words.items()):
        activity = session.get(models.Activity, activity_id)
        if activity is None or activity.runner_id != runner.id:
            continue
        on = local_day(activity.started_at, activity.timezone, runner)
        reading = read_pain(texts)
        if reading is not None and _is_said_elsewhere(session, activity, reading):
            reading = None
        _follow(session, now, runner, activity_id, on, reading, heard)
    return heard


def _is_said_elsewhere(session: Session, activity: models.Activity, reading: Reading) -> bool:
    """Whether another recording of the run says the same: a title goes to both platforms, and
    the runner is heard, asked and answered once."""
    assert activity.id is not None
    starts = {activity.id: activity.started_at}
    for run in siblings_of(session, activity.runner_id, starts):
        for other in sorted(run - {activity.id}):
            row = row_of(session, other)
            answered = report_by(session, activity.runner_id, other, BY_ANSWER)
            if any(one and not _says_otherwise(one, reading) for one in (row, answered)):
                return True
    return False


def _follow(
    session: Session,
    now: datetime,
    runner: models.Runner,
    activity_id: int,
    on: date,
    reading: Reading | None,
    heard: Heard,
) -> None:
    assert runner.id is not None
    row = row_of(session, activity_id, to_change=True)
    answered = report_by(session, runner.id, activity_id, BY_ANSWER)
    if row is not None and row.answer is not None:
        if reading is None or not _says_otherwise(row, reading):
            return
        if answered is not None and not _says_otherwise(answered, reading):
            return
    if on in told_by_hand(session, runner):
        if row is not None and row.answer is not None:
            return
        reading = None
    # An answer stands until the runner changes it, so new words beside one are a question.
    sure = reading is not None and reading.sure and answered is None
    told = reading.report(on, now) if reading is not None and sure else None
    _keep_report(session, now, runner, activity_id, told, heard)
    if reading is not None:
        new = row or _nothing_yet(now, runner, activity_id, on)
        heard.to_ask += _understand(new, now, on, reading, sure) and not sure
        session.add(new)
    elif row is not None:
        session.delete(row)


def _keep_report(
    session: Session,
    now: datetime,
    runner: models.Runner,
    activity_id: int,
    told: PainReport | None,
    heard: Heard,
) -> None:
    assert runner.id is not None
    held = report_by(session, runner.id, activity_id, BY_WORDS)
    if held is not None and told is not None and _says_the_same(held, told):
        return
    if held is not None:
        session.delete(held)
        heard.withdrawn += told is None
    if told is not None:
        store_report(session, now, runner, told, by=f"{BY_WORDS}{activity_id}")
        heard.reported += 1


def _nothing_yet(
    now: datetime, runner: models.Runner, activity_id: int, on: date
) -> models.WordsRead:
    assert runner.id is not None
    return models.WordsRead(
        runner_id=runner.id, activity_id=activity_id, on=on, sure=False, read_at=now
    )


def _understand(
    row: models.WordsRead, now: datetime, on: date, reading: Reading, sure: bool
) -> bool:
    """Make a row say what was read; answers whether it is new or says something new."""
    read = {
        "on": on,
        "region": reading.region and reading.region.value,
        "side": reading.side and reading.side.value,
        "worst": reading.worst,
        "nothing": reading.nothing and reading.region is None,
        "sure": sure,
        "answer": None,
        "answered_at": None,
    }
    changed = {name for name, value in read.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, read[name])
    if changed:
        row.read_at = now
    return bool(changed) or row.id is None


def _says_otherwise(before: models.WordsRead | models.PainReport, reading: Reading) -> bool:
    """Whether words say clearly something else: another place, side or number.

    A side or a part of the knee that was not named before is more of the same.
    """
    if reading.region is not None:
        if before.region is None or not same_place(Region(before.region), reading.region):
            return True
    if before.side is not None and not same_side(Side(before.side), reading.side):
        return True
    if reading.worst is not None and reading.worst != before.worst:
        return True
    return reading.nothing and reading.region is None and not before.nothing


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
