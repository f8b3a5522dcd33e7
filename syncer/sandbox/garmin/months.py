"""The part of Garmin's API about the calendar, by month. Its shape is what its readers expect."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.garmin.activities import Stored
from syncer.sandbox.garmin.planner import Scheduled, Workout
from syncer.sandbox.garmin.refusals import as_json, bad_request
from syncer.sandbox.garmin.world import World


class Months:
    """The route. The door has left the account's number in the state."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._planner = world.planner

    def routes(self) -> list[Route]:
        month = "/calendar-service/year/{year:int}/month/{month:int}"
        return [Route(month, self.month, methods=["GET"])]

    async def month(self, request: Request) -> Response:
        """A month as it hangs on a wall, January being 0: whole weeks, so neighbours' days too."""
        year, month = request.path_params["year"], request.path_params["month"] + 1
        if not 1 <= month <= 12:
            raise bad_request("month must be between 0 and 11")
        weekday, length = monthrange(year, month)
        first = date(year, month, 1)
        before, after = first - timedelta(days=weekday), first + timedelta(days=length - 1)
        after += timedelta(days=6 - after.weekday())
        profile_id = request.state.profile_id
        with self._world.lock:
            days = self._planner.days_of(profile_id, before, after)
            items = [_item(day, self._planner.workouts[day.workout_id]) for day in days]
            items += [
                _activity_item(one)
                for one in self._world.activities_of(profile_id)
                if before.isoformat() <= one.local_date <= after.isoformat()
            ]
        last_month = first - timedelta(days=1)
        return as_json(
            {
                "startDayOfMonth": weekday,
                "numOfDaysInMonth": length,
                "numOfDaysInPrevMonth": last_month.day,
                "month": month - 1,
                "year": year,
                "calendarItems": sorted(items, key=lambda item: str(item["date"])),
            }
        )


def _item(day: Scheduled, workout: Workout) -> dict[str, Any]:
    return _blank_item() | {
        "id": day.schedule_id,
        "itemType": "workout",
        "title": workout.body["workoutName"],
        "date": day.on.isoformat(),
        "workoutId": day.workout_id,
        "sportTypeKey": workout.body["sportType"]["sportTypeKey"],
        "duration": workout.body.get("estimatedDurationInSecs"),
    }


def _activity_item(stored: Stored) -> dict[str, Any]:
    fields = stored.fields
    return _blank_item() | {
        "id": stored.id,
        "itemType": "activity",
        "activityTypeId": fields["activityType"]["typeId"],
        "title": fields["activityName"],
        "date": stored.local_date,
        "startTimestampLocal": fields["startTimeLocal"].replace(" ", "T") + ".0",
        "duration": round(fields["duration"]),
        "distance": round(fields["distance"] * 100),
    }


def _blank_item() -> dict[str, Any]:
    names = (
        *("groupId", "trainingPlanId", "activityTypeId", "wellnessActivityUuid", "url"),
        *("duration", "distance", "calories", "workoutId", "sportTypeKey", "recurrenceId"),
        *("startTimestampLocal", "elapsedDuration", "protectedWorkoutSchedule"),
    )
    return dict.fromkeys(names)
