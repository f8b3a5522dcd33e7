"""The part of Garmin's API about nights, the pulse at rest and the tolerance for running.

Not recorded. Sleep and pulse have the shapes that garminconnect 0.3.20 reads; the tolerance's
names are those that other readers of that address found.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.garmin.asked import day_of
from syncer.sandbox.garmin.kinds import is_run
from syncer.sandbox.garmin.refusals import as_json, bad_request, forbidden
from syncer.sandbox.garmin.wellness import Night
from syncer.sandbox.garmin.world import World

RESTING = "WELLNESS_RESTING_HEART_RATE"
_RESTING_ID = "60"
_WAKES = time(5, 30)
_LOAD_A_METRE = 1.15
_MOST_DAYS = 366


class Health:
    """The routes. The door has left the account's number in the state."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        wellness, stats = "/wellness-service/wellness", "/userstats-service/wellness"
        nights = "/sleep-service/stats/sleep/daily/{first}/{last}"
        tolerance = "/metrics-service/metrics/runningtolerance/stats"
        summary = "/usersummary-service/usersummary/daily/{name}"
        return [
            Route(f"{wellness}/dailySleepData/{{name}}", self.night, methods=["GET"]),
            Route(f"{stats}/daily/{{name}}", self.resting, methods=["GET"]),
            Route(nights, self.nights, methods=["GET"]),
            Route(summary, self.summary, methods=["GET"]),
            Route(tolerance, self.tolerance, methods=["GET"]),
        ]

    async def night(self, request: Request) -> Response:
        """One night. A night that nobody measured has the same shape, with nulls in it."""
        on = day_of(request.query_params.get("date"))
        night = self._diary(request, on) or Night(None, None, None)
        told: dict[str, Any] = {"dailySleepDTO": _slept(night, on, request.state.profile_id)}
        if night.resting_bpm is not None:
            told["restingHeartRate"] = night.resting_bpm
        return as_json(told)

    async def nights(self, request: Request) -> Response:
        first, last = day_of(request.path_params["first"]), day_of(request.path_params["last"])
        rows = [
            {
                "calendarDate": on.isoformat(),
                "values": {
                    "totalSleepTimeInSeconds": night.slept_s,
                    "sleepScore": night.score,
                    "restingHeartRate": night.resting_bpm,
                },
            }
            for on, night in self._between(request, first, last)
        ]
        return as_json({"overallStats": {}, "individualStats": rows})

    async def resting(self, request: Request) -> Response:
        query = request.query_params
        first, last = day_of(query.get("fromDate")), day_of(query.get("untilDate"))
        rows = [
            {"value": float(night.resting_bpm), "calendarDate": on.isoformat()}
            for on, night in self._between(request, first, last)
            if night.resting_bpm is not None
        ]
        wanted = _RESTING_ID in query.getlist("metricId")
        return as_json(
            {
                "userProfileId": request.state.profile_id,
                "statisticsStartDate": first.isoformat(),
                "statisticsEndDate": last.isoformat(),
                "allMetrics": {"metricsMap": {RESTING: rows} if wanted else {}},
                "groupedMetrics": None,
            }
        )

    async def summary(self, request: Request) -> Response:
        on = day_of(request.query_params.get("calendarDate"))
        night = self._diary(request, on) or Night(None, None, None)
        return as_json(
            {
                "userProfileId": request.state.profile_id,
                "calendarDate": on.isoformat(),
                "restingHeartRate": night.resting_bpm,
                "sleepingSeconds": night.slept_s,
                "totalSteps": None,
                "privacyProtected": False,
            }
        )

    async def tolerance(self, request: Request) -> Response:
        """Load on the legs by day or by week; an empty list for watches that know none."""
        query = request.query_params
        first, last = day_of(query.get("startDate")), day_of(query.get("endDate"))
        profile_id = request.state.profile_id
        with self._world.lock:
            if not self._world.accounts[profile_id].has_tolerance:
                return as_json([])
            runs = [
                (date.fromisoformat(one.local_date), float(one.fields["distance"]))
                for one in self._world.activities_of(profile_id)
                if is_run(one.kind)
            ]
        if query.get("aggregation") == "daily":
            return as_json([_by_day(runs, on, profile_id) for on in _days(first, last)])
        weeks = sorted({on - timedelta(days=on.weekday()) for on in _days(first, last)})
        return as_json([_by_week(runs, week, profile_id) for week in weeks])

    def _diary(self, request: Request, on: date) -> Night | None:
        """The asker's own night. Raises Refused for anybody else's name."""
        with self._world.lock:
            person = self._world.accounts[request.state.profile_id]
            if request.path_params.get("name", person.display_name) != person.display_name:
                raise forbidden()
            return self._world.diaries.of(person.profile_id, on)

    def _between(self, request: Request, first: date, last: date) -> list[tuple[date, Night]]:
        found = ((on, self._diary(request, on)) for on in _days(first, last))
        return [(on, night) for on, night in found if night is not None]


def _slept(night: Night, on: date, profile_id: int) -> dict[str, Any]:
    end = datetime.combine(on, _WAKES, UTC)
    begin = end - timedelta(seconds=night.slept_s or 0)
    known = night.slept_s is not None
    seconds = night.slept_s or 0
    score = {"overall": {"value": night.score, "qualifierKey": "GOOD"}}
    return {
        "id": int(end.timestamp()) * 1000 if known else None,
        "userProfilePK": profile_id,
        "calendarDate": on.isoformat(),
        "sleepTimeSeconds": night.slept_s,
        "napTimeSeconds": 0 if known else None,
        "sleepWindowConfirmed": known,
        "sleepStartTimestampGMT": int(begin.timestamp()) * 1000 if known else None,
        "sleepEndTimestampGMT": int(end.timestamp()) * 1000 if known else None,
        "deepSleepSeconds": round(seconds * 0.2) if known else None,
        "lightSleepSeconds": round(seconds * 0.58) if known else None,
        "remSleepSeconds": round(seconds * 0.22) if known else None,
        "awakeSleepSeconds": 600 if known else None,
        **({"sleepScores": score} if known and night.score is not None else {}),
    }


def _by_day(runs: list[tuple[date, float]], on: date, profile_id: int) -> dict[str, Any]:
    """The seven days up to this one, against what the weeks before made the legs used to."""
    lately, usual = _load(runs, on, 7), _load(runs, on - timedelta(days=7), 28) / 4
    return {
        "userProfilePK": profile_id,
        "calendarDate": on.isoformat(),
        "acuteDistance": round(lately / _LOAD_A_METRE, 1),
        "acuteImpactLoad": round(lately),
        "acuteTolerance": round(1.2 * usual),
        "runningToleranceFeedBackPhrase": "HIGH_LOAD" if lately > 1.2 * usual else "OPTIMAL",
    }


def _by_week(runs: list[tuple[date, float]], monday: date, profile_id: int) -> dict[str, Any]:
    sunday = monday + timedelta(days=6)
    load, usual = _load(runs, sunday, 7), _load(runs, monday - timedelta(days=1), 28) / 4
    return {
        "userProfilePK": profile_id,
        "calendarDate": monday.isoformat(),
        "startOfWeek": monday.isoformat(),
        "endOfWeek": sunday.isoformat(),
        "totalDistance": round(load / _LOAD_A_METRE, 1),
        "totalImpactLoad": round(load),
        "tolerance": round(1.2 * usual),
        "weekIndex": monday.toordinal() // 7,
    }


def _load(runs: list[tuple[date, float]], last: date, days: int) -> float:
    first = last - timedelta(days=days - 1)
    return sum(metres for on, metres in runs if first <= on <= last) * _LOAD_A_METRE


def _days(first: date, last: date) -> list[date]:
    length = (last - first).days + 1
    if length > _MOST_DAYS:
        raise bad_request("The range is too long")
    return [first + timedelta(days=nth) for nth in range(length)]
