"""A note on a Garmin run. Its description has no private side, so only ever the neutral line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from syncer import tokens
from syncer.budget import Purpose
from syncer.channels.run_text import RunNotes, RunText
from syncer.models import Connection
from syncer.sources.garmin import LABEL
from syncer.sources.garmin import NAME as GARMIN

if TYPE_CHECKING:
    from syncer.sources.garmin.account import GarminAccount

DESCRIPTION = "description"
"""The only place for a note; who may see the activity reads it."""


class GarminNote(RunNotes):
    """Writes the neutral line into a run's description."""

    source = GARMIN
    label = LABEL
    places: ClassVar = {DESCRIPTION: "the description"}

    @contextmanager
    def opened(self, connection_id: int, source_id: str, place: str) -> Iterator[RunText]:
        from syncer.sources.garmin.account import GarminSource

        way = self._sessions, self._settings, self._now, connection_id, Purpose.NIGHT
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
