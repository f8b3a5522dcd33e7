"""The engine run over a whole history, day by day, as if it had been there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from coaching.advice import Advice
from coaching.budget import REPEAT_DAYS_OF, as_said
from coaching.engine import advise, advise_week
from coaching.log import Said, TrainingLog

MEMORY_DAYS = 400
"""No rule looks further back at what was said."""


class Spoken(NamedTuple):
    """One answer and where it belongs: `note` for a day, `digest` for a week."""

    where: str
    advice: Advice


def replay(log: TrainingLog, read_said: bool = False) -> Iterator[Advice]:
    """One `Advice` for each local day that had a run or a report, the oldest first.

    What would have been said is remembered from day to day, digests on the runner's weekday
    included; with `read_said` what was really said is read instead.
    """
    for spoken in lived(log, read_said):
        if spoken.where == "note":
            yield spoken.advice


def lived(log: TrainingLog, read_said: bool = False) -> Iterator[Spoken]:
    """Every day with a run or a report, and the digests between them: at most two in a pause.

    With `read_said` there are no digests: what was really said is read, not simulated.
    """
    days = sorted({*log.active_days, *(report.on for report in log.pain)})
    told: list[Said] = []
    for nth, day in enumerate(days):
        advice = advise(log if read_said else log.with_said(told), day)
        yield Spoken("note", advice)
        if read_said:
            continue
        if advice.note is not None:
            told.append(as_said(day, advice.note.finding, "note"))
        later = days[nth + 1] if nth + 1 < len(days) else None
        for week_end in _digest_days(log, day, later):
            digest = advise_week(log.with_said(told), week_end)
            yield Spoken("digest", digest)
            told += [as_said(week_end, r.finding, "digest") for r in digest.recommendations]
        told = _remembered(told, day)


def _digest_days(log: TrainingLog, day: date, later: date | None) -> Iterator[date]:
    """The digest days from `day` on until the next day that is replayed, at most two of them."""
    ahead = (log.profile.digest_weekday - day.weekday()) % 7
    for week in range(2):
        end = day + timedelta(days=ahead + 7 * week)
        if later is None or end >= later:
            return
        yield end


def _remembered(told: Sequence[Said], day: date) -> list[Said]:
    """What a rule, a budget or a repeat may still look at."""
    return [
        said
        for said in told
        if (day - said.on).days <= max(MEMORY_DAYS, REPEAT_DAYS_OF.get(said.rule, 0))
    ]
