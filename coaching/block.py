"""The strength block: which exercises, how many sets, how far progressed.

Three to five exercises for the place that hurts, had hurt, or to keep healthy; two while little
gets done. Front and back of the thigh always come together (`PARTS`). Adherence only ever makes
a block shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from coaching.body import PainClass, Region
from coaching.catalogue import exercises
from coaching.experience import follows_midwife, injuries_lately, is_child
from coaching.feet import FOOT_HISTORY, feet_may_work, foot_reason
from coaching.ladder import ladder_step
from coaching.lifting import PAIN_MAX, PAIN_MAX_TENDON, Need, need, rests
from coaching.log import TrainingLog
from coaching.progress import level
from coaching.soreness import active_pain
from coaching.testing import balance_short, knee_in, plank_short, sides_differ

MOST, CUT_SIZE = 5, 2
SLOW_SQUATS = "P2"
BESIDE_FEET = 3
"""Our choice: so many exercises stay when two for the feet join, all with half of their sets."""
PREVENTION = ("X01", "X07", "X09", "X17")
USUAL_EQUIPMENT = frozenset({"band"})
"""Our choice where nothing was told: a loop band costs little and most programmes begin with it;
who says "nothing" gets an exercise that needs none."""
FOOT_BLOCK, BALANCE_BLOCK = ("X15", "X13"), ("X15", "X16")

_USUAL = ("hip", "thigh", "hamstring", "hip")
_CALF = ("calf", "thigh", "hamstring", "hip")
PARTS = {
    Region.KNEE_BELOW_CAP: ("tendon", "hip", "hamstring", "hip"),
    Region.HAMSTRING: ("hamstring", "hip", "thigh", "core"),
    Region.CALF: _CALF,
    Region.ACHILLES: _CALF,
    Region.FOOT_SOLE: _CALF,
    Region.SHIN_INNER: _CALF,
    Region.SHIN_FRONT: _CALF,
}
"""What a block is made of, by place, the most wanted first; other places get the usual parts."""
_BAND_FREE = {"X01": "X03"}
"""Without a band, the nearest exercise for the same muscles."""


class Step(NamedTuple):
    """One exercise of the block. `level` 0 is as the catalogue describes it."""

    code: str
    level: int
    sets: int


def strength_block(log: TrainingLog, on: date, cut: bool = False) -> tuple[Step, ...]:
    """The block of the coming week; empty where strength work should rest."""
    if follows_midwife(log, on) or is_child(log, on) or rests(log, on):
        return ()
    wanted = need(log, on)
    codes = [code for code in _codes(log, on, wanted) if code]
    feet = () if cut else _foot_codes(log, on)
    codes = codes[:CUT_SIZE] if cut else codes[: BESIDE_FEET if feet else MOST]
    return tuple(
        _step(log, on, code, wanted, halved=bool(feet)) for code in dict.fromkeys([*codes, *feet])
    )


def _codes(log: TrainingLog, on: date, wanted: Need) -> Sequence[str]:
    """The exercises for a place, with what the self-tests ask for."""
    region = wanted.region or _injured(log, on)
    codes = [_at_hand(log, code) for code in PREVENTION] if region is None else []
    for part in PARTS.get(region, _USUAL) if region else ():
        codes += _tendon(log, on) if part == "tendon" else [_first(log, part, region, codes)]
    if knee_in(log, on) or sides_differ(log, on):
        # One leg at a time, on a low step, in the place of both at once.
        codes = ["X08" if code == "X07" else code for code in codes]
        hip = _at_hand(log, "X01")
        codes = codes if hip in codes else [*codes, hip]
    if plank_short(log, on) and "X17" not in codes:
        codes.append("X17")
    return codes


def _tendon(log: TrainingLog, on: date) -> Sequence[str]:
    """The step of the ladder; beside jumps and sport the slow squats go on."""
    step = ladder_step(log, on)
    return (step, SLOW_SQUATS) if step > SLOW_SQUATS else (step,)


def _injured(log: TrainingLog, on: date) -> Region | None:
    return next((injury.region for injury in injuries_lately(log, on)), None)


def _first(log: TrainingLog, kind: str, region: Region | None, taken: Sequence[str]) -> str:
    """The first exercise of a kind that is at hand, before all one made for the place."""
    left = [
        exercise
        for exercise in exercises().values()
        if exercise.kind == kind and exercise.code not in taken and _has(log, exercise.code)
    ]
    fitting = [exercise for exercise in left if region in exercise.regions] or left
    return fitting[0].code if fitting else ""


def _foot_codes(log: TrainingLog, on: date) -> Sequence[str]:
    if balance_short(log, on) and foot_reason(log, on) is not None:
        return BALANCE_BLOCK
    shin = need(log, on).region in FOOT_HISTORY and feet_may_work(log, on)
    return FOOT_BLOCK if shin or foot_reason(log, on) is not None else ()


def _has(log: TrainingLog, code: str) -> bool:
    told = log.profile.equipment
    return exercises()[code].needs <= (USUAL_EQUIPMENT if told is None else told)


def _at_hand(log: TrainingLog, code: str) -> str:
    return code if _has(log, code) else _BAND_FREE.get(code, "")


def _step(log: TrainingLog, on: date, code: str, wanted: Need, *, halved: bool) -> Step:
    exercise = exercises()[code]
    sets = (exercise.sets + 1) // 2 if halved else exercise.sets
    tendon = any(p.region.pain_class is PainClass.TENDON for p in active_pain(log, on))
    most = PAIN_MAX_TENDON if tendon else PAIN_MAX
    return Step(code, level(log, on, exercise, _since(log, on, code, wanted), most), sets)


def _since(log: TrainingLog, on: date, code: str, wanted: Need) -> date | None:
    """From when on a session of the whole block held this exercise."""
    asked = {"X17": plank_short(log, on), "X08": knee_in(log, on) or sides_differ(log, on)}
    days = [day for day in (wanted.since, asked.get(code)) if day is not None]
    return max(days, default=None)
