"""Earlier injury: a place that kept somebody out within the last year.

Watches: the injuries that the runner told of, the pain of today, and jumps of the last week.

Why it matters: an earlier injury comes before a new one more often than anything else that is
known. It says nothing about what hurts today.

Says: grey `strength_reminder` when the same place is amber or red, or the week had a spike.
With `region`, `side`, `months`.

Stays silent: until you give an injury (`evenstride profile --injury`), a year after it, while
strength work rests, in pregnancy and early after a birth, and under 16.

Sources: van der Worp 2015.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import follows_midwife, injuries_lately, is_child
from coaching.facts import EarlierInjury
from coaching.lifting import rests
from coaching.log import TrainingLog
from coaching.soreness import soreness
from coaching.spike import spiked_since

SPIKE_DAYS = 7


def earlier_injury(log: TrainingLog, on: date) -> Finding | None:
    """The injury that today's amber reminds of."""
    known = injuries_lately(log, on)
    if not known or follows_midwife(log, on) or is_child(log, on) or rests(log, on):
        return None
    injury = next((one for one in known if _sore(log, on, one)), None)
    if injury is None and spiked_since(log, on, SPIKE_DAYS):
        injury = known[0]
    if injury is None:
        return None
    return Finding(
        rule="earlier_injury",
        light=Light.GREY,
        action="strength_reminder",
        slot=Slot.STRENGTH,
        confidence=Confidence.MODERATE,
        sources=cite("van_der_worp_2015"),
        numbers={
            "region": injury.region.value,
            "side": None if injury.side is None else injury.side.value,
            "months": max(1, round((on - injury.on) / timedelta(days=30))),
        },
        digest_only=True,
        about=injury.region.value,
    )


def _sore(log: TrainingLog, on: date, injury: EarlierInjury) -> bool:
    return any(
        place.region is injury.region and place.light >= Light.AMBER for place in soreness(log, on)
    )
