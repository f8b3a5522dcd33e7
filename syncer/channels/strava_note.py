"""A note on a Strava run: read, put between the runner's own words, written, read back.

The private note is no documented field, so it only counts as written once Strava shows it. The
public description is written for runners who chose it, by the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from syncer import own_words, tokens
from syncer.budget import Purpose
from syncer.channels.parcel import AnotherWay, NotDelivered, NotLetIn, RunNote, TryLater
from syncer.models import Connection
from syncer.settings import Settings
from syncer.sources import AppBlocked, Gone, NeedsReconnect, Objected
from syncer.sources import TryLater as PlatformTryLater
from syncer.sources.strava import NAME as STRAVA

if TYPE_CHECKING:
    from syncer.sources.strava.web import Web

PRIVATE, PUBLIC = "private_note", "description"
FRESH = timedelta(seconds=10)
"""Our choice: what a runner may write in between would be overwritten, so it must be short."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run's texts as a request of this very night showed them, by field."""

    at: datetime
    texts: Mapping[str, str]


class StravaNote:
    """Writes a note, or takes it away. The same again changes nothing.

    `seen` are texts that were fetched a moment ago, by Strava's id of the run: they spare a
    request. They are kept in memory alone.
    """

    repeatable = True

    def __init__(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        settings: Settings,
        now: Callable[[], datetime],
        seen: Mapping[str, Seen] = MappingProxyType({}),
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
        try:
            web = self._web(runner_id)
            stands = self._stands(web, source_id, place)
            wanted = change(stands)
            handing_over()
            if wanted == stands:
                return
            web.put(_path(source_id), {place: wanted})
            shown = _asked(web, source_id, place)
            if not _is_as_wanted(wanted, shown):
                _leave_nothing_behind(web, source_id, place, stands, shown)
                raise AnotherWay("Strava took the note but does not show it as it was written.")
        except own_words.Changed:
            raise AnotherWay("The runner wrote into the note on that run.") from None
        except (Gone, Objected):
            raise AnotherWay("Strava has no such run any more, or takes no note for it.") from None
        except (NeedsReconnect, AppBlocked) as error:
            raise NotLetIn(error.reason) from None
        except tokens.NoTokenKey as error:
            raise NotDelivered(str(error), permanent=False) from None
        except PlatformTryLater as error:
            until = max(error.until, self._now() + timedelta(seconds=1))
            raise TryLater(error.reason, until, everyone=error.everyone) from None

    def _stands(self, web: Web, source_id: str, place: str) -> str:
        """The field as it stands now, fetched unless it was a moment ago."""
        seen = self._seen.get(source_id)
        # A clock that was set back makes nothing fresh.
        if seen is not None and timedelta(0) <= self._now() - seen.at <= FRESH:
            text = seen.texts.get(place)
            if text is not None:
                return text
        return _asked(web, source_id, place)

    def _web(self, runner_id: int) -> Web:
        from syncer.sources.strava.oauth import let_in

        with self._sessions() as session:
            connection = tokens.connection_of(session, runner_id, STRAVA)
        if connection is None or connection.id is None:
            raise NeedsReconnect("The runner is not connected to Strava.")
        return let_in(self._sessions, self._settings, self._now, connection.id, Purpose.NIGHT)


def may_write(connection: Connection | None) -> bool:
    """Whether a note may be tried: connected, and the box for writing left ticked."""
    if connection is None or connection.status != tokens.CONNECTED:
        return False
    return "activity:write" in connection.scopes.replace(",", " ").split()


def texts_of(told: Any) -> dict[str, str]:
    """The fields that a note may go into, as a detail shows them; none that it does not show."""
    found = {place: _text(told, place) for place in (PRIVATE, PUBLIC)}
    return {place: text for place, text in found.items() if text is not None}


def _text(told: Any, place: str) -> str | None:
    """A field as it stands, not a character changed; None where the answer has no such field."""
    if not isinstance(told, dict) or place not in told:
        return None
    found = told[place]
    if found is None:
        return ""
    return found if isinstance(found, str) else None


def _path(source_id: str) -> str:
    return f"/activities/{source_id}"


def _asked(web: Web, source_id: str, place: str) -> str:
    """What stands in a field of that very run. What cannot be seen cannot be kept, so a field
    that is not shown is never written: AnotherWay."""
    told = web.get(_path(source_id), include_all_efforts="false")
    text = _text(told, place)
    if text is None or str(told.get("id")) != source_id:
        raise AnotherWay("Strava does not show what stands there, so nothing was written.")
    return text


def _is_as_wanted(wanted: str, shown: str) -> bool:
    """Our block as it was written or taken away, and all of the runner's words around it.

    A platform may tidy the white space at the ends of a text; its words it may not.
    """
    return shown.strip() == wanted.strip()


def _leave_nothing_behind(web: Web, source_id: str, place: str, stood: str, shown: str) -> None:
    """Half a note, or one that cost the runner words, is worse than none: back to what stood.

    Unless the runner saved something of their own in that moment: then that stays.
    """
    ours = own_words.BEGINS in shown and own_words.BEGINS not in stood
    if ours and stood.startswith(own_words.runners_own(shown).strip()):
        with suppress(PlatformTryLater, Gone, Objected, NeedsReconnect, AppBlocked):
            web.put(_path(source_id), {place: stood})
