"""What may be answered: lights, findings, recommendations, the plan, and the advice they form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

RULE_VERSION = "2026.11"
"""Changes whenever the same log could lead to other words."""


class Light(IntEnum):
    """How loud a finding is; a greater one wins."""

    GREY = 0
    GREEN = 1
    AMBER = 2
    RED = 3
    FLAG = 4

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(StrEnum):
    """How sure the source of a rule is."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    CONVENTION = "convention"
    DESIGN = "design"


class Checked(StrEnum):
    """Whether the text of a source was read. No number of a remembered one is ever shown."""

    SEEN = "seen"
    SECOND_HAND = "second_hand"
    MEMORY = "memory"


class Slot(StrEnum):
    """What a recommendation is about; a digest holds at most one of each."""

    LOAD_OR_REST = "load_or_rest"
    STRENGTH = "strength"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule's belief comes from. `key` is the citation shown to a runner."""

    key: str
    title: str
    doi: str | None = None
    checked: Checked = Checked.SEEN


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule saw on one day. Data only: its words live in templates/findings/.

    `light` is None where a rule has something to say but no light may be shown. `action` is
    the code of what to do; `numbers` holds what the words need, in SI units, under names that
    end in their unit. `label` grades a light where the rule does. `run` is the key of the run
    that it belongs to; a finding without one belongs to the day or the week.
    """

    rule: str
    light: Light | None
    action: str
    slot: Slot
    confidence: Confidence
    sources: tuple[Source, ...] = ()
    numbers: Mapping[str, object] = field(default_factory=dict)
    label: str | None = None
    run: str | None = None
    digest_only: bool = False
    about: str = ""
    """What it is about where one action speaks of many things: a place, a flag's codes."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One thing to do, taken from one finding. The words are rendered from it by templates."""

    slot: Slot
    finding: Finding

    @property
    def run(self) -> str | None:
        return self.finding.run


@dataclass(frozen=True, slots=True)
class Plan:
    """The coming seven days, the day after `on` first.

    `longest_run_m` is the ceiling for the longest run; None where too little is known or no
    running is advised. `block` holds catalogue codes of the exercises for each strength day.
    `notes` are codes of sentences (flat routes only, no new longest run ...).
    """

    first: date
    last: date
    running: bool = True
    longest_run_m: float | None = None
    run_days: tuple[date, ...] = ()
    rest_days: tuple[date, ...] = ()
    strength_days: tuple[date, ...] = ()
    block: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stage: int | None = None
    """The stage of the way back to running, 0 (walk) to 7; None where nobody is on it."""
    sets: tuple[int, ...] = ()
    """Sets of each exercise of the block."""
    levels: tuple[int, ...] = ()
    """How far each exercise of the block has progressed; 0 is as the catalogue describes it."""
    swap_days: tuple[date, ...] = ()
    """Days for the bike, the pool or the rowing machine instead of running."""
    swap_minutes: int | None = None
    """How long each of them is."""
    swap_sports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer for one runner and one day.

    `light` is the worst that may be shown, None where nothing may be said. `note` is the one
    recommendation that goes onto a run, if any; `recommendations` are the at most three of a
    digest, one a slot. `asks_morning` asks for the next morning's pain. `muted` lists rules
    that the runner silenced and that would have spoken. `information` is what a digest tells
    of the week without recommending anything.
    """

    on: date
    rule_version: str
    light: Light | None
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    note: Recommendation | None = None
    plan: Plan | None = None
    asks_morning: bool = False
    muted: tuple[str, ...] = ()
    information: tuple[Finding, ...] = ()
