"""What runners say about what was read in their words: right, not so, or how it really was.

An answer makes the report their own, so that no later reading can take it away; it can be changed
by another answer. Once warning signs were ticked, only clearing them changes anything
(`evenstride clear-flag`): a tap clears no warning sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from coaching.body import Region, Side, Timing, same_place
from coaching.log import PainReport
from syncer import consents, models
from syncer.history import store_report
from syncer.siblings import siblings_of
from syncer.telling import add_signs
from syncer.words_kept import BY_ANSWER, BY_WORDS, report_by, row_of

RIGHT, NOT_SO, CORRECTED = "right", "not_so", "corrected"


@dataclass(frozen=True, slots=True)
class HowItWas:
    """The right answer: where it hurt and how much at worst, 0-10; 0 says that it did not."""

    region: Region
    side: Side | None
    worst: int
    limp: bool = False
    painkiller: bool = False
    fever: bool = False


def say_right(
    session: Session, now: datetime, runner: models.Runner, row: models.WordsRead
) -> None:
    """What was read is so. Raises ValueError where too little was read to say yes to."""
    consents.need(session, runner, consents.HEALTH)
    if row.answer == RIGHT or _is_flagged(session, row):
        return
    read = _report(session, row, BY_WORDS)
    told = None if read else _as_read(now, row)
    _forget(session, row, BY_ANSWER)
    if read is not None:
        read.told_by = f"{BY_ANSWER}{row.activity_id}"
        session.add(read)
    elif told is not None:
        store_report(session, now, runner, told, by=f"{BY_ANSWER}{row.activity_id}")
    _answered(session, now, row, RIGHT)


def say_not_so(
    session: Session, now: datetime, runner: models.Runner, row: models.WordsRead
) -> None:
    """Nothing of it is so: no report is kept, and none that says the contrary is made."""
    consents.need(session, runner, consents.HEALTH)
    if row.answer == NOT_SO or _is_flagged(session, row):
        return
    _forget(session, row, BY_ANSWER, BY_WORDS)
    _answered(session, now, row, NOT_SO)


def correct(
    session: Session, now: datetime, runner: models.Runner, row: models.WordsRead, was: HowItWas
) -> None:
    """It was otherwise, and so: this takes the place of what was read."""
    consents.need(session, runner, consents.HEALTH)
    if _is_flagged(session, row):
        return
    before = _report(session, row, BY_ANSWER) or _report(session, row, BY_WORDS)
    told = PainReport(
        on=row.on,
        said_at=now,
        region=was.region,
        side=was.side,
        worst=was.worst,
        timing=_course(before, was),
        limp=was.limp,
        painkiller=was.painkiller,
        fever=was.fever,
    )
    _forget(session, row, BY_ANSWER, BY_WORDS)
    store_report(session, now, runner, told, by=f"{BY_ANSWER}{row.activity_id}")
    _answered(session, now, row, CORRECTED)


def tick_signs(
    session: Session,
    now: datetime,
    runner: models.Runner,
    row: models.WordsRead,
    codes: Iterable[str],
) -> bool:
    """Warning signs that are so; False where there is no answered report to note them with."""
    consents.need(session, runner, consents.HEALTH)
    report = _report(session, row, BY_ANSWER)
    if report is None:
        return False
    add_signs(now, report, codes)
    session.add(report)
    session.flush()
    return True


def _as_read(now: datetime, row: models.WordsRead) -> PainReport:
    if not row.sure and (row.region is None or row.worst is None):
        raise ValueError("a place or a number is missing")
    return PainReport(
        on=row.on,
        said_at=now,
        region=None if row.region is None else Region(row.region),
        side=None if row.side is None else Side(row.side),
        worst=row.worst,
        # A sure reading without a place says that nothing hurts, or that there was a fever.
        fever=row.region is None and not row.nothing,
        nothing=row.nothing,
    )


def _course(before: models.PainReport | None, was: HowItWas) -> Timing | None:
    """How the pain behaved, as it was read; the form does not ask for it again."""
    if before is None or before.timing is None or before.region is None or was.worst == 0:
        return None
    return Timing(before.timing) if same_place(Region(before.region), was.region) else None


def _report(session: Session, row: models.WordsRead, who: str) -> models.PainReport | None:
    return report_by(session, row.runner_id, row.activity_id, who)


def _is_flagged(session: Session, row: models.WordsRead) -> bool:
    report = _report(session, row, BY_ANSWER)
    return report is not None and bool(report.flags)


def _forget(session: Session, row: models.WordsRead, *told_by: str) -> None:
    for who in told_by:
        report = _report(session, row, who)
        if report is not None:
            session.delete(report)
    session.flush()


def _answered(session: Session, now: datetime, row: models.WordsRead, answer: str) -> None:
    row.answer, row.answered_at = answer, now
    session.add(row)
    _let_copies_go(session, row)
    session.flush()


def _let_copies_go(session: Session, row: models.WordsRead) -> None:
    """What other recordings of the run were read to say the same: this answer is about it too."""
    activity = session.get_one(models.Activity, row.activity_id)
    starts = {row.activity_id: activity.started_at}
    for run in siblings_of(session, row.runner_id, starts):
        for other in run - {row.activity_id}:
            copy = row_of(session, other, to_change=True)
            if copy is None or copy.answer is not None or _said(copy) != _said(row):
                continue
            _forget(session, copy, BY_WORDS)
            session.delete(copy)


def _said(row: models.WordsRead) -> tuple[object, ...]:
    return row.region, row.side, row.worst, row.nothing
