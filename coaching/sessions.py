"""Sessions: runs that belong together, merged so that a pause neither hides nor makes a spike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from coaching.facts import Run

SESSION_GAP = timedelta(minutes=30)
"""Our choice: longer than a traffic light or a coffee, shorter than a second outing."""

RECENT = timedelta(days=120), timedelta(days=400)
"""Nearly all rules look back less than the first; none further than the second, but for the first
day, shoes and what was told."""
LONGEST_BELIEVED = timedelta(days=3)
"""A log with a longer run is merged as a whole: its gaps say nothing."""


class Session(NamedTuple):
    """Runs at most 30 minutes apart. A session belongs to the local day on which it started."""

    runs: tuple[Run, ...]

    @property
    def key(self) -> str:
        return self.runs[0].key

    @property
    def started_at(self) -> datetime:
        return self.runs[0].started_at

    @property
    def local_date(self) -> date:
        return self.runs[0].local_date

    @property
    def ended_at(self) -> datetime:
        return max(run.ended_at for run in self.runs)

    @property
    def distance_m(self) -> float:
        if len(self.runs) == 1:
            return self.runs[0].distance_m or 0.0
        return sum(run.distance_m or 0.0 for run in self.runs)

    @property
    def moving_s(self) -> float:
        return sum(run.moving_s for run in self.runs)

    @property
    def distance_estimated(self) -> bool:
        return any(run.distance_estimated for run in self.runs)

    @property
    def race(self) -> bool:
        return any(run.race for run in self.runs)

    @property
    def planned(self) -> bool:
        return any(run.planned for run in self.runs)


def merged(runs: Sequence[Run]) -> list[Session]:
    """The sessions of runs that are sorted by start; runs that are not valid are left out."""
    gap_s = SESSION_GAP.total_seconds()
    groups: list[tuple[Run, ...]] = []
    before: datetime | None = None
    left_s = 0.0  # from the start of the run before until the end of the session so far
    for run in runs:
        if not run.is_valid:
            continue
        started_at, length_s = run.started_at, run.elapsed_s
        if length_s < run.moving_s:
            length_s = run.moving_s
        if before is not None:
            left_s -= (started_at - before).total_seconds()
            if left_s >= -gap_s:
                groups[-1] += (run,)
                before, left_s = started_at, max(left_s, length_s)
                continue
        groups.append((run,))
        before, left_s = started_at, length_s
    return [Session(group) for group in groups]


class Calendar:
    """All sessions of a log, found quickly by day or by instant, as of any day.

    "As of" a day means: nothing of a later local day is seen, not even the part of a session
    that was recorded after midnight. Most questions are about the last months, so only those are
    merged until somebody asks for what came before (`RECENT`).
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self._parts = [_Part(runs, cut) for cut in _cuts(runs)]

    @property
    def sessions(self) -> Sequence[Session]:
        """All of them, by start."""
        return self._parts[-1].found.sessions

    def starting_in(self, start: datetime, end: datetime, as_of: date) -> Sequence[Session]:
        """Sessions whose start lies in [start, end), by start."""
        part = next(one for one in self._parts if one.holds_all_from(start))
        return part.found.starting_in(start, end, as_of)

    def on_days(self, first: date, last: date, as_of: date) -> Sequence[Session]:
        """Sessions that started on the local days `first` to `last`, both included."""
        part = next(one for one in self._parts if first >= one.day)
        return part.found.on_days(first, last, as_of)

    def reaching_into(self, day: date) -> Sequence[Session]:
        """Sessions that started before a day and went on in it after midnight, as of that day."""
        part = next(one for one in self._parts if not one.cut or day > one.day)
        return part.found.reaching_into(day)

    def has(self, count: int, as_of: date) -> bool:
        """Whether there were so many sessions up to and with a day."""
        return any(part.found.count(as_of) >= count for part in self._parts)

    def first_day(self) -> date | None:
        """The day of the earliest session there ever was."""
        if len(self._parts) == 1:  # days may be out of order
            return self._parts[0].found.first_day()
        return next((run.local_date for run in self._runs if run.is_valid), None)

    def last_day(self, as_of: date) -> date | None:
        """The day of the latest session up to and with a day."""
        days = (part.found.last_day(as_of) for part in self._parts)
        return next((day for day in days if day is not None), None)


class _Part:
    """The runs from one of them on, merged when first asked for."""

    def __init__(self, runs: Sequence[Run], cut: int) -> None:
        self.cut = cut
        self.day = runs[cut].local_date if cut else date.min
        self._runs = runs
        self._found: _Found | None = None

    @property
    def found(self) -> _Found:
        if self._found is None:
            self._found = _Found(self._runs[self.cut :])
        return self._found

    def holds_all_from(self, start: datetime) -> bool:
        return not self.cut or start >= self._runs[self.cut].started_at


def _cuts(runs: Sequence[Run]) -> list[int]:
    """From which runs on nothing depends on the runs before; the last one is 0.

    There a session and a day begin for sure, however long any run before went on.
    """
    days = list(map(attrgetter("local_date"), runs))
    if not runs or days != sorted(days):  # across the date line days are not in order
        return [0]
    longest_s = max(max(map(attrgetter(name), runs)) for name in ("elapsed_s", "moving_s"))
    if longest_s > LONGEST_BELIEVED.total_seconds():
        return [0]
    apart = timedelta(seconds=longest_s) + SESSION_GAP
    return [*(_cut(runs, bisect_left(days, days[-1] - back), apart) for back in RECENT), 0]


def _cut(runs: Sequence[Run], latest: int, apart: timedelta) -> int:
    """The last run up to `latest` that comes a new day and long enough after the one before."""
    for nth in range(latest, 0, -1):
        run, before = runs[nth], runs[nth - 1]
        if run.local_date > before.local_date and run.started_at - before.started_at > apart:
            return nth
    return 0


class _Found:
    """The sessions of some runs, by start and by day."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.sessions = merged(runs)
        self._starts = [session.started_at for session in self.sessions]
        days = [session.local_date for session in self.sessions]
        if all(day <= later for day, later in pairwise(days)):
            self._by_day, self._days = self.sessions, days
        else:  # across the date line a later start can carry an earlier date
            self._by_day = sorted(self.sessions, key=lambda s: (s.local_date, s.started_at))
            self._days = [session.local_date for session in self._by_day]
        self.over_midnight = [
            session
            for session in self.sessions
            if len(session.runs) > 1 and len({run.local_date for run in session.runs}) > 1
        ]

    def starting_in(self, start: datetime, end: datetime, as_of: date) -> Sequence[Session]:
        found = self.sessions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        if found and (self._by_day is not self.sessions or found[-1].local_date > as_of):
            found = [session for session in found if session.local_date <= as_of]
        return self._cut(found, as_of)

    def on_days(self, first: date, last: date, as_of: date) -> Sequence[Session]:
        last = min(last, as_of)
        found = self._by_day[bisect_left(self._days, first) : bisect_right(self._days, last)]
        return self._cut(found, as_of)

    def count(self, as_of: date) -> int:
        return bisect_right(self._days, as_of)

    def first_day(self) -> date | None:
        return self._days[0] if self._days else None

    def last_day(self, as_of: date) -> date | None:
        count = self.count(as_of)
        return self._days[count - 1] if count else None

    def reaching_into(self, day: date) -> Sequence[Session]:
        found = [
            session
            for session in self.over_midnight
            if session.local_date < day and any(run.local_date == day for run in session.runs)
        ]
        return self._cut(found, day)

    def _cut(self, found: Sequence[Session], as_of: date) -> Sequence[Session]:
        if not self.over_midnight or not any(s.runs[-1].local_date > as_of for s in found):
            return found
        cut: list[Session] = []
        for session in found:
            cut += merged([run for run in session.runs if run.local_date <= as_of])
        return cut
