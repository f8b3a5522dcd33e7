"""A fever, short nights, a pulse that is up."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    yield Finding(
        "recovery",
        Light.RED,
        "no_running_with_fever",
        Slot.LOAD_OR_REST,
        Confidence.CONVENTION,
    )
    yield Finding(
        "recovery",
        Light.GREY,
        "sleep_first",
        Slot.OTHER,
        Confidence.WEAK,
        cite("de_jonge_2025"),
        {"slept_h": 5.84},
    )
    yield Finding(
        "recovery",
        Light.GREY,
        "pulse_is_up",
        Slot.OTHER,
        Confidence.CONVENTION,
        (),
        {"above_bpm": 12.4},
    )
