"""Ways out of the house. To add one: a file here and its name in `CHANNELS`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from syncer.channels.email import Email
from syncer.channels.outbox import Outbox
from syncer.channels.parcel import MayHaveArrived, NotDelivered, Parcel, TryLater
from syncer.settings import Settings

__all__ = [
    "CHANNELS",
    "MAIL",
    "Channel",
    "MayHaveArrived",
    "NotDelivered",
    "Parcel",
    "TryLater",
    "channel_for",
]

MAIL = "email"
"""What a delivery's `channel` says for mail, whichever of the mail channels takes it."""


class Channel(Protocol):
    """One way for a parcel to leave.

    `carries` is what a delivery's `channel` says. `repeatable` promises that handing the same
    parcel over twice is the same as once, so nothing is ever unknown.
    """

    carries: str
    repeatable: bool

    def is_open(self, settings: Settings) -> bool:
        """Whether the settings choose this channel; exactly one of a kind is open."""

    def hand_over(
        self,
        settings: Settings,
        now: datetime,
        parcel: Parcel,
        handing_over: Callable[[], None],
    ) -> str:
        """Send one parcel and say where it went, in words without the reader's address.

        `handing_over` is called once, right before the step after which nobody could tell
        whether it left; what it raises stops the parcel. Raises NotDelivered, TryLater, or,
        after that call only, MayHaveArrived; nothing else.
        """


CHANNELS: tuple[Channel, ...] = (Email(), Outbox())


def channel_for(carries: str, settings: Settings) -> Channel:
    """The open channel for what a delivery's `channel` says."""
    return next(c for c in CHANNELS if c.carries == carries and c.is_open(settings))
