"""Why the feet are worth some work."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for reason in ("balance", "cue", "history"):
        yield Finding(
            "foot_strength",
            Light.GREY,
            "foot_block",
            Slot.STRENGTH,
            Confidence.WEAK,
            cite("taddei_2020", "leppanen_2024"),
            {"reason": reason, "per_week": 3, "weeks": 8},
            digest_only=True,
        )
