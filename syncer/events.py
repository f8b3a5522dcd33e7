"""What a platform told us by webhook, looked into: one pull a runner, however much was told.

An event is only a hint that somebody should look. The pull asks the platform itself, which is
all that is believed. Who looks into a runner's events claims them first, so that two workers
never pull the same; whatever comes in meanwhile waits for the next round. No event is needed:
the nightly list finds everything too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from syncer import event_rows, parting
from syncer.database import SessionFactory
from syncer.event_rows import Waiting
from syncer.models import Connection
from syncer.settings import Settings
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.sources.strava import NAME

log = logging.getLogger(__name__)

Pull = Callable[[int, frozenset[str]], None]
"""Pulls one runner, given the platform's ids of the activities that events named."""

BLOCKED_FOR = timedelta(hours=6)
"""Only a person can put right an app, or what failed without a name."""


@dataclass(slots=True)
class Taken:
    """What a round came to: runners pulled, put off, or to connect again; how many left, and how
    many only seemed to; and how many events were dropped because they were too old."""

    pulled: int = 0
    later: int = 0
    reconnect: int = 0
    left: int = 0
    stayed: int = 0
    too_old: int = 0


@dataclass(frozen=True, slots=True)
class _Later:
    """These have to wait until an instant."""

    until: datetime
    whom: Sequence[Waiting]


def take(
    sessions: SessionFactory, settings: Settings, now: Callable[[], datetime], pull: Pull
) -> Taken:
    """Look into all that waits, runner by runner; no failure stops the next runner."""
    done = Taken()
    with sessions() as session:
        done.too_old = event_rows.drop_old(session, now())
        waiting = event_rows.waiting(session, now())
    for nth, one in enumerate(waiting):
        with sessions() as session:
            if not event_rows.claim(session, now(), one.ids):
                continue
        later: _Later | None = None
        try:
            _look_into(sessions, settings, now, pull, one, done)
        except TryLater as error:
            later = _Later(error.until, waiting[nth:] if error.everyone else [one])
        except AppBlocked:
            later = _Later(now() + BLOCKED_FOR, waiting[nth:])
        except NeedsReconnect:
            # The connection says so itself, and connecting again lists everything.
            done.reconnect += 1
        except Exception:  # one runner's failure never stops the next
            log.exception("looking into events failed")
            later = _Later(now() + BLOCKED_FOR, [one])
        with sessions() as session:
            if later is None:
                event_rows.drop(session, one.ids)
                continue
            for each in later.whom:
                event_rows.put_off(session, later.until, each.ids)
        done.later += len(later.whom)
        if later.whom != [one]:
            break
    if waiting:
        log.info("events taken pulled=%d later=%d left=%d", done.pulled, done.later, done.left)
    return done


def _look_into(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    pull: Pull,
    one: Waiting,
    done: Taken,
) -> None:
    with sessions() as session:
        found = select(Connection.runner_id).where(
            col(Connection.source) == NAME, col(Connection.external_id) == one.owner
        )
        runner_id = session.exec(found).first()
    if runner_id is None:
        return
    if one.gone:
        if parting.part(sessions, settings, now, runner_id):
            done.left += 1
            return
        log.warning("strava did not confirm that a runner left runner=%d", runner_id)
        done.stayed += 1
    if one.about:
        pull(runner_id, frozenset(one.about))
        done.pulled += 1
