"""How far each pair of shoes has run."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from coaching.log import Run, TrainingLog


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
    by_name = log.keep("gear", date.min, lambda: _by_name(log))
    found: list[Pair] = []
    for name, runs in by_name.items():
        count = bisect_right(runs.days, on)
        if count and on - runs.days[count - 1] < timedelta(days=worn_since_days):
            found.append(Pair(name, runs.totals_m[count - 1], runs.days[0], runs.days[count - 1]))
    return found


def _by_name(log: TrainingLog) -> dict[str, _Runs]:
    by_name: dict[str, list[Run]] = {}
    for run in sorted(log.runs, key=lambda run: run.local_date):
        if run.gear:
            by_name.setdefault(run.gear, []).append(run)
    return {
        name: _Runs(
            [run.local_date for run in runs],
            list(accumulate(run.distance_m or 0.0 for run in runs)),
        )
        for name, runs in sorted(by_name.items())
    }
