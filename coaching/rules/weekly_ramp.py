"""Weekly ramp: how this week compares with the three before it.

Watches: kilometres of the last 7 days against the mean of the three blocks of 7 days before.

Why it matters: runners like to see it. It has not predicted injuries: a ten-per-cent growth plan
did no better than a faster one in new runners, and weekly ratios showed no relation in a large
cohort; on rows of injured weeks a doubling told little too. So it is information, and only a
doubling gets a word.

Says: grey `watch_week` as information; amber `level_week` (weak) above 2.0 times and at least
10 km more, for novices above 1.3 times and at least 6 km more. With `week_m`, `mean_m`, `ratio`.

Stays silent: before 28 days and 6 runs are known, unless each of the three weeks had a run and
they averaged 8 km, in a week with a spike, in pregnancy and early after a birth.

Sources: Buist 2008, Nielsen 2014, Frandsen 2025.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level, is_novice
from coaching.log import TrainingLog
from coaching.weeks import week_load

MIN_MEAN_M = 8_000.0
AMBER_ABOVE, AMBER_MORE_M = 2.0, 10_000.0
NOVICE_AMBER_ABOVE, NOVICE_AMBER_MORE_M = 1.3, 6_000.0
_EXACT_DIGITS = 9


def weekly_ramp(log: TrainingLog, on: date) -> Finding | None:
    """The last seven days in proportion."""
    if history_level(log, on) < History.SETTLED or follows_midwife(log, on):
        return None
    load = week_load(log, on)
    if load is None or round(load.mean_m, 3) < MIN_MEAN_M:
        return None
    above, more_m = AMBER_ABOVE, AMBER_MORE_M
    if is_novice(log, on):
        above, more_m = NOVICE_AMBER_ABOVE, NOVICE_AMBER_MORE_M
    loud = round(load.ratio, _EXACT_DIGITS) > above and round(load.more_m, 3) >= more_m
    return Finding(
        rule="weekly_ramp",
        light=Light.AMBER if loud else Light.GREY,
        action="level_week" if loud else "watch_week",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.WEAK,
        sources=cite("buist_2008", "nielsen_2014", "frandsen_2025"),
        numbers={"week_m": load.week_m, "mean_m": load.mean_m, "ratio": load.ratio},
        label="weak" if loud else None,
        digest_only=not loud,
    )
