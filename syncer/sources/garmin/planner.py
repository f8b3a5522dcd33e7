"""Workouts of a runner's own and the days they stand on in Garmin's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from syncer.sources.garmin.web import Web

_SERVICE = "/workout-service"
_PER_PAGE, _MOST_PAGES = 100, 50


@dataclass(frozen=True, slots=True)
class Workout:
    """A workout that the runner can start, wherever it is scheduled."""

    workout_id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A workout on a day of the calendar. Taken off the day, the workout itself stays."""

    schedule_id: str
    workout_id: str
    on: date
    name: str


def workouts(web: Web) -> list[Workout]:
    """All workouts of the runner's own, the last changed first."""
    found: dict[str, Workout] = {}
    for nth in range(_MOST_PAGES):
        page = web.get(f"{_SERVICE}/workouts", start=nth * _PER_PAGE, limit=_PER_PAGE)
        if not isinstance(page, list):
            raise web.outage("Garmin's list of workouts makes no sense.")
        for row in page:
            number = _id(row, "workoutId")
            if number is not None:
                name, about = row.get("workoutName"), row.get("description")
                found[number] = Workout(number, str(name or ""), str(about or ""))
        if len(page) < _PER_PAGE:
            break
    return list(found.values())


def upload(web: Web, body: Mapping[str, object]) -> str:
    """A new workout; its id. Raises Objected where Garmin finds it wrong."""
    return _told(web, web.send("POST", f"{_SERVICE}/workout", body), "workoutId")


def schedule(web: Web, workout_id: str, on: date) -> str:
    """Put a workout on a day; the id of that entry. Raises Gone where there is no such workout."""
    body = {"date": on.isoformat()}
    told = web.send("POST", f"{_SERVICE}/schedule/{int(workout_id)}", body)
    return _told(web, told, "workoutScheduleId")


def unschedule(web: Web, schedule_id: str) -> None:
    """Take a workout off its day. Raises Gone where it is off already."""
    web.send("DELETE", f"{_SERVICE}/schedule/{int(schedule_id)}")


def delete(web: Web, workout_id: str) -> None:
    """Delete a workout, with its days. Raises Gone where it is gone already."""
    web.send("DELETE", f"{_SERVICE}/workout/{int(workout_id)}")


def calendar(web: Web, year: int, month: int) -> list[Planned]:
    """The workouts of a month (1 to 12), and of the days around it that hang on the same page."""
    told = web.get(f"/calendar-service/year/{year}/month/{month - 1}")
    items = told.get("calendarItems") if isinstance(told, Mapping) else None
    if not isinstance(items, list):
        raise web.outage("Garmin's calendar makes no sense.")
    return [planned for item in items if (planned := _planned(item)) is not None]


def _planned(item: object) -> Planned | None:
    if not isinstance(item, Mapping) or item.get("itemType") != "workout":
        return None
    number, workout = _id(item, "id"), _id(item, "workoutId")
    try:
        on = date.fromisoformat(str(item.get("date")))
    except ValueError:
        return None
    if number is None or workout is None:
        return None
    return Planned(number, workout, on, str(item.get("title") or ""))


def _told(web: Web, told: object, name: str) -> str:
    """An id that Garmin answers a change with. Raises TryLater where there is none."""
    number = _id(told, name)
    if number is None:
        raise web.outage("Garmin does not say what became of it.")
    return number


def _id(told: Any, name: str) -> str | None:
    value = told.get(name) if isinstance(told, Mapping) else None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else None
