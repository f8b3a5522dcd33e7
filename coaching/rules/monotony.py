"""Monotony: a heavy week in which every day is like the other.

Watches: effort (0-10) times minutes of each of the last 7 days: their mean divided by their
spread, against the runner's own last 12 weeks.

Why it matters: hard days and easy days that differ are common practice. It was seen with illness
in athletes; with running injuries it showed nothing, so it stays a quiet word.

Says: amber (weak) `swap_a_day`, in the digest alone, when monotony is above 2.0, at least 5 days
were active and the strain is above nine tenths of the own last 12 weeks. With `monotony`,
`active_days`.

Stays silent: until you give effort (0-10) for seven of ten runs: from the check-in, `evenstride
mark --effort`, or a Garmin that asks for it. Before 84 days and 20 runs are known, in pregnancy
and early after a birth.

Sources: Foster 1998.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level
from coaching.loads import effort_week, strain_is_high
from coaching.log import TrainingLog

MONOTONY_ABOVE = 2.0
MIN_ACTIVE_DAYS = 5
STRAIN_SHARE = 0.9
_EXACT_DIGITS = 9


def monotony(log: TrainingLog, on: date) -> Finding | None:
    """The last seven days by effort."""
    week = effort_week(log, on)
    if week is None or round(week.monotony, _EXACT_DIGITS) <= MONOTONY_ABOVE:
        return None
    if week.active_days < MIN_ACTIVE_DAYS or follows_midwife(log, on):
        return None
    if history_level(log, on) < History.LONG_KNOWN or not strain_is_high(log, on, STRAIN_SHARE):
        return None
    return Finding(
        rule="monotony",
        light=Light.AMBER,
        action="swap_a_day",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        sources=cite("foster_1998"),
        numbers={"monotony": week.monotony, "active_days": week.active_days},
        label="weak",
        digest_only=True,
    )
