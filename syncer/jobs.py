"""Units of work: one runner pulled, heard, advised and told, each step committed for itself.

A step that fails leaves what came before it in place; asked again, nothing happens twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import update
from sqlmodel import Session, col

from syncer import deliver, night, recommend, strength_days, tally, units
from syncer.budget import Purpose
from syncer.deliver import DeliveryCounts
from syncer.heard import Heard, hear
from syncer.models import Connection, Runner
from syncer.night import Night
from syncer.settings import Settings

log = logging.getLogger(__name__)

NO_NIGHTS: Mapping[str, Night] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Done:
    """What one runner's unit at one platform came to."""

    night: Night
    heard: Heard


@dataclass(frozen=True, slots=True)
class House:
    """What every unit works with: sessions, settings and the clock."""

    sessions: Callable[[], AbstractContextManager[Session]]
    settings: Settings
    now: Callable[[], datetime]

    def pull(
        self,
        runner_id: int,
        source: str,
        purpose: Purpose = Purpose.NIGHT,
        named: Collection[str] = (),
    ) -> Done:
        """Pull one runner and hear what they wrote. Raises what `night.pull_one` raises."""
        with tally.counted(self.sessions, self.now, runner_id, source, purpose):
            return self._pull(runner_id, source, purpose, named)

    def _pull(self, runner_id: int, source: str, purpose: Purpose, named: Collection[str]) -> Done:
        heard = Heard()

        def listen(session: Session, words: Mapping[int, Sequence[str]]) -> None:
            runner = session.get_one(Runner, runner_id)
            heard.add(hear(session, self.now(), runner, words))

        found = night.pull_one(
            self.sessions, self.settings, self.now, runner_id, source, purpose, named, listen
        )
        with self.sessions() as session:
            # A run that is gone takes along what its words said.
            listen(session, {})
            session.commit()
        return Done(found, heard)

    def pull_and_tell(
        self,
        runner_id: int,
        source: str,
        purpose: Purpose = Purpose.NIGHT,
        named: Collection[str] = (),
    ) -> DeliveryCounts | None:
        """The same, then what `end_night` does."""
        done = self.pull(runner_id, source, purpose, named)
        return self.end_night(runner_id, {source: done.night})

    def end_night(self, runner_id: int, nights: Mapping[str, Night]) -> DeliveryCounts | None:
        """Advise and tell, whatever came from which platform, and write down that these nights
        are over; None where telling failed."""
        try:
            told = self.tell(runner_id, nights)
        except Exception as error:  # what was pulled stays; it is advised again in a while
            log.exception("advising failed runner=%d", runner_id)
            with self.sessions() as session:
                rests = units.failed(session, self.now(), units.ADVICE, runner_id, "", error)
            self._set(runner_id, nights, not_before=rests)
            return None
        with self.sessions() as session:
            units.went_well(session, units.ADVICE, runner_id, "")
        # Only a whole night counts as one: killed before its end, it is begun again.
        self._set(runner_id, nights, night_at=self.now())
        return told

    def tell(self, runner_id: int, nights: Mapping[str, Night] = NO_NIGHTS) -> DeliveryCounts:
        """Advise a runner's last week, send what waits for them, and bring their calendar in line.

        `nights` are those that were just pulled, by platform: what they saw spares requests.
        """
        seen = {(source, one): text for source, n in nights.items() for one, text in n.seen.items()}
        with self.sessions() as session:
            runner = session.get_one(Runner, runner_id)
            recommend.advise_days(session, self.settings, self.now(), runner)
        told = deliver.deliver(
            self.sessions, self.settings, self.now, runner, seen, keep_quiet=True
        )
        strength_days.keep(self.sessions, self.settings, self.now, runner_id)
        return told

    def _set(self, runner_id: int, sources: Collection[str], **values: datetime) -> None:
        with self.sessions() as session:
            own = col(Connection.runner_id) == runner_id, col(Connection.source).in_(sources)
            session.connection().execute(update(Connection).where(*own).values(**values))
            session.commit()
