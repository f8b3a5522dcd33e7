"""Plausible training: what a runner with a habit does in week after week of two years.

Days are counted back from the last day that is written. A week's long run falls on that same
weekday, so the story can end with one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

_DAYS_OFF = (2, 4, 5, 3, 1)
"""Days before the long run on which the other runs fall, the dearest habit first."""

_EASY_WEEK_EVERY = 4
_MISSED = 0.06
_HOLIDAYS = (17, 43, 69, 95)


@dataclass(frozen=True, slots=True)
class Planned:
    """One run to write: how long ago, how far, where and how."""

    days_ago: int
    km: float
    loop: str
    effort: str = "easy"
    hour: float = 7.0


@dataclass(frozen=True, slots=True)
class Habit:
    """A usual week. The first loop is for the long run, the others for the rest in turn."""

    km: float
    runs: int
    longest_km: float
    loops: tuple[str, ...]
    hour: float = 7.0
    growth: float = 0.0
    """By how much of itself the week grows from the first week to the last."""


def usual(habit: Habit, first_week: int, last_week: int, rng: Generator) -> Iterator[Planned]:
    """The runs from `first_week` weeks ago to `last_week` weeks ago, both included."""
    for week in range(first_week, last_week - 1, -1):
        if week in _HOLIDAYS:
            continue
        year = 1 + 0.1 * np.sin(2 * np.pi * week / 52)
        grown = 1 - habit.growth * week / max(first_week, 1)
        rested = 0.78 if week % _EASY_WEEK_EVERY == 0 else 1.0
        km = habit.km * float(year * grown * rested * rng.normal(1.0, 0.05))
        yield from _week(habit, week, km, rng)


def _week(habit: Habit, week: int, km: float, rng: Generator) -> Iterator[Planned]:
    """One week of `km`: the long run, and the others that share what is left."""
    long_km = min(km * (0.3 + 0.3 / habit.runs), habit.longest_km * float(rng.normal(0.93, 0.03)))
    if rng.random() > _MISSED:
        yield Planned(week * 7, round(long_km, 2), habit.loops[0], hour=habit.hour + 1)
    others = habit.runs - 1
    for nth, days in enumerate(_DAYS_OFF[:others]):
        share = (km - long_km) / others * float(rng.normal(1.0, 0.09))
        loop = habit.loops[(nth + 1) % len(habit.loops)]
        effort = "repeats" if loop == "track" else "steady" if nth == 1 else "easy"
        if rng.random() > _MISSED:
            hour = habit.hour + (11 if (week + nth) % 3 == 0 else 0) + float(rng.random())
            yield Planned(week * 7 + days, round(max(share, 2.5), 2), loop, effort, hour)
