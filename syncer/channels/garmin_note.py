"""A note on a Garmin run. Its description has no private side, so only ever the neutral line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlmodel import Session

from syncer import own_words, tokens
from syncer.budget import Purpose
from syncer.channels.parcel import RunNote
from syncer.channels.run_text import RunText, Seen, fresh, rewrite
from syncer.models import Connection
from syncer.settings import Settings
from syncer.sources import NeedsReconnect
from syncer.sources.garmin import LABEL
from syncer.sources.garmin import NAME as GARMIN

if TYPE_CHECKING:
    from syncer.sources.garmin.account import GarminAccount

DESCRIPTION = "description"
"""The only place for a note; who may see the activity reads it."""


class GarminNote:
    """Writes a note, or takes it away. The same again changes nothing.

    `seen` are texts that were fetched a moment ago, by platform and its id of the run.
    """

    repeatable = True

    def __init__(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        settings: Settings,
        now: Callable[[], datetime],
        seen: Mapping[tuple[str, str], Seen] = MappingProxyType({}),
    ) -> None:
        self._sessions = sessions
        self._settings = settings
        self._now = now
        self._seen = seen

    def hand_over(self, parcel: RunNote, handing_over: Callable[[], None]) -> str:
        def noted(text: str) -> str:
            return own_words.with_block(text, parcel.text)

        self._change(parcel.runner_id, parcel.source_id, noted, handing_over)
        return f"{LABEL} (the description)"

    def take_back(self, runner_id: int, source_id: str, place: str) -> None:
        """Take our block out again. Raises as `hand_over`."""
        assert place == DESCRIPTION
        self._change(runner_id, source_id, own_words.without_block, lambda: None)

    def _change(
        self,
        runner_id: int,
        source_id: str,
        change: Callable[[str], str],
        handing_over: Callable[[], None],
    ) -> None:
        opened = self._opened(runner_id, source_id)
        seen = fresh(self._seen.get((GARMIN, source_id)), DESCRIPTION, self._now())
        rewrite(LABEL, opened, seen, self._now, change, handing_over)

    @contextmanager
    def _opened(self, runner_id: int, source_id: str) -> Iterator[RunText]:
        from syncer.sources.garmin.account import GarminSource

        with self._sessions() as session:
            connection = tokens.connection_of(session, runner_id, GARMIN)
        if connection is None or connection.id is None:
            raise NeedsReconnect("The runner is not connected to Garmin Connect.")
        way = self._sessions, self._settings, self._now, connection.id, Purpose.NIGHT
        with GarminSource().let_in(*way) as account:
            yield _Description(account, source_id)


@dataclass(frozen=True, slots=True)
class _Description:
    """The description of one run."""

    account: GarminAccount
    source_id: str

    def read(self) -> str:
        return self.account.description(self.source_id)

    def write(self, text: str) -> None:
        self.account.set_description(self.source_id, text)


def may_write(connection: Connection | None) -> bool:
    """Whether a note may be tried: connected, and Garmin still lets us in."""
    return connection is not None and connection.status == tokens.CONNECTED
