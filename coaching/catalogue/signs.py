"""What a runner can feel: warning signs, what brings pain on, what it could be, what is blocked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from coaching.body import Region
from coaching.catalogue.reading import entries

TIERS = ("a", "b", "c", "d")
"""How soon somebody should look: today, this week, within two weeks, when it suits."""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One warning sign, asked as a yes-or-no question. `regions` name where it is asked."""

    code: str
    tier: str
    question: str
    regions: frozenset[Region] = frozenset()


@dataclass(frozen=True, slots=True)
class Feel:
    """What brings a pain on, or how it feels: a yes-or-no question about these places."""

    code: str
    question: str
    regions: frozenset[Region]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a sore place could be, with what speaks for it and what to expect. No diagnosis."""

    code: str
    name: str
    regions: frozenset[Region]
    feels: frozenset[str]
    terrain: str
    expectation: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """What is never offered, and why."""

    code: str
    name: str
    why: str
    sources: tuple[str, ...]


@cache
def red_flags() -> Mapping[str, RedFlag]:
    """Every warning sign by its code."""
    flags = entries("red_flags", RedFlag)
    wrong = [code for code, flag in flags.items() if flag.tier not in TIERS]
    if wrong:
        raise ValueError(f"red flags without a tier: {', '.join(wrong)}")
    return flags


@cache
def feels() -> Mapping[str, Feel]:
    """Everything that a pain may feel like or be brought on by, by its code."""
    return entries("feels", Feel)


@cache
def conditions() -> Mapping[str, Condition]:
    """Everything that a sore place could be, by its code."""
    return entries("conditions", Condition)


@cache
def blocked() -> Mapping[str, Blocked]:
    """Everything that is never offered, by its code."""
    return entries("blocked", Blocked)


def questions(region: Region) -> tuple[RedFlag, ...]:
    """The warning signs to ask about at once when this place hurts, the most urgent first."""
    asked = [flag for flag in red_flags().values() if region in flag.regions]
    return tuple(sorted(asked, key=lambda flag: TIERS.index(flag.tier)))
