"""What a sore place could be: each name alone, and any two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite, conditions


def findings() -> Iterator[Finding]:
    known = list(conditions().values())
    for one, other, light in product(known, known, ("green", "amber", "red")):
        pair = (one,) if one is other else (one, other)
        yield Finding(
            "possible_condition",
            Light.GREY,
            "could_be",
            Slot.OTHER,
            Confidence.CONVENTION,
            cite(*dict.fromkeys(two.sources[0] for two in pair)),
            {
                "candidates": [
                    {
                        "code": two.code,
                        "name": two.name,
                        "confidence": sure,
                        "terrain": two.terrain if light == "amber" else None,
                        "expectation": two.expectation,
                    }
                    for two, sure in zip(pair, ("high", "medium"), strict=False)
                ],
                "rest": light == "red",
            },
            digest_only=True,
        )
