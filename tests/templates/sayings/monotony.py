"""A week of days that are all alike."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for days in (5, 7):
        yield Finding(
            "monotony",
            Light.AMBER,
            "swap_a_day",
            Slot.LOAD_OR_REST,
            Confidence.CONVENTION,
            cite("foster_1998"),
            {"monotony": 2.41, "active_days": days},
            "weak",
            digest_only=True,
        )
