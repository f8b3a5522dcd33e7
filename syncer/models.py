"""The tables. Table models do not validate: values are checked at the door that takes them in.

Instants are stored in UTC and come back aware (`Instant`). Health data (pain reports, flags,
self-tests, parts of the profile) is only written after the runner's own consent;
`consents.py` guards it.
Whatever belongs to a runner goes with the runner: every such foreign key cascades. A change
here needs a migration beside it; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Index, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name that both databases and the migrations agree on."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite alone would give it back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DeliveryState(StrEnum):
    """pending, claimed, handing_over (committed just before DATA), sent, or another end.

    `unknown`: killed while handing over; told by `check`, carried in the next digest, resent
    only for red and flag. `carried`: its content went, or will go, into the digest instead.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNKNOWN = "unknown"
    CARRIED = "carried"
    FAILED = "failed"


class Club(SQLModel, table=True):
    """The club: its name and what its runners get unless they choose otherwise."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    timezone: str = "UTC"
    locale: str = "en"
    units: str = "km"
    created_at: datetime = Field(sa_type=Instant)


class Runner(SQLModel, table=True):
    """A member. `email` is kept in lower case; all about pregnancy and birth is health data."""

    id: int | None = Field(default=None, primary_key=True)
    club_id: int = Field(foreign_key="club.id", index=True)
    email: str = Field(unique=True)
    name: str = ""
    timezone: str = "UTC"
    locale: str = "en"
    units: str = "km"
    is_admin: bool = False
    is_coach: bool = False
    address_confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    invited_at: datetime | None = Field(default=None, sa_type=Instant)
    birth_year: int | None = None
    novice: bool | None = None
    pregnant: bool | None = None
    gave_birth_on: date | None = None
    pelvic_check: bool | None = None
    equipment: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    sits_a_lot: bool | None = None
    likes_mobility: bool | None = None
    no_praise: bool = False
    threshold_pace_s_per_km: float | None = None
    threshold_bpm: float | None = None
    digest_weekday: int = 6
    digest_hour: int = 18
    """From which local hour on the digest goes, 0 to 23."""
    coach_digest_weekday: int = 6
    coach_digest_hour: int = 18
    """When a coach's digest about others goes, by the same count; a coach need not run."""
    notes_on: bool = True
    strava_note: str = "private"
    """Where a note on a Strava run goes: `private`, `public` (a neutral line) or `off`."""
    garmin_note: str = "off"
    """A Garmin description has no private side: `public` (a neutral line) or `off`."""
    garmin_workouts: bool = False
    """Whether the week's strength block may go onto the runner's Garmin calendar."""
    garmin_nights: bool = False
    """Whether sleep and resting pulse may be read; only with the consent to health data."""
    signed_out_at: datetime | None = Field(default=None, sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    """When they last sent a form of ours, to the day: a sign of life."""
    asked_to_stay_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a silent runner was asked whether to keep what is here."""
    mail_off_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the runner turned all mail off by one click; None while mail is welcome."""
    mail_stopped_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when nothing is sent to the address because a mail server refused it for good."""
    mail_stopped_why: str | None = None
    created_at: datetime = Field(sa_type=Instant)


class Consent(SQLModel, table=True):
    """What a runner agreed to (`health`, `coach-load`, `coach-pain`), in their own words."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    what: str
    coach_id: int | None = Field(
        default=None, foreign_key="runner.id", index=True, ondelete="CASCADE"
    )
    how: str
    given_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_how: str | None = None


class CoachLook(SQLModel, table=True):
    """That a coach was shown something of a runner: `what` is load or pain, `on` the coach's local
    day, of a digest the last one of its week."""

    __table_args__ = (UniqueConstraint("runner_id", "coach_id", "what", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    coach_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    what: str
    on: date
    at: datetime = Field(sa_type=Instant)


class Connection(SQLModel, table=True):
    """A runner's link to a source; tokens are sealed.

    `status` is connected, or needs_reconnect with the `problem` in words for the runner. The
    lease (`refreshing_by` until `refreshing_until`) makes one worker alone refresh the tokens.
    `listed_at` and `walked_at` are the last list of the window, and of everything.
    """

    __table_args__ = (
        UniqueConstraint("runner_id", "source"),
        Index(None, "source", "external_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    external_id: str | None = None
    status: str = "connected"
    sealed_tokens: str | None = None
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    refreshing_until: datetime | None = Field(default=None, sa_type=Instant)
    refreshing_by: str | None = None
    scopes: str = ""
    problem: str | None = None
    listed_at: datetime | None = Field(default=None, sa_type=Instant)
    walked_at: datetime | None = Field(default=None, sa_type=Instant)
    gear_names: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """What the runner calls each pair of shoes, by the platform's id."""
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    pulling_until: datetime | None = Field(default=None, sa_type=Instant)
    """Until when a worker has this runner in hand."""
    night_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the last whole night ended: pulled, advised and told."""
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the runner was asked to connect again; once for each time that it was needed."""
    pasted: str | None = None
    """The digest of the login that was brought from home last: it is good once."""
    connected_at: datetime = Field(sa_type=Instant)


class PlatformLogin(SQLModel, table=True):
    """A runner on the way into a platform that asks for a password, step by step.

    `step` is `asking` (a worker is at it), `code` (the runner has to tell the code that was sent),
    `done` or `failed` with the `problem` as a code of words. `sealed_state` is what the second
    step goes on with; the password is never here. After a refusal nothing is tried before
    `not_before`.
    """

    __table_args__ = (UniqueConstraint("runner_id", "source"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    step: str
    problem: str | None = None
    sealed_state: str | None = None
    sent_to: str = ""
    """How the code was sent, as far as the platform says: `email`, `sms`, ..."""
    begun_at: datetime = Field(sa_type=Instant)
    stepped_at: datetime = Field(sa_type=Instant)
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    wrong_passwords: int = 0
    """So many were told since `wrong_since`, whoever's account they were for."""
    wrong_since: datetime | None = Field(default=None, sa_type=Instant)


class PlatformBudget(SQLModel, table=True):
    """What is left of a platform's limits, shared by all workers: one row a limit and window.

    `used` counts what was asked for in the window that ends at `until`, whoever asked; the
    platform's own count replaces it where it is higher.
    """

    __table_args__ = (UniqueConstraint("platform", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    name: str
    most: int
    used: int = 0
    until: datetime = Field(sa_type=Instant)


class PlatformEvent(SQLModel, table=True):
    """What a platform said by webhook, as it came in; it goes once it was looked into.

    `owner` and `about` are the platform's ids of the athlete and of the activity, `what` is
    `activity` or `gone` (the athlete says to have left).
    """

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    owner: str = Field(index=True)
    what: str
    about: str = ""
    received_at: datetime = Field(sa_type=Instant)
    not_before: datetime | None = Field(default=None, sa_type=Instant)


class Subscription(SQLModel, table=True):
    """The club's one subscription to a platform's events."""

    id: int | None = Field(default=None, primary_key=True)
    platform: str = Field(unique=True)
    external_id: str
    callback_url: str
    made_at: datetime = Field(sa_type=Instant)


class SkippedRecord(SQLModel, table=True):
    """A record of a platform that could not be taken, told by `check` until it can."""

    __table_args__ = (UniqueConstraint("runner_id", "source", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    source_id: str
    reason: str
    at: datetime = Field(sa_type=Instant)


class Activity(SQLModel, table=True):
    """One recording from one source. Several may be one run: `same_run` says which.

    Ids are never used again, because a run's key in advice is made of one.
    """

    __table_args__ = (
        UniqueConstraint("runner_id", "source", "source_id"),
        Index(None, "runner_id", "started_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    source_id: str
    kind: str
    run_kind: str | None = None
    started_at: datetime = Field(sa_type=Instant)
    timezone: str | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    cadence_spm: float | None = None
    title: str = ""
    device: str = ""
    race: bool = False
    race_told: bool | None = None
    """What the runner says of it, against what a source says again with each fetch."""
    planned: bool = False
    effort_rpe: float | None = None
    effort_told: float | None = None
    """The same for the effort."""
    gear: str | None = None
    exercises: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """Of strength work: catalogue codes of what was done, as far as we know them."""
    part_of: str | None = None
    """The source's id of the recording that this is one leg of (multisport)."""
    feel: int | None = None
    """How the runner said it felt, 1 (very weak) to 5 (very strong)."""
    ground_contact_ms: float | None = None
    ground_contact_left_pct: float | None = None
    vertical_oscillation_cm: float | None = None
    salvaged: str | None = None
    has_gps: bool = False
    """Whether the recording had positions; the positions themselves are never kept."""
    file_name: str | None = None
    fetched_at: datetime = Field(sa_type=Instant)
    renewed_at: datetime = Field(sa_type=Instant)
    terms: str = "own_file"
    detailed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a platform was last asked for more than its list says."""
    streamed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a platform was asked for the time series, whether it had one or not."""
    failed_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when closer looks have failed, so that one run cannot keep all others waiting."""


class MeasuredRun(SQLModel, table=True):
    """Our own measures of an activity with a time series, and what they were measured with."""

    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    measured_with: str
    moving_s: float | None = None
    distance_m: float | None = None
    cadence_spm: float | None = None
    cadence_speed_mps: float | None = None
    cadence_eligible_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    steep_descent_m: float | None = None
    steep_climb_m: float | None = None
    terrain_rough: bool = False
    track_laps: int | None = None
    surface_m: dict[str, float] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    speed_s: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Moving seconds by speed; `measure/effort.py` says how."""
    heart_s: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class RunPair(SQLModel, table=True):
    """What the runner said of two recordings: that they are one run (`same`), or two (`apart`).

    `one_id` is the smaller id. Which pairs are doubtful is worked out anew each time.
    """

    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    one_id: int = Field(foreign_key="activity.id", ondelete="CASCADE")
    other_id: int = Field(foreign_key="activity.id", index=True, ondelete="CASCADE")
    verdict: str
    decided_at: datetime = Field(sa_type=Instant)


class PlatformNight(SQLModel, table=True):
    """One night as a platform tells it, under the local day on which it ended. Health data."""

    __table_args__ = (UniqueConstraint("runner_id", "source", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    on: date
    slept_s: float | None = None
    resting_bpm: float | None = None
    fetched_at: datetime = Field(sa_type=Instant)


class RunningTolerance(SQLModel, table=True):
    """A week's running load and tolerance as Garmin reckons them: shown as Garmin's, no more."""

    __table_args__ = (UniqueConstraint("runner_id", "week_starts"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    week_starts: date
    load: float | None = None
    tolerance: float | None = None
    fetched_at: datetime = Field(sa_type=Instant)


class PainReport(SQLModel, table=True):
    """What a runner said about one local day. Health data: written only after consent."""

    __table_args__ = (Index(None, "runner_id", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    on: date
    said_at: datetime = Field(sa_type=Instant)
    region: str | None = None
    side: str | None = None
    worst: int | None = None
    after: int | None = None
    morning: int | None = None
    stairs: int | None = None
    walking: int | None = None
    timing: str | None = None
    limp: bool = False
    flags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    feels: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    painkiller: bool = False
    fever: bool = False
    # SQLite reads a bare "nothing" as a keyword.
    nothing: bool = Field(default=False, sa_column_kwargs={"name": "nothing_hurts"})
    told_by: str = "runner"


class WordsRead(SQLModel, table=True):
    """What was read from the runner's own words about one run; the words are not kept.

    `sure` ones became a pain report, the others are a question to the runner. `answer` is
    `right`, `not_so` or `corrected`, None while nobody answered. Health data.
    """

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    activity_id: int = Field(foreign_key="activity.id", unique=True, ondelete="CASCADE")
    on: date
    region: str | None = None
    side: str | None = None
    worst: int | None = None
    # SQLite reads a bare "nothing" as a keyword.
    nothing: bool = Field(default=False, sa_column_kwargs={"name": "nothing_hurts"})
    sure: bool
    read_at: datetime = Field(sa_type=Instant)
    answer: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class FlagCleared(SQLModel, table=True):
    """A red flag taken back: how (`clinician` or `mistake`), by whom, when. Health data."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    at: datetime = Field(sa_type=Instant)
    how: str
    who: str = ""


class StrengthSession(SQLModel, table=True):
    """Strength work that a runner told; recorded work is an `Activity` of kind strength."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    minutes: float
    effort: float | None = None
    pain: int | None = None
    exercises: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    told_at: datetime = Field(sa_type=Instant)


class Answer(SQLModel, table=True):
    """A tap on a recommendation: `done` or `too_hard`."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    what: str
    rule: str
    told_at: datetime = Field(sa_type=Instant)


class SelfTest(SQLModel, table=True):
    """One result of a self-test, in the unit of the test. Health data."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    test: str
    value: float
    side: str | None = None
    told_at: datetime = Field(sa_type=Instant)


class CueTrial(SQLModel, table=True):
    """One run with a cue on and off: mean NRS with it and without. Health data."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    cue: str
    pain_without: float
    pain_with: float
    told_at: datetime = Field(sa_type=Instant)


class WeeklyCheck(SQLModel, table=True):
    """The weekly questions about a sore place, as raw answers 0-3. Health data."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    region: str
    taking_part: int
    changed: int | None = None
    performance: int | None = None
    pain: int | None = None
    wording: str
    told_at: datetime = Field(sa_type=Instant)


class Injury(SQLModel, table=True):
    """An injury before: where, and when running was possible again. Health data."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    on: date
    region: str
    side: str | None = None


class Muted(SQLModel, table=True):
    """A rule that a runner does not want to hear, from a day on, perhaps until another."""

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    rule: str
    since: date
    until: date | None = None


class Advice(SQLModel, table=True):
    """What the engine answered: `kind` is `note` (belongs to a run) or `digest` (to a week).

    `question` asks about a note's run. `coach` stands for a coach's digest of the week that ends
    `on` and holds nothing of anybody: what it says is read when it leaves.
    """

    __table_args__ = (UniqueConstraint("runner_id", "kind", "on", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    kind: str
    on: date
    about: str = ""
    """The run's key for a note, empty for a digest."""
    light: str | None = None
    rule_version: str
    log_sha256: str
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=Instant)


class Said(SQLModel, table=True):
    """What was really told: budgets and "no repeats" read it."""

    __table_args__ = (Index(None, "runner_id", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    advice_id: int = Field(foreign_key="advice.id", index=True, ondelete="CASCADE")
    on: date
    rule: str
    action: str
    light: str | None = None
    where: str
    run: str | None = None
    about: str = ""


class Delivery(SQLModel, table=True):
    """One thing on its way to one runner by one channel."""

    __table_args__ = (UniqueConstraint("advice_id", "channel"), Index(None, "state", "channel"))

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    advice_id: int = Field(foreign_key="advice.id", ondelete="CASCADE")
    channel: str
    state: str = DeliveryState.PENDING.value
    message_id: str
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = None
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str | None = None
    created_at: datetime = Field(sa_type=Instant)


class PostedNote(SQLModel, table=True):
    """Our block in a runner's text on a platform, so that it can be taken back.

    `place` is `private_note` or `description`; `unwanted` means that the runner turned such
    notes off, and that the block goes with the next pass.
    """

    __table_args__ = (UniqueConstraint("runner_id", "source", "source_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    source_id: str
    place: str
    posted_at: datetime = Field(sa_type=Instant)
    unwanted: bool = False
    not_before: datetime | None = Field(default=None, sa_type=Instant)


class ScheduledWorkout(SQLModel, table=True):
    """A strength session of ours on a runner's calendar at a platform.

    Written down before the platform is asked: `says` is the digest of what it should hold, the
    platform's ids are missing until it told them. `unwanted` goes with the next pass.
    """

    __table_args__ = (UniqueConstraint("runner_id", "source", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    runner_id: int = Field(foreign_key="runner.id", ondelete="CASCADE")
    source: str
    on: date
    says: str
    workout_id: str | None = None
    schedule_id: str | None = None
    unwanted: bool = False
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    written_at: datetime | None = Field(default=None, sa_type=Instant)


class UnitOfWork(SQLModel, table=True):
    """One thing to do for one runner (`digest` of the week that ends on `about`), claimed, tried
    again, and put aside with its `problem` after the last try.

    `ended_at` says that nothing more happens to it: done where there is no `problem`.
    """

    __table_args__ = (UniqueConstraint("kind", "runner_id", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    runner_id: int = Field(foreign_key="runner.id", index=True, ondelete="CASCADE")
    about: str
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    claimed_until: datetime | None = Field(default=None, sa_type=Instant)
    problem: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class LastTick(SQLModel, table=True):
    """When the nightly work was last seen awake: one row, none while it is stopped."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)


class PullTally(SQLModel, table=True):
    """How many pulls of a platform ended how on a runner's local day, and between which instants.

    It counts attempts and names nobody: a pull that was broken off and begun again counts twice.
    `purpose` is `night` or `person` (a webhook, somebody at a keyboard).
    """

    __table_args__ = (UniqueConstraint("platform", "on", "purpose", "outcome"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    on: date
    purpose: str
    outcome: str
    pulls: int
    first_at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)


class Forgotten(SQLModel, table=True):
    """Somebody whom no backup may bring back: a keyed hash, which names nobody."""

    id: int | None = Field(default=None, primary_key=True)
    mark: str = Field(unique=True)
    at: datetime = Field(sa_type=Instant)


class HouseMark(SQLModel, table=True):
    """When something about the whole club was last done: a backup, keys saved, old rows let go."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    detail: str = ""
