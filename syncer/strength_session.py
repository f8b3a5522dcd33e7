"""What to do on each strength day of a plan: sets, repetitions or holds, rests, and how long.

The catalogue says doses in words for people; here they become numbers for a watch. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from coaching.advice import Plan
from coaching.catalogue import exercises
from coaching.catalogue.moves import Exercise

REST_S, TENDON_REST_S = 60, 120
"""Our choice between sets; slow and heavy work gets more."""
REP_S, TENDON_REP_S = 4, 6
"""Our choice for one repetition: down and up again, slowly."""
ROUND_TO_MIN = 5
SELDOM, SELDOM_DAYS = frozenset({"P3"}), 2
"""Jumps belong on one or two of a week's strength days."""

_HOLD = re.compile(r"(\d+)(?: to \d+)? seconds\b")
_REPS = re.compile(r"(\d+)(?: to (\d+))?\b(?! seconds)")
_HELD = re.compile(r"\bheld for (\d+) seconds\b")
_ONE_SIDE = re.compile(r"\beach (?:side|way|foot)\b|\b(?:on )?one (?:side|leg|foot)\b")


@dataclass(frozen=True, slots=True)
class Move:
    """Some sets of one exercise: `reps` repetitions, or one hold of `hold_s` seconds.

    `nth` is its place in the plan's block, from 1 on. With `each_side` a set is done on one side
    and then on the other. `held_s` is how long each repetition is held, 0 where it is not.
    """

    nth: int
    code: str
    sets: int
    level: int
    reps: int | None
    hold_s: int | None
    held_s: int
    each_side: bool
    rest_s: int
    set_s: int
    """How long one set takes, both sides, without the rest."""


@dataclass(frozen=True, slots=True)
class StrengthSession:
    """One day's session."""

    moves: tuple[Move, ...]

    @property
    def seconds(self) -> int:
        return sum(move.sets * (move.set_s + move.rest_s) for move in self.moves)

    @property
    def minutes(self) -> int:
        """About how long it takes, in steps of five."""
        return max(1, round(self.seconds / 60 / ROUND_TO_MIN)) * ROUND_TO_MIN


def strength_sessions(plan: Plan) -> Mapping[date, StrengthSession]:
    """The sessions of a plan, by day; none on a day without anything to count."""
    block = zip(count(1), plan.block, plan.sets, plan.levels, strict=False)
    moves = [move for one in block if (move := _move(*one)) is not None]
    found = {}
    for nth, day in enumerate(sorted(plan.strength_days)):
        seldom_too = nth < SELDOM_DAYS
        kept = tuple(move for move in moves if seldom_too or move.code not in SELDOM)
        if kept:
            found[day] = StrengthSession(kept)
    return found


def _move(nth: int, code: str, sets: int, level: int) -> Move | None:
    """An exercise in numbers; None for what is no matter of sets, as going back to a sport."""
    exercise = exercises().get(code)
    if exercise is None:
        return None
    harder = _harder(exercise, level)
    hold = _HOLD.match(harder) or _HOLD.match(exercise.reps)
    reps = None if hold else _reps(exercise.reps, level)
    if hold is None and reps is None:
        return None
    held = _HELD.search(exercise.reps)
    tendon = exercise.kind == "tendon"
    hold_s, held_s = int(hold[1]) if hold else None, int(held[1]) if held else 0
    each_side = bool(_ONE_SIDE.search(exercise.reps) or _ONE_SIDE.search(harder))
    a_side_s = hold_s or (reps or 0) * ((TENDON_REP_S if tendon else REP_S) + held_s)
    return Move(
        nth=nth,
        code=code,
        sets=max(1, sets),
        level=level,
        reps=reps,
        hold_s=hold_s,
        held_s=held_s,
        each_side=each_side,
        rest_s=TENDON_REST_S if tendon else REST_S,
        set_s=a_side_s * (2 if each_side else 1),
    )


def _harder(exercise: Exercise, level: int) -> str:
    """What a level changes, in words."""
    return (
        exercise.levels[min(level, len(exercise.levels)) - 1] if level and exercise.levels else ""
    )


def _reps(dose: str, level: int) -> int | None:
    """How many; of a range the upper end to begin with, the lower once it is done heavier."""
    found = _REPS.match(dose)
    if found is None:
        return None
    fewer, more = found[1], found[2]
    return int(fewer if more is None or level > 0 else more)
