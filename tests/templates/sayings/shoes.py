"""A pair that has run far, and a new one."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for action in ("look_at_shoes", "alternate_new_pair"):
        yield Finding(
            "shoes",
            Light.GREY,
            action,
            Slot.OTHER,
            Confidence.CONVENTION,
            cite("malisoux_2020"),
            {"gear": "the blue ones with the long laces", "distance_m": 1_204_000.0},
            digest_only=True,
        )
