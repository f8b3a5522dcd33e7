"""A recording as it is stored, and the outing that one or more recordings are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from coaching.log import RunKind
from syncer.measure import Measured
from syncer.sources import Kind

FILES = "files"
"""The source whose clocks may be wrong and whose recordings may lie beside each other."""

APART = "apart"
"""How the terms end of what must not be combined with another source's recording."""

FORGOTTEN = 3.0
"""A timer that ran this many times longer than its runner was forgotten from there on."""

LONGEST_S = 72 * 3600.0

NOTHING_KNOWN: Mapping[str, float] = MappingProxyType({})

UNDECIDED: Mapping[int, str] = MappingProxyType({})
NEVER: Mapping[int, datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recorded:
    """One stored recording with its measure, if it had a series. Metres, seconds, steps/min."""

    id: int | None
    source: str
    source_id: str
    kind: Kind
    started_at: datetime
    run_kind: RunKind | None = None
    timezone: str | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    cadence_spm: float | None = None
    title: str = ""
    race: bool = False
    race_told: bool | None = None
    planned: bool = False
    effort_rpe: float | None = None
    effort_told: float | None = None
    """What the runner says here, against what a source says again with each fetch."""
    gear: str | None = None
    salvaged: str | None = None
    has_gps: bool = False
    file_name: str | None = None
    terms: str = ""
    part_of: str | None = None
    measured: Measured | None = None
    decided: Mapping[int, str] = field(default_factory=lambda: UNDECIDED)
    """What the runner said of this and another recording, by that one's id: `same` or `apart`."""
    decided_at: Mapping[int, datetime] = field(default_factory=lambda: NEVER)
    """When it was said."""

    @property
    def name(self) -> tuple[str, str]:
        """The same whenever it arrives, unlike the id."""
        return self.source, self.source_id

    def value(self, name: str) -> float | None:
        """Our measure of a total, else the device's own."""
        ours: float | None = None if self.measured is None else getattr(self.measured, name)
        theirs: float | None = getattr(self, name)
        return theirs if ours is None else ours

    @property
    def span_s(self) -> float:
        """How long it lasted, 0 where nothing tells; a forgotten timer is cut short."""
        moving_s = self.value("moving_s")
        elapsed_s = max(self.elapsed_s or 0.0, moving_s or 0.0)
        if moving_s:
            elapsed_s = min(elapsed_s, FORGOTTEN * moving_s)
        return min(elapsed_s, LONGEST_S)

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.span_s)

    @property
    def file_type(self) -> str:
        """`fit`, `gpx`, `tcx` ..., empty where it was no file."""
        if self.source != FILES or self.file_name is None:
            return ""
        return self.file_name.lower().removesuffix(".gz").rpartition(".")[2]

    @property
    def doubtful_clock(self) -> bool:
        """Text files are often written with local time marked as UTC; FIT counts in UTC."""
        return self.file_type not in ("", "fit")


@dataclass(frozen=True, slots=True)
class Outing:
    """What a runner did once, from all its recordings; None where none of them knows."""

    recordings: tuple[Recorded, ...]
    kind: Kind
    started_at: datetime
    moving_s: float
    elapsed_s: float
    run_kind: RunKind | None = None
    timezone: str | None = None
    distance_m: float | None = None
    distance_estimated: bool = False
    cadence_spm: float | None = None
    cadence_speed_mps: float | None = None
    cadence_eligible_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    steep_descent_m: float | None = None
    steep_climb_m: float | None = None
    terrain_rough: bool = False
    track_laps: int | None = None
    surface_m: Mapping[str, float] = field(default_factory=lambda: NOTHING_KNOWN)
    speed_s: Mapping[str, float] = field(default_factory=lambda: NOTHING_KNOWN)
    heart_s: Mapping[str, float] = field(default_factory=lambda: NOTHING_KNOWN)
    title: str = ""
    race: bool = False
    planned: bool = False
    effort_rpe: float | None = None
    gear: str | None = None

    @property
    def key(self) -> str:
        """How advice names the run: by the recording that was stored first."""
        return f"activity-{min(one.id for one in self.recordings if one.id is not None)}"

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the recordings came from, one entry each."""
        return tuple(sorted(one.source for one in self.recordings))
