"""Signed links that run out: one tap in a mail, without a password.

A link says what it is for, for whom and about what; it opens nothing else. The clock is passed
in, so the end of a link's life stands inside the signed text.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session

from syncer.models import Runner
from syncer.settings import Settings
from templates import Links


class Purpose(StrEnum):
    """What a link may do. A token signed for one purpose is worth nothing for another."""

    NOTHING_HURTS = "nothing-hurts"
    SOMETHING_HURTS = "something-hurts"
    MORNING = "morning"
    STRENGTH_DONE = "strength-done"
    TOO_HARD = "too-hard"
    UNSUBSCRIBE = "unsubscribe"
    STAY = "stay"
    SETTINGS = "settings"
    INVITATION = "invitation"
    WORDS = "words"
    ADMIN = "admin"


LASTS = {
    Purpose.NOTHING_HURTS: timedelta(days=14),
    Purpose.SOMETHING_HURTS: timedelta(days=14),
    Purpose.MORNING: timedelta(days=4),
    Purpose.STRENGTH_DONE: timedelta(days=14),
    Purpose.TOO_HARD: timedelta(days=14),
    # A mail is often answered long after it came, and no law lets this one run out early.
    Purpose.UNSUBSCRIBE: timedelta(days=730),
    Purpose.STAY: timedelta(days=90),
    Purpose.SETTINGS: timedelta(days=60),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.WORDS: timedelta(days=28),
    Purpose.ADMIN: timedelta(hours=1),
}
PATHS = {
    Purpose.NOTHING_HURTS: "checkin/nothing",
    Purpose.SOMETHING_HURTS: "checkin/something",
    Purpose.MORNING: "checkin/morning",
    Purpose.STRENGTH_DONE: "strength/done",
    Purpose.TOO_HARD: "strength/too-hard",
    Purpose.UNSUBSCRIBE: "unsubscribe",
    Purpose.STAY: "stay",
    Purpose.SETTINGS: "me",
    Purpose.INVITATION: "welcome",
    Purpose.WORDS: "words",
    Purpose.ADMIN: "admin/enter",
}


class LinkRefused(Exception):
    """A link that opens nothing; the text is a sentence for the person who followed it."""


class LinkSpoiled(LinkRefused):
    """Cut off, changed, or signed for something else."""


class LinkExpired(LinkRefused):
    """Signed by us, but its time is over; `signed` is what it said."""

    def __init__(self, signed: Signed) -> None:
        super().__init__("This link is too old; the next mail brings a new one.")
        self.signed = signed


class NoSecretKey(Exception):
    """There is no key to sign with; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good link says: for what, for which runner, about which day or address.

    `joined` is the second in which that runner joined, since a database may give the number of
    somebody who is gone to the next one. Links of before there was such a mark have none.
    """

    purpose: Purpose
    runner_id: int
    about: str
    expires_at: datetime
    joined: int | None = None


def sign(
    settings: Settings,
    now: datetime,
    purpose: Purpose,
    runner_id: int,
    about: str = "",
    joined: int | None = None,
) -> str:
    """A token for one purpose and one runner. Raises NoSecretKey where none is set."""
    return _signed(settings, Signed(purpose, runner_id, about, now + LASTS[purpose], joined))


def beside(settings: Settings, signed: Signed, purpose: Purpose) -> str:
    """The address of another answer, for the same runner, day and time as a link that was good."""
    other = replace(signed, purpose=purpose)
    return _at(settings, purpose, _signed(settings, other))


def verify(settings: Settings, now: datetime, purpose: Purpose, token: str) -> Signed:
    """What a token says. Raises LinkSpoiled, LinkExpired, or NoSecretKey."""
    try:
        content = _serializer(settings, purpose).loads(token)
    except BadData:
        raise LinkSpoiled(
            "This link is incomplete or was made for something else; open it from the mail."
        ) from None
    runner_id, about, expires, *joined = content
    ends = datetime.fromtimestamp(expires, UTC)
    signed = Signed(purpose, runner_id, about, ends, joined[0] if joined else None)
    if now >= signed.expires_at:
        raise LinkExpired(signed)
    return signed


def runner_of(session: Session, signed: Signed) -> Runner | None:
    """Whose link it is; None where they are gone, whoever has their number now."""
    runner = session.get(Runner, signed.runner_id)
    if runner is None or signed.joined not in (None, joined_mark(runner)):
        return None
    return runner


def joined_mark(runner: Runner) -> int:
    """The second in which a runner joined: with the number it names one person for good."""
    return int(runner.created_at.timestamp())


def invitation(settings: Settings, now: datetime, runner: Runner) -> str:
    """The link that confirms a runner's address: this address, not one set later."""
    return _address(settings, now, Purpose.INVITATION, runner, address_mark(runner.email))


def stay(settings: Settings, now: datetime, runner: Runner) -> str:
    """The link by which a silent runner says that what is here shall stay."""
    return _address(settings, now, Purpose.STAY, runner, "")


def admin(settings: Settings, now: datetime, runner: Runner, mark: str) -> str:
    """The link that signs an admin in; `mark` tells it from those before it."""
    return _address(settings, now, Purpose.ADMIN, runner, mark)


def in_mail(settings: Settings, now: datetime, runner: Runner, on: date) -> Links:
    """The links of one letter about day `on`, or about the week that ends on it.

    The morning that is asked about is the one after `on`.
    """
    day, morning = on.isoformat(), (on + timedelta(days=1)).isoformat()
    return Links(
        nothing_hurts=_address(settings, now, Purpose.NOTHING_HURTS, runner, day),
        something_hurts=_address(settings, now, Purpose.SOMETHING_HURTS, runner, day),
        settings=_address(settings, now, Purpose.SETTINGS, runner, ""),
        morning=_address(settings, now, Purpose.MORNING, runner, morning),
        strength_done=_address(settings, now, Purpose.STRENGTH_DONE, runner, day),
        too_hard=_address(settings, now, Purpose.TOO_HARD, runner, day),
        unsubscribe=unsubscribe(settings, now, runner),
    )


def unsubscribe(settings: Settings, now: datetime, runner: Runner) -> str:
    """The link that turns all mail to this address off."""
    return _address(settings, now, Purpose.UNSUBSCRIBE, runner, address_mark(runner.email))


def one_click(public_url: str) -> bool:
    """Whether a mail program may turn mail off by itself: RFC 8058 wants https. This machine's
    own address is for trials."""
    return urlsplit(public_url).scheme == "https" or reaches_nobody(public_url)


def form_mark(settings: Settings, token: str) -> str:
    """What a page's form carries, so that only who was shown the page can send it."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"answer:{token}".encode(), hashlib.sha256).hexdigest()


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
    token = sign(settings, now, purpose, runner.id, about, joined_mark(runner))
    return _at(settings, purpose, token)


def _at(settings: Settings, purpose: Purpose, token: str) -> str:
    return f"{settings.public_url.rstrip('/')}/{PATHS[purpose]}/{token}"


def _signed(settings: Settings, what: Signed) -> str:
    content = [what.runner_id, what.about, int(what.expires_at.timestamp())]
    if what.joined is not None:
        content.append(what.joined)
    return str(_serializer(settings, what.purpose).dumps(content))


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
