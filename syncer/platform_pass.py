"""One pass over the runners who are connected: each pulled from each of their platforms, each
failure named, none stopping the next.

Some runners are pulled at the same time. A limit or an outage puts a runner off until a named
instant; where it concerns everybody, no further runner of that platform is asked for. What the
club's app itself is guilty of is written down for `check`.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import ColumnElement, or_, true, update
from sqlmodel import col, select

from syncer import units
from syncer.jobs import Done, House
from syncer.models import Connection
from syncer.night import Night
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.tokens import CONNECTED, NoTokenKey, connection_of

log = logging.getLogger(__name__)

BLOCKED_FOR = timedelta(hours=6)
"""Only a person can put an app right, so it is not asked for again all night."""
IN_HAND = timedelta(minutes=10)
"""A worker that died lets go of its runner after this time; no night of one takes longer."""
_COUNTED = ("requests", "new_runs", "renewed", "measured", "deleted", "skipped")


@dataclass(frozen=True, slots=True)
class Due:
    """A runner to pull, from these platforms."""

    runner_id: int
    sources: tuple[str, ...]

    def without(self, stopped: Collection[str]) -> Due:
        """The same but for these platforms."""
        return Due(self.runner_id, tuple(one for one in self.sources if one not in stopped))


@dataclass(slots=True)
class Pass:
    """What became of the runners, each counted once a platform: pulled, put off, to connect
    again; and what came of it.

    `stopped` are the platforms with which there is no use in going on now, for anybody.
    """

    pulled: int = 0
    later: int = 0
    reconnect: int = 0
    blocked: str | None = None
    stopped: frozenset[str] = frozenset()
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: Pass) -> None:
        """The same with what became of others."""
        self.pulled += one.pulled
        self.later += one.later
        self.reconnect += one.reconnect
        self.blocked = one.blocked or self.blocked
        self.stopped |= one.stopped
        self.counts.update(one.counts)


def pull(
    house: House,
    whom: Sequence[Due],
    still_due: Callable[[int, str], bool] = lambda *_: True,
    *,
    tell: bool = False,
    in_hand: set[tuple[int, str]] | None = None,
) -> Pass:
    """Pull these runners, some at the same time; with `tell`, advise and tell each of them once.

    `in_hand` holds, while it lasts, which runners are pulled from which platforms.
    `still_due` is asked once a runner is in hand, for another worker may have been quicker. The
    first goes alone: where an app is blocked or its limit used up, one request learns it.
    Raises NoTokenKey where no token can be opened.
    """
    work = _Pass(house, still_due, tell, set() if in_hand is None else in_hand)
    done = Pass()
    for one in whom[:1]:
        done.add(work.pull(one))
    with ThreadPoolExecutor(_hands(house.settings.platform_workers), "pull") as workers:
        asked = [workers.submit(work.pull, one) for one in whom[1:]]
        try:
            for future in asked:
                done.add(future.result())
        finally:
            # On an error nobody waits for runners who were not begun with.
            work.over.set()
    return done


def _hands(requests_at_once: int) -> int:
    """Half as many more runners than requests: while one is thought about, another may ask."""
    return requests_at_once + (requests_at_once + 1) // 2


def due(house: House, runner_id: int | None = None) -> list[Due]:
    """Runners to pull now; whoever was pulled longest ago comes first."""
    now = house.now()
    with house.sessions() as session:
        found = select(Connection).where(col(Connection.status) == CONNECTED)
        if runner_id is not None:
            found = found.where(col(Connection.runner_id) == runner_id)
        rows = session.exec(found).all()
    # A person who names one runner does not want to be put off.
    waiting = [one for one in rows if runner_id or one.not_before is None or one.not_before <= now]
    never = datetime.min.replace(tzinfo=now.tzinfo)
    waiting.sort(key=lambda one: (one.listed_at or never, one.runner_id, one.source))
    return by_runner((one.runner_id, one.source) for one in waiting)


def by_runner(waiting: Iterable[tuple[int, str]]) -> list[Due]:
    """Connections (runner, platform) in their order, as one entry a runner."""
    platforms: dict[int, list[str]] = defaultdict(list)
    for runner_id, source in waiting:
        platforms[runner_id].append(source)
    return [Due(runner_id, tuple(sorted(sources))) for runner_id, sources in platforms.items()]


class _Pass:
    """What one pass works with, runner by runner; used by several threads."""

    def __init__(
        self,
        house: House,
        still_due: Callable[[int, str], bool],
        tell: bool,
        in_hand: set[tuple[int, str]],
    ) -> None:
        self.house = house
        self.in_hand = in_hand
        self.over = Event()
        self._still_due = still_due
        self._tell = tell
        self._stopped: set[str] = set()

    def pull(self, one: Due) -> Pass:
        """One runner's outcome, as a pass of one."""
        done, nights = Pass(), dict[str, Night]()
        # All at once, or another worker would tell of one platform while we pull the other.
        held = self._hold(one.runner_id, dict.fromkeys(one.sources))
        try:
            for source in tuple(held):
                # Anew, or the pull from the one before would use up this one's time.
                held = self._hold(one.runner_id, held)
                if source in held:
                    done.add(self._pull(one.runner_id, source, nights))
            if nights and self._tell:
                told = self.house.end_night(one.runner_id, nights)
                done.counts.update({} if told is None else asdict(told))
        except NoTokenKey:
            self.over.set()
            raise
        finally:
            for source in one.sources:
                self._let_go(one.runner_id, source, held.get(source))
        return done

    def _pull(self, runner_id: int, source: str, nights: dict[str, Night]) -> Pass:
        if self.over.is_set() or source in self._stopped:
            return Pass(later=1)
        if not self._still_due(runner_id, source):
            return Pass()
        try:
            found = self.house.pull(runner_id, source)
        except NeedsReconnect:
            return Pass(reconnect=1)
        except TryLater as error:
            self._put_off(runner_id, source, error.until, None)
            if not error.everyone:
                return Pass(later=1)
            return self._stop(source)
        except AppBlocked as error:
            self._put_off(runner_id, source, self.house.now() + BLOCKED_FOR, error.reason)
            return self._stop(source, error.reason)
        except NoTokenKey:
            raise
        except Exception as error:  # one runner's failure never stops the next
            log.exception("pulling failed runner=%d", runner_id)
            with self.house.sessions() as session:
                now = self.house.now()
                rests = units.failed(session, now, units.NIGHT, runner_id, source, error)
            self._put_off(runner_id, source, rests, None)
            return Pass(later=1)
        with self.house.sessions() as session:
            units.went_well(session, units.NIGHT, runner_id, source)
        self._put_off(runner_id, source, None, None)
        nights[source] = found.night
        return Pass(pulled=1, counts=_counts(found))

    def _stop(self, source: str, blocked: str | None = None) -> Pass:
        self._stopped.add(source)
        return Pass(later=1, blocked=blocked, stopped=frozenset({source}))

    def _hold(self, runner_id: int, held: Mapping[str, datetime | None]) -> dict[str, datetime]:
        """What another worker does not have in hand, held from now on; until when, at most."""
        claims = {source: self._claim(runner_id, source, until) for source, until in held.items()}
        return {source: until for source, until in claims.items() if until is not None}

    def _claim(self, runner_id: int, source: str, held: datetime | None) -> datetime | None:
        """Take a runner in hand, or keep them there; None where another worker has them."""
        now = self.house.now()
        free = or_(
            col(Connection.pulling_until).is_(None),
            col(Connection.pulling_until) <= now,
            # Nobody has them in hand that long: the clock was wrong then, or is now.
            col(Connection.pulling_until) > now + IN_HAND,
        )
        until = now + IN_HAND
        may = free if held is None else col(Connection.pulling_until) == held
        if not _set_pulling(self.house, runner_id, source, until, may):
            return None
        self.in_hand.add((runner_id, source))
        return until

    def _let_go(self, runner_id: int, source: str, until: datetime | None) -> None:
        """Only of our own hold: who took over after it ran out has another."""
        if until is not None:
            own = col(Connection.pulling_until) == until
            _set_pulling(self.house, runner_id, source, None, own)
        self.in_hand.discard((runner_id, source))

    def _put_off(
        self, runner_id: int, source: str, until: datetime | None, problem: str | None
    ) -> None:
        with self.house.sessions() as session:
            connection = connection_of(session, runner_id, source)
            if connection is None or connection.status != CONNECTED:
                return
            if (connection.not_before, connection.problem) != (until, problem):
                connection.not_before, connection.problem = until, problem
                session.add(connection)
                session.commit()


def give_back(house: House, in_hand: Collection[tuple[int, str]]) -> None:
    """Let go of runners in the middle of their pull: what was stored stays, the rest comes with
    the next pass."""
    for runner_id, source in in_hand:
        _set_pulling(house, runner_id, source, None, true())


def _set_pulling(
    house: House,
    runner_id: int,
    source: str,
    until: datetime | None,
    only: ColumnElement[bool],
) -> bool:
    own = col(Connection.runner_id) == runner_id, col(Connection.source) == source
    with house.sessions() as session:
        result = session.connection().execute(
            update(Connection).where(*own, only).values(pulling_until=until)
        )
        session.commit()
    return bool(result.rowcount == 1)


def _counts(found: Done) -> Counter[str]:
    counts = Counter({name: getattr(found.night, name) for name in _COUNTED})
    counts["pain_read"], counts["pain_to_ask"] = found.heard.reported, found.heard.to_ask
    return counts
