"""What the coaching can prescribe, ask and cite: exercises, red flags and sources, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from coaching.advice import Checked, Source
from coaching.body import Region

TIERS = ("a", "b", "c", "d")
"""How soon somebody should look: today, this week, within two weeks, when it suits."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: `reps` is what one set holds, in words; `regions` are those it serves."""

    code: str
    name: str
    sets: int
    reps: str
    how: str
    stop: str
    equipment: str
    targets: str
    regions: frozenset[Region]


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One warning sign, asked as a yes-or-no question. `regions` name where it is asked."""

    code: str
    tier: str
    question: str
    regions: frozenset[Region]


@cache
def exercises() -> Mapping[str, Exercise]:
    """Every exercise by its code."""
    return MappingProxyType(
        {
            code: Exercise(code=code, **{**row, "regions": frozenset(map(Region, row["regions"]))})
            for code, row in _read("exercises").items()
        }
    )


@cache
def red_flags() -> Mapping[str, RedFlag]:
    """Every warning sign by its code."""
    flags = {
        code: RedFlag(
            code=code,
            tier=row["tier"],
            question=row["question"],
            regions=frozenset(map(Region, row.get("regions", ()))),
        )
        for code, row in _read("red_flags").items()
    }
    wrong = [code for code, flag in flags.items() if flag.tier not in TIERS]
    if wrong:
        raise ValueError(f"red flags without a tier: {', '.join(wrong)}")
    return MappingProxyType(flags)


@cache
def sources() -> Mapping[str, Source]:
    """Every source by the code under which rules name it."""
    return MappingProxyType(
        {
            code: Source(row["key"], row["title"], row.get("doi"), Checked(row["checked"]))
            for code, row in _read("sources").items()
        }
    )


def cite(*codes: str) -> tuple[Source, ...]:
    """Sources by their codes, in this order."""
    return tuple(sources()[code] for code in codes)


def questions(region: Region) -> tuple[RedFlag, ...]:
    """The warning signs to ask about at once when this place hurts, the most urgent first."""
    asked = [flag for flag in red_flags().values() if region in flag.regions]
    return tuple(sorted(asked, key=lambda flag: TIERS.index(flag.tier)))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
