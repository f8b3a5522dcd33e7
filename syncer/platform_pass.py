"""One pass over the runners who are connected: each pulled, each failure named, none stopping
the next.

Some runners are pulled at the same time. A limit or an outage puts a runner off until a named
instant; where it concerns everybody, the pass ends there. What the club's app itself is guilty
of is written down for `check`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import ColumnElement, or_, true, update
from sqlmodel import col, select

from syncer.jobs import Done, House
from syncer.models import Connection
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.sources.strava import NAME
from syncer.tokens import CONNECTED, NoTokenKey, connection_of

log = logging.getLogger(__name__)

BLOCKED_FOR = timedelta(hours=6)
"""Only a person can put an app right, so it is not asked for again all night."""
IN_HAND = timedelta(minutes=10)
"""A worker that died lets go of its runner after this time; no night of one takes longer."""
_COUNTED = ("requests", "new_runs", "renewed", "measured", "deleted", "skipped")


@dataclass(slots=True)
class Pass:
    """What became of the runners: pulled, put off, to connect again; and what came of it.

    `stopped` says that there is no use in going on now, for anybody.
    """

    pulled: int = 0
    later: int = 0
    reconnect: int = 0
    blocked: str | None = None
    stopped: bool = False
    counts: Counter[str] = field(default_factory=Counter)


def pull(
    house: House,
    runner_ids: Sequence[int],
    unit: Callable[[int], Done] | None = None,
    still_due: Callable[[int], bool] = lambda _: True,
) -> Pass:
    """Pull these runners by `unit` (`house.pull` if not told), some at the same time.

    `still_due` is asked once a runner is in hand, for another worker may have been quicker. The
    first goes alone: where the app is blocked or its limit used up, one request learns it.
    Raises NoTokenKey where no token can be opened.
    """
    done, stop = Pass(), Event()
    work = unit or house.pull
    for one in runner_ids[:1]:
        _count(done, _one(house, work, still_due, stop, one))
    with ThreadPoolExecutor(_hands(house.settings.platform_workers), "pull") as workers:
        asked = [workers.submit(_one, house, work, still_due, stop, one) for one in runner_ids[1:]]
        try:
            for future in asked:
                _count(done, future.result())
        finally:
            # On an error nobody waits for runners who were not begun with.
            stop.set()
    return done


def _hands(requests_at_once: int) -> int:
    """Half as many more runners than requests: while one is thought about, another may ask."""
    return requests_at_once + (requests_at_once + 1) // 2


def due(house: House, runner_id: int | None = None) -> list[int]:
    """Runners to pull now; whoever was pulled longest ago comes first."""
    now = house.now()
    with house.sessions() as session:
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


def _one(
    house: House,
    unit: Callable[[int], Done],
    still_due: Callable[[int], bool],
    stop: Event,
    runner_id: int,
) -> Pass:
    """One runner's outcome, as a pass of one."""
    if stop.is_set():
        return Pass(later=1)
    if not _claim(house, runner_id):
        return Pass()
    try:
        if not still_due(runner_id):
            return Pass()
        found = unit(runner_id)
    except NeedsReconnect:
        return Pass(reconnect=1)
    except TryLater as error:
        _put_off(house, runner_id, error.until, None)
        if error.everyone:
            stop.set()
        return Pass(later=1, stopped=error.everyone)
    except AppBlocked as error:
        stop.set()
        _put_off(house, runner_id, house.now() + BLOCKED_FOR, error.reason)
        return Pass(later=1, blocked=error.reason, stopped=True)
    except NoTokenKey:
        stop.set()
        raise
    except Exception:  # one runner's failure never stops the next
        log.exception("pulling failed runner=%d", runner_id)
        _put_off(house, runner_id, house.now() + BLOCKED_FOR, None)
        return Pass(later=1)
    finally:
        _let_go(house, runner_id)
    _put_off(house, runner_id, None, None)
    return Pass(pulled=1, counts=_counts(found))


def _claim(house: House, runner_id: int) -> bool:
    """Take a runner in hand, unless another worker has them; for some minutes at most."""
    now = house.now()
    free = or_(col(Connection.pulling_until).is_(None), col(Connection.pulling_until) <= now)
    return _set_pulling(house, runner_id, now + IN_HAND, free)


def _let_go(house: House, runner_id: int) -> None:
    _set_pulling(house, runner_id, None, true())


def _set_pulling(
    house: House, runner_id: int, until: datetime | None, only: ColumnElement[bool]
) -> bool:
    with house.sessions() as session:
        result = session.connection().execute(
            update(Connection)
            .where(col(Connection.runner_id) == runner_id, col(Connection.source) == NAME, only)
            .values(pulling_until=until)
        )
        session.commit()
    return bool(result.rowcount == 1)


def _counts(found: Done) -> Counter[str]:
    counts = Counter({name: getattr(found.night, name) for name in _COUNTED})
    counts["pain_read"], counts["pain_to_ask"] = found.heard.reported, found.heard.to_ask
    if found.told is not None:
        counts.update(asdict(found.told))
    return counts


def _count(done: Pass, one: Pass) -> None:
    done.pulled += one.pulled
    done.later += one.later
    done.reconnect += one.reconnect
    done.blocked = one.blocked or done.blocked
    done.stopped = done.stopped or one.stopped
    done.counts.update(one.counts)


def _put_off(house: House, runner_id: int, until: datetime | None, problem: str | None) -> None:
    with house.sessions() as session:
        connection = connection_of(session, runner_id, NAME)
        if connection is None or connection.status != CONNECTED:
            return
        if (connection.not_before, connection.problem) != (until, problem):
            connection.not_before, connection.problem = until, problem
            session.add(connection)
            session.commit()
