"""What a runner did, felt and told: one small frozen record a kind of fact.

Missing is `None`, never 0. Distances are metres, times seconds, instants aware datetimes, days
the runner's own local days. `log` holds them together and has the glossary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from coaching.body import Region, Side, Timing

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
    """How hard the runner says it was, 0-10 (session RPE)."""
    fast_s: float | None = None
    """Seconds at or above the runner's own threshold; None without a threshold or a series."""
    gear: str | None = None
    """The pair of shoes, as its source names it."""

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("Run.started_at must carry its time zone")

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=max(self.elapsed_s, self.moving_s))

    @property
    def is_valid(self) -> bool:
        """Long, slow and fast enough to be believed as running."""
        distance_m, moving_s = self.distance_m, self.moving_s
        if distance_m is None or distance_m < VALID_MIN_DISTANCE_M:
            return False
        if moving_s < VALID_MIN_MOVING_S:
            return False
        slowest, fastest = VALID_SPEED_MPS
        return slowest * moving_s <= distance_m <= fastest * moving_s


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
    (`morning_on` says which). `flags` are red-flag codes, `feels` codes of what brings the pain
    on or how it feels (`catalogue.feels`). `said_at` is when it was told.
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
    feels: frozenset[str] = frozenset()
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
    about: str = ""
    """What it was about where one action speaks of many things (`Finding.about`): the region
    of a pain, the codes of a flag. Empty where nobody kept it."""


@dataclass(frozen=True, slots=True)
class Muted:
    """A rule that the runner does not want to hear from the day `since` on.

    It speaks again on the day `until`; None keeps it quiet.
    """

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
class Night:
    """One night, under the local day on which it ended: hours slept, resting pulse in bpm."""

    on: date
    slept_h: float | None = None
    resting_bpm: float | None = None


WEEKLY_SCORES = (0, 8, 17, 25)
"""What each answer of a weekly check counts, from no problem to the worst."""


@dataclass(frozen=True, slots=True)
class WeeklyCheck:
    """How much a sore place got in the way in the last 7 days: four answers, each 0-3.

    Our own wording of the four usual questions on overuse problems (Clarsen 2020); it is not
    that instrument and its score is not comparable. `on` is the last day it speaks of. The
    questions behind the first are None when the first settles them.
    """

    on: date
    region: Region
    taking_part: int
    changed: int | None = None
    performance: int | None = None
    pain: int | None = None
    wording: str = "evenstride-1"

    def __post_init__(self) -> None:
        for name in ("taking_part", "changed", "performance", "pain"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 3:
                raise ValueError(f"WeeklyCheck.{name} must lie between 0 and 3, not {value}")

    @property
    def score(self) -> int | None:
        """0-100; 0 where all went without problems, 100 where nothing went, None if unfinished."""
        if self.taking_part in (0, 3):
            return 0 if self.taking_part == 0 else 100
        rest = (self.changed, self.performance, self.pain)
        if any(answer is None for answer in rest):
            return None
        return WEEKLY_SCORES[self.taking_part] + sum(
            WEEKLY_SCORES[a] for a in rest if a is not None
        )


@dataclass(frozen=True, slots=True)
class EarlierInjury:
    """An injury that the runner told of: where, and when running was possible again."""

    region: Region
    on: date
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a runner told about themselves; anything untold is None."""

    birth_year: int | None = None
    novice: bool | None = None
    pregnant: bool | None = None
    gave_birth_on: date | None = None
    pelvic_check: bool | None = None
    """Whether a pelvic-health check after that birth was told of."""
    digest_weekday: int = 6
    """0 is Monday; the day the weekly digest is for."""
    injuries: tuple[EarlierInjury, ...] = ()
    equipment: frozenset[str] | None = None
    """Codes of what is at hand (`band`, `step`, `weight`, `machine` ...); None is not told."""
    sits_a_lot: bool | None = None
    likes_mobility: bool | None = None
    """Whether stretches and releases may be offered; None is not told."""
    no_praise: bool = False
    """Running has become a must, or the mood is low: no praise for volume or pace."""
