"""A login made at home, sealed so that only the club that asked for it can open it.

The club shows an `invitation`; at home `seal` closes what Garmin gave into a text that the runner
pastes into the page; `open_` opens it there, for that runner alone and within a day. Both texts
end in a checksum, so that half of one is told from one that was made elsewhere.

X25519 with a key pair made for each text, HKDF-SHA256, ChaCha20-Poly1305. The club's key pair
follows from its secret key, so nothing of this is stored.
"""

from __future__ import annotations

import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from syncer.links import NoSecretKey
from syncer.settings import Settings
from syncer.sources.garmin.login import LetIn

LASTS = timedelta(hours=24)
INVITATION, TOKEN = "evg1.", "evt1."
"""What the two texts begin with; the number is the way they are made."""

_KEY, _UNTIL, _TAG, _SUM = 32, 8, 16, 6
_HEAD = _KEY + _UNTIL + _TAG
_MOST_CHARS = 64 * 1024
_NO_NONCE = bytes(12)
"""Each key seals one text only, so it needs no nonce beside it."""

EXPIRED = "expired"
DAMAGED = "damaged"
NOT_ONE = "not_one"
OTHER_RUNNER = "other_runner"
OTHER_CLUB = "other_club"
PROBLEMS: Mapping[str, str] = {
    EXPIRED: "This is older than a day; ask the club's page for a new code.",
    DAMAGED: "A part of this is missing or changed; copy it again, the whole of it.",
    NOT_ONE: "This is not such a code or token at all.",
    OTHER_RUNNER: "This was made for another runner.",
    OTHER_CLUB: "This was made for another club, or before this club changed its secret key.",
}
"""What a problem means, for the keyboard; the page has the words of its templates."""


class Unopened(Exception):
    """A text that cannot be used; `problem` is one of PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(PROBLEMS[problem])
        self.problem = problem


def invitation(settings: Settings, runner_id: int, now: datetime) -> str:
    """The code to show to a runner. Raises NoSecretKey."""
    until = int((now + LASTS).timestamp()).to_bytes(_UNTIL)
    return _text(INVITATION, _public(_private(settings)) + until + _tag(settings, runner_id, until))


def seal(code: str, let_in: LetIn, now: datetime) -> str:
    """A login closed for whoever made the code. Raises Unopened."""
    head = _bytes(INVITATION, code)
    if len(head) != _HEAD:
        raise Unopened(DAMAGED)
    _check_until(head, now)
    own = X25519PrivateKey.generate()
    try:
        shared = own.exchange(_theirs(head[:_KEY]))
    except ValueError:
        # A point that no key pair has, which would make the seal worth nothing.
        raise Unopened(DAMAGED) from None
    told = {
        "login": let_in.dumps,
        "external_id": let_in.external_id,
        "full_name": let_in.full_name,
    }
    head += _public(own)
    box = ChaCha20Poly1305(_derived(shared, head))
    return _text(TOKEN, head + box.encrypt(_NO_NONCE, json.dumps(told).encode(), head))


def open_(settings: Settings, runner_id: int, text: str, now: datetime) -> LetIn:
    """The login that was sealed for this runner. Raises Unopened, NoSecretKey."""
    data = _bytes(TOKEN, text)
    head, closed = data[: _HEAD + _KEY], data[_HEAD + _KEY :]
    private = _private(settings)
    if len(head) < _HEAD + _KEY:
        raise Unopened(DAMAGED)
    if head[:_KEY] != _public(private):
        raise Unopened(OTHER_CLUB)
    until = head[_KEY : _KEY + _UNTIL]
    if not hmac.compare_digest(head[_KEY + _UNTIL : _HEAD], _tag(settings, runner_id, until)):
        raise Unopened(OTHER_RUNNER)
    _check_until(head, now)
    try:
        box = ChaCha20Poly1305(_derived(private.exchange(_theirs(head[_HEAD:])), head))
        told = json.loads(box.decrypt(_NO_NONCE, closed, head))
        return LetIn(str(told["login"]), str(told["external_id"]), str(told["full_name"]))
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError):
        raise Unopened(DAMAGED) from None


def _check_until(head: bytes, now: datetime) -> None:
    if int.from_bytes(head[_KEY : _KEY + _UNTIL]) < now.astimezone(UTC).timestamp():
        raise Unopened(EXPIRED)


def _tag(settings: Settings, runner_id: int, until: bytes) -> bytes:
    """Says whom a code is for and until when, to us alone, and that it was we who made it."""
    key = _from_secret(settings, b"evenstride garmin invitation")
    return hmac.digest(key, f"{runner_id}".encode() + b" " + until, "sha256")[:_TAG]


def _private(settings: Settings) -> X25519PrivateKey:
    key = _from_secret(settings, b"evenstride garmin login")
    return X25519PrivateKey.from_private_bytes(key)


def _public(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def _theirs(public: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(public)


def _from_secret(settings: Settings, about: bytes) -> bytes:
    secret = settings.secret_key.get_secret_value()
    if not secret:
        raise NoSecretKey(
            "There is no key to seal with; run `evenstride init`, or set EVENSTRIDE_SECRET_KEY."
        )
    return _derived(secret.encode(), about)


def _derived(secret: bytes, about: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=about).derive(secret)


def _text(prefix: str, data: bytes) -> str:
    whole = data + sha256(prefix.encode() + data).digest()[:_SUM]
    return prefix + urlsafe_b64encode(whole).rstrip(b"=").decode()


def _bytes(prefix: str, text: str) -> bytes:
    """What a text holds, its checksum tried. Mail and terminals break lines: blanks are nothing."""
    plain = "".join(text.split()).strip("`'\"<>")
    if not plain.startswith(prefix) or len(plain) > _MOST_CHARS:
        raise Unopened(NOT_ONE)
    plain = plain.removeprefix(prefix)
    try:
        data = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        raise Unopened(DAMAGED) from None
    whole, told = data[:-_SUM], data[-_SUM:]
    if sha256(prefix.encode() + whole).digest()[:_SUM] != told:
        raise Unopened(DAMAGED)
    return whole
