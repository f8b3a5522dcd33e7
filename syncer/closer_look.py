"""A closer look at a runner's new runs on Strava: the detail, and once the streams.

The newest come first, each is stored at once, and a run that goes on failing is left aside for
a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select

from syncer import pull
from syncer.channels.strava_note import Seen, texts_of
from syncer.measure.measured import measure
from syncer.models import Activity, Connection
from syncer.outing import LONGEST_S
from syncer.sources import Gone, Kind, NotAllowed, Objected, Refused, TryLater
from syncer.sources.strava import NAME
from syncer.tokens import SessionFactory

if TYPE_CHECKING:
    from syncer.sources.strava.records import Record
    from syncer.sources.strava.web import Web

CLOSER = timedelta(days=56)
"""Details and streams are asked for of runs this recent: no rule reads cadence further back."""
MOST_CLOSER = 20
"""Our choice: so many runs a night get a closer look, so that one long history does not use up
the club's day; the rest follows in the next nights, the newest first."""
WRITTEN_LATER = timedelta(hours=48)
LONGEST = timedelta(seconds=LONGEST_S)
GIVES_UP_AFTER = timedelta(hours=3)
"""Our choice: a run that fails for so long is left aside until the next night."""

log = logging.getLogger(__name__)


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
    seen: dict[str, Seen] = field(default_factory=dict)
    """The texts that a note may go into, as they stood a moment ago, by Strava's id."""


Listen = Callable[[Session, Mapping[int, Sequence[str]]], None]
"""Hears what a runner wrote about runs, by activity id: read for pain, and not kept."""


def look(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    web: Web,
    runner_id: int,
    connection_id: int,
    named: Collection[str],
    listen: Listen,
    night: Night,
) -> None:
    """Details and streams of the runs that need them, the newest first, each stored at once."""
    from syncer.sources.strava.records import record
    from syncer.sources.strava.series import KEYS, series

    with sessions() as session:
        due = _due(session, now(), runner_id, named)
    for activity_id, source_id, wants_series in due:
        try:
            night.requests += 1
            told = web.get(f"/activities/{source_id}", include_all_efforts="false")
            detail = record(told, now())
            if detail.recording.source_id != source_id:
                raise Refused("it is another one than was asked for")
            night.seen[source_id] = Seen(now(), texts_of(told))
            streams = None
            if wants_series and detail.has_streams:
                night.requests += 1
                asked = ",".join(KEYS)
                streams = _streams(web, source_id, asked)
            measured = None
            if streams is not None and (found := series(streams)) is not None:
                measured = measure(found, detail.recording.run_kind)
        except (Gone, Refused, Objected, NotAllowed):
            # It had its look: nothing of it would be shown tomorrow either.
            _had_its_look(sessions, now(), activity_id)
            continue
        except Exception as error:
            everyone = isinstance(error, TryLater) and error.everyone
            if everyone or not _has_failed_for_long(sessions, now(), activity_id):
                raise
            log.warning("a run fails again and again: activity=%d", activity_id)
            continue
        with sessions() as session:
            _learn_gear(session, runner_id, connection_id, detail)
            one = pull.Found(detail.recording, measured)
            pull.follow(session, now(), runner_id, NAME, [one], whole=True)
            row = session.get_one(Activity, activity_id)
            # Streams may be made a while after the run came in, so none is only final late.
            final = streams is not None or not detail.has_streams or _is_last_look(row, now())
            row.streamed_at = now() if wants_series and final else row.streamed_at
            row.detailed_at, row.failed_at = now(), None
            session.add(row)
            # Nobody may ask for this detail again, so what it says is heard in the same commit.
            listen(session, {activity_id: detail.words})
            session.commit()
        night.looked_closer += 1
        night.measured += measured is not None


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
            or_(
                col(Activity.detailed_at).is_(None),
                col(Activity.started_at) > now - WRITTEN_LATER - LONGEST,
                col(Activity.source_id).in_(named),
            ),
        )
        # What failed before comes last, or it would keep all others waiting.
        .order_by(col(Activity.failed_at).is_not(None), col(Activity.started_at).desc())
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
    ended = _ended(row)
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


def _is_last_look(row: Activity, now: datetime) -> bool:
    return row.detailed_at is not None or now - _ended(row) >= WRITTEN_LATER


def _ended(row: Activity) -> datetime:
    return row.started_at + timedelta(seconds=row.elapsed_s or 0.0)


def _had_its_look(sessions: SessionFactory, now: datetime, activity_id: int) -> None:
    with sessions() as session:
        row = session.get_one(Activity, activity_id)
        row.detailed_at = row.streamed_at = now
        session.add(row)
        session.commit()


def _has_failed_for_long(sessions: SessionFactory, now: datetime, activity_id: int) -> bool:
    """Whether it is time to leave a run aside until the next night; since when is kept."""
    with sessions() as session:
        row = session.get_one(Activity, activity_id)
        row.failed_at = row.failed_at or now
        session.add(row)
        session.commit()
        return now - row.failed_at >= GIVES_UP_AFTER
