"""Ways out of the house. To add one: a file here and a line in `open_channels`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from sqlmodel import Session

from syncer.channels.email import Email
from syncer.channels.garmin_note import GarminNote
from syncer.channels.outbox import Outbox
from syncer.channels.parcel import (
    AddressRefused,
    AnotherWay,
    MayHaveArrived,
    NotDelivered,
    NotLetIn,
    Parcel,
    RunNote,
    TryLater,
)
from syncer.channels.run_text import Seen
from syncer.channels.strava_note import StravaNote
from syncer.settings import Settings
from syncer.sources import garmin, strava

__all__ = [
    "GARMIN_NOTE",
    "MAIL",
    "NOTES",
    "STRAVA_NOTE",
    "TELLS",
    "AddressRefused",
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

MAIL, STRAVA_NOTE, GARMIN_NOTE = "email", "strava_note", "garmin_note"
"""What a delivery's `channel` says. Mail is mail, whichever of the two mail channels takes it."""
NOTES = MappingProxyType({STRAVA_NOTE: strava.NAME, GARMIN_NOTE: garmin.NAME})
"""Notes on runs, and the platform that each goes to."""
TELLS = (MAIL, STRAVA_NOTE)
"""Ways by which a runner is told advice. A neutral line on Garmin tells nobody: it goes beside."""


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
    seen: Mapping[tuple[str, str], Seen] = MappingProxyType({}),
) -> dict[str, Channel[Any]]:
    """The channels that these settings choose, by what a delivery's `channel` says."""
    return {
        MAIL: Email(settings, now) if settings.smtp_host else Outbox(settings, now),
        STRAVA_NOTE: StravaNote(sessions, settings, now, seen),
        GARMIN_NOTE: GarminNote(sessions, settings, now, seen),
    }
