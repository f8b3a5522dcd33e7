"""A runner's account on Strava, as every platform's is used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from syncer.budget import Purpose
from syncer.database import SessionFactory
from syncer.measure import Series
from syncer.settings import Settings
from syncer.sources import Account, Detail, Gone, Kind, Listed
from syncer.sources.strava import LABEL, NAME
from syncer.sources.strava.listing import listed
from syncer.sources.strava.oauth import let_in
from syncer.sources.strava.records import record
from syncer.sources.strava.series import KEYS, series
from syncer.sources.strava.web import Web


class StravaAccount:
    """What one runner has on Strava. Raises what `web` raises."""

    looked_at = frozenset({Kind.RUN})

    def __init__(self, web: Web) -> None:
        self._web = web
        self.requests = 0

    def listed(self, since: datetime | None, known: Collection[str]) -> Listed:
        found = listed(self._web, self._web.now, since, known)
        self.requests += found.requests
        return found

    def detail(self, source_id: str) -> Detail:
        self.requests += 1
        told = self._web.get(f"/activities/{source_id}", include_all_efforts="false")
        return record(told, self._web.now())

    def series(self, detail: Detail) -> Series | None:
        """None for a run without any, such as one that was typed in."""
        self.requests += 1
        path = f"/activities/{detail.recording.source_id}/streams"
        try:
            told = self._web.get(path, keys=",".join(KEYS), key_by_type="true")
        except Gone:
            return None
        return series(told)

    def look_up(self, source_id: str) -> None:
        self.requests += 1
        self._web.get(f"/activities/{source_id}", include_all_efforts="false")


class Strava:
    """The source itself."""

    name = NAME
    label = LABEL

    @contextmanager
    def let_in(
        self,
        sessions: SessionFactory,
        settings: Settings,
        now: Callable[[], datetime],
        connection_id: int,
        purpose: Purpose,
    ) -> Iterator[Account]:
        yield StravaAccount(let_in(sessions, settings, now, connection_id, purpose))
