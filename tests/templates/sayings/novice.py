"""The first months of running."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for action in ("three_easy_runs", "small_steps"):
        yield Finding(
            "novice",
            Light.GREY,
            action,
            Slot.OTHER,
            Confidence.DESIGN,
            cite("videbaek_2015"),
            {"runs": 12, "in_a_row": 7, "cap_m": 10_500.0},
            digest_only=True,
        )
