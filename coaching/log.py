"""What a runner did and felt: the facts that every coaching rule reads.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

SESSION_GAP = timedelta(minutes=30)
VALID_MIN_DISTANCE_M = 500.0
VALID_MIN_MOVING_S = 240.0
VALID_SPEED_MPS = (1.2, 7.0)

_NOTHING: Mapping[str, float] = MappingProxyType({})


class RunKind(StrEnum):
    """Where a run took place, as far as its sport and sub-sport tell."""

    RUN = "run"
    ROAD = "road"
    TRAIL = "trail"
    TREADMILL = "treadmill"
    TRACK = "track"
    VIRTUAL = "virtual_run"


class PainClass(StrEnum):
    """How a region's pain is judged: each has bands of its own in rule R10."""

    JOINT = "joint"
    TENDON = "tendon"
    BONE = "bone"


class Region(StrEnum):
    """Where it hurts. `pain_class` gives the class that each region has, exactly one."""

    KNEE = "knee"
    KNEE_FRONT = "knee_front"
    KNEE_OUTER = "knee_outer"
    KNEE_INNER = "knee_inner"
    KNEE_BACK = "knee_back"
    KNEE_BELOW_CAP = "knee_below_cap"
    SHIN_INNER = "shin_inner"
    SHIN_FRONT = "shin_front"
    CALF = "calf"
    ACHILLES = "achilles"
    FOOT_TOP = "foot_top"
    FOOT_SOLE = "foot_sole"
    HIP_OUTER = "hip_outer"
    HIP_FRONT = "hip_front"
    HAMSTRING = "hamstring"
    OTHER = "other"

    @property
    def pain_class(self) -> PainClass:
        return _CLASS_OF[self]


_CLASS_OF = {
    **dict.fromkeys(
        (
            Region.KNEE,
            Region.KNEE_FRONT,
            Region.KNEE_OUTER,
            Region.KNEE_INNER,
            Region.KNEE_BACK,
            Region.HIP_OUTER,
            Region.OTHER,
        ),
        PainClass.JOINT,
    ),
    **dict.fromkeys(
        (
            Region.KNEE_BELOW_CAP,
            Region.ACHILLES,
            Region.CALF,
            Region.HAMSTRING,
            Region.FOOT_SOLE,
        ),
        PainClass.TENDON,
    ),
    **dict.fromkeys(
        (Region.SHIN_INNER, Region.SHIN_FRONT, Region.FOOT_TOP, Region.HIP_FRONT),
        PainClass.BONE,
    ),
}


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Timing(StrEnum):
    """How the pain behaved during the run."""

    NONE = "none"
    AT_START = "at_start"
    EASES = "eases"
    PERSISTS = "persists"
    WORSENS = "worsens"
    CHANGED_FORM = "changed_form"


@dataclass(frozen=True, slots=True)
class Run:
    """One outing. `key` names it in advice and notes; `started_at` must be aware."""

    key: str
    started_at: datetime
    local_date: date
    moving_s: float
    elapsed_s: float
    distance_m: float | None = None
    kind: RunKind = RunKind.RUN
    distance_estimated: bool = False
    cadence_spm: float | None = None
    cadence_speed_mps: float | None = None
    cadence_eligible_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    steep_descent_m: float | None = None
    steep_climb_m: float | None = None
    terrain_rough: bool = False
    surface_m: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    track_laps: int | None = None
    race: bool = False
    planned: bool = False
    title: str = ""
    effort_rpe: float | None = None
    gear: str | None = None

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("Run.started_at must carry its time zone")

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=max(self.elapsed_s, self.moving_s))

    @property
    def is_valid(self) -> bool:
        """Long, slow and fast enough to count (rules.md 5.0)."""
        if self.distance_m is None or self.distance_m < VALID_MIN_DISTANCE_M:
            return False
        if self.moving_s < VALID_MIN_MOVING_S:
            return False
        return VALID_SPEED_MPS[0] <= self.distance_m / self.moving_s <= VALID_SPEED_MPS[1]


@dataclass(frozen=True, slots=True)
class Session:
    """Runs at most 30 minutes apart, merged, so that a pause neither hides nor makes a spike."""

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


@dataclass(frozen=True, slots=True)
class Other:
    """A walk, ride, swim or anything else that is neither a run nor strength work."""

    started_at: datetime
    local_date: date
    sport: str
    moving_s: float
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class StrengthSession:
    """Strength work, recorded by a watch or told by the runner. `effort` and `pain` are 0-10."""

    on: date
    minutes: float
    effort: float | None = None
    pain: int | None = None
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainReport:
    """What a runner says hurts about one day, or that nothing does.

    `on` is the local day that the report speaks of; `worst` (during the run), `after` (right
    after it), `morning`, `stairs` and `walking` are NRS 0-10. `morning` belongs to the morning
    after `on` when the report has a `worst`, else to the morning of `on` itself
    (`morning_on` says which). `flags` are red-flag codes. `said_at` is when it was told.
    """

    on: date
    said_at: datetime
    region: Region | None = None
    side: Side | None = None
    worst: int | None = None
    after: int | None = None
    morning: int | None = None
    stairs: int | None = None
    walking: int | None = None
    timing: Timing | None = None
    limp: bool = False
    flags: frozenset[str] = frozenset()
    painkiller: bool = False
    fever: bool = False
    nothing: bool = False

    def __post_init__(self) -> None:
        for name in ("worst", "after", "morning", "stairs", "walking"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 10:
                raise ValueError(f"PainReport.{name} must lie between 0 and 10, not {value}")
        if self.said_at.tzinfo is None:
            raise ValueError("PainReport.said_at must carry its time zone")

    @property
    def morning_on(self) -> date | None:
        if self.morning is None:
            return None
        return self.on if self.worst is None else self.on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FlagCleared:
    """A red flag taken back: seen by a clinician, or reported by mistake."""

    at: datetime
    on: date
    how: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was really told to the runner, and when: budgets and "no repeats" read it."""

    on: date
    rule: str
    action: str
    light: str | None
    where: str
    """`note` or `digest`."""
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Muted:
    """A rule that the runner does not want to hear, from a day on, perhaps until another."""

    rule: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A tap on a recommendation: `done` or `too_hard`."""

    on: date
    what: str
    rule: str


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One result of a self-test (codes T1-T6); `value` in the unit of the test."""

    on: date
    test: str
    value: float | None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class CueTrial:
    """One run with a cue switched on and off; the two rates are mean NRS."""

    on: date
    cue: str
    pain_without: float
    pain_with: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What a runner told about themselves; anything untold is None."""

    birth_year: int | None = None
    novice: bool | None = None
    pregnant: bool | None = None
    gave_birth_on: date | None = None
    digest_weekday: int = 6
    """0 is Monday; the day the weekly digest is for."""


class Block(NamedTuple):
    """Seven local days, `first` to `last` inclusive."""

    first: date
    last: date
    distance_m: float
    longest_m: float
    sessions: int
    worst_pain: int | None


@dataclass(frozen=True)
class TrainingLog:
    """All that is known of one runner. Views are cached; making one from sorted input is cheap."""

    profile: Profile = Profile()
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

    def __post_init__(self) -> None:
        def put(name: str, rows: list[Any]) -> None:
            object.__setattr__(self, name, tuple(rows))

        put("runs", sorted(self.runs, key=lambda r: (r.started_at, r.key)))
        put("strength", sorted(self.strength, key=lambda s: s.on))
        put("others", sorted(self.others, key=lambda o: o.started_at))
        put("pain", sorted(set(self.pain), key=lambda p: (p.on, p.said_at, repr(p))))
        put("flags_cleared", sorted(self.flags_cleared, key=lambda c: c.at))
        put("said", sorted(self.said, key=lambda s: (s.on, s.rule)))
        put("muted", sorted(self.muted, key=lambda m: (m.since, m.rule)))
        put("answers", sorted(self.answers, key=lambda a: (a.on, a.rule)))
        put("self_tests", sorted(self.self_tests, key=lambda t: (t.on, t.test)))
        put("cue_trials", sorted(self.cue_trials, key=lambda t: (t.on, t.cue)))

    def with_said(self, said: Sequence[Said]) -> TrainingLog:
        """The same log with other things said."""
        return replace(self, said=said)

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Valid runs merged over gaps of at most 30 minutes, by start."""
        groups: list[list[Run]] = []
        end: datetime | None = None
        for run in self.runs:
            if not run.is_valid:
                continue
            if end is not None and run.started_at - end <= SESSION_GAP:
                groups[-1].append(run)
                end = max(end, run.ended_at)
            else:
                groups.append([run])
                end = run.ended_at
        return tuple(Session(tuple(group)) for group in groups)

    @cached_property
    def _session_starts(self) -> list[datetime]:
        return [session.started_at for session in self.sessions]

    @cached_property
    def _sessions_by_day(self) -> tuple[list[date], list[Session]]:
        ordered = sorted(self.sessions, key=lambda s: (s.local_date, s.started_at))
        return [session.local_date for session in ordered], ordered

    def sessions_from(self, start: datetime, end: datetime) -> Sequence[Session]:
        """Sessions whose start lies in [start, end)."""
        starts = self._session_starts
        return self.sessions[bisect_left(starts, start) : bisect_left(starts, end)]

    def sessions_on(self, first: date, last: date) -> Sequence[Session]:
        """Sessions of the local days `first` to `last`, both included."""
        days, ordered = self._sessions_by_day
        return ordered[bisect_left(days, first) : bisect_right(days, last)]

    def blocks(self, on: date, count: int) -> Iterator[Block]:
        """The last `count` blocks of 7 days that end on `on`, the newest first."""
        for nth in range(count):
            last = on - timedelta(days=7 * nth)
            first = last - timedelta(days=6)
            sessions = self.sessions_on(first, last)
            pains = [p.worst for p in self.pain_on(first, last) if p.worst is not None]
            distances = [session.distance_m for session in sessions]
            yield Block(
                first,
                last,
                sum(distances),
                max(distances, default=0.0),
                len(sessions),
                max(pains, default=None),
            )

    @cached_property
    def _pain_days(self) -> list[date]:
        return [report.on for report in self.pain]

    def pain_on(self, first: date, last: date) -> Sequence[PainReport]:
        """Reports about the local days `first` to `last`, both included."""
        days = self._pain_days
        return self.pain[bisect_left(days, first) : bisect_right(days, last)]

    @cached_property
    def active_days(self) -> frozenset[date]:
        """Local days with any run at all, valid or not."""
        return frozenset(run.local_date for run in self.runs)

    def gaps(self, on: date) -> Iterator[timedelta]:
        """Whole days between one session day and the next, up to `on`."""
        days, _ = self._sessions_by_day
        for before, after in pairwise(days[: bisect_right(days, on)]):
            yield after - before
