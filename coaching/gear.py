"""How far each pair of shoes has run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from coaching.log import TrainingLog


class Pair(NamedTuple):
    """One pair of shoes: its name, how far it ran up to a day, and the days of first and last."""

    name: str
    distance_m: float
    first: date
    last: date


class _Runs(NamedTuple):
    days: list[date]
    totals_m: list[float]


def pairs(log: TrainingLog, on: date, worn_since_days: int) -> list[Pair]:
    """The pairs worn in the last days, `on` included, by name."""
    first = on - timedelta(days=worn_since_days - 1)
    known: dict[str, _Runs] = log.keep("gear", date.min, dict)
    found: list[Pair] = []
    for name in sorted(_worn(log, first, on)):
        if name not in known:
            known[name] = _runs_of(log, name)
        runs = known[name]
        count = bisect_right(runs.days, on)
        found.append(Pair(name, runs.totals_m[count - 1], runs.days[0], runs.days[count - 1]))
    return found


def _worn(log: TrainingLog, first: date, last: date) -> set[str]:
    """The names on the local days `first` to `last`; a local day begins up to 14 hours off UTC."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    end = start + (last - first) + timedelta(days=3)
    nth, until = (bisect_left(log.runs, at, key=attrgetter("started_at")) for at in (start, end))
    runs = log.runs[nth:until]
    return {run.gear for run in runs if run.gear and first <= run.local_date <= last}


def _runs_of(log: TrainingLog, name: str) -> _Runs:
    runs = [run for run in log.runs if run.gear == name]
    runs.sort(key=attrgetter("local_date"))
    return _Runs(
        [run.local_date for run in runs],
        list(accumulate(run.distance_m or 0.0 for run in runs)),
    )
