"""A few more steps a minute, begun and ended."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite

PRINTED = {"35 of 100": "Esculier 2022"}


def findings() -> Iterator[Finding]:
    for action in ("try_steps", "stop_steps"):
        yield Finding(
            "cadence",
            Light.GREY,
            action,
            Slot.OTHER,
            Confidence.MODERATE,
            cite("esculier_2022", "heiderscheit_2011"),
            {"own_spm": 160.4, "target_spm": 168, "speed_mps": 2.61, "factor": 1.05},
            digest_only=True,
        )
