"""Fast running: many more fast minutes in the same week as much more distance.

Watches: minutes at or above the own threshold in 7 days against the mean of the three weeks
before.

Why it matters: in competitive runners, weeks with more hard kilometres came before more injuries.
That is one group on coached plans, so it only speaks when distance jumps too.

Says: amber (weak) `longer_or_faster` above 1.5 times and at least 10 minutes more, in a week that
also has a session spike or a weekly ramp above 1.3 times (our choice). With `week_min`,
`mean_min`.

Stays silent: until you give a threshold pace or heart rate (`evenstride profile`) and files with
pace or heart rate; before 28 days and 6 runs are known, in pregnancy and early after a birth.

Sources: Lövdal 2021.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level
from coaching.loads import fast_minutes
from coaching.log import TrainingLog
from coaching.spike import spiked_since
from coaching.weeks import week_load

RATIO_ABOVE = 1.5
MIN_MORE_MIN = 10.0
RAMP_ABOVE = 1.3
"""Our choice: so much more distance in the week counts as longer."""
_EXACT_DIGITS = 9


def fast_running(log: TrainingLog, on: date) -> Finding | None:
    """The week's fast minutes, where the week grew longer too."""
    if history_level(log, on) < History.SETTLED or follows_midwife(log, on):
        return None
    fast = fast_minutes(log, on)
    if fast is None or round(fast.week_min - fast.mean_min, _EXACT_DIGITS) < MIN_MORE_MIN:
        return None
    if round(fast.week_min - RATIO_ABOVE * fast.mean_min, _EXACT_DIGITS) <= 0:
        return None
    if not _longer_too(log, on):
        return None
    return Finding(
        rule="fast_running",
        light=Light.AMBER,
        action="longer_or_faster",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.WEAK,
        sources=cite("lovdal_2021"),
        numbers={"week_min": fast.week_min, "mean_min": fast.mean_min},
        label="weak",
    )


def _longer_too(log: TrainingLog, on: date) -> bool:
    load = week_load(log, on)
    ramps = load is not None and load.mean_m > 0 and load.ratio > RAMP_ABOVE
    return ramps or spiked_since(log, on, 7)
