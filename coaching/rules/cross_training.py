"""Cross-training: bike, pool or rowing machine for the minutes that pain takes away.

Watches: amber or red pain, the running minutes of the usual week, and the sports of 12 weeks.

Why it matters: easy movement without pain keeps fitness and spirits up while a place settles. It
is common practice; it has not been shown to prevent anything.

Says: grey `swap_minutes`: two to four times a week at an effort of 6/10 or less, as long as the
pain stays at 2/10 or less. With `sessions`, `minutes`, `sports`.

Stays silent: without amber or red pain, for a bone that is red, with fewer than 2 runs in 4 weeks,
under 16, in pregnancy and early after a birth.

Sources: common practice.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.swapping import swap


def cross_training(log: TrainingLog, on: date) -> Finding | None:
    """What may take the place of running."""
    if follows_midwife(log, on) or is_child(log, on):
        return None
    instead = swap(log, on)
    if instead is None:
        return None
    return Finding(
        rule="cross_training",
        light=Light.GREY,
        action="swap_minutes",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        numbers={
            "sessions": instead.sessions,
            "minutes": instead.minutes,
            "sports": list(instead.sports),
        },
        digest_only=True,
    )
