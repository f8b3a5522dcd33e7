"""Units of work: one runner pulled, heard, advised and told, each step committed for itself.

A step that fails leaves what came before it in place; asked again, nothing happens twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from syncer import deliver, night, recommend
from syncer.budget import Purpose
from syncer.deliver import DeliveryCounts
from syncer.heard import Heard, hear
from syncer.models import Connection, Runner
from syncer.night import Night
from syncer.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one runner's unit came to."""

    night: Night
    heard: Heard
    told: DeliveryCounts | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What every unit works with: sessions, settings and the clock."""

    sessions: Callable[[], AbstractContextManager[Session]]
    settings: Settings
    now: Callable[[], datetime]

    def pull(
        self,
        runner_id: int,
        purpose: Purpose = Purpose.NIGHT,
        named: Collection[str] = (),
    ) -> Done:
        """Pull one runner and hear what they wrote. Raises what `night.pull_one` raises."""
        heard = Heard()

        def listen(session: Session, words: Mapping[int, Sequence[str]]) -> None:
            runner = session.get_one(Runner, runner_id)
            heard.add(hear(session, self.now(), runner, words))

        found = night.pull_one(
            self.sessions, self.settings, self.now, runner_id, purpose, named, listen
        )
        with self.sessions() as session:
            # A run that is gone takes along what its words said.
            listen(session, {})
            session.commit()
        return Done(found, heard)

    def pull_and_tell(
        self,
        runner_id: int,
        purpose: Purpose = Purpose.NIGHT,
        named: Collection[str] = (),
    ) -> Done:
        """The same, then advise the last week and send what is new, on the run or by mail."""
        done = self.pull(runner_id, purpose, named)
        try:
            done = Done(done.night, done.heard, self.tell(runner_id, done.night))
        except Exception:  # what was pulled stays; the next night advises the same days again
            log.exception("advising failed runner=%d", runner_id)
        self._night_ended(runner_id)
        return done

    def tell(self, runner_id: int, found: Night | None = None) -> DeliveryCounts:
        """Advise a runner's last week and send what waits for them."""
        with self.sessions() as session:
            runner = session.get_one(Runner, runner_id)
            recommend.advise_days(session, self.settings, self.now(), runner)
        seen = {} if found is None else found.seen
        return deliver.deliver(self.sessions, self.settings, self.now, runner, seen)

    def _night_ended(self, runner_id: int) -> None:
        """Only a whole night counts as one: killed before its end, it is begun again."""
        with self.sessions() as session:
            own = col(Connection.runner_id) == runner_id
            session.connection().execute(update(Connection).where(own).values(night_at=self.now()))
            session.commit()
