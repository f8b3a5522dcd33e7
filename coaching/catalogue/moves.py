"""What a runner can do: exercises, stretches, releases, habits, cues and self-tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from coaching.body import Region
from coaching.catalogue.reading import entries


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: `reps` is what one set holds, in words; `regions` are those it serves.

    `kind` is hip, thigh, hamstring, calf, core, foot or tendon. `levels` are what comes next,
    level 1 first; level 0 is the exercise as described. `needs` are codes of what a home lacks.
    """

    code: str
    name: str
    kind: str
    sets: int
    reps: str
    how: str
    easier: str
    levels: tuple[str, ...]
    stop: str
    equipment: str
    needs: frozenset[str]
    targets: str
    regions: frozenset[Region]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch, a release or a habit."""

    code: str
    name: str
    dose: str
    how: str
    stop: str
    regions: frozenset[Region]
    needs: frozenset[str]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A running cue, offered as a trial; `not_with` are places whose pain forbids it."""

    code: str
    name: str
    kind: str
    how: str
    dose: str
    stop: str
    next: str
    not_with: frozenset[Region]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfTestGuide:
    """How to do a self-test, and the range of its result (`unit`: s, count, yes_no)."""

    code: str
    name: str
    how: str
    stop: str
    unit: str
    lowest: float
    highest: float
    per_side: bool
    sources: tuple[str, ...]


@cache
def exercises() -> Mapping[str, Exercise]:
    """Every exercise by its code, in the order in which a block chooses."""
    return entries("exercises", Exercise)


@cache
def stretches() -> Mapping[str, Item]:
    """Every stretch by its code."""
    return entries("stretches", Item)


@cache
def releases() -> Mapping[str, Item]:
    """Every release by its code; none works on the iliotibial band."""
    return entries("releases", Item)


@cache
def habits() -> Mapping[str, Item]:
    """Small habits and the warm-up, by their code."""
    return entries("habits", Item)


@cache
def cues() -> Mapping[str, Cue]:
    """Every running cue by its code, in the order of trial."""
    return entries("cues", Cue)


@cache
def self_tests() -> Mapping[str, SelfTestGuide]:
    """Every self-test by its code."""
    return entries("self_tests", SelfTestGuide)
