"""Foot strength: the small muscles of the foot, where something points there.

Watches: one-leg balance (30 seconds with open eyes, 10 with closed ones), the toe cue's trial,
and injuries of foot, Achilles or shin, told or settled.

Why it matters: in one trial recreational runners who trained their feet had fewer injuries, after
months. In new runners ankle and foot work brought more acute ones, so it waits for them.

Says: grey `foot_block`, three times a week for eight weeks. With `reason` (balance, cue or
history), `per_week`, `weeks`.

Stays silent: until you tell a balance test, a trial of the toe cue or an earlier injury; eight
weeks after it was first said, for novices in their first 12 weeks, while foot or Achilles hurts,
under 16, in pregnancy and early after a birth.

Sources: Taddei 2020, Leppänen 2024.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.feet import BLOCK_DAYS, eight_weeks_are_over, foot_reason
from coaching.log import TrainingLog

PER_WEEK = 3


def foot_strength(log: TrainingLog, on: date) -> Finding | None:
    """Why the feet are worth some work, if they are."""
    reason = foot_reason(log, on)
    if reason is None or eight_weeks_are_over(log, on):
        return None
    return Finding(
        rule="foot_strength",
        light=Light.GREY,
        action="foot_block",
        slot=Slot.STRENGTH,
        confidence=Confidence.WEAK,
        sources=cite("taddei_2020", "leppanen_2024"),
        numbers={"reason": reason, "per_week": PER_WEEK, "weeks": BLOCK_DAYS // 7},
        digest_only=True,
    )
