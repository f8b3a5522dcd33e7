"""Strength work for the places that have words of their own."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite

PRINTED = {"6 to 12 weeks": "Guideline 2019"}

_KNEECAP = ("guideline_2019", "lack_2015")
_TENDON = ("breda_2021",)


def findings() -> Iterator[Finding]:
    yield _said("two_sessions", None, ("leppanen_2024", "wu_2024"))
    yield _said("two_sessions", "achilles", _KNEECAP)
    yield _said("treat_three", "knee_outer", _KNEECAP)
    for action in ("treat_three", "maintain", "relapse_reminder"):
        yield _said(action, "knee_below_cap", _TENDON)


def _said(action: str, region: str | None, sources: tuple[str, ...]) -> Finding:
    return Finding(
        "strength",
        Light.GREY,
        action,
        Slot.STRENGTH,
        Confidence.STRONG if region else Confidence.MODERATE,
        cite(*sources),
        {"sessions_14d": 5, "per_week": 3, "region": region},
        digest_only=True,
    )
