"""The part of Garmin's API about activities: lists, details, series, splits, files, writing.

Sources: the recordings where there are some, else what the calls of garminconnect 0.3.20 ask
for and what its readers expect.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.activities import Stored, row
from syncer.sandbox.garmin.asked import body_of
from syncer.sandbox.garmin.detail import kinds_table
from syncer.sandbox.garmin.kinds import KINDS, above, kind_json
from syncer.sandbox.garmin.original import original
from syncer.sandbox.garmin.refusals import (
    as_json,
    bad_request,
    done,
    forbidden,
    not_found,
    raw_json,
)
from syncer.sandbox.garmin.series import details
from syncer.sandbox.garmin.splits import laps, typed
from syncer.sandbox.garmin.world import World

LIST = "/activitylist-service/activities"
ONE = "/activity-service/activity"
_PER_PAGE, _MOST_PER_PAGE = 20, 1000


class Activities:
    """The routes. The door has checked the token and left the account's number in the state."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        one = f"{ONE}/{{id:int}}"
        return [
            Route(f"{LIST}/search/activities", self.search, methods=["GET"]),
            Route(f"{LIST}/count", self.count, methods=["GET"]),
            Route(f"{ONE}/activityTypes", self.kinds, methods=["GET"]),
            Route(one, self.activity, methods=["GET"]),
            Route(one, self.update, methods=["PUT"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/details", self.details, methods=["GET"]),
            Route(f"{one}/splits", self.splits, methods=["GET"]),
            Route(f"{one}/laps", self.splits, methods=["GET"]),
            Route(f"{one}/typedsplits", self.typed_splits, methods=["GET"]),
            Route(f"{one}/split_summaries", self.split_summaries, methods=["GET"]),
            Route(f"{one}/exerciseSets", self.exercise_sets, methods=["GET"]),
            Route(f"{one}/hrTimeInZones", self.pulse_zones, methods=["GET"]),
            Route("/download-service/files/activity/{id:int}", self.file, methods=["GET"]),
        ]

    async def search(self, request: Request) -> Response:
        """A page of the list, the newest first unless asked otherwise; days are local days."""
        query = request.query_params
        start = _whole(query.get("start"), 0)
        limit = _whole(query.get("limit"), _PER_PAGE)
        if not 0 < limit <= _MOST_PER_PAGE or start < 0:
            raise bad_request("limit must be between 1 and 1000")
        begin, end = query.get("startDate", ""), query.get("endDate", "9999")
        kind = query.get("activityType")
        legs = self._world.ways.lists_children and query.get("excludeChildren") != "true"
        with self._world.lock:
            found = [
                one
                for one in self._world.activities_of(request.state.profile_id)
                if begin <= one.local_date <= end
                and (kind is None or kind in (one.kind, above(one.kind)))
                and (legs or "parentId" not in one.fields)
            ]
            found.sort(key=_when, reverse=query.get("sortOrder") != "asc")
            told = ",".join(row(one) for one in found[start : start + limit])
        return raw_json(f"[{told}]")

    async def count(self, request: Request) -> Response:
        with self._world.lock:
            own = self._world.activities_of(request.state.profile_id)
            return as_json({"totalCount": len(own)})

    async def kinds(self, request: Request) -> Response:
        return as_json(kinds_table())

    async def activity(self, request: Request) -> Response:
        with self._world.lock:
            return as_json(self._world.told_in_full(self._own(request)))

    async def update(self, request: Request) -> Response:
        """Name, description, kind, event, privacy and favourite, those that are told."""
        told = await body_of(request)
        with self._world.lock:
            own = self._own(request)
            if str(told.get("activityId")) != str(own.id):
                raise bad_request("activityId does not match")
            names = {
                "activityName": "activityName",
                "description": "description",
                "eventTypeDTO": "eventType",
                "accessControlRuleDTO": "privacy",
            }
            changes = {ours: told[theirs] for theirs, ours in names.items() if theirs in told}
            if "activityTypeDTO" in told:
                key = str(told["activityTypeDTO"].get("typeKey"))
                if key not in KINDS:
                    raise bad_request(f"Unknown activity type {key}")
                changes["activityType"] = kind_json(key)
            if "favorite" in told.get("metadataDTO", {}):
                changes["favorite"] = bool(told["metadataDTO"]["favorite"])
            self._world.edit(own.id, **changes)
        return done()

    async def delete(self, request: Request) -> Response:
        with self._world.lock:
            self._world.delete(self._own(request).id)
        return done()

    async def details(self, request: Request) -> Response:
        query = request.query_params
        with self._world.lock:
            own = self._own(request)
            text = details(
                _recorded(own),
                own.id,
                own.account.profile_id,
                strap=own.account.wears_strap,
                charted=_whole(query.get("maxChartSize"), 100),
                drawn=_whole(query.get("maxPolylineSize"), 100),
            )
        return raw_json(text)

    async def splits(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            pieces = laps(own.recorded(), own.account.profile_id) if own.recorded else []
            return as_json({"activityId": own.id, "lapDTOs": pieces, "eventDTOs": []})

    async def typed_splits(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            pieces = typed(own.recorded(), own.account.profile_id) if own.recorded else []
            return as_json({"activityId": own.id, "activityUUID": None, "splits": pieces})

    async def split_summaries(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            told = {"activityId": own.id, "activityUUID": None}
            return as_json(told | {"splitSummaries": list(own.splits)})

    async def exercise_sets(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            return as_json({"activityId": own.id, "exerciseSets": list(own.sets) or None})

    async def pulse_zones(self, request: Request) -> Response:
        with self._world.lock:
            fields = self._own(request).fields
        zones = [
            {
                "zoneNumber": nth,
                "secsInZone": fields[f"hrTimeInZone_{nth}"],
                "zoneLowBoundary": 80 + 20 * nth,
            }
            for nth in range(1, 6)
            if f"hrTimeInZone_{nth}" in fields
        ]
        return as_json(zones)

    async def file(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            recorded = _recorded(own)
        packed = original(recorded, own.id)
        name = f"attachment; filename={own.id}.zip"
        headers = {"content-type": "application/x-zip-compressed", "content-disposition": name}
        return Response(packed, headers=headers)

    def _own(self, request: Request) -> Stored:
        """The asker's own activity. Raises Refused for another's, or one that is gone."""
        found = self._world.find(request.path_params["id"])
        if found is None:
            raise not_found()
        if found.account.profile_id != request.state.profile_id:
            raise forbidden()
        return found


def _recorded(own: Stored) -> Activity:
    """Its samples. Raises Refused for what was typed in."""
    if own.recorded is None:
        raise not_found()
    return own.recorded()


def _when(stored: Stored) -> tuple[str, int]:
    return str(stored.fields["startTimeLocal"]), stored.id


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.removeprefix("-").isdecimal():
        raise bad_request(f"{text} is no number")
    return int(text)
