"""The strength block: which exercises, how many sets, how far progressed.

Three to five exercises for the place that hurts, had hurt, or to keep healthy; two while little
gets done. What was done decides the level: two easy sessions in a row are one level more, pain or
"too hard" one less. Adherence only ever makes a block shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from coaching.body import PainClass, Region
from coaching.catalogue import Exercise, exercises
from coaching.episode import settled_episode
from coaching.experience import follows_midwife, injuries_lately, is_child, is_novice
from coaching.ladder import ladder_step
from coaching.lifting import (
    MAINTAIN_DAYS,
    PAIN_MAX,
    PAIN_MAX_TENDON,
    bone_is_sore,
    need,
    pauses,
)
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.testing import balance_short, knee_in, short_plank, sides_differ
from coaching.trial import helped

SIZE, MOST, CUT_SIZE = 4, 5, 2
PREVENTION = ("X01", "X05", "X07", "X17")
FOOT_BLOCK = ("X15", "X16")
EASY_EFFORT = 6.0
EASY_SESSIONS = 2
COUNTS_DAYS = 84
FOOT_WAITS_DAYS = 84
USUAL_EQUIPMENT = frozenset({"band"})
"""Our choice where nothing was told: a loop band costs little and most programmes begin with it."""
FEET = frozenset({Region.FOOT_SOLE, Region.FOOT_TOP, Region.ACHILLES})
FOOT_HISTORY = FEET | {Region.SHIN_INNER, Region.SHIN_FRONT}
_INSTEAD = {"X01": "X03", "X02": "X03"}
"""Without a band, the nearest exercise for the same muscles."""


class Step(NamedTuple):
    """One exercise of the block. `level` 0 is as the catalogue describes it."""

    code: str
    level: int
    sets: int


def strength_block(log: TrainingLog, on: date, cut: bool = False) -> tuple[Step, ...]:
    """The block of the coming week; empty where strength work should rest."""
    if follows_midwife(log, on) or is_child(log, on) or pauses(log, on) or bone_is_sore(log, on):
        return ()
    region = _region(log, on)
    codes = list(_at_hand(log, _codes(log, on, region)))[:SIZE]
    if cut:
        return tuple(_step(log, on, code, region, halved=False) for code in codes[:CUT_SIZE])
    feet = foot_reason(log, on) is not None
    for code in _from_tests(log, on):
        if code not in codes and len(codes) < MOST:
            codes.append(code)
    if feet:
        codes = [*[code for code in codes if code not in FOOT_BLOCK][: MOST - 2], *FOOT_BLOCK]
    return tuple(_step(log, on, code, region, halved=feet) for code in codes)


def foot_reason(log: TrainingLog, on: date) -> str | None:
    """Why a foot block is due: balance, the toe cue or an injury; None if it is not."""
    if is_child(log, on) or follows_midwife(log, on):
        return None
    if any(place.region in FEET for place in active_pain(log, on)):
        return None
    first = log.calendar.first_day()
    if first is None or (is_novice(log, on) and (on - first).days < FOOT_WAITS_DAYS):
        return None
    if balance_short(log, on):
        return "balance"
    if helped(log, on, "C3"):
        return "cue"
    injured = any(injury.region in FOOT_HISTORY for injury in injuries_lately(log, on))
    settled = settled_episode(log, on, MAINTAIN_DAYS)
    if injured or (settled is not None and settled.region in FOOT_HISTORY):
        return "history"
    return None


def _region(log: TrainingLog, on: date) -> Region | None:
    wanted = need(log, on).region
    if wanted is not None:
        return wanted
    injuries = injuries_lately(log, on)
    return injuries[0].region if injuries else None


def _codes(log: TrainingLog, on: date, region: Region | None) -> Sequence[str]:
    """The exercises for a place, in the catalogue's order, filled up with the usual ones."""
    if region is None:
        return PREVENTION
    fitting = [e for e in exercises().values() if region in e.regions and e.kind != "tendon"]
    # The sore tendon's own exercise comes first.
    if region.pain_class is PainClass.TENDON:
        fitting.sort(key=lambda e: e.kind not in ("calf", "hamstring"))
    codes = [exercise.code for exercise in fitting if exercise.kind != "foot"]
    if region is Region.KNEE_BELOW_CAP:
        codes.insert(0, ladder_step(log, on))
    return [*codes, *(code for code in PREVENTION if code not in codes)]


def _at_hand(log: TrainingLog, codes: Sequence[str]) -> Sequence[str]:
    """The same with what the runner has: without a band, something that needs none."""
    told = log.profile.equipment
    has = USUAL_EQUIPMENT if told is None else told
    chosen = [code if exercises()[code].needs <= has else _INSTEAD.get(code, "") for code in codes]
    return [code for code in dict.fromkeys(chosen) if code]


def _from_tests(log: TrainingLog, on: date) -> Sequence[str]:
    """What self-tests add."""
    added = ["X17"] if short_plank(log, on) else []
    if knee_in(log, on) or sides_differ(log, on):
        added.append("X08")
    return added


def _step(log: TrainingLog, on: date, code: str, region: Region | None, *, halved: bool) -> Step:
    exercise = exercises()[code]
    sets = (exercise.sets + 1) // 2 if halved else exercise.sets
    return Step(code, _level(log, on, exercise, region), sets)


def _level(log: TrainingLog, on: date, exercise: Exercise, region: Region | None) -> int:
    """How far an exercise has come in the last 12 weeks, by what was done and told."""
    tendon = region is not None and region.pain_class is PainClass.TENDON
    most = PAIN_MAX_TENDON if tendon else PAIN_MAX
    level, easy = 0, 0
    for _, how in _history(log, on, exercise.code, most):
        if how == "easy":
            easy += 1
            if easy == EASY_SESSIONS:
                level, easy = min(level + 1, len(exercise.levels)), 0
        elif how == "hard":
            level, easy = max(level - 1, 0), 0
        else:
            easy = 0
    return level


def _history(log: TrainingLog, on: date, code: str, most: int) -> list[tuple[date, str]]:
    """Each session with the exercise as easy, hard or done, and each "too hard", by day."""
    first = on - timedelta(days=COUNTS_DAYS - 1)
    told: list[tuple[date, str]] = []
    for session in log.strength_on(first, on):
        if session.exercises and code not in session.exercises:
            continue
        if session.pain is not None and session.pain > most:
            told.append((session.on, "hard"))
        elif session.effort is not None:
            told.append((session.on, "easy" if session.effort <= EASY_EFFORT else "done"))
    told += [
        (answer.on, "hard")
        for answer in log.answers
        if answer.what == "too_hard" and answer.rule == "strength" and first <= answer.on <= on
    ]
    return sorted(told, key=lambda pair: pair[0])
