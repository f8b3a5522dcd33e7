"""Longer and faster in the same week."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    yield Finding(
        "fast_running",
        Light.AMBER,
        "longer_or_faster",
        Slot.LOAD_OR_REST,
        Confidence.WEAK,
        cite("lovdal_2021"),
        {"week_min": 148.4, "mean_min": 21.6},
        "weak",
    )
