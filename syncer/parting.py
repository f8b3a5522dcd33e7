"""A runner leaves a platform, or leaves us there: asked for certain, then everything deleted.

That somebody left is heard from a webhook, which anybody might have sent, and everything of a
runner is much to delete. So Strava itself is asked with the tokens that it gave us, and only its
own clear no counts: not a failure, not an odd answer, not a refusal that names nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import CursorResult, delete, update
from sqlmodel import Session, col, func, or_, select

from coaching.advice import Light
from syncer import login_steps, siblings, tokens
from syncer.advice_json import only_plan
from syncer.budget import Purpose
from syncer.database import SessionFactory
from syncer.models import (
    Activity,
    Advice,
    Connection,
    Delivery,
    DeliveryState,
    PainReport,
    PlatformEvent,
    PlatformLogin,
    PlatformNight,
    PostedNote,
    Runner,
    RunningTolerance,
    ScheduledWorkout,
    SkippedRecord,
)
from syncer.settings import Settings
from syncer.sources import NeedsReconnect, Revoked, TryLater
from syncer.sources.garmin import NAME as GARMIN
from syncer.sources.strava import NAME
from syncer.tokens import CONNECTED, NEEDS_RECONNECT, connection_of
from syncer.words_kept import BY_WORDS

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=1)
LAPSES_AFTER = timedelta(days=30)
_OF_A_SOURCE = (
    Activity,
    SkippedRecord,
    PostedNote,
    PlatformNight,
    ScheduledWorkout,
)


def part(
    sessions: SessionFactory, settings: Settings, now: Callable[[], datetime], runner_id: int
) -> bool:
    """Delete everything of a runner who left, if Strava confirms it; answers whether it did.

    Raises TryLater where Strava said nothing that counts, AppBlocked, NoTokenKey.
    """
    with sessions() as session:
        connection = connection_of(session, runner_id, NAME)
        if connection is None or connection.id is None or connection.sealed_tokens is None:
            return False
        connection_id, sealed = connection.id, connection.sealed_tokens
    if not _is_confirmed(sessions, settings, now, connection_id, sealed):
        return False
    with sessions() as session:
        return forget(session, runner_id, NAME, asked_with=sealed)


def forget(session: Session, runner_id: int, source: str, asked_with: str | None = None) -> bool:
    """Delete a runner's connection to a platform and everything that came from there. Commits.

    `asked_with` are the sealed tokens that were refused: a runner who connected again meanwhile
    has others, stays as they are, and the answer is no.
    """
    held = connection_of(session, runner_id, source)
    gone = delete(Connection).where(
        col(Connection.runner_id) == runner_id, col(Connection.source) == source
    )
    if asked_with is not None:
        gone = gone.where(col(Connection.sealed_tokens) == asked_with)
    result = session.connection().execute(gone)
    assert isinstance(result, CursorResult)
    if asked_with is not None and result.rowcount == 0:
        session.rollback()
        return False
    of_it = col(Activity.runner_id) == runner_id, col(Activity.source) == source
    going = session.exec(select(Activity.id, Activity.started_at).where(*of_it)).all()
    starts = {number: at for number, at in going if number is not None}
    siblings.hand_over(session, runner_id, starts)
    _forget_what_was_read(session, runner_id, source)
    if held is not None:
        _forget_what_was_said(session, held)
    for table in _OF_A_SOURCE:
        own = col(table.runner_id) == runner_id, col(table.source) == source
        session.connection().execute(delete(table).where(*own))
    # Where the platform asked for a rest, who comes back has to keep it too.
    if source == GARMIN:
        login_steps.forget(session, runner_id, col(PlatformLogin.not_before).is_(None))
        own_weeks = col(RunningTolerance.runner_id) == runner_id
        session.connection().execute(delete(RunningTolerance).where(own_weeks))
        # Who comes back is asked anew.
        nothing = {"garmin_note": "off", "garmin_workouts": False, "garmin_nights": False}
        mine = update(Runner).where(col(Runner.id) == runner_id)
        session.connection().execute(mine.values(**nothing))
    if held is not None and held.external_id is not None:
        told = col(PlatformEvent.platform) == source, col(PlatformEvent.owner) == held.external_id
        session.connection().execute(delete(PlatformEvent).where(*told))
    session.commit()
    log.info("%s forgotten runner=%d", source, runner_id)
    return True


def _is_confirmed(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    connection_id: int,
    sealed: str,
) -> bool:
    """Whether Strava refuses both the refresh token and, while it would last, the access token.

    A refresh token also dies when the answer to its last use got lost on the way; then the access
    token still works, and nobody has left.
    """
    from syncer.sources.strava.oauth import refresh
    from syncer.sources.strava.web import Web

    held = tokens.unseal(settings, sealed)
    ask = partial(refresh, sessions, settings, now)
    try:
        tokens.access(sessions, settings, now, connection_id, ask, force=True)
        return False
    except Revoked:
        if held.expires_at <= now():
            return True
    except NeedsReconnect as error:
        raise TryLater(now() + ASK_AGAIN, error.reason) from None
    try:
        Web(sessions, settings, now, held.access, Purpose.PERSON).get("/athlete")
    except NeedsReconnect:
        return True
    raise TryLater(now() + ASK_AGAIN, "Strava lets one token in and the other not.")


def _forget_what_was_said(session: Session, held: Connection) -> None:
    """Advice since the runner connected tells of runs from there: what waits is not sent, and of
    what was sent only stays that it was, so that nothing is told twice after connecting again. A
    warning sign is the runner's own word and stays."""
    told = select(Advice.id).where(
        col(Advice.runner_id) == held.runner_id,
        col(Advice.created_at) >= held.connected_at,
        or_(col(Advice.light).is_(None), col(Advice.light) != str(Light.FLAG)),
    )
    connection = session.connection()
    unsent = col(Delivery.advice_id).in_(told), col(Delivery.sent_at).is_(None)
    # It may have arrived, so it counts as told; a digest has nothing left to say it again with.
    perhaps = col(Delivery.state) == DeliveryState.UNKNOWN.value
    connection.execute(delete(Delivery).where(*unsent, ~perhaps))
    failed = {"state": DeliveryState.FAILED.value}
    connection.execute(update(Delivery).where(*unsent, perhaps).values(**failed))
    sent = select(Delivery.advice_id)
    connection.execute(delete(Advice).where(col(Advice.id).in_(told), col(Advice.id).not_in(sent)))
    if not _has_another(session, held):
        connection.execute(update(Advice).where(col(Advice.id).in_(told)).values(content={}))
        return
    for row in session.exec(select(Advice).where(col(Advice.id).in_(told))).all():
        row.content = only_plan(row.content) if row.content else {}
    session.flush()


def _has_another(session: Session, held: Connection) -> bool:
    """Whether runs still come in from elsewhere: then the plan of the week stands until the next
    advice, or the calendar would be emptied by leaving."""
    others = select(Connection.id).where(
        col(Connection.runner_id) == held.runner_id, col(Connection.status) == CONNECTED
    )
    return session.exec(others).first() is not None


def _forget_what_was_read(session: Session, runner_id: int, source: str) -> None:
    """Delete reports read from the words of runs there, also of runs that are gone."""
    others = select(Activity.id).where(
        col(Activity.runner_id) == runner_id, col(Activity.source) != source
    )
    kept = {f"{BY_WORDS}{one}" for one in session.exec(others)}
    read = select(PainReport).where(
        col(PainReport.runner_id) == runner_id, col(PainReport.told_by).startswith(BY_WORDS)
    )
    for report in session.exec(read).all():
        if report.told_by not in kept:
            session.delete(report)
    session.flush()


def let_lapse(session: Session, now: datetime) -> int:
    """Forget what came from runners whom Strava has not let us look at for a month. Commits.
    Only Strava asks for that.

    The runner was asked to connect again, and Strava wants nothing kept of who left.
    """
    last = func.coalesce(col(Connection.listed_at), col(Connection.connected_at))
    found = select(Connection.runner_id).where(
        col(Connection.source) == NAME,
        col(Connection.status) == NEEDS_RECONNECT,
        last <= now - LAPSES_AFTER,
    )
    return sum(forget(session, runner_id, NAME) for runner_id in session.exec(found).all())
