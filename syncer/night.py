"""One runner's night on Strava: list, compare, look closer at what is new, let go what is gone.

One list request renews all that we hold of the time that coaching needs. A new run costs a
detail (the list carries no description, private note or effort) and, once, its streams; the
detail is asked for once more on the next night, since people write about a run later. Nothing is
deleted because a list failed or was empty: what a full list no longer names is looked up by
itself first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from syncer import body_facts, closer_look, pull, tokens
from syncer.budget import Purpose
from syncer.closer_look import Listen, Night, Whose
from syncer.database import SessionFactory
from syncer.models import Activity, Connection, MeasuredRun, SkippedRecord
from syncer.settings import Settings
from syncer.sources import Account, Gone, NotAllowed, Objected, Recording, TryLater
from syncer.sources.platforms import platform
from syncer.terms import terms_of

__all__ = ["Listen", "Night", "pull_one"]

log = logging.getLogger(__name__)

WINDOW = timedelta(days=120)
"""What coaching looks back at day by day, and how late an upload may come in."""
WALK_EVERY = timedelta(days=7)
MOST_LOOK_UPS = 20
"""So many runs that a list no longer names are looked up in a night; the others wait."""
MOST_FAILURES = 3
"""Our choice: after so many look-ups in vain the rest waits too, for each may take a minute."""


def _nobody(_session: Session, _words: Mapping[int, Sequence[str]]) -> None:
    """For whom the runs are enough."""


def pull_one(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    runner_id: int,
    source: str,
    purpose: Purpose = Purpose.NIGHT,
    named: Collection[str] = (),
    listen: Listen = _nobody,
) -> Night:
    """One runner's night at one platform. Raises NeedsReconnect (stored), TryLater, AppBlocked,
    NoTokenKey.

    `named` are the platform's ids of runs that somebody wrote about, to be looked at again. What
    was fetched before a failure stays, and was heard by `listen` in the same commit; asked again,
    nothing is stored twice.
    """
    with sessions() as session:
        connection = tokens.connection_of(session, runner_id, source)
        if connection is None or connection.id is None:
            return Night()
        connection_id, walk = connection.id, _is_walk_due(connection, now())
    night = Night()
    with platform(source).let_in(sessions, settings, now, connection_id, purpose) as account:
        who = Whose(runner_id, source, connection_id)
        try:
            _pull(sessions, settings, now, account, who, walk, named, listen, night)
        except NotAllowed as error:
            with sessions() as session:
                # Refused was what is held now: it may have been renewed since the night began.
                held = session.get(Connection, connection_id)
                sealed = None if held is None else held.sealed_tokens
                tokens.lost(session, connection_id, error.reason, sealed)
            raise
        finally:
            night.requests = account.requests
    log.info("%s pulled requests=%d new=%d", source, night.requests, night.new_runs)
    return night


def _pull(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    account: Account,
    who: Whose,
    walk: bool,
    named: Collection[str],
    listen: Listen,
    night: Night,
) -> None:
    since = None if walk else now() - WINDOW
    with sessions() as session:
        known = _known(session, who, since)
    found = account.listed(since, known)
    with sessions() as session:
        _renew(session, settings, now(), who, found.recordings, night)
        _skip(session, now(), who, found.odd, night)
        _was_listed(session, now(), who, walk and found.complete)
        session.commit()
    closer_look.look(sessions, now, account, who, named, listen, night)
    if found.complete:
        missing = known - found.ids if found.recordings else known.intersection(named)
        _let_go(sessions, account, who, missing, night)
    body_facts.read(sessions, now, account, who, night)
    with sessions() as session:
        _keep_to_terms(session, settings, now(), who)


def _is_walk_due(connection: Connection, now: datetime) -> bool:
    return connection.walked_at is None or now - connection.walked_at >= WALK_EVERY


def _known(session: Session, who: Whose, since: datetime | None) -> set[str]:
    found = select(Activity.source_id).where(
        col(Activity.runner_id) == who.runner_id, col(Activity.source) == who.source
    )
    if since is not None:
        # A second's grace: `after` leaves out what began in the very second.
        found = found.where(col(Activity.started_at) > since + timedelta(seconds=1))
    return set(session.exec(found))


def _renew(
    session: Session,
    settings: Settings,
    now: datetime,
    who: Whose,
    recordings: Sequence[Recording],
    night: Night,
) -> None:
    """What the list says is what we hold, new or known; what is new comes with its terms, or a
    night that breaks off here would mix what must not be mixed."""
    names = session.get_one(Connection, who.connection_id).gear_names
    found = [pull.Found(pull.with_gear(one, names)) for one in recordings]
    terms = terms_of(who.source, settings).name
    stored, changed = pull.follow(session, now, who.runner_id, who.source, found, terms=terms)
    night.new_runs += stored.new_runs
    night.renewed += changed


def _skip(session: Session, now: datetime, who: Whose, odd: dict[str, str], night: Night) -> None:
    """Odd records are told by `check`; what can be read again is told no longer."""
    told = select(SkippedRecord).where(
        col(SkippedRecord.runner_id) == who.runner_id, col(SkippedRecord.source) == who.source
    )
    held = {row.source_id: row for row in session.exec(told).all()}
    for source_id in held.keys() - odd.keys():
        session.delete(held[source_id])
    for source_id, reason in odd.items():
        if source_id not in held:
            session.add(
                SkippedRecord(
                    runner_id=who.runner_id,
                    source=who.source,
                    source_id=source_id,
                    reason=reason,
                    at=now,
                )
            )
    night.skipped += len(odd)


def _was_listed(session: Session, now: datetime, who: Whose, walked: bool) -> None:
    connection = session.get_one(Connection, who.connection_id)
    connection.listed_at = now
    if walked:
        connection.walked_at = now
    session.add(connection)


def _let_go(
    sessions: SessionFactory, account: Account, who: Whose, missing: Iterable[str], night: Night
) -> None:
    """Delete what the platform itself says is gone; whatever else happens, it stays. A look-up
    that fails is the next night's, or one ill record would keep this one from ending."""
    failures = 0
    for source_id in sorted(missing, key=_newest_last, reverse=True)[:MOST_LOOK_UPS]:
        try:
            account.look_up(source_id)
        except (NotAllowed, Objected):
            continue
        except TryLater as error:
            if error.everyone:
                raise
            log.warning("a look-up failed runner=%d: %s", who.runner_id, error.reason)
            failures += 1
            if failures == MOST_FAILURES:
                break
        except Gone:
            with sessions() as session:
                night.deleted += pull.delete(session, who.runner_id, who.source, source_id)
                session.commit()


def _newest_last(source_id: str) -> tuple[int, str]:
    """Most platforms count upwards; where ids are no numbers, any order will do."""
    return int(source_id) if source_id.isdecimal() else -1, source_id


def _keep_to_terms(session: Session, settings: Settings, now: datetime, who: Whose) -> None:
    """Mark what came from there with the club's reading of its terms, and do what it says."""
    terms = terms_of(who.source, settings)
    own = col(Activity.runner_id) == who.runner_id, col(Activity.source) == who.source
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
