"""A closer look at a runner's new activities on a platform: the detail, and once the series.

The newest come first, each is stored at once, and a run that goes on failing is left aside for
a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from syncer import pull
from syncer.channels.run_text import Seen
from syncer.database import SessionFactory
from syncer.measure.measured import measure
from syncer.models import Activity, Connection
from syncer.outing import LONGEST_S
from syncer.sources import (
    Account,
    Detail,
    Gone,
    Kind,
    NotAllowed,
    Objected,
    Refused,
    TryLater,
)

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


@dataclass(frozen=True, slots=True)
class Whose:
    """A runner's connection to one platform."""

    runner_id: int
    source: str
    connection_id: int


@dataclass(slots=True)
class Night:
    """What one runner's night at one platform came to."""

    requests: int = 0
    new_runs: int = 0
    renewed: int = 0
    looked_closer: int = 0
    measured: int = 0
    deleted: int = 0
    skipped: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)
    """The texts that a note may go into, as they stood a moment ago, by the platform's id."""


Listen = Callable[[Session, Mapping[int, Sequence[str]]], None]
"""Hears what a runner wrote about runs, by activity id: read for pain, and not kept."""


def look(
    sessions: SessionFactory,
    now: Callable[[], datetime],
    account: Account,
    who: Whose,
    named: Collection[str],
    listen: Listen,
    night: Night,
) -> None:
    """Details and series of what needs them, the newest first, each stored at once."""
    with sessions() as session:
        due = _due(session, now(), account, who, named)
    for activity_id, source_id, wants_series in due:
        try:
            detail = account.detail(source_id)
            if detail.recording.source_id != source_id:
                raise Refused("it is another one than was asked for")
            night.seen[source_id] = Seen(now(), detail.texts)
            wants_series = wants_series and detail.recording.kind is Kind.RUN
            series = account.series(detail) if wants_series and detail.has_series else None
            measured = None if series is None else measure(series, detail.recording.run_kind)
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
            _learn_gear(session, who, detail)
            one = pull.Found(detail.recording, measured)
            pull.follow(session, now(), who.runner_id, who.source, [one], whole=True)
            row = session.get_one(Activity, activity_id)
            # A series may be made a while after the run came in, so none is only final late.
            final = series is not None or not detail.has_series or _is_last_look(row, now())
            row.streamed_at = now() if wants_series and final else row.streamed_at
            row.detailed_at, row.failed_at = now(), None
            session.add(row)
            # Nobody may ask for this detail again, so what it says is heard in the same commit.
            listen(session, {activity_id: detail.words})
            session.commit()
        night.looked_closer += 1
        night.measured += measured is not None


def _due(
    session: Session, now: datetime, account: Account, who: Whose, named: Collection[str]
) -> list[tuple[int, str, bool]]:
    """What has no detail, or one from before the runner had time to write: id, the platform's
    id, and whether its series is still wanted."""
    rows = session.exec(
        select(Activity)
        .where(
            col(Activity.runner_id) == who.runner_id,
            col(Activity.source) == who.source,
            col(Activity.kind).in_([str(kind) for kind in account.looked_at]),
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


def _learn_gear(session: Session, who: Whose, detail: Detail) -> None:
    """The name of a pair of shoes, known by its id so far."""
    name, gear_id = detail.recording.gear, detail.gear_id
    connection = session.get_one(Connection, who.connection_id)
    if not name or not gear_id or name == gear_id or connection.gear_names.get(gear_id) == name:
        return
    worn = (connection.gear_names.get(gear_id), gear_id)
    connection.gear_names = {**connection.gear_names, gear_id: name}
    session.add(connection)
    pull.rename_gear(session, who.runner_id, who.source, [old for old in worn if old], name)


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
