"""What has to be done about connections that no night reaches: asked about, and let lapse."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import Session, col, select

import templates
from syncer import links, login_steps, mail_off, models, parting, troubles
from syncer.channels import MayHaveArrived, NotDelivered, TryLater
from syncer.channels.email import send_letter
from syncer.jobs import House
from syncer.keeping import retention
from syncer.models import Activity, Connection, MeasuredRun, Runner
from syncer.posting import reader_of
from syncer.sources.platforms import LABELS
from syncer.sources.strava import NAME as STRAVA
from syncer.terms import terms_of
from syncer.tokens import NEEDS_RECONNECT

log = logging.getLogger(__name__)

ASKING = timedelta(minutes=10)
"""So long a connection is in the hand of who asks about it, and so long a mail that could not
leave waits."""


def keep_house(house: House) -> None:
    """Ask who has to connect again, once; keep to Strava's terms also without a night;
    delete what logins left behind. No chore's failure stops the next, or the night."""
    for part, chore in (
        ("asking who has to connect again", _ask_to_reconnect),
        ("keeping to a platform's terms", _keep_to_terms),
    ):
        troubles.apart(house.sessions, house.now, part, partial(chore, house))
    retention.keep(house)


def _keep_to_terms(house: House) -> None:
    with house.sessions() as session:
        _drop_old_measures(session, house)
        parting.let_lapse(session, house.now())
        login_steps.tidy(session, house.now())


def _ask_to_reconnect(house: House) -> None:
    """Asked first and written down then: killed in between, the same mail with the same Message-ID
    goes again. What could not leave now is tried again after a while."""
    with house.sessions() as session:
        waiting = session.exec(select(Connection.id).where(_is_to_ask(house.now()))).all()
    for connection_id in waiting:
        with house.sessions() as session:
            connection = session.get_one(Connection, connection_id)
            runner = session.get_one(Runner, connection.runner_id)
            until = house.now() + ASKING
            taken = _is_to_ask(house.now()), col(Connection.id) == connection_id
            if not mail_off.is_welcome(runner) or not _change(session, *taken, not_before=until):
                continue
        asked_at = house.now() if _ask(house, runner, connection) else None
        later = until if asked_at is None else None
        with house.sessions() as session:
            # Whoever connected again meanwhile waits for nothing.
            own = col(Connection.id) == connection_id, col(Connection.not_before) == until
            _change(session, *own, asked_at=asked_at, not_before=later)


def _is_to_ask(now: datetime) -> ColumnElement[bool]:
    later = col(Connection.not_before)
    return and_(
        col(Connection.status) == NEEDS_RECONNECT,
        col(Connection.asked_at).is_(None),
        # Nobody has it in hand that long: a platform asked for patience, or the clock was wrong.
        or_(later.is_(None), later <= now, later > now + ASKING),
    )


def _change(session: Session, *only: ColumnElement[bool], **values: datetime | None) -> bool:
    result = session.connection().execute(update(Connection).where(*only).values(**values))
    session.commit()
    return bool(result.rowcount == 1)


def _ask(house: House, runner: models.Runner, connection: Connection) -> bool:
    """Whether nothing more is to be done about it: it left, may have left, or never will."""
    now, source = house.now(), connection.source
    try:
        own_page = links.in_mail(house.settings, now, runner, now.date()).settings
        letter = templates.reconnect_letter(
            reader_of(runner), own_page, LABELS[source], lapses=source == STRAVA
        )
        # Of one login that was lost there is one letter.
        lost = f"{runner.id} {source} {connection.sealed_tokens}"
        send_letter(house.settings, now, runner.email, letter, runner.name, mark=lost)
    except (TryLater, links.NoSecretKey) as error:
        log.warning("asking to connect again has to wait runner=%d: %s", runner.id, error)
        return False
    except (NotDelivered, MayHaveArrived) as error:
        log.warning("asking to connect again failed runner=%d: %s", runner.id, error)
        return isinstance(error, MayHaveArrived) or error.permanent
    return True


def _drop_old_measures(session: Session, house: House) -> None:
    """In the strict reading no measure lives longer, whether the runner's night came or not."""
    live = terms_of(STRAVA, house.settings).measures_live
    if live is None:
        return
    old = select(Activity.id).where(
        col(Activity.source) == STRAVA, col(Activity.streamed_at) <= house.now() - live
    )
    session.connection().execute(delete(MeasuredRun).where(col(MeasuredRun.activity_id).in_(old)))
    session.commit()
