"""Steep metres: down at 5 % and steeper, up at 10 % and steeper, against the runner's own runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from coaching.log import Run, Session, TrainingLog

MIN_EARLIER = 3
"""So many earlier sessions with a known profile, or there is nothing to compare with."""
MEAN_DAYS, LONGEST_DAYS = 28, 30


@dataclass(frozen=True, slots=True)
class Steep:
    """One session's steep metres, the mean of 28 days and the most of 30 days before it."""

    session: Session
    metres: float
    mean_m: float
    most_m: float
    rough: bool


def steep_down(log: TrainingLog, on: date) -> Steep | None:
    """The day's session with the most steep descent (`Run.steep_descent_m`)."""
    return _steep(log, on, lambda run: run.steep_descent_m)


def steep_up(log: TrainingLog, on: date) -> Steep | None:
    """The day's session with the most steep climb (`Run.steep_climb_m`)."""
    return _steep(log, on, lambda run: run.steep_climb_m)


def _steep(log: TrainingLog, on: date, told: Callable[[Run], float | None]) -> Steep | None:
    today = [(_metres(s, told), s) for s in log.sessions_on(on, on)]
    known = [(metres, s) for metres, s in today if metres is not None]
    if not known:
        return None
    metres, session = max(known, key=lambda pair: (pair[0], pair[1].key))
    earlier = log.sessions_on(on - timedelta(days=LONGEST_DAYS), on - timedelta(days=1), on)
    all_known = [(s.local_date, m) for s in earlier if (m := _metres(s, told)) is not None]
    if len(all_known) < MIN_EARLIER:
        return None
    recent = [m for day, m in all_known if on - day <= timedelta(days=MEAN_DAYS)]
    rough = any(run.terrain_rough for run in session.runs)
    mean_m = fmean(recent) if recent else 0.0
    return Steep(session, metres, mean_m, max(m for _, m in all_known), rough)


def _metres(session: Session, told: Callable[[Run], float | None]) -> float | None:
    """None unless every part of a session knows its profile."""
    values = [told(run) for run in session.runs]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
