"""One pass over the runners who are connected: each pulled, each failure named, none stopping
the next.

A limit or an outage puts a runner off until a named instant; where it concerns everybody, the
pass ends there. What the club's app itself is guilty of is written down for `check`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from syncer import night
from syncer.heard import hear
from syncer.models import Connection, Runner
from syncer.settings import Settings
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.sources.strava import NAME
from syncer.tokens import CONNECTED, NoTokenKey, SessionFactory, connection_of

log = logging.getLogger(__name__)

BLOCKED_FOR = timedelta(hours=6)
"""Only a person can put an app right, so it is not asked for again all night."""


@dataclass(slots=True)
class Pass:
    """What became of the runners: pulled, put off, to connect again; and what came of it."""

    pulled: int = 0
    later: int = 0
    reconnect: int = 0
    blocked: str | None = None
    counts: Counter[str] = field(default_factory=Counter)


def pull(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    runner_id: int | None = None,
) -> Pass:
    """Pull one runner, or all who are due. Raises NoTokenKey where no token can be opened."""
    done = Pass()
    due = _due(sessions, now(), runner_id)
    for nth, one in enumerate(due):
        try:
            found = night.pull_one(sessions, settings, now, one)
        except NeedsReconnect:
            done.reconnect += 1
        except TryLater as error:
            _put_off(sessions, one, error.until, None)
            done.later += 1
            if error.everyone:
                done.later += len(due) - nth - 1
                break
        except AppBlocked as error:
            _put_off(sessions, one, now() + BLOCKED_FOR, error.reason)
            done.blocked = error.reason
            done.later += len(due) - nth
            break
        except NoTokenKey:
            raise
        except Exception:  # one runner's failure never stops the next
            log.exception("pulling failed runner=%d", one)
            _put_off(sessions, one, now() + BLOCKED_FOR, None)
            done.later += 1
        else:
            _put_off(sessions, one, None, None)
            done.pulled += 1
            done.counts.update(_hear(sessions, now(), one, found))
            for name in ("requests", "new_runs", "renewed", "measured", "deleted", "skipped"):
                done.counts[name] += getattr(found, name)
    return done


def _due(sessions: SessionFactory, now: datetime, runner_id: int | None) -> list[int]:
    """Runners to pull; whoever was pulled longest ago comes first."""
    with sessions() as session:
        found = select(Connection).where(
            col(Connection.source) == NAME, col(Connection.status) == CONNECTED
        )
        if runner_id is not None:
            found = found.where(col(Connection.runner_id) == runner_id)
        rows = session.exec(found).all()
    # A person who names one runner does not want to be put off.
    waiting = [one for one in rows if runner_id or one.not_before is None or one.not_before <= now]
    never = datetime.min.replace(tzinfo=now.tzinfo)
    waiting.sort(key=lambda one: (one.listed_at or never, one.runner_id))
    return [one.runner_id for one in waiting]


def _hear(
    sessions: SessionFactory, now: datetime, runner_id: int, found: night.Night
) -> dict[str, int]:
    """Read what the runner wrote about these runs; the words themselves are not kept."""
    with sessions() as session:
        heard = hear(session, now, session.get_one(Runner, runner_id), found.words)
        session.commit()
    return {"pain_read": heard.reported, "pain_to_ask": heard.to_ask}


def _put_off(
    sessions: SessionFactory, runner_id: int, until: datetime | None, problem: str | None
) -> None:
    with sessions() as session:
        connection = connection_of(session, runner_id, NAME)
        if connection is not None and connection.status == CONNECTED:
            connection.not_before, connection.problem = until, problem
            session.add(connection)
            session.commit()
