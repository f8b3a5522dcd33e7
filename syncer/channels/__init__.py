"""Ways out of the house. To add one: a file here and a line in `open_channels`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from sqlmodel import Session

from syncer.channels.email import Email
from syncer.channels.outbox import Outbox
from syncer.channels.parcel import (
    AnotherWay,
    MayHaveArrived,
    NotDelivered,
    NotLetIn,
    Parcel,
    RunNote,
    TryLater,
)
from syncer.channels.strava_note import Seen, StravaNote
from syncer.settings import Settings

__all__ = [
    "MAIL",
    "STRAVA_NOTE",
    "AnotherWay",
    "Channel",
    "MayHaveArrived",
    "NotDelivered",
    "NotLetIn",
    "Parcel",
    "RunNote",
    "Seen",
    "TryLater",
    "open_channels",
]

MAIL, STRAVA_NOTE = "email", "strava_note"
"""What a delivery's `channel` says. Mail is mail, whichever of the two mail channels takes it."""


class Channel[P](Protocol):
    """One way for a parcel to leave.

    `repeatable` promises that handing the same parcel over twice is the same as once, so
    nothing is ever unknown.
    """

    repeatable: bool

    def hand_over(self, parcel: P, handing_over: Callable[[], None]) -> str:
        """Send one parcel and say where it went, in words without the reader's address.

        `handing_over` is called once, right before the step after which nobody could tell
        whether it left; what it raises stops the parcel. Raises NotDelivered, TryLater,
        AnotherWay, or, after that call only, MayHaveArrived; nothing else.
        """


def open_channels(
    sessions: Callable[[], AbstractContextManager[Session]],
    settings: Settings,
    now: Callable[[], datetime],
    seen: Mapping[str, Seen] = MappingProxyType({}),
) -> dict[str, Channel[Any]]:
    """The channels that these settings choose, by what a delivery's `channel` says."""
    return {
        MAIL: Email(settings, now) if settings.smtp_host else Outbox(settings, now),
        STRAVA_NOTE: StravaNote(sessions, settings, now, seen),
    }
