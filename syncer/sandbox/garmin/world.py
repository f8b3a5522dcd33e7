"""Everything the stand-in knows, and what people do on Garmin: run, feel, edit, delete, leave.

Every method may be called from any thread while the stand-in answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from threading import RLock
from typing import Any, Literal

from syncer.clock import now as real_now
from syncer.sandbox.diary import Entry, diary
from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.activities import Fields, Stored
from syncer.sandbox.garmin.detail import detail
from syncer.sandbox.garmin.even import even
from syncer.sandbox.garmin.filling import filled, plausible_splits
from syncer.sandbox.garmin.kinds import kind_json
from syncer.sandbox.garmin.oddities import odd_values
from syncer.sandbox.garmin.people import DI_CLIENTS, Account, Trouble, Ways
from syncer.sandbox.garmin.planner import Planner
from syncer.sandbox.garmin.simulated import fields_of, recorded_again
from syncer.sandbox.garmin.splits import Piece, summaries
from syncer.sandbox.garmin.strength import USUAL, Lift, exercise_sets
from syncer.sandbox.garmin.tokens import TokenDesk, Tokens
from syncer.sandbox.garmin.wellness import Diaries, Night, usual_nights
from syncer.sandbox.members import Story

_FIRST_PROFILE, _FIRST_ACTIVITY = 91_000_001, 21_000_000_001


class World:
    """Accounts, activities, workouts, nights, and who is logged in.

    `clock` says what day it is there. Tokens follow the machine's clock, because the library
    looks at nothing else when it judges whether one still holds.
    """

    def __init__(self, clock: Callable[[], datetime], ways: Ways) -> None:
        self.lock = RLock()
        self.clock = clock
        self.ways = ways
        self.accounts: dict[int, Account] = {}
        self.tokens = TokenDesk(real_now, ways)
        self.planner = Planner(clock)
        self.diaries = Diaries()
        self._activities: dict[int, Stored] = {}
        self._of: dict[int, list[int]] = {}
        self._made = 0

    # People and their logins

    def add_account(
        self,
        full_name: str = "Robin Milestone",
        email: str = "",
        password: str = "",
        *,
        timezone: str = "Europe/Berlin",
        mfa: Literal["email", "sms", "totp"] | None = None,
    ) -> int:
        """A new account; returns its number. E-mail and password are made up where not given."""
        with self.lock:
            profile_id = _FIRST_PROFILE + len(self.accounts)
            address = email or f"{full_name.lower().replace(' ', '.')}@example.org"
            secret = password or f"tidewater {profile_id}"
            account = Account(profile_id, address, secret, full_name, timezone, mfa)
            self.accounts[profile_id] = account
            self._of[profile_id] = []
            return profile_id

    def by_email(self, email: str) -> Account | None:
        wanted = email.strip().lower()
        return next((one for one in self.accounts.values() if one.email.lower() == wanted), None)

    def trouble(self, account: int, what: Trouble | None) -> None:
        """Lock an account, let it be asked for a CAPTCHA; None ends the trouble."""
        with self.lock:
            self.accounts[account].trouble = what

    def last_code(self, account: int) -> str:
        """The code of the second step that was sent last. Raises IndexError before any."""
        with self.lock:
            return self.accounts[account].codes[-1]

    def connect(self, account: int) -> Tokens:
        """Tokens as though the person had signed in."""
        with self.lock:
            return self.tokens.give(account, DI_CLIENTS[0], "mobile")[1]

    def expire_tokens(self, account: int) -> None:
        """Every access token of the account ends now; refreshing still works."""
        with self.lock:
            self.tokens.expire(account)

    def deauthorise(self, account: int) -> None:
        """Sign out everywhere, as after a new password: 401, and no refresh token helps."""
        with self.lock:
            self.tokens.revoke(account)

    # Activities

    def add_activity(
        self,
        account: int,
        fields: Mapping[str, Any] | None = None,
        *,
        sets: Sequence[Lift] = (),
        **more: Any,
    ) -> int:
        """An activity by Garmin's own field names, with plausible values for the rest.

        `activityType` may be a key such as `treadmill_running`, `startTimeGMT` an instant.
        Those typed in (`manualActivity=True`) have no file; others get an even recording.
        """
        return self._add(account, {**(fields or {}), **more}, sets=sets)

    def add_run(self, account: int, activity: Activity, **more: Any) -> int:
        """A recording of the sandbox; `more` are fields that its watch does not know."""
        person = self.accounts[account]
        fields = fields_of(activity, person) | more
        splits = _splits(activity, person)
        return self._add(account, fields, recorded=lambda: activity, splits=splits)

    def add_story(self, account: int, story: Story, until: date, weeks: int = 16) -> list[int]:
        """What a member recorded lately, the oldest first; samples are made when asked for."""
        return [self.add_entry(account, entry) for entry in diary(story, until, weeks)]

    def add_entry(self, account: int, entry: Entry) -> int:
        """One of it, with what the member wrote onto that run."""
        activity, felt, person = entry.recorded(), entry.felt, self.accounts[account]
        fields = fields_of(activity, person)
        if felt is not None:
            fields |= {"activityName": felt.title} if felt.title else {}
            fields |= {"description": felt.private_note} if felt.private_note else {}
        lifts = USUAL if entry.planned is None else ()
        again, splits = partial(recorded_again, entry), _splits(activity, person)
        return self._add(account, fields, recorded=again, splits=splits, sets=lifts)

    def add_strength(self, account: int, lifts: Sequence[Lift] = USUAL, **more: Any) -> int:
        """Strength work with the sets that the watch counted."""
        given = {"activityType": "strength_training", "activityName": "Strength", **more}
        return self._add(account, given, sets=lifts)

    def add_multisport(
        self, account: int, legs: Sequence[Mapping[str, Any]], **more: Any
    ) -> tuple[int, list[int]]:
        """A triathlon or the like: the whole, and its legs one after the other."""
        with self.lock:
            begun = more.get("startTimeGMT", self.clock() - timedelta(hours=3))
            given = {**more, "activityType": "multi_sport", "startTimeGMT": begun}
            whole = self._add(account, given)
            at, children, metres = begun, [], 0.0
            for leg in legs:
                told = {"startTimeGMT": at, "parentId": whole, **leg}
                child = self._add(account, told)
                fields = self._activities[child].fields
                at += timedelta(seconds=fields["elapsedDuration"])
                metres += fields["distance"]
                children.append(child)
            stored = self._activities[whole]
            stored.children = tuple(children)
            sums = {"distance": metres, "duration": (at - begun).total_seconds()}
            known = filled(given | sums, whole, stored.account, self.clock())
            stored.change(known, self.clock())
            return whole, children

    def _add(
        self,
        account: int,
        given: Mapping[str, Any],
        *,
        recorded: Callable[[], Activity] | None = None,
        splits: Sequence[Piece] | None = None,
        sets: Sequence[Lift] = (),
    ) -> int:
        with self.lock:
            self._made += 1
            activity_id, person = _FIRST_ACTIVITY + 17 * self._made, self.accounts[account]
            fields = filled(given, activity_id, person, self.clock())
            stored = Stored(person, fields, recorded, self.clock())
            if recorded is None and not fields["manualActivity"]:
                stored.recorded = partial(_even, stored)
            stored.splits = plausible_splits(fields) if splits is None else splits
            stored.sets = exercise_sets(sets, stored.started_at)
            self._activities[activity_id] = stored
            self._of[account].append(activity_id)
            return activity_id

    def edit(self, activity: int, **fields: Any) -> None:
        """Change fields as the athlete does in the app; `activityType` may be a key."""
        with self.lock:
            if isinstance(fields.get("activityType"), str):
                fields["activityType"] = kind_json(fields["activityType"])
            self._activities[activity].change(fields, self.clock())

    def feel(self, activity: int, *, feel: int | None = None, effort: int | None = None) -> None:
        """Tell, perhaps days later, how it felt: 0 very weak to 100, effort 10 to 100."""
        told = {"directWorkoutFeel": feel, "directWorkoutRpe": effort}
        self.edit(activity, **{name: value for name, value in told.items() if value is not None})

    def change_type(self, activity: int, key: str) -> None:
        self.edit(activity, activityType=key)

    def delete(self, activity: int) -> None:
        """Gone, with its legs. No later activity takes its number."""
        with self.lock:
            stored = self._activities.pop(activity)
            self._of[stored.account.profile_id].remove(activity)
            for child in stored.children:
                if child in self._activities:
                    self.delete(child)

    def spoil(self, activity: int, how: str) -> None:
        """Make the list's record odd for good; see `oddities.ODDITIES` for what `how` may be."""
        odd_values(how)
        with self.lock:
            stored = self._activities[activity]
            stored.odd = how
            stored.change({}, self.clock())

    def add_night(self, account: int, on: date, night: Night) -> None:
        """How the night before that morning went."""
        with self.lock:
            self.diaries.put(account, on, night)

    def add_nights(self, account: int, story: Story, until: date, weeks: int = 16) -> None:
        """A member's nights lately, as their watch counted them."""
        for on, night in usual_nights(story.body.rest_bpm, until, 7 * weeks):
            self.add_night(account, on, night)

    def activity(self, activity: int) -> Fields:
        """The activity in full, as its owner sees it on Garmin."""
        with self.lock:
            return self.told_in_full(self._activities[activity])

    def told_in_full(self, stored: Stored) -> Fields:
        """Whoever calls holds the lock."""
        legs = [self._activities[one] for one in stored.children if one in self._activities]
        return detail(stored, legs)

    def find(self, activity: int) -> Stored | None:
        return self._activities.get(activity)

    def activities_of(self, account: int) -> list[Stored]:
        return [self._activities[one] for one in self._of[account]]


def _even(stored: Stored) -> Activity:
    """An even recording, for as long as somebody reads it."""
    return even(stored.fields, stored.started_at)


def _splits(activity: Activity, person: Account) -> list[Piece]:
    return summaries(activity, person.profile_id) if activity.speed_mps is not None else []
