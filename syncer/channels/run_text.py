"""A runner's own text on a run at a platform, with a note put into it or taken out.

Read, changed between the runner's own words, written, read back: a note only counts as written
once the platform shows it, and what does not come out as it should is put back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Protocol

from sqlmodel import Session

from syncer import own_words, tokens
from syncer.channels.parcel import AnotherWay, NotDelivered, NotLetIn, RunNote, TryLater
from syncer.settings import Settings
from syncer.sources import AppBlocked, Gone, NeedsReconnect, Objected
from syncer.sources import TryLater as PlatformTryLater

FRESH = timedelta(seconds=10)
"""Our choice: what a runner may write in between would be overwritten, so it must be short."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run's texts as a request of this very night showed them, by field."""

    at: datetime
    texts: Mapping[str, str]


class RunText(Protocol):
    """One field of one run, let in. Both raise what `syncer.sources` names."""

    def read(self) -> str:
        """What stands there. Raises AnotherWay where it cannot be seen: what cannot be seen
        cannot be kept, so it is never written."""

    def write(self, text: str) -> None:
        """Put this there instead."""


class RunNotes(ABC):
    """Writes a note on a run of one platform, or takes it away. The same again changes nothing.

    `seen` are texts that were fetched a moment ago, by platform and its id of the run: they
    spare a request. They are kept in memory alone.
    """

    repeatable = True
    source: ClassVar[str]
    label: ClassVar[str]
    places: ClassVar[Mapping[str, str]]
    """Where a note may stand, and what that place is called."""

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
        return f"{self.label} ({self.places[parcel.place]})"

    def take_back(self, runner_id: int, source_id: str, place: str) -> None:
        """Take our block out again. Raises as `hand_over`."""
        self._change(runner_id, source_id, place, own_words.without_block, lambda: None)

    @abstractmethod
    def opened(
        self, connection_id: int, source_id: str, place: str
    ) -> AbstractContextManager[RunText]:
        """One place on one run, let in. Raises what `syncer.sources` names."""

    def _change(
        self,
        runner_id: int,
        source_id: str,
        place: str,
        change: Callable[[str], str],
        handing_over: Callable[[], None],
    ) -> None:
        with self._sessions() as session:
            connection = tokens.connection_of(session, runner_id, self.source)
        if connection is None or connection.id is None:
            raise NotLetIn(f"The runner is not connected to {self.label}.")
        seen = fresh(self._seen.get((self.source, source_id)), place, self._now())
        opened = self.opened(connection.id, source_id, place)
        rewrite(self.label, opened, seen, self._now, change, handing_over)


def rewrite(
    platform: str,
    opened: AbstractContextManager[RunText],
    seen: str | None,
    now: Callable[[], datetime],
    change: Callable[[str], str],
    handing_over: Callable[[], None],
) -> None:
    """Change a text, given what was `seen` a moment ago. Raises as `Channel.hand_over`."""
    try:
        with opened as text:
            _rewrite(platform, text, seen, change, handing_over)
    except own_words.Changed:
        raise AnotherWay("The runner wrote into the note on that run.") from None
    except (Gone, Objected):
        reason = f"{platform} has no such run any more, or takes no note for it."
        raise AnotherWay(reason) from None
    except (NeedsReconnect, AppBlocked) as error:
        raise NotLetIn(error.reason) from None
    except tokens.NoTokenKey as error:
        raise NotDelivered(str(error), permanent=False) from None
    except PlatformTryLater as error:
        until = max(error.until, now() + timedelta(seconds=1))
        raise TryLater(error.reason, until, everyone=error.everyone) from None


def fresh(seen: Seen | None, place: str, now: datetime) -> str | None:
    """A text that was fetched a moment ago; None where it has to be fetched again."""
    # A clock that was set back makes nothing fresh.
    if seen is None or not timedelta(0) <= now - seen.at <= FRESH:
        return None
    return seen.texts.get(place)


def _rewrite(
    platform: str,
    text: RunText,
    seen: str | None,
    change: Callable[[str], str],
    handing_over: Callable[[], None],
) -> None:
    stands = text.read() if seen is None else seen
    wanted = change(stands)
    handing_over()
    if wanted == stands:
        return
    text.write(wanted)
    shown = text.read()
    if not _is_as_wanted(wanted, shown):
        _leave_nothing_behind(text, stands, shown)
        raise AnotherWay(f"{platform} took the note but does not show it as it was written.")


def _is_as_wanted(wanted: str, shown: str) -> bool:
    """Our block as it was written or taken away, and all of the runner's words around it.

    A platform may tidy the white space at the ends of a text; its words it may not.
    """
    return shown.strip() == wanted.strip()


def _leave_nothing_behind(text: RunText, stood: str, shown: str) -> None:
    """Half a note, or one that cost the runner words, is worse than none: back to what stood.

    Unless the runner saved something of their own in that moment: then that stays.
    """
    ours = own_words.BEGINS in shown and own_words.BEGINS not in stood
    if ours and stood.startswith(own_words.runners_own(shown).strip()):
        with suppress(PlatformTryLater, Gone, Objected, NeedsReconnect, AppBlocked):
            text.write(stood)
