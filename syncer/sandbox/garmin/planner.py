"""Workouts that were planned, and the days of the calendar they stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

_FIRST_WORKOUT, _FIRST_DAY = 1_400_000_001, 1_700_000_001


@dataclass(slots=True)
class Workout:
    """A workout as it was sent, with numbers for it and its steps."""

    profile_id: int
    body: dict[str, Any]
    created_at: datetime
    changed_at: datetime


@dataclass(slots=True)
class Scheduled:
    """A workout on a day."""

    schedule_id: int
    profile_id: int
    workout_id: int
    on: date
    created_at: datetime


@dataclass(slots=True)
class Planner:
    """Everybody's workouts and calendars. Whoever calls holds the world's lock."""

    clock: Callable[[], datetime]
    workouts: dict[int, Workout] = field(default_factory=dict)
    days: dict[int, Scheduled] = field(default_factory=dict)
    made: int = 0

    def add(self, profile_id: int, body: Mapping[str, Any]) -> int:
        self.made += 1
        workout_id, now = _FIRST_WORKOUT + self.made, self.clock()
        kept = _numbered({**body, "workoutId": workout_id})
        self.workouts[workout_id] = Workout(profile_id, kept, now, now)
        return workout_id

    def replace(self, workout_id: int, body: Mapping[str, Any]) -> None:
        """The whole workout anew. Its number and its days on the calendar stay."""
        workout = self.workouts[workout_id]
        workout.body = _numbered({**body, "workoutId": workout_id})
        workout.changed_at = self.clock()

    def drop(self, workout_id: int) -> None:
        """Gone, and off the calendar with it."""
        del self.workouts[workout_id]
        for day in [day for day in self.days.values() if day.workout_id == workout_id]:
            del self.days[day.schedule_id]

    def put(self, profile_id: int, workout_id: int, on: date) -> Scheduled:
        """Onto a day. The same workout may stand on a day twice, if it is put there twice."""
        self.made += 1
        day = Scheduled(_FIRST_DAY + self.made, profile_id, workout_id, on, self.clock())
        self.days[day.schedule_id] = day
        return day

    def workouts_of(self, profile_id: int) -> dict[int, Workout]:
        return {key: one for key, one in self.workouts.items() if one.profile_id == profile_id}

    def days_of(self, profile_id: int, first: date, last: date) -> list[Scheduled]:
        mine = (day for day in self.days.values() if day.profile_id == profile_id)
        return sorted(
            (day for day in mine if first <= day.on <= last),
            key=lambda day: (day.on, day.schedule_id),
        )


def _numbered(body: dict[str, Any]) -> dict[str, Any]:
    """Every step gets a number of its own, as Garmin gives it."""
    count = 0

    def numbered(steps: list[Any]) -> list[Any]:
        nonlocal count
        told = []
        for step in steps:
            count += 1
            one = {**step, "stepId": body["workoutId"] * 100 + count}
            if isinstance(one.get("workoutSteps"), list):
                one["workoutSteps"] = numbered(one["workoutSteps"])
            told.append(one)
        return told

    segments = [
        {**segment, "workoutSteps": numbered(segment.get("workoutSteps") or [])}
        for segment in body.get("workoutSegments") or []
    ]
    return {**body, "workoutSegments": segments}


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0"
