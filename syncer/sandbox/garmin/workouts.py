"""The part of Garmin's API about workouts and the days they are put on.

Nothing of it was recorded: the shapes are what garminconnect 0.3.20 sends, reads and documents.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.garmin.asked import body_of, day_of
from syncer.sandbox.garmin.planner import Scheduled, Workout, stamp
from syncer.sandbox.garmin.refusals import as_json, bad_request, done, forbidden, not_found
from syncer.sandbox.garmin.steps import complaint, tables
from syncer.sandbox.garmin.world import World

SERVICE = "/workout-service"
_PER_PAGE = 100
_LEFT_OUT = ("workoutSegments",)


class Workouts:
    """The routes. The door has left the account's number in the state."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._planner = world.planner

    def routes(self) -> list[Route]:
        one, day = f"{SERVICE}/workout/{{id:int}}", f"{SERVICE}/schedule/{{id:int}}"
        return [
            Route(f"{SERVICE}/workouts", self.list, methods=["GET"]),
            Route(f"{SERVICE}/workout", self.create, methods=["POST"]),
            Route(f"{SERVICE}/workout/types", self.types, methods=["GET"]),
            Route(one, self.workout, methods=["GET"]),
            Route(one, self.replace, methods=["PUT"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{SERVICE}/schedule/workoutScheduleByPeriod", self.period, methods=["GET"]),
            Route(day, self.schedule, methods=["POST"]),
            Route(day, self.day, methods=["GET"]),
            Route(day, self.move, methods=["PUT"]),
            Route(day, self.unschedule, methods=["DELETE"]),
        ]

    async def types(self, request: Request) -> Response:
        return as_json(tables())

    async def list(self, request: Request) -> Response:
        """A page of the own workouts, the last changed first, without their steps."""
        query = request.query_params
        start, limit = int(query.get("start", 0)), int(query.get("limit", _PER_PAGE))
        with self._world.lock:
            own = self._planner.workouts_of(request.state.profile_id)
            rows = sorted(own.values(), key=lambda one: one.changed_at, reverse=True)
            page = rows[start : start + limit]
            return as_json([_told(one, in_full=False) for one in page])

    async def create(self, request: Request) -> Response:
        told = await _checked(request)
        with self._world.lock:
            workout_id = self._planner.add(request.state.profile_id, told)
            return as_json(_told(self._planner.workouts[workout_id]))

    async def workout(self, request: Request) -> Response:
        with self._world.lock:
            return as_json(_told(self._own(request)))

    async def replace(self, request: Request) -> Response:
        told = await _checked(request)
        with self._world.lock:
            own = self._own(request)
            if told.get("workoutId") != own.body["workoutId"]:
                raise bad_request("workoutId does not match")
            self._planner.replace(own.body["workoutId"], told)
        return done()

    async def delete(self, request: Request) -> Response:
        with self._world.lock:
            self._planner.drop(self._own(request).body["workoutId"])
        return done()

    async def schedule(self, request: Request) -> Response:
        told = await body_of(request)
        with self._world.lock:
            own = self._own(request)
            on = day_of(told.get("date"))
            day = self._planner.put(own.profile_id, own.body["workoutId"], on)
            return as_json(self._on_a_day(day))

    async def day(self, request: Request) -> Response:
        with self._world.lock:
            return as_json(self._on_a_day(self._own_day(request)))

    async def move(self, request: Request) -> Response:
        told = await body_of(request)
        with self._world.lock:
            day = self._own_day(request)
            day.on = day_of(told.get("calendarDate"))
            return as_json(self._on_a_day(day))

    async def unschedule(self, request: Request) -> Response:
        with self._world.lock:
            del self._planner.days[self._own_day(request).schedule_id]
        return done()

    async def period(self, request: Request) -> Response:
        query = request.query_params
        first, last = day_of(query.get("startDate")), day_of(query.get("endDate"))
        with self._world.lock:
            days = self._planner.days_of(request.state.profile_id, first, last)
            return as_json([self._on_a_day(day) for day in days])

    def _own(self, request: Request) -> Workout:
        found = self._planner.workouts.get(request.path_params["id"])
        if found is None:
            raise not_found("Workout not found")
        if found.profile_id != request.state.profile_id:
            raise forbidden()
        return found

    def _own_day(self, request: Request) -> Scheduled:
        number = request.path_params["id"]
        found = self._planner.days.get(number)
        if found is None:
            raise not_found(f"No workout found for workout schedule = {number}")
        if found.profile_id != request.state.profile_id:
            raise forbidden()
        return found

    def _on_a_day(self, day: Scheduled) -> dict[str, Any]:
        workout = self._planner.workouts[day.workout_id]
        return {
            "workoutScheduleId": day.schedule_id,
            "workout": _told(workout, in_full=False),
            "calendarDate": day.on.isoformat(),
            "createdDate": day.created_at.date().isoformat(),
            "ownerId": day.profile_id,
            "newName": None,
            "consumer": None,
            "atpPlanTypeId": None,
            "associatedActivityId": None,
            "associatedActivityDateTime": None,
            "nameChanged": False,
            "protected": False,
        }


async def _checked(request: Request) -> dict[str, Any]:
    told = await body_of(request)
    wrong = complaint(told)
    if wrong is not None:
        raise bad_request(wrong)
    return told


def _told(workout: Workout, *, in_full: bool = True) -> dict[str, Any]:
    left_out = () if in_full else _LEFT_OUT
    kept = {name: value for name, value in workout.body.items() if name not in left_out}
    return {
        "description": None,
        **kept,
        "ownerId": workout.profile_id,
        "createdDate": stamp(workout.created_at),
        "updateDate": stamp(workout.changed_at),
        "trainingPlanId": None,
        "shared": False,
    }
