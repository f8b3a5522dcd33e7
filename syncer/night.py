"""One runner's night on Strava: list, compare, look closer at what is new, let go what is gone.

One list request renews all that we hold of the time that coaching needs. A new run costs a
detail (the list carries no description, private note or effort) and, once, its streams; the
detail is asked for once more on the next night, since people write about a run later. Nothing is
deleted because a list failed or was empty: what a full list no longer names is looked up by
itself first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from syncer import pull, tokens
from syncer.budget import Purpose
from syncer.channels.strava_note import Seen, texts_of
from syncer.measure.measured import measure
from syncer.models import Activity, Connection, MeasuredRun, SkippedRecord
from syncer.settings import Settings
from syncer.sources import Gone, Kind, NeedsReconnect, Recording, Refused
from syncer.sources.strava import NAME
from syncer.terms import terms_of
from syncer.tokens import SessionFactory

if TYPE_CHECKING:
    from syncer.sources.strava.records import Record
    from syncer.sources.strava.web import Web

log = logging.getLogger(__name__)

WINDOW = timedelta(days=120)
"""What coaching looks back at day by day, and how late an upload may come in."""
CLOSER = timedelta(days=56)
"""Details and streams are asked for of runs this recent: no rule reads cadence further back."""
MOST_CLOSER = 20
"""Our choice: so many runs a night get a closer look, so that one long history does not use up
the club's day; the rest follows in the next nights, the newest first."""
WRITTEN_LATER = timedelta(hours=48)
WALK_EVERY = timedelta(days=7)


@dataclass(slots=True)
class Night:
    """What one runner's night came to."""

    requests: int = 0
    new_runs: int = 0
    renewed: int = 0
    looked_closer: int = 0
    measured: int = 0
    deleted: int = 0
    skipped: int = 0
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What the runner wrote about a run, by activity id: read for pain, and not kept."""
    seen: dict[str, Seen] = field(default_factory=dict)
    """The texts that a note may go into, as they stood a moment ago, by Strava's id."""


def pull_one(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    runner_id: int,
    purpose: Purpose = Purpose.NIGHT,
    named: Collection[str] = (),
) -> Night:
    """One runner's night. Raises NeedsReconnect (stored), TryLater, AppBlocked, NoTokenKey.

    `named` are Strava's ids of runs that somebody wrote about, to be looked at again. What was
    fetched before a failure stays; asked again, nothing is stored twice.
    """
    from syncer.sources.strava.listing import listed
    from syncer.sources.strava.oauth import refresh
    from syncer.sources.strava.web import Web

    night = Night()
    with sessions() as session:
        connection = tokens.connection_of(session, runner_id, NAME)
        if connection is None or connection.id is None:
            return night
        connection_id, walk = connection.id, _is_walk_due(connection, now())
    token = tokens.access(
        sessions, settings, now, connection_id, partial(refresh, sessions, settings, now)
    )
    web = Web(sessions, settings, now, token, purpose)
    since = None if walk else now() - WINDOW
    try:
        with sessions() as session:
            known = _known(session, runner_id, since)
        found = listed(web, now, since, known)
        night.requests += found.requests
        with sessions() as session:
            _renew(session, now(), runner_id, connection_id, found.recordings, night)
            _skip(session, now(), runner_id, found.odd, night)
            _was_listed(session, now(), connection_id, walk and found.complete)
            session.commit()
        _look_closer(sessions, now, web, runner_id, connection_id, named, night)
        if found.complete and found.records:
            _let_go(sessions, web, runner_id, known - found.ids, night)
        with sessions() as session:
            _keep_to_terms(session, settings, now(), runner_id)
    except NeedsReconnect as error:
        with sessions() as session:
            tokens.lost(session, connection_id, error.reason)
        raise
    log.info("strava pulled requests=%d new=%d", night.requests, night.new_runs)
    return night


def _is_walk_due(connection: Connection, now: datetime) -> bool:
    return connection.walked_at is None or now - connection.walked_at >= WALK_EVERY


def _known(session: Session, runner_id: int, since: datetime | None) -> set[str]:
    found = select(Activity.source_id).where(
        col(Activity.runner_id) == runner_id, col(Activity.source) == NAME
    )
    if since is not None:
        # A second's grace: `after` leaves out what began in the very second.
        found = found.where(col(Activity.started_at) > since + timedelta(seconds=1))
    return set(session.exec(found))


def _renew(
    session: Session,
    now: datetime,
    runner_id: int,
    connection_id: int,
    recordings: Sequence[Recording],
    night: Night,
) -> None:
    """What the list says is what we hold, new or known."""
    names = session.get_one(Connection, connection_id).gear_names
    named = [pull.with_gear(one, names) for one in recordings]
    stored = pull.store(session, now, runner_id, NAME, [pull.Found(one) for one in named])
    night.new_runs += stored.new_runs
    night.renewed += pull.renew(session, now, runner_id, NAME, named)


def _skip(
    session: Session, now: datetime, runner_id: int, odd: dict[str, str], night: Night
) -> None:
    """Odd records are told by `check`; what can be read again is told no longer."""
    told = select(SkippedRecord).where(
        col(SkippedRecord.runner_id) == runner_id, col(SkippedRecord.source) == NAME
    )
    for row in session.exec(told).all():
        if row.source_id not in odd:
            session.delete(row)
    held = {row.source_id for row in session.exec(told).all()}
    for source_id, reason in odd.items():
        if source_id not in held:
            session.add(
                SkippedRecord(
                    runner_id=runner_id, source=NAME, source_id=source_id, reason=reason, at=now
                )
            )
    night.skipped += len(odd)


def _was_listed(session: Session, now: datetime, connection_id: int, walked: bool) -> None:
    connection = session.get_one(Connection, connection_id)
    connection.listed_at = now
    if walked:
        connection.walked_at = now
    session.add(connection)


def _look_closer(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    web: Web,
    runner_id: int,
    connection_id: int,
    named: Collection[str],
    night: Night,
) -> None:
    """Details and streams of the runs that need them, the newest first, each stored at once."""
    from syncer.sources.strava.records import record
    from syncer.sources.strava.series import KEYS, series

    with sessions() as session:
        due = _due(session, now(), runner_id, named)
    for activity_id, source_id, wants_series in due:
        try:
            told = web.get(f"/activities/{source_id}", include_all_efforts="false")
            night.requests += 1
            detail = record(told, now())
            if detail.recording.source_id != source_id:
                raise Refused("it is another one than was asked for")
            night.seen[source_id] = Seen(now(), texts_of(told))
            streams = None
            if wants_series and detail.has_streams:
                night.requests += 1
                asked = ",".join(KEYS)
                streams = _streams(web, source_id, asked)
        except (Gone, Refused):
            continue
        measured = None
        if streams is not None and (found := series(streams)) is not None:
            measured = measure(found, detail.recording.run_kind)
        with sessions() as session:
            _learn_gear(session, runner_id, connection_id, detail)
            one = pull.Found(detail.recording, measured)
            pull.store(session, now(), runner_id, NAME, [one])
            pull.renew(session, now(), runner_id, NAME, [detail.recording], whole=True)
            row = session.get_one(Activity, activity_id)
            row.detailed_at = now()
            row.streamed_at = now() if wants_series else row.streamed_at
            session.add(row)
            session.commit()
        night.looked_closer += 1
        night.measured += measured is not None
        if detail.words:
            night.words[activity_id] = detail.words


def _streams(web: Web, source_id: str, keys: str) -> object | None:
    """None for a run without any, such as one that was typed in."""
    try:
        told: object = web.get(f"/activities/{source_id}/streams", keys=keys, key_by_type="true")
        return told
    except Gone:
        return None


def _due(
    session: Session, now: datetime, runner_id: int, named: Collection[str]
) -> list[tuple[int, str, bool]]:
    """Runs without a detail, or with one from before the runner had time to write: id, Strava's
    id, and whether its streams are still wanted."""
    rows = session.exec(
        select(Activity)
        .where(
            col(Activity.runner_id) == runner_id,
            col(Activity.source) == NAME,
            col(Activity.kind) == str(Kind.RUN),
            col(Activity.started_at) > now - CLOSER,
        )
        .order_by(col(Activity.started_at).desc())
    ).all()
    due = [
        (row.id, row.source_id, row.streamed_at is None)
        for row in rows
        if row.id is not None and (row.source_id in named or _wants_detail(row, now))
    ]
    return due[:MOST_CLOSER]


def _wants_detail(row: Activity, now: datetime) -> bool:
    if row.detailed_at is None:
        return True
    ended = row.started_at + timedelta(seconds=row.elapsed_s or 0.0)
    first_night = row.detailed_at - ended < WRITTEN_LATER / 2
    return first_night and now - ended < WRITTEN_LATER and now.date() > row.detailed_at.date()


def _learn_gear(session: Session, runner_id: int, connection_id: int, detail: Record) -> None:
    """The name of a pair of shoes, known by its id so far."""
    name, gear_id = detail.recording.gear, detail.gear_id
    connection = session.get_one(Connection, connection_id)
    if not name or not gear_id or name == gear_id or connection.gear_names.get(gear_id) == name:
        return
    worn = (connection.gear_names.get(gear_id), gear_id)
    connection.gear_names = {**connection.gear_names, gear_id: name}
    session.add(connection)
    pull.rename_gear(session, runner_id, NAME, [old for old in worn if old], name)


def _let_go(
    sessions: SessionFactory, web: Web, runner_id: int, missing: Iterable[str], night: Night
) -> None:
    """Delete what Strava itself says is gone; whatever else happens, it stays."""
    for source_id in sorted(missing):
        night.requests += 1
        try:
            web.get(f"/activities/{source_id}", include_all_efforts="false")
        except Gone:
            with sessions() as session:
                night.deleted += pull.delete(session, runner_id, NAME, source_id)
                session.commit()


def _keep_to_terms(session: Session, settings: Settings, now: datetime, runner_id: int) -> None:
    """Mark what came from Strava with the club's reading of its terms, and do what it says."""
    terms = terms_of(NAME, settings)
    own = col(Activity.runner_id) == runner_id, col(Activity.source) == NAME
    marked = update(Activity).where(*own, col(Activity.terms) != terms.name)
    session.connection().execute(marked.values(terms=terms.name))
    if terms.measures_live is not None:
        old = select(Activity.id).where(
            *own, col(Activity.streamed_at) <= now - terms.measures_live
        )
        session.connection().execute(
            delete(MeasuredRun).where(col(MeasuredRun.activity_id).in_(old))
        )
    session.commit()
