"""Signed links that run out: one tap in a mail, without a password.

A link says what it is for, for whom and about what; it opens nothing else. The clock is passed
in, so the end of a link's life stands inside the signed text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer

from syncer.models import Runner
from syncer.settings import Settings
from templates import Links


class Purpose(StrEnum):
    """What a link may do. A token signed for one purpose is worth nothing for another."""

    NOTHING_HURTS = "nothing-hurts"
    SOMETHING_HURTS = "something-hurts"
    SETTINGS = "settings"
    INVITATION = "invitation"
    WORDS = "words"


LASTS = {
    Purpose.NOTHING_HURTS: timedelta(days=14),
    Purpose.SOMETHING_HURTS: timedelta(days=14),
    Purpose.SETTINGS: timedelta(days=60),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.WORDS: timedelta(days=28),
}
PATHS = {
    Purpose.NOTHING_HURTS: "checkin/nothing",
    Purpose.SOMETHING_HURTS: "checkin/something",
    Purpose.SETTINGS: "me",
    Purpose.INVITATION: "welcome",
    Purpose.WORDS: "words",
}


class LinkRefused(Exception):
    """A link that opens nothing; the text is a sentence for the person who followed it."""


class LinkSpoiled(LinkRefused):
    """Cut off, changed, or signed for something else."""


class LinkExpired(LinkRefused):
    """Signed by us, but its time is over."""


class NoSecretKey(Exception):
    """There is no key to sign with; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good link says: for what, for which runner, about which day or address."""

    purpose: Purpose
    runner_id: int
    about: str
    expires_at: datetime


def sign(
    settings: Settings, now: datetime, purpose: Purpose, runner_id: int, about: str = ""
) -> str:
    """A token for one purpose and one runner. Raises NoSecretKey where none is set."""
    expires = int((now + LASTS[purpose]).timestamp())
    return str(_serializer(settings, purpose).dumps([runner_id, about, expires]))


def verify(settings: Settings, now: datetime, purpose: Purpose, token: str) -> Signed:
    """What a token says. Raises LinkSpoiled, LinkExpired, or NoSecretKey."""
    try:
        content = _serializer(settings, purpose).loads(token)
    except BadData:
        raise LinkSpoiled(
            "This link is incomplete or was made for something else; open it from the mail."
        ) from None
    runner_id, about, expires = content
    expires_at = datetime.fromtimestamp(expires, UTC)
    if now >= expires_at:
        raise LinkExpired("This link is too old; the next mail brings a new one.")
    return Signed(purpose, runner_id, about, expires_at)


def invitation(settings: Settings, now: datetime, runner: Runner) -> str:
    """The link that confirms a runner's address: this address, not one set later."""
    return _address(settings, now, Purpose.INVITATION, runner, address_mark(runner.email))


def in_mail(settings: Settings, now: datetime, runner: Runner, on: date) -> Links:
    """The links of one letter about day `on`, or about the week that ends on it."""
    return Links(
        nothing_hurts=_address(settings, now, Purpose.NOTHING_HURTS, runner, on.isoformat()),
        something_hurts=_address(settings, now, Purpose.SOMETHING_HURTS, runner, on.isoformat()),
        settings=_address(settings, now, Purpose.SETTINGS, runner, ""),
    )


def about_words(settings: Settings, now: datetime, runner: Runner, activity_id: int) -> str:
    """The link that answers what was read in this runner's words about one run."""
    return _address(settings, now, Purpose.WORDS, runner, str(activity_id))


def address_mark(email: str) -> str:
    """A short mark of an address, for links that must die when it changes."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:16]


def reaches_nobody(public_url: str) -> bool:
    """Whether links lead only to the machine that the reader sits at."""
    host = urlsplit(public_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")


def _address(
    settings: Settings, now: datetime, purpose: Purpose, runner: Runner, about: str
) -> str:
    assert runner.id is not None
    token = sign(settings, now, purpose, runner.id, about)
    return f"{settings.public_url.rstrip('/')}/{PATHS[purpose]}/{token}"


def _serializer(settings: Settings, purpose: Purpose) -> URLSafeSerializer:
    return signer(settings, f"evenstride.links.{purpose}")


def signer(settings: Settings, salt: str) -> URLSafeSerializer:
    """Signs with the club's key; what was signed with another salt is worth nothing.

    Raises NoSecretKey where there is none.
    """
    key = settings.secret_key.get_secret_value()
    if not key:
        raise NoSecretKey(
            "There is no key to sign with; run `evenstride init`, or set EVENSTRIDE_SECRET_KEY."
        )
    return URLSafeSerializer(
        key,
        salt=salt,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
