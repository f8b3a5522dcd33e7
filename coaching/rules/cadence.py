"""Cadence: a few more steps a minute, as a trial for a sore kneecap or shin.

Watches: the median cadence of easy, flat, steady running over 56 days, and where it hurts.

Why it matters: more and shorter steps take load off the kneecap. In one trial about a third of
runners with kneecap pain felt less of it at once; for runners without pain nothing is known that
would make a change worth while.

Says, both grey: `try_steps` at 5 % more than usual, 7 % once that helped, never above 10 % or 185
steps a minute; `stop_steps` after two weeks in which the pain did not fall by a point, or when
calf, Achilles or foot get sore. With `own_spm`, `target_spm`, `speed_mps`, `factor`, `region`,
`sore_calf`.

Stays silent: until you give runs with a cadence series, at least 6 runs and 90 minutes of flat
steady running; without amber or red pain at the front of the knee or the inner shin within 14
days; from 170 steps a minute on; with a sore calf, Achilles or foot; for 12 weeks after a trial
that was ended; on the way back to running, under 16, in pregnancy and early after a birth.

Sources: Esculier 2022, Bramah 2019, Heiderscheit 2011, Anderson 2022.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.aches import aches
from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.stride import (
    TRIAL_DAYS,
    EasyCadence,
    easy_cadence,
    steps_ended,
    steps_helped,
    steps_since,
)
from coaching.trial import runs_are_counted

PLACES = (Region.KNEE_FRONT, Region.SHIN_INNER)
EXCLUDED = frozenset({Region.CALF, Region.ACHILLES, Region.FOOT_TOP, Region.FOOT_SOLE})
PAIN_DAYS = 14
EASY_BELOW_SPM = 170.0
FACTOR, NEXT_FACTOR, CAP_FACTOR, CAP_SPM = 1.05, 1.07, 1.10, 185
_EXACT_DIGITS = 9


def cadence(log: TrainingLog, on: date) -> Finding | None:
    """A trial of a few more steps a minute, or the end of it."""
    if not log.pain or is_child(log, on) or follows_midwife(log, on):
        return None
    since = steps_since(log, on)
    place = _sore_place(log, on)
    if (since is None and place is None) or steps_ended(log, on) or runs_are_counted(log, on):
        return None
    own = easy_cadence(log, on if since is None else since)
    if own is None or round(own.spm, _EXACT_DIGITS) >= EASY_BELOW_SPM:
        return None
    calf = any(sore.region in EXCLUDED for sore in active_pain(log, on))
    if since is None:
        return None if calf else _finding("try_steps", own, FACTOR, place, calf)
    if calf:
        return _finding("stop_steps", own, FACTOR, place, calf)
    if on - since < timedelta(days=TRIAL_DAYS):
        return _finding("try_steps", own, FACTOR, place, calf) if place else None
    helped = steps_helped(log, since, on, PLACES)
    if helped is False:
        return _finding("stop_steps", own, FACTOR, place, calf)
    return _finding("try_steps", own, NEXT_FACTOR, place, calf) if helped and place else None


def target_spm(own_spm: float, factor: float) -> int:
    """Whole steps a minute to try, never a tenth above the runner's own and never above 185."""
    return min(round(own_spm * factor), int(own_spm * CAP_FACTOR), CAP_SPM)


def _sore_place(log: TrainingLog, on: date) -> Region | None:
    """The place that was amber or red within two weeks, the kneecap first."""
    loud = {
        ache.region
        for ache in aches(log, on, PAIN_DAYS)
        if ache.hurts and ache.light >= Light.AMBER
    }
    return next((place for place in PLACES if place in loud), None)


def _finding(
    action: str, own: EasyCadence, factor: float, place: Region | None, calf: bool
) -> Finding:
    target = target_spm(own.spm, factor)
    return Finding(
        rule="cadence",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.WEAK,
        sources=cite("esculier_2022", "bramah_2019", "heiderscheit_2011", "anderson_2022"),
        numbers={
            "own_spm": own.spm,
            "target_spm": target,
            "speed_mps": own.speed_mps,
            "factor": factor,
            "region": (place or PLACES[0]).value,
            "sore_calf": calf,
        },
        digest_only=True,
        about=f"{target} steps",
    )
