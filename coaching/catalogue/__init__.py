"""What the coaching can prescribe, ask and cite, as data: TOML files and small records.

`moves` is what a runner can do, `signs` what a runner can feel; sources are read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from coaching.advice import Checked, Source
from coaching.catalogue.moves import (
    Cue,
    Exercise,
    Item,
    SelfTestGuide,
    cues,
    exercises,
    habits,
    releases,
    self_tests,
    stretches,
)
from coaching.catalogue.reading import read
from coaching.catalogue.signs import (
    TIERS,
    Blocked,
    Condition,
    Feel,
    RedFlag,
    blocked,
    conditions,
    feels,
    questions,
    red_flags,
)

__all__ = [
    "TIERS",
    "Blocked",
    "Condition",
    "Cue",
    "Exercise",
    "Feel",
    "Item",
    "RedFlag",
    "SelfTestGuide",
    "blocked",
    "cite",
    "conditions",
    "cues",
    "exercises",
    "feels",
    "habits",
    "questions",
    "red_flags",
    "releases",
    "self_tests",
    "sources",
    "stretches",
]


@cache
def sources() -> Mapping[str, Source]:
    """Every source by the code under which rules name it."""
    return MappingProxyType(
        {
            code: Source(row["key"], row["title"], row.get("doi"), Checked(row["checked"]))
            for code, row in read("sources").items()
        }
    )


def cite(*codes: str) -> tuple[Source, ...]:
    """Sources by their codes, in this order."""
    return tuple(sources()[code] for code in codes)
