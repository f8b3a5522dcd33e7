"""A note on a Strava run: in the runner's private note, or in the description that all can read.

The private note is no documented field, so it only counts as written once Strava shows it. The
public description is written for runners who chose it, by the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from syncer import tokens
from syncer.budget import Purpose
from syncer.channels.parcel import AnotherWay
from syncer.channels.run_text import RunNotes, RunText
from syncer.models import Connection
from syncer.sources.strava import LABEL
from syncer.sources.strava import NAME as STRAVA
from syncer.sources.strava.records import PRIVATE, PUBLIC, text_in

if TYPE_CHECKING:
    from syncer.sources.strava.web import Web


class StravaNote(RunNotes):
    """Writes into the private note, or into the description where the runner chose that."""

    source = STRAVA
    label = LABEL
    places: ClassVar = {PRIVATE: "the private note", PUBLIC: "the description"}

    @contextmanager
    def opened(self, connection_id: int, source_id: str, place: str) -> Iterator[RunText]:
        from syncer.sources.strava.oauth import let_in

        web = let_in(self._sessions, self._settings, self._now, connection_id, Purpose.NIGHT)
        yield _Field(web, source_id, place)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of one run."""

    web: Web
    source_id: str
    place: str

    def read(self) -> str:
        told = self.web.get(self._path, include_all_efforts="false")
        text = text_in(told, self.place)
        if text is None or str(told.get("id")) != self.source_id:
            raise AnotherWay("Strava does not show what stands there, so nothing was written.")
        return text

    def write(self, text: str) -> None:
        self.web.put(self._path, {self.place: text})

    @property
    def _path(self) -> str:
        return f"/activities/{self.source_id}"


def may_write(connection: Connection | None) -> bool:
    """Whether a note may be tried: connected, and the box for writing left ticked."""
    if connection is None or connection.status != tokens.CONNECTED:
        return False
    return "activity:write" in connection.scopes.replace(",", " ").split()
