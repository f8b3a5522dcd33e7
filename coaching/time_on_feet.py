"""How much longer in minutes a run was than anything in 30 days, where distance is not reliable.

The bands are those of distance (`spike`), taken over to time; nobody has tested them by time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.experience import SETTLED_DAYS, SETTLED_SESSIONS
from coaching.facts import VALID_MIN_MOVING_S, Run, RunKind
from coaching.log import SESSION_GAP, TrainingLog
from coaching.spike import (
    MIN_FIRST_DAYS_AGO,
    MIN_SESSIONS,
    MODERATE_ABOVE,
    SMALL_ABOVE,
    STRONG_ABOVE,
    WINDOW_DAYS,
)

FLOOR_S = 25 * 60.0
FLOOR_EXTRA_S = 5 * 60.0
"""Our choice, as for distance: shorter than this, or longer by less, is never called a spike."""
KNOWN_DAYS = 84
UNRELIABLE = frozenset({RunKind.TREADMILL, RunKind.TRAIL})
_EXACT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class TimeSpike:
    """A session's moving time against the longest of the 30 days before, both in seconds."""

    run: Run
    moving_s: float
    longest_s: float
    label: str

    @property
    def ratio(self) -> float:
        return self.moving_s / self.longest_s


def time_spike(log: TrainingLog, on: date) -> TimeSpike | None:
    """The day's greatest step by time among runs whose distance is not reliable, or None."""
    if on not in log.active_days:
        return None
    todays = [run for run in _runs(log, on, on) if run.local_date == on]
    if not any(_unreliable(run) for run in todays):
        return None
    sessions = _sessions(_runs(log, on - timedelta(days=KNOWN_DAYS), on))
    judged = [s for s in sessions if s[0].local_date == on and any(_unreliable(r) for r in s)]
    if len(sessions) < SETTLED_SESSIONS:
        return None
    if on - sessions[0][0].local_date < timedelta(days=SETTLED_DAYS):
        return None
    found = [one for session in judged if (one := _spike(session, sessions)) is not None]
    return max(found, key=lambda one: (one.ratio, one.run.key), default=None)


def _spike(session: Sequence[Run], sessions: Sequence[Sequence[Run]]) -> TimeSpike | None:
    start = session[0].started_at
    first = start - timedelta(days=WINDOW_DAYS)
    window = [s for s in sessions if first <= s[0].started_at < start]
    if len(window) < MIN_SESSIONS:
        return None
    if session[0].local_date - window[0][0].local_date < timedelta(days=MIN_FIRST_DAYS_AGO):
        return None
    moving_s, longest_s = _moving_s(session), max(map(_moving_s, window))
    label = _label(moving_s, longest_s)
    return None if label is None else TimeSpike(session[0], moving_s, longest_s, label)


def _label(moving_s: float, longest_s: float) -> str | None:
    ratio = round(moving_s / longest_s, _EXACT_DIGITS)
    extra_s = round(moving_s - longest_s, 3)
    if ratio <= SMALL_ABOVE or moving_s < FLOOR_S or extra_s < FLOOR_EXTRA_S:
        return None
    if ratio <= MODERATE_ABOVE:
        return "small"
    return "moderate" if ratio <= STRONG_ABOVE else "strong"


def _unreliable(run: Run) -> bool:
    """A treadmill that guesses or a trail without a trace: minutes are all that is known."""
    return run.kind in UNRELIABLE and (run.distance_m is None or run.distance_estimated)


def _runs(log: TrainingLog, first: date, last: date) -> list[Run]:
    """Runs long enough to count, of these local days, by start."""
    # A local day begins at most 14 hours before, and ends at most 12 after, the same day in UTC.
    start = bisect_left(log.runs, first - timedelta(days=1), key=lambda r: r.started_at.date())
    found: list[Run] = []
    for run in log.runs[start:]:
        if run.local_date > last + timedelta(days=1):
            break
        if first <= run.local_date <= last and run.moving_s >= VALID_MIN_MOVING_S:
            found.append(run)
    return found


def _sessions(runs: Sequence[Run]) -> list[list[Run]]:
    groups: list[list[Run]] = []
    for run in runs:
        if groups and run.started_at - max(r.ended_at for r in groups[-1]) <= SESSION_GAP:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _moving_s(session: Sequence[Run]) -> float:
    return sum(run.moving_s for run in session)
