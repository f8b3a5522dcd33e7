"""What a channel is handed, and how it says that the thing did not leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from templates import Letter


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter on its way to one runner.

    `to` is the mail address, `name` how the runner is called. `message_id` (with its angle
    brackets) is the same however often the parcel is tried. `unsubscribe` is the address of
    the page where mail can be turned off, None where no page can be reached; `one_click` says
    that a mail program may do so by itself (RFC 8058).
    """

    to: str
    name: str
    message_id: str
    letter: Letter
    unsubscribe: str | None = None
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class RunNote:
    """A note on its way onto one run of one runner on a platform.

    `source_id` is the platform's id of the run, `place` the field that it is written into
    (`private_note`, or `description`, which everybody reads), `text` one line.
    """

    runner_id: int
    source_id: str
    place: str
    text: str


class AnotherWay(Exception):
    """This channel cannot take it, and will not: by mail or in the digest, then.

    The text is a sentence for the person who runs the club.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotLetIn(AnotherWay):
    """The platform does not let us in, for this runner or for the whole club."""


class NotDelivered(Exception):
    """It certainly did not leave, and trying again on its own will not help.

    `permanent` means that this parcel is refused for good. Otherwise somebody has to put the
    settings right first: nothing can leave by this channel until then, and the parcel waits.
    The text is a sentence for the person who runs the club.
    """

    def __init__(self, reason: str, permanent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class AddressRefused(NotDelivered):
    """The mail server knows that nobody can be reached there: nothing more goes to this address."""


class MayHaveArrived(NotDelivered):
    """The connection broke while the mail was handed over; SMTP cannot say if it arrived."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class TryLater(Exception):
    """It certainly did not leave now; from `until` on it is worth another try.

    `everyone` is true for an outage that others would run into too, false where only this
    parcel was put off (greylisting, a full mailbox).
    """

    def __init__(self, reason: str, until: datetime, everyone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until
        self.everyone = everyone
