"""Rest days: ten days of running without one off.

Watches: the last 10 local days, each with or without a run.

Why it matters: regular days off are common sense. Competitive runners rested a little less in the
week before an injury; that does not prove that rest protects.

Says: grey `rest_tomorrow`; amber (weak) only while something hurts or a run of the same ten days
was a spike. With `days`, `rest_days`.

Stays silent: while any of the ten days was free, before 28 days and 6 runs are known, and for
runners whose habit has no rest day (median of 8 weeks below one a week), in pregnancy and early
after a birth.

Sources: Lövdal 2021.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.spike import spiked_since
from coaching.weeks import days_in_a_row, usual_rest_days
from coaching.weeks import rest_days as days_off

WINDOW_DAYS = 10
HABIT_REST_DAYS = 1.0


def rest_days(log: TrainingLog, on: date) -> Finding | None:
    """Ten days in a row with a run."""
    if follows_midwife(log, on):
        return None
    if days_in_a_row(log, on) < WINDOW_DAYS or history_level(log, on) < History.SETTLED:
        return None
    usual = usual_rest_days(log, on)
    if usual is None or usual < HABIT_REST_DAYS:
        return None
    loud = bool(active_pain(log, on)) or spiked_since(log, on, WINDOW_DAYS)
    return Finding(
        rule="rest_days",
        light=Light.AMBER if loud else Light.GREY,
        action="rest_tomorrow",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.WEAK,
        sources=cite("lovdal_2021"),
        numbers={"days": WINDOW_DAYS, "rest_days": days_off(log, on, WINDOW_DAYS)},
        label="weak" if loud else None,
        digest_only=not loud,
    )
