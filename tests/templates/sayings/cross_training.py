"""Other sports instead of running."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot


def findings() -> Iterator[Finding]:
    for sports in (["ride"], ["ride", "swim", "row", "elliptical", "water_running"]):
        yield Finding(
            "cross_training",
            Light.GREY,
            "swap_minutes",
            Slot.OTHER,
            Confidence.CONVENTION,
            (),
            {"sessions": 4, "minutes": 90, "sports": sports},
            digest_only=True,
        )
