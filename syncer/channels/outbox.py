"""The outbox: with no mail server set, mails land in a folder as `.eml` files."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from syncer.channels.message import message
from syncer.channels.parcel import NotDelivered, Parcel
from syncer.settings import Settings


class Outbox:
    """Writes each parcel into a file named after its Message-ID, so twice is the same as once."""

    repeatable = True

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def hand_over(self, parcel: Parcel, handing_over: Callable[[], None]) -> str:
        settings = self._settings
        content = message(settings.mail_from, self._now(), parcel).as_bytes()
        target = settings.outbox / file_name(parcel.message_id)
        handing_over()
        try:
            _write(target, content)
        except OSError as error:
            raise NotDelivered(
                f"The outbox {settings.outbox} cannot be written ({error.strerror}); make it "
                "writable, or set EVENSTRIDE_SMTP_HOST to send real mail.",
                permanent=False,
            ) from error
        return f"the outbox ({target})"


def file_name(message_id: str) -> str:
    """How the file of a mail is called."""
    return f"{message_id.strip('<>')}.eml"


def _write(target: Path, content: bytes) -> None:
    """All or nothing: a reader of the folder never meets half a mail."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
