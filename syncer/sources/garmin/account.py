"""A runner's account on Garmin Connect, as every platform's is used, and what only Garmin has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from syncer import tokens
from syncer.budget import Purpose
from syncer.database import SessionFactory
from syncer.measure import Series
from syncer.settings import Settings
from syncer.sources import Detail, Gone, Kind, Listed, NeedsReconnect, NotAllowed
from syncer.sources.garmin import LABEL, NAME, health, original, planner
from syncer.sources.garmin.health import Tolerance
from syncer.sources.garmin.listing import listed
from syncer.sources.garmin.planner import Planned, Workout
from syncer.sources.garmin.records import exercises_of_sets, record
from syncer.sources.garmin.web import Web

ONE = "/activity-service/activity"
FILE = "/download-service/files/activity"


class GarminAccount:
    """What one runner has on Garmin. Raises what `web` raises.

    Each method costs one request but for those that say otherwise, and a renewal of the tokens
    about once a day.
    """

    looked_at = frozenset({Kind.RUN, Kind.STRENGTH})

    def __init__(self, web: Web) -> None:
        self._web = web
        self._display_name: str | None = None

    @property
    def requests(self) -> int:
        return self._web.requests

    def hurry(self, within_s: float) -> None:
        """Ask nothing more after so many seconds: TryLater."""
        self._web.hurry(within_s)

    def listed(self, since: datetime | None, known: Collection[str]) -> Listed:
        """One request for up to a thousand activities, one more where that is not all."""
        return listed(self._web, since, known)

    def detail(self, source_id: str) -> Detail:
        """Two requests for strength work, whose sets are told apart from it."""
        detail = record(self._told(source_id), self._web.now())
        if detail.recording.kind is not Kind.STRENGTH:
            return detail
        try:
            sets = self._web.get(f"{ONE}/{_number(source_id)}/exerciseSets")
        except Gone:
            return detail
        done = replace(detail.recording, exercises=exercises_of_sets(sets))
        return replace(detail, recording=done)

    def series(self, detail: Detail) -> Series | None:
        """From the file of the watch."""
        if not detail.has_series:
            return None
        wanted = detail.recording
        try:
            packed = self._web.download(f"{FILE}/{_number(wanted.source_id)}")
        except Gone:
            return None
        if not original.is_whole(packed):
            raise self._web.outage("Garmin's file did not come in full.")
        return original.series(packed, wanted, self._web.now())

    def look_up(self, source_id: str) -> None:
        self._told(source_id)

    def description(self, source_id: str) -> str:
        """What stands under an activity, for everybody who may see it."""
        told = self._told(source_id)
        if not isinstance(told, Mapping) or str(told.get("activityId")) != source_id:
            raise self._web.outage("Garmin's activity makes no sense.")
        return str(told.get("description") or "")

    def set_description(self, source_id: str, text: str) -> None:
        """Put this in the place of all that stood there."""
        body = {"activityId": int(_number(source_id)), "description": text}
        self._web.send("PUT", f"{ONE}/{_number(source_id)}", body)

    def night(self, on: date) -> tuple[float | None, float | None]:
        """Seconds slept in the night before that morning and the pulse at rest; None where
        unknown. The first one costs a request more."""
        if self._display_name is None:
            self._display_name = health.display_name(self._web)
        return health.night(self._web, self._display_name, on)

    def tolerance(self, first: date, last: date) -> list[Tolerance]:
        """The weeks that these days touch; none for watches that do not know it."""
        return health.tolerance(self._web, first, last)

    def workouts(self) -> list[Workout]:
        """One request for each hundred."""
        return planner.workouts(self._web)

    def upload(self, body: Mapping[str, object]) -> str:
        """A new workout; its id. Raises Objected where Garmin finds it wrong."""
        return planner.upload(self._web, body)

    def schedule(self, workout_id: str, on: date) -> str:
        """Put a workout on a day; the id of that entry."""
        return planner.schedule(self._web, workout_id, on)

    def unschedule(self, schedule_id: str) -> None:
        """Take a workout off its day. Raises Gone where it is off already."""
        planner.unschedule(self._web, schedule_id)

    def delete(self, workout_id: str) -> None:
        """Delete a workout, with its days. Raises Gone where it is gone already."""
        planner.delete(self._web, workout_id)

    def calendar(self, year: int, month: int) -> list[Planned]:
        """The workouts of a month (1 to 12), and of the days around it on the same page."""
        return planner.calendar(self._web, year, month)

    def _told(self, source_id: str) -> Any:
        return self._web.get(f"{ONE}/{_number(source_id)}")


class GarminSource:
    """The source itself. A login is one worker's alone for as long as it is let in."""

    name = NAME
    label = LABEL

    @contextmanager
    def let_in(
        self,
        sessions: SessionFactory,
        settings: Settings,
        now: Callable[[], datetime],
        connection_id: int,
        purpose: Purpose,
    ) -> Iterator[GarminAccount]:
        with tokens.borrowed(sessions, settings, now, connection_id) as login:
            try:
                yield GarminAccount(Web(sessions, settings, now, login, purpose))
            except NotAllowed:
                raise
            except NeedsReconnect as error:
                with sessions() as session:
                    tokens.lost(session, connection_id, error.reason, login.sealed)
                raise


def _number(source_id: str) -> str:
    """An id as it may stand in an address. Raises Gone for what is none."""
    if not (source_id.isascii() and source_id.isdecimal()):
        raise Gone
    return source_id
