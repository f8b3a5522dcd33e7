"""What a workout may be made of, and what is wrong with one that is sent.

Numbers and keys are those of Garmin's own table (/workout-service/workout/types), as the library
quotes it. The stand-in is stricter than Garmin, which believes the number and stores nonsense.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any


def _numbered(names: str) -> Mapping[int, str]:
    return dict(enumerate(names.split(), start=1))


SPORTS = _numbered(
    "running cycling other swimming strength_training cardio_training yoga pilates hiit"
    " multi_sport mobility"
)
STEPS = _numbered("warmup cooldown interval recovery rest repeat other main")
CONDITIONS = _numbered(
    "lap.button time distance calories power heart.rate iterations fixed.rest fixed.repetition reps"
)
TARGETS = _numbered(
    "no.target power.zone cadence heart.rate.zone speed.zone pace.zone grade heart.rate.lap"
    " power.lap"
)


def complaint(body: Mapping[str, Any]) -> str | None:
    """The first thing that is wrong with a workout; None when all is well."""
    return next(_complaints(body), None)


def _complaints(body: Mapping[str, Any]) -> Iterator[str]:
    if not body.get("workoutName"):
        yield "workoutName must not be empty"
    yield from _known(body.get("sportType"), "sportType", SPORTS)
    segments = body.get("workoutSegments") or []
    if not segments:
        yield "workoutSegments must not be empty"
    orders: list[object] = []
    for segment in segments:
        yield from _known(segment.get("sportType"), "sportType", SPORTS)
        for step in steps_of(segment):
            orders.append(step.get("stepOrder"))
            yield from _of_step(step)
    if len(set(orders)) < len(orders):
        yield "stepOrder must be unique"


def steps_of(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every step of a segment or of a group, the groups included."""
    for step in part.get("workoutSteps") or []:
        yield step
        yield from steps_of(step)


def _of_step(step: Mapping[str, Any]) -> Iterator[str]:
    yield from _known(step.get("stepType"), "stepType", STEPS)
    yield from _known(step.get("endCondition"), "condition", CONDITIONS)
    match step.get("type"):
        case "RepeatGroupDTO":
            if not step.get("numberOfIterations") or not step.get("workoutSteps"):
                yield "a RepeatGroupDTO needs numberOfIterations and workoutSteps"
        case "ExecutableStepDTO":
            yield from _known(step.get("targetType"), "workoutTarget", TARGETS)
            if "category" in step:
                yield from _exercise(str(step["category"]), str(step.get("exerciseName") or ""))
        case other:
            yield f"unknown step {other}"


def _known(told: object, what: str, table: Mapping[int, str]) -> Iterator[str]:
    """Complain of a number that is not there, or that belongs to another key."""
    if not isinstance(told, Mapping):
        yield f"{what} is missing"
        return
    name = what.removesuffix("Type")
    number, key = told.get(f"{name}TypeId"), told.get(f"{name}TypeKey")
    if not isinstance(number, int) or number not in table:
        yield f"unknown {what} {number}"
    elif key is not None and key != table[number]:
        yield f"{what} {number} is {table[number]}, not {key}"


def _exercise(category: str, name: str) -> Iterator[str]:
    names = _catalogue().get(category)
    if names is None:
        yield f"Invalid Category Passed: {category}"
    elif name and name not in names:
        yield f"Invalid Sub-Category Passed: {name}"


@lru_cache(maxsize=1)
def _catalogue() -> Mapping[str, frozenset[str]]:
    """Garmin's own exercises. Imported late: nothing else here needs the library."""
    from garminconnect.exercises import EXERCISES

    names: dict[str, set[str]] = {}
    for one in EXERCISES:
        names.setdefault(one["category"], set()).add(one["exercise"])
    return {category: frozenset(found) for category, found in names.items()}


def tables() -> dict[str, Any]:
    """All numbers and keys, as /workout-service/workout/types tells them."""
    named = {
        "workoutStepTypes": ("stepType", STEPS),
        "workoutSportTypes": ("sportType", SPORTS),
        "workoutConditionTypes": ("conditionType", CONDITIONS),
        "workoutTargetTypes": ("workoutTargetType", TARGETS),
    }
    return {
        group: [
            {f"{name}Id": number, f"{name}Key": key, "displayOrder": number}
            for number, key in table.items()
        ]
        for group, (name, table) in named.items()
    }
