"""After weeks without running."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot


def findings() -> Iterator[Finding]:
    for action, ceiling_m in (("welcome_back", 11_000.0), ("welcome_back_walk_run", None)):
        yield Finding(
            "after_a_break",
            Light.GREY,
            action,
            Slot.LOAD_OR_REST,
            Confidence.CONVENTION,
            (),
            {"gap_days": 1_204, "longest_before_m": 22_000.0, "ceiling_m": ceiling_m},
            digest_only=True,
        )
