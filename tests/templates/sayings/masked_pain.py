"""Numbers that were told after a tablet."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot


def findings() -> Iterator[Finding]:
    for action, days in (("not_reliable", 0), ("refer", 3), ("refer", 14)):
        yield Finding(
            "masked_pain",
            Light.AMBER,
            action,
            Slot.LOAD_OR_REST,
            Confidence.CONVENTION,
            (),
            {"run_days": days},
        )
