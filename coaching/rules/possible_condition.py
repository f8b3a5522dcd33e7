"""Possible condition: what a sore place could be, in words and never as a diagnosis.

Watches: where it hurts, what brings it on, how it behaves in a run, and the steep metres and track
laps of the sore days.

Why it matters: a name helps somebody to read on and to know what to leave out for a while. Only an
examination can tell.

Says: grey `could_be`, two names at most, each with how well it fits, and "if it does not fit,
ignore this". With `candidates`, each with `code`, `name`, `confidence`, `terrain` (None unless
something is amber) and `expectation`; and `rest`, while anything is red.

Stays silent: without a place and one thing that fits; for one spot on a bone, the inner knee line,
and while a warning sign stands; under 16. A coach never sees it.

Sources: Guideline 2019, Breda 2021, Hutchinson 2022, Rice 2024.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.condition import possible
from coaching.experience import is_child
from coaching.log import TrainingLog
from coaching.soreness import soreness


def possible_condition(log: TrainingLog, on: date) -> Finding | None:
    """Two names at most."""
    if not log.pain or is_child(log, on):
        return None
    found = possible(log, on)
    if not found:
        return None
    light = max((place.light for place in soreness(log, on)), default=Light.GREY)
    sources = dict.fromkeys(code for one in found for code in one.condition.sources[:1])
    return Finding(
        rule="possible_condition",
        light=Light.GREY,
        action="could_be",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        sources=cite(*sources),
        numbers={
            "candidates": [
                {
                    "code": one.condition.code,
                    "name": one.condition.name,
                    "confidence": one.confidence,
                    "terrain": one.condition.terrain if light is Light.AMBER else None,
                    "expectation": one.condition.expectation,
                }
                for one in found
            ],
            "rest": light is Light.RED,
        },
        digest_only=True,
        about=" ".join(one.condition.code for one in found),
    )
