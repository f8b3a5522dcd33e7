"""Everything the stand-in knows, and what people do on Strava: run, edit, hide, delete, leave.

Every method may be called from any thread while the stand-in answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from threading import RLock
from typing import Any

from syncer.sandbox.diary import Entry, diary
from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.members import Story
from syncer.sandbox.strava.activities import Fields, Stored, detail, filled, plausible, type_of
from syncer.sandbox.strava.grants import Grant, Grants, Tokens
from syncer.sandbox.strava.oddities import odd_values
from syncer.sandbox.strava.people import EVERYTHING, READ, READ_ALL, App, Athlete, Gear, Ways
from syncer.sandbox.strava.people import gear_json as told_gear
from syncer.sandbox.strava.simulated import fields_of, streams_later, streams_of
from syncer.sandbox.strava.streams import Streams

Tell = Callable[[App, dict[str, Any]], None]
"""Hears an event for one app's subscription."""

_FIRST_ATHLETE, _FIRST_ACTIVITY, _FIRST_GEAR = 41_000_001, 16_000_000_001, 27_000_001


class World:
    """Apps, athletes, activities and consents."""

    def __init__(self, apps: Iterable[App], clock: Callable[[], datetime], ways: Ways) -> None:
        self.lock = RLock()
        self.clock = clock
        self.ways = ways
        self.apps = {app.client_id: app for app in apps}
        self.athletes: dict[int, Athlete] = {}
        self.grants = Grants(clock, ways)
        self.tell: Tell = lambda app, event: None
        self._activities: dict[int, Stored] = {}
        self._of: dict[int, list[int]] = {}

    @property
    def app(self) -> App:
        """The first app, which is the only one in most tests."""
        return next(iter(self.apps.values()))

    # People and their consents

    def add_athlete(
        self,
        firstname: str = "Robin",
        lastname: str = "Milestone",
        *,
        timezone: str = "Europe/Berlin",
        connected: Iterable[str] | None = None,
    ) -> int:
        """A new account; returns its id. `connected` with these scopes at once, if given."""
        with self.lock:
            athlete_id = _FIRST_ATHLETE + len(self.athletes)
            athlete = Athlete(athlete_id, firstname, lastname, timezone, self.clock())
            self.athletes[athlete_id] = athlete
            self._of[athlete_id] = []
            if connected is not None:
                self.connect(athlete_id, connected)
            return athlete_id

    def connect(
        self, athlete: int, scopes: Iterable[str] = EVERYTHING, app: App | None = None
    ) -> Tokens:
        """Tokens as though the athlete had gone through the pages."""
        with self.lock:
            return self.grants.give(app or self.app, athlete, frozenset(scopes) | {"read"})[1]

    def deauthorise(self, athlete: int, app: App | None = None) -> None:
        """The athlete leaves the app: all tokens die, and the app is told."""
        with self.lock:
            grant = self.grants.of(app or self.app, athlete)
            if grant is not None:
                self.withdraw(grant)

    def withdraw(self, grant: Grant) -> None:
        with self.lock:
            self.grants.revoke(grant)
            self._tell(grant, "athlete", grant.athlete_id, "update", {"authorized": "false"})

    def expire_tokens(self, athlete: int) -> None:
        """Every access token of the athlete ends now, six hours early."""
        with self.lock:
            self.grants.expire(athlete)

    def use_up(self, quarter: int = 0, day: int = 0, app: App | None = None) -> None:
        """Count so many requests of the app that others made."""
        with self.lock:
            (app or self.app).meter.use(quarter, day, self.clock())

    def add_gear(self, athlete: int, name: str = "Tidewater Pacer", km: float = 0.0) -> str:
        with self.lock:
            gear = Gear(f"g{_FIRST_GEAR + self._gear_count()}", name, km * 1000)
            self.athletes[athlete].gear[gear.id] = gear
            return gear.id

    def gear_json(self, athlete: int, gear_id: str | None, *, full: bool) -> Fields | None:
        """A pair of the athlete's shoes with the kilometres of its runs; None if not theirs."""
        gear = self.athletes[athlete].gear.get(gear_id or "")
        if gear is None:
            return None
        ran = (one.fields for one in self.activities_of(athlete))
        metres = sum(float(fields["distance"]) for fields in ran if fields["gear_id"] == gear_id)
        return told_gear(gear, metres, detailed=full)

    # Activities

    def add_activity(
        self,
        athlete: int,
        fields: Mapping[str, Any] | None = None,
        *,
        streams: Streams | None = None,
        laps_s: Iterable[float] = (),
        announce: bool = True,
        **more: Any,
    ) -> int:
        """An activity by Strava's own field names, with plausible values for the rest.

        `start_date` may be an instant, and lie days back: then it was uploaded late. Manual
        ones (`manual=True`) have no streams; others get an even run where none are given.
        """
        with self.lock:
            activity_id = _FIRST_ACTIVITY + 13 * len(self._activities)
            zone = self.athletes[athlete].timezone
            whole = filled({**(fields or {}), **more}, activity_id, zone, self.clock())
            kept = plausible(whole) if streams is None else streams
            stored = Stored(athlete, whole, kept, tuple(laps_s))
            known = "start_latlng" in (fields or {})
            if kept is not None and not known and (ends := kept.column("latlng")):
                whole["start_latlng"], whole["end_latlng"] = list(ends[0]), list(ends[-1])
            self._activities[activity_id] = stored
            self._of[athlete].append(activity_id)
            if announce:
                self._tell_of_change(stored, was_only_me=None, updates={})
            return activity_id

    def add_run(
        self, athlete: int, activity: Activity, *, announce: bool = True, **more: Any
    ) -> int:
        """A simulated run of the sandbox; `more` are fields that its watch does not know."""
        return self.add_activity(
            athlete,
            {**fields_of(activity), **more},
            streams=streams_of(activity),
            laps_s=activity.laps_s,
            announce=announce,
        )

    def add_story(self, athlete: int, story: Story, until: date, weeks: int = 16) -> list[int]:
        """What a member recorded lately, untold, as an account holds it on connecting."""
        return [self.add_entry(athlete, entry) for entry in diary(story, until, weeks)]

    def add_entry(self, athlete: int, entry: Entry, *, announce: bool = False) -> int:
        """One of it, with what the member wrote onto that run; its streams are made when asked."""
        activity, felt = entry.recorded(), entry.felt
        fields = fields_of(activity)
        if felt is not None:
            fields |= {"name": felt.title} if felt.title else {}
            fields |= {"private_note": felt.private_note} if felt.private_note else {}
        return self.add_activity(
            athlete,
            fields,
            streams=streams_later(entry, activity),
            laps_s=activity.laps_s,
            announce=announce,
        )

    def edit(self, activity: int, **fields: Any) -> None:
        """Change fields as the athlete does in the app; title, type and privacy are told."""
        with self.lock:
            stored = self._activities[activity]
            before = dict(stored.fields)
            if "private" in fields and "visibility" not in fields:
                fields["visibility"] = "only_me" if fields["private"] else "everyone"
            fields["private"] = fields.get("visibility", before["visibility"]) == "only_me"
            if "sport_type" in fields and "type" not in fields:
                fields["type"] = type_of(fields["sport_type"])
            stored.change(fields)
            self._tell_of_change(
                stored, before["visibility"] == "only_me", _updates(before, stored.fields)
            )

    def change_type(self, activity: int, sport_type: str) -> None:
        self.edit(activity, sport_type=sport_type)

    def set_private(self, activity: int, *, private: bool = True) -> None:
        self.edit(activity, private=private)

    def delete(self, activity: int) -> None:
        with self.lock:
            stored = self._activities[activity]
            self._of[stored.athlete_id].remove(activity)
            for grant in self.grants.of_athlete(stored.athlete_id):
                if _sees(grant, stored.only_me):
                    self._tell(grant, "activity", activity, "delete", {})
            # The row stays as a gap, so that no later activity takes its number.
            stored.athlete_id = 0

    def spoil(self, activity: int, how: str) -> None:
        """Make the list's record odd for good; see `oddities.ODDITIES` for what `how` may be."""
        with self.lock:
            self._activities[activity].change({}, odd_values(how))

    def activity(self, activity: int) -> Fields:
        """The activity in full, as its owner sees it on Strava."""
        with self.lock:
            return self.told_in_full(self._activities[activity])

    def told_in_full(self, stored: Stored) -> Fields:
        """Whoever calls holds the lock."""
        gear = self.gear_json(stored.athlete_id, stored.fields["gear_id"], full=False)
        return detail(stored, gear)

    def find(self, activity: int) -> Stored | None:
        stored = self._activities.get(activity)
        return stored if stored is not None and stored.athlete_id else None

    def activities_of(self, athlete: int) -> list[Stored]:
        return [self._activities[one] for one in self._of[athlete]]

    # Telling the apps

    def _tell_of_change(
        self, stored: Stored, was_only_me: bool | None, updates: dict[str, str]
    ) -> None:
        """To an app that may not see Only Me, hiding looks like deleting and back."""
        for grant in self.grants.of_athlete(stored.athlete_id):
            saw = was_only_me is not None and _sees(grant, was_only_me)
            sees = _sees(grant, stored.only_me)
            if sees and not saw:
                self._tell(grant, "activity", stored.id, "create", {})
            elif saw and not sees:
                self._tell(grant, "activity", stored.id, "delete", {})
            elif sees and updates:
                self._tell(grant, "activity", stored.id, "update", updates)

    def _tell(
        self, grant: Grant, kind: str, object_id: int, aspect: str, updates: dict[str, str]
    ) -> None:
        event = {
            "aspect_type": aspect,
            "event_time": int(self.clock().timestamp()),
            "object_id": object_id,
            "object_type": kind,
            "owner_id": grant.athlete_id,
            "updates": updates,
        }
        self.tell(grant.app, event)

    def _gear_count(self) -> int:
        return sum(len(athlete.gear) for athlete in self.athletes.values())


def _sees(grant: Grant, only_me: bool) -> bool:
    return READ_ALL in grant.scopes or (READ in grant.scopes and not only_me)


def _updates(before: Fields, after: Fields) -> dict[str, str]:
    """What an event tells of a change: title, type and privacy, all as texts."""
    told = {}
    if before["name"] != after["name"]:
        told["title"] = str(after["name"])
    if before["sport_type"] != after["sport_type"]:
        told["type"] = str(after["sport_type"])
    if before["private"] != after["private"]:
        told["private"] = "true" if after["private"] else "false"
    return told
