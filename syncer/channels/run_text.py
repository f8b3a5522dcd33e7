"""A runner's own text on a run at a platform, with a note put into it or taken out.

Read, changed between the runner's own words, written, read back: a note only counts as written
once the platform shows it, and what does not come out as it should is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from syncer import own_words, tokens
from syncer.channels.parcel import AnotherWay, NotDelivered, NotLetIn, TryLater
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
