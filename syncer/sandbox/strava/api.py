"""The part of Strava's API that a coach needs: athlete, activities, streams, laps, gear.

Source: Strava's own description (https://developers.strava.com/swagger/swagger.json), and where
recorded answers differ from it, the recordings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.strava.activities import Stored, row, type_of
from syncer.sandbox.strava.asked import asked
from syncer.sandbox.strava.grants import Grant
from syncer.sandbox.strava.people import READ, READ_ALL, WRITE, athlete_json
from syncer.sandbox.strava.pieces import laps
from syncer.sandbox.strava.refusals import (
    as_json,
    bad_request,
    no_streams,
    not_found,
    raw_json,
    scope_missing,
)
from syncer.sandbox.strava.sports import SPORT_TYPES
from syncer.sandbox.strava.world import World

_PER_PAGE, _MOST_PER_PAGE = 30, 200
_TEXTS = ("name", "description")
_TRUTHS = ("commute", "trainer", "hide_from_home")


class Api:
    """The routes. The door has checked token and limits, and left the grant in the state."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        one = "/api/v3/activities/{id}"
        return [
            Route("/api/v3/athlete", self.athlete, methods=["GET"]),
            Route("/api/v3/athlete/activities", self.activities, methods=["GET"]),
            Route("/api/v3/activities", self.create, methods=["POST"]),
            Route(one, self.activity, methods=["GET"]),
            Route(one, self.update, methods=["PUT"]),
            Route(f"{one}/streams", self.streams, methods=["GET"]),
            Route(f"{one}/laps", self.laps, methods=["GET"]),
            Route("/api/v3/gear/{id}", self.gear, methods=["GET"]),
        ]

    async def athlete(self, request: Request) -> Response:
        return as_json(athlete_json(self._world.athletes[request.state.grant.athlete_id]))

    async def activities(self, request: Request) -> Response:
        """A page of the list. `after` and `before` look at the start, not at the upload."""
        grant: Grant = request.state.grant
        _may_read(grant)
        query = request.query_params
        page = _whole(query.get("page"), "page", 1)
        per_page = _whole(query.get("per_page"), "per_page", _PER_PAGE)
        if not 1 <= per_page <= _MOST_PER_PAGE:
            raise bad_request("Application", "per_page", "limit exceeded")
        after = self._instant(query.get("after"), "after")
        before = self._instant(query.get("before"), "before")
        with self._world.lock:
            rows = [
                one
                for one in self._world.activities_of(grant.athlete_id)
                if _visible(grant, one)
                and (after is None or one.fields["start_date"] > after)
                and (before is None or one.fields["start_date"] < before)
            ]
            rows.sort(key=_ORDERS[self._world.ways.order], reverse=True)
            size = max(1, per_page - self._world.ways.pages_short_by)
            told = ",".join(row(one) for one in rows[(page - 1) * size : page * size])
        return raw_json(f"[{told}]")

    async def activity(self, request: Request) -> Response:
        with self._world.lock:
            return as_json(self._world.told_in_full(self._own(request)))

    async def streams(self, request: Request) -> Response:
        query = request.query_params
        with self._world.lock:
            streams = self._own(request).streams
            if streams is None:
                raise no_streams()
            wanted = [key.strip() for key in query.get("keys", "").split(",")]
            by_kind = query.get("key_by_type", "false").lower() in ("true", "1")
            return raw_json(streams.answer(wanted, by_kind=by_kind))

    async def laps(self, request: Request) -> Response:
        with self._world.lock:
            own = self._own(request)
            if own.streams is None:
                return as_json([])
            return as_json(laps(own.fields, own.athlete_id, own.streams, own.ends_s))

    async def gear(self, request: Request) -> Response:
        with self._world.lock:
            owner = request.state.grant.athlete_id
            told = self._world.gear_json(owner, request.path_params["id"], full=True)
        if told is None:
            raise not_found("Gear")
        return as_json(told)

    async def update(self, request: Request) -> Response:
        """The documented fields, and the private note. What cannot be written is ignored."""
        if WRITE not in request.state.grant.scopes:
            raise scope_missing(WRITE)
        told = await asked(request)
        with self._world.lock:
            own = self._own(request)
            changes: dict[str, Any] = {name: told[name] for name in _TEXTS if name in told}
            changes |= {name: _true(told[name]) for name in _TRUTHS if name in told}
            sport = told.get("sport_type", told.get("type"))
            if sport is not None:
                if sport not in SPORT_TYPES:
                    raise bad_request("Activity", "sport_type", "invalid")
                changes |= {"sport_type": sport, "type": type_of(sport)}
            if "gear_id" in told:
                changes["gear_id"] = None if told["gear_id"] == "none" else told["gear_id"]
            if "private_note" in told and self._world.ways.keeps_private_notes:
                changes["private_note"] = told["private_note"]
            self._world.edit(own.id, **changes)
            return as_json(self._world.told_in_full(own))

    async def create(self, request: Request) -> Response:
        """An activity typed in by hand, which counts as an upload."""
        grant: Grant = request.state.grant
        if WRITE not in grant.scopes:
            raise scope_missing(WRITE)
        told = await asked(request)
        for name in ("name", "sport_type", "start_date_local", "elapsed_time"):
            if name not in told:
                raise bad_request("Activity", name, "missing")
        with self._world.lock:
            created = self._world.add_activity(
                grant.athlete_id,
                manual=True,
                name=told["name"],
                sport_type=told["sport_type"],
                start_date=datetime.fromisoformat(told["start_date_local"]),
                moving_time=int(told["elapsed_time"]),
                distance=float(told.get("distance", 0)),
                description=told.get("description"),
            )
            return as_json(self._world.activity(created), 201)

    def _own(self, request: Request) -> Stored:
        """The asker's own activity that the scopes let it see. Raises Refused."""
        grant: Grant = request.state.grant
        _may_read(grant)
        told_id = request.path_params["id"]
        found = self._world.find(int(told_id)) if told_id.isdecimal() else None
        if found is None or found.athlete_id != grant.athlete_id or not _visible(grant, found):
            raise not_found()
        return found

    def _instant(self, text: str | None, name: str) -> str | None:
        """Epoch seconds as the lists' own kind of text. Raises Refused for the future."""
        if text is None:
            return None
        seconds = _whole(text, name, 0)
        latest = self._world.clock()
        if seconds > latest.timestamp():
            if name == "after":
                raise bad_request("Application", "after", "future")
            seconds = int((latest + timedelta(days=366)).timestamp())
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


_ORDERS: dict[str, Callable[[Stored], Any]] = {
    "newest": lambda one: one.fields["start_date"],
    "oldest": lambda one: -one.started_at.timestamp(),
    "mixed": lambda one: one.id * 2_654_435_761 % 4_294_967_291,
}


def _may_read(grant: Grant) -> None:
    if not grant.scopes & {READ, READ_ALL}:
        raise scope_missing(READ)


def _visible(grant: Grant, stored: Stored) -> bool:
    return READ_ALL in grant.scopes or not stored.only_me


def _whole(text: str | None, name: str, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.removeprefix("-").isdecimal():
        raise bad_request("Application", name, "invalid")
    return int(text)


def _true(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1")
