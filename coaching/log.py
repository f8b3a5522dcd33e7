"""What a runner did and felt: the facts that every coaching rule reads, and ways to look at them.

Glossary
--------
run        one outing on foot at running pace, however many devices recorded it
session    runs of one runner that lie at most 30 minutes apart, taken as one
valid run  long, slow and fast enough to be believed (`Run.is_valid`)
day        the runner's own local calendar day (`local_date`)
block      7 local days, counted back from the day that is looked at
report     what a runner says hurts, or that nothing does
NRS        pain as a number from 0 (none) to 10 (worst imaginable)
spm        cadence in steps per minute, both feet
light      how loud a finding is: grey, green, amber, red, flag (see `advice`)

Everything here is immutable, sorted on entry (the order of input never matters) and free of
clock, file and database. Missing is `None`, never 0. Distances are metres, times seconds,
instants aware datetimes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from coaching.body import PainClass, Region, Side, Timing
from coaching.facts import (
    Answer,
    CueTrial,
    EarlierInjury,
    FlagCleared,
    Muted,
    Night,
    Other,
    PainReport,
    Profile,
    Run,
    RunKind,
    Said,
    SelfTest,
    StrengthSession,
    WeeklyCheck,
)
from coaching.sessions import SESSION_GAP, Calendar, Session

__all__ = [
    "SESSION_GAP",
    "Answer",
    "Block",
    "CueTrial",
    "EarlierInjury",
    "FlagCleared",
    "Muted",
    "Night",
    "Other",
    "PainClass",
    "PainReport",
    "Profile",
    "Region",
    "Run",
    "RunKind",
    "Said",
    "SelfTest",
    "Session",
    "Side",
    "StrengthSession",
    "Timing",
    "TrainingLog",
    "WeeklyCheck",
]


class Block(NamedTuple):
    """Seven local days, `first` to `last` inclusive."""

    first: date
    last: date
    distance_m: float
    longest_m: float
    sessions: int
    worst_pain: int | None


_ORDER: dict[str, Callable[[Any], Any]] = {
    "runs": lambda run: (run.started_at, run.key),
    "strength": lambda session: session.on,
    "others": lambda other: other.started_at,
    "pain": lambda report: (report.on, report.said_at),
    "flags_cleared": lambda cleared: cleared.at,
    "said": lambda said: (said.on, said.rule, said.where),
    "muted": lambda muted: (muted.since, muted.rule),
    "answers": lambda answer: (answer.on, answer.rule),
    "self_tests": lambda test: (test.on, test.test),
    "cue_trials": lambda trial: (trial.on, trial.cue),
    "nights": lambda night: night.on,
    "weekly_checks": lambda check: (check.on, check.region),
}

_EVER = date.min
"""The day under which is kept what does not depend on a day."""


def _in_order(name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Facts in their order. Equal keys fall back on all they say, so input order cannot matter."""
    key = _ORDER[name]
    ordered = sorted(rows, key=key)
    if any(one == other for one, other in pairwise(map(key, ordered))):
        ordered.sort(key=lambda row: (key(row), repr(row)))
    return tuple(ordered)


@dataclass(frozen=True)
class TrainingLog:
    """All that is known of one runner. What is worked out from it is kept for the next look."""

    profile: Profile = field(default_factory=Profile)
    runs: Sequence[Run] = ()
    strength: Sequence[StrengthSession] = ()
    others: Sequence[Other] = ()
    pain: Sequence[PainReport] = ()
    flags_cleared: Sequence[FlagCleared] = ()
    said: Sequence[Said] = ()
    muted: Sequence[Muted] = ()
    answers: Sequence[Answer] = ()
    self_tests: Sequence[SelfTest] = ()
    cue_trials: Sequence[CueTrial] = ()
    nights: Sequence[Night] = ()
    weekly_checks: Sequence[WeeklyCheck] = ()

    def __post_init__(self) -> None:
        for name in _ORDER:
            rows = getattr(self, name)
            # The same report told twice is one report.
            rows = set(rows) if name == "pain" else rows
            object.__setattr__(self, name, _in_order(name, rows) if rows else ())
        object.__setattr__(self, "runs", _one_of_each(self.runs))
        object.__setattr__(self, "_kept", {})

    def with_said(self, said: Sequence[Said]) -> TrainingLog:
        """The same log with other things said; what was worked out of the rest stays."""
        twin = object.__new__(TrainingLog)
        twin.__dict__.update(self.__dict__)
        twin.__dict__["said"] = _in_order("said", said)
        return twin

    def keep[T](self, name: str, on: date, work_out: Callable[[], T]) -> T:
        """What was worked out under a name for a day, worked out once for the day last asked.

        Only for what does not depend on `said`: twins made by `with_said` share it.
        """
        kept: dict[str, tuple[date, Any]] = self.__dict__["_kept"]
        found = kept.get(name)
        if found is None or found[0] != on:
            found = kept[name] = (on, work_out())
        answer: T = found[1]
        return answer

    @property
    def calendar(self) -> Calendar:
        """All sessions, found quickly by day or by instant, as of any day."""
        return self.keep("calendar", _EVER, lambda: Calendar(self.runs))

    @property
    def sessions(self) -> Sequence[Session]:
        """Valid runs merged over gaps of at most 30 minutes, by start."""
        return tuple(self.calendar.sessions)

    def sessions_on(self, first: date, last: date, as_of: date | None = None) -> Sequence[Session]:
        """Sessions of the local days `first` to `last`, both included."""
        return self.calendar.on_days(first, last, as_of or last)

    def sessions_from(
        self, start: datetime, end: datetime, as_of: date = date.max
    ) -> Sequence[Session]:
        """Sessions whose start lies in [start, end)."""
        return self.calendar.starting_in(start, end, as_of)

    def blocks(self, on: date, count: int) -> Iterator[Block]:
        """The last `count` blocks of 7 days that end on `on`, the newest first."""
        for nth in range(count):
            last = on - timedelta(days=7 * nth)
            first = last - timedelta(days=6)
            distances = [s.distance_m for s in self.sessions_on(first, last, on)]
            pains = [p.worst for p in self.pain_on(first, last) if p.worst is not None]
            yield Block(
                first,
                last,
                sum(distances),
                max(distances, default=0.0),
                len(distances),
                max(pains, default=None),
            )

    def pain_on(self, first: date, last: date) -> Sequence[PainReport]:
        """Reports about the local days `first` to `last`, both included."""
        days = self.keep("pain days", _EVER, lambda: [report.on for report in self.pain])
        return self.pain[bisect_left(days, first) : bisect_right(days, last)]

    def strength_on(self, first: date, last: date) -> Sequence[StrengthSession]:
        """Strength sessions of the local days `first` to `last`, both included."""
        days = self.keep("strength days", _EVER, lambda: [s.on for s in self.strength])
        return self.strength[bisect_left(days, first) : bisect_right(days, last)]

    def said_on(self, first: date, last: date) -> Sequence[Said]:
        """What was told on the local days `first` to `last`, both included."""
        start = bisect_left(self.said, first, key=lambda s: s.on)
        return self.said[start : bisect_right(self.said, last, lo=start, key=lambda s: s.on)]

    @property
    def active_days(self) -> Set[date]:
        """Local days with any run at all, valid or not."""
        days = attrgetter("local_date")
        return self.keep("active days", _EVER, lambda: frozenset(map(days, self.runs)))


def _one_of_each(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Of runs with the same start and key one is kept, always the same one."""
    same = [a.key == b.key and a.started_at == b.started_at for a, b in pairwise(runs)]
    return tuple(run for run, again in zip(runs, [False, *same], strict=False) if not again)
