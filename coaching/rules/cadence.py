"""Cadence: a few more steps a minute, as a trial for a sore kneecap or shin.

Watches: the median cadence of easy, flat, steady running over 56 days, and where it hurts.

Why it matters: more and shorter steps take load off the kneecap. In one trial about a third of
runners with kneecap pain felt less of it at once; for runners without pain nothing is known that
would make a change worth while.

Says, both grey: `try_steps` at 5 % more than usual, 7 % once that helped, never above 10 % or 185
steps a minute; `stop_steps` after two weeks in which the pain did not fall by a point.
With `own_spm`, `target_spm`, `speed_mps`, `factor`.

Stays silent: without amber or red pain at the front of the knee or the inner shin within 14 days,
from 170 steps a minute on, with a sore calf, Achilles or foot, with fewer than 6 runs or 90
minutes of cadence in flat steady running, under 16, in pregnancy and early after a birth.

Sources: Esculier 2022, Heiderscheit 2011, Anderson 2022.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.stride import easy_cadence
from coaching.trial import CADENCE_CUE, helped

PLACES = frozenset({Region.KNEE_FRONT, Region.SHIN_INNER})
EXCLUDED = frozenset({Region.CALF, Region.ACHILLES, Region.FOOT_TOP, Region.FOOT_SOLE})
EASY_BELOW_SPM = 170.0
FACTOR, NEXT_FACTOR, CAP_FACTOR, CAP_SPM = 1.05, 1.07, 1.10, 185
STOP_AFTER_DAYS, STOP_LOOK_DAYS = 14, 42
STOP_POINTS = 1.0
WEEK_DAYS = 7
_EXACT_DIGITS = 9


def cadence(log: TrainingLog, on: date) -> Finding | None:
    """A trial of a few more steps a minute, or the end of it."""
    places = active_pain(log, on)
    sore = [p for p in places if p.region in PLACES and p.light >= Light.AMBER]
    if not sore or any(place.region in EXCLUDED for place in places):
        return None
    if is_child(log, on) or follows_midwife(log, on):
        return None
    easy = easy_cadence(log, on)
    if easy is None or round(easy.spm, _EXACT_DIGITS) >= EASY_BELOW_SPM:
        return None
    better = helped(log, on, CADENCE_CUE)
    factor = NEXT_FACTOR if better else FACTOR
    target = min(round(easy.spm * factor), int(easy.spm * CAP_FACTOR), CAP_SPM)
    stops = not better and _no_better(log, on, sore[0].region)
    return Finding(
        rule="cadence",
        light=Light.GREY,
        action="stop_steps" if stops else "try_steps",
        slot=Slot.OTHER,
        confidence=Confidence.MODERATE,
        sources=cite("esculier_2022", "heiderscheit_2011"),
        numbers={
            "own_spm": easy.spm,
            "target_spm": target,
            "speed_mps": easy.speed_mps,
            "factor": factor,
        },
        digest_only=True,
    )


def _no_better(log: TrainingLog, on: date, region: Region) -> bool:
    """Whether the trial was offered two weeks ago and the pain is not a point lower since."""
    offered = [
        said.on
        for said in log.said_on(on - timedelta(days=STOP_LOOK_DAYS), on)
        if said.rule == "cadence" and said.action == "try_steps" and said.on < on
    ]
    if not offered or on - offered[0] < timedelta(days=STOP_AFTER_DAYS):
        return False
    before = _worst(log, region, offered[0] - timedelta(days=WEEK_DAYS - 1), offered[0])
    now = _worst(log, region, on - timedelta(days=WEEK_DAYS - 1), on)
    return before is not None and now is not None and before - now < STOP_POINTS


def _worst(log: TrainingLog, region: Region, first: date, last: date) -> int | None:
    told = [r.worst for r in log.pain_on(first, last) if r.region is region]
    return max((level for level in told if level is not None), default=None)
