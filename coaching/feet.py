"""Whether and why a runner's feet are worth some strength work."""

from __future__ import annotations

from datetime import date, timedelta

from coaching.body import Region
from coaching.episode import settled_episode
from coaching.experience import follows_midwife, injuries_lately, is_child, is_novice
from coaching.lifting import MAINTAIN_DAYS, rests
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.testing import balance_short
from coaching.trial import helped

TOE_CUE = "C3"
NOVICES_WAIT_DAYS = 84
"""In new runners ankle and foot work brought more acute injuries, so it waits for 12 weeks."""
BLOCK_DAYS = 56
AGAIN_DAYS = 182
"""Our choice: eight weeks are offered at most once in half a year."""
FEET = frozenset({Region.FOOT_SOLE, Region.FOOT_TOP, Region.ACHILLES})
FOOT_HISTORY = FEET | {Region.SHIN_INNER, Region.SHIN_FRONT}


def foot_reason(log: TrainingLog, on: date) -> str | None:
    """Why a foot block is due: `balance`, `cue` or `history`; None if it is not."""
    reason = _reason(log, on)
    return reason if reason is not None and feet_may_work(log, on) else None


def feet_may_work(log: TrainingLog, on: date) -> bool:
    """Not while foot or Achilles hurt, strength work rests, or in a novice's first 12 weeks."""
    if is_child(log, on) or follows_midwife(log, on) or rests(log, on):
        return False
    if any(place.region in FEET for place in active_pain(log, on)):
        return False
    first = log.calendar.first_day()
    if first is None or first > on:
        return False
    return not is_novice(log, on) or on - first >= timedelta(days=NOVICES_WAIT_DAYS)


def eight_weeks_are_over(log: TrainingLog, on: date) -> bool:
    """Whether the foot block was first offered eight weeks ago or longer, within half a year."""
    first = on - timedelta(days=AGAIN_DAYS - 1)
    offered = [s.on for s in log.said_on(first, on) if s.rule == "foot_strength" and s.on < on]
    return bool(offered) and on - offered[0] >= timedelta(days=BLOCK_DAYS)


def _reason(log: TrainingLog, on: date) -> str | None:
    if balance_short(log, on):
        return "balance"
    if helped(log, on, TOE_CUE):
        return "cue"
    settled = settled_episode(log, on, MAINTAIN_DAYS)
    before = [settled.region] if settled is not None else []
    before += [injury.region for injury in injuries_lately(log, on)]
    return "history" if any(region in FOOT_HISTORY for region in before) else None
