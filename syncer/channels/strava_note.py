"""A note on a Strava run: in the runner's private note, or in the description that all can read.

The private note is no documented field, so it only counts as written once Strava shows it. The
public description is written for runners who chose it, by the same way.
"""

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
from syncer.channels.parcel import AnotherWay, RunNote
from syncer.channels.run_text import RunText, Seen, fresh, rewrite
from syncer.models import Connection
from syncer.settings import Settings
from syncer.sources import NeedsReconnect
from syncer.sources.strava import NAME as STRAVA
from syncer.sources.strava.records import PRIVATE, text_in

if TYPE_CHECKING:
    from syncer.sources.strava.web import Web


class StravaNote:
    """Writes a note, or takes it away. The same again changes nothing.

    `seen` are texts that were fetched a moment ago, by platform and its id of the run: they
    spare a request. They are kept in memory alone.
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

        self._change(parcel.runner_id, parcel.source_id, parcel.place, noted, handing_over)
        return f"Strava ({'the private note' if parcel.place == PRIVATE else 'the description'})"

    def take_back(self, runner_id: int, source_id: str, place: str) -> None:
        """Take our block out again. Raises as `hand_over`."""
        self._change(runner_id, source_id, place, own_words.without_block, lambda: None)

    def _change(
        self,
        runner_id: int,
        source_id: str,
        place: str,
        change: Callable[[str], str],
        handing_over: Callable[[], None],
    ) -> None:
        opened = self._opened(runner_id, source_id, place)
        seen = fresh(self._seen.get((STRAVA, source_id)), place, self._now())
        rewrite("Strava", opened, seen, self._now, change, handing_over)

    @contextmanager
    def _opened(self, runner_id: int, source_id: str, place: str) -> Iterator[RunText]:
        from syncer.sources.strava.oauth import let_in

        with self._sessions() as session:
            connection = tokens.connection_of(session, runner_id, STRAVA)
        if connection is None or connection.id is None:
            raise NeedsReconnect("The runner is not connected to Strava.")
        web = let_in(self._sessions, self._settings, self._now, connection.id, Purpose.NIGHT)
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
