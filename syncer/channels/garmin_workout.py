"""A strength session as Garmin keeps workouts: named neutrally, with Garmin's own exercises.

The numbers are those of Garmin's own table (/workout-service/workout/types). Pure.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from syncer.settings import Settings
from syncer.sources.garmin.exercises import garmin_exercise
from syncer.strength_session import Move, StrengthSession
from templates import Reader
from templates.workout import workout_about, workout_name, workout_step

_SPORT = {"sportTypeId": 5, "sportTypeKey": "strength_training"}
_EXERCISE = {"stepTypeId": 3, "stepTypeKey": "interval"}
_REST = {"stepTypeId": 5, "stepTypeKey": "rest"}
_REPEAT = {"stepTypeId": 6, "stepTypeKey": "repeat"}
_TIME = {"conditionTypeId": 2, "conditionTypeKey": "time"}
_ITERATIONS = {"conditionTypeId": 7, "conditionTypeKey": "iterations"}
_REPS = {"conditionTypeId": 10, "conditionTypeKey": "reps"}
_NO_TARGET = {"workoutTargetTypeId": 1, "workoutTargetTypeKey": "no.target"}
_MARK = re.compile(r"\(es-([0-9a-f]{10})-([0-9a-f]{12})\)")


def garmin_workout(session: StrengthSession, reader: Reader) -> dict[str, Any]:
    """The session as Garmin takes it, still without a mark."""
    order = count(1)
    return {
        "workoutName": workout_name(session.minutes, reader),
        "description": workout_about(reader),
        "sportType": _SPORT,
        "estimatedDurationInSecs": session.seconds,
        "workoutSegments": [
            {
                "segmentOrder": 1,
                "sportType": _SPORT,
                "workoutSteps": [_sets(move, order, reader) for move in session.moves],
            }
        ],
    }


def says(on: date, body: Mapping[str, Any]) -> str:
    """A digest of what stands on a day: another one, and the workout has to be made anew."""
    plain = json.dumps([on.isoformat(), body], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def whose(settings: Settings, runner_id: int) -> str:
    """The mark of a runner's workouts: no other club's, should they be in two, is ever touched."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"workouts {runner_id}".encode(), "sha256").hexdigest()[:10]


def marked(body: Mapping[str, Any], owner: str, what: str) -> dict[str, Any]:
    """The workout with a mark in its description, by which it is found when nobody knows its id."""
    return {**body, "description": f"{body['description']} (es-{owner}-{what[:12]})"}


def mark_in(description: str | None, owner: str) -> str | None:
    """What a marked workout of this runner says, as `is_marked` knows it; None for any other."""
    found = _MARK.search(description or "")
    return found[2] if found is not None and found[1] == owner else None


def is_marked(mark: str, what: str) -> bool:
    """Whether a mark is that of a workout which says this."""
    return what[:12] == mark


def is_named_by_us(name: str, reader: Reader) -> bool:
    """Whether a workout still has the name that we gave it: a copy that the runner called
    otherwise is theirs, though it brought our mark along."""
    return any(name == workout_name(int(one), reader) for one in re.findall("[0-9]{1,3}", name))


def _sets(move: Move, order: count[int], reader: Reader) -> dict[str, Any]:
    """All sets of one exercise: a group that repeats."""
    nth = next(order)
    sides = (1, 2) if move.each_side else (0,)
    steps: Sequence[dict[str, Any]] = [_set(move, side, next(order), reader) for side in sides]
    return {
        "type": "RepeatGroupDTO",
        "stepOrder": nth,
        "stepType": _REPEAT,
        "numberOfIterations": move.sets,
        "smartRepeat": False,
        "endCondition": _ITERATIONS,
        "endConditionValue": float(move.sets),
        "workoutSteps": [*steps, _step(next(order), _REST, _TIME, move.rest_s)],
    }


def _set(move: Move, side: int, order: int, reader: Reader) -> dict[str, Any]:
    named = garmin_exercise(move.code)
    told = workout_step(
        move.nth, move.code if named is None else None, side, move.held_s, move.level, reader
    )
    if move.hold_s is not None:
        step = _step(order, _EXERCISE, _TIME, move.hold_s)
    else:
        step = _step(order, _EXERCISE, _REPS, move.reps or 0)
    if named is not None:
        step["category"], step["exerciseName"] = named
    return {**step, "description": told} if told else step


def _step(
    order: int, kind: Mapping[str, Any], ends: Mapping[str, Any], at: float
) -> dict[str, Any]:
    return {
        "type": "ExecutableStepDTO",
        "stepOrder": order,
        "stepType": kind,
        "endCondition": ends,
        "endConditionValue": float(at),
        "targetType": _NO_TARGET,
    }
