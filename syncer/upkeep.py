"""What has to be done about connections that no night reaches: asked about, and let lapse."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

import templates
from syncer import links, login_steps, mail_off, models, parting
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


def keep_house(house: House) -> None:
    """Ask who has to connect again, once; keep to Strava's terms also without a night;
    delete what logins left behind."""
    _ask_to_reconnect(house)
    with house.sessions() as session:
        _drop_old_measures(session, house)
        parting.let_lapse(session, house.now())
        login_steps.tidy(session, house.now())
    retention.keep(house)


def _ask_to_reconnect(house: House) -> None:
    with house.sessions() as session:
        waiting = session.exec(
            select(Connection.id).where(
                col(Connection.status) == NEEDS_RECONNECT,
                col(Connection.asked_at).is_(None),
            )
        ).all()
    for connection_id in waiting:
        with house.sessions() as session:
            connection = session.get_one(Connection, connection_id)
            runner = session.get_one(Runner, connection.runner_id)
            if not mail_off.is_welcome(runner):
                continue
            # Written down first: rather not asked than asked again and again.
            connection.asked_at = house.now()
            session.add(connection)
            session.commit()
            _ask(house, runner, connection.source)


def _ask(house: House, runner: models.Runner, source: str) -> None:
    now: datetime = house.now()
    try:
        own_page = links.in_mail(house.settings, now, runner, now.date()).settings
        letter = templates.reconnect_letter(
            reader_of(runner), own_page, LABELS[source], lapses=source == STRAVA
        )
        send_letter(house.settings, now, runner.email, letter, runner.name)
    except (NotDelivered, MayHaveArrived, TryLater, links.NoSecretKey) as error:
        log.warning("asking to connect again failed runner=%d: %s", runner.id, error)


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
