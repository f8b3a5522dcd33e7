"""Foot strength: the small muscles of the foot, where something points there.

Watches: one-leg balance, the toe cue's trial, and injuries of foot, Achilles or shin.

Why it matters: in one trial recreational runners who trained their feet had fewer injuries, after
months. In new runners ankle and foot work brought more acute ones, so it waits for them.

Says: grey `foot_block`, three times a week for eight weeks. With `reason`.

Stays silent: without such a sign, for novices in their first 12 weeks, while foot or Achilles
hurts, under 16, in pregnancy and early after a birth.

Sources: Taddei 2020, Leppänen 2024.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.block import foot_reason
from coaching.catalogue import cite
from coaching.log import TrainingLog


def foot_strength(log: TrainingLog, on: date) -> Finding | None:
    """Why the feet are worth some work, if they are."""
    reason = foot_reason(log, on)
    if reason is None:
        return None
    return Finding(
        rule="foot_strength",
        light=Light.GREY,
        action="foot_block",
        slot=Slot.STRENGTH,
        confidence=Confidence.WEAK,
        sources=cite("taddei_2020"),
        numbers={"reason": reason},
        digest_only=True,
    )
