"""Where Strava tells us of runs: an address that nobody can guess, made of the club's own key.

Events are not surely signed, so the address is what keeps strangers out: it is as long as a key,
the same after every restart, and another one once the key changes. Nothing that comes in there
is believed; it only says where to look.
"""

from __future__ import annotations

import hashlib
import hmac

from syncer.links import NoSecretKey
from syncer.settings import Settings

PATH = "/strava/events"


def mark(settings: Settings) -> str:
    """The last part of the address, 64 hex digits. Raises NoSecretKey."""
    return _derived(settings, "address")


def callback_url(settings: Settings, reached_at: str | None = None) -> str:
    """The whole address that Strava is given; the pages are reached at the public one unless told
    otherwise. Raises NoSecretKey."""
    return f"{(reached_at or settings.public_url).rstrip('/')}{PATH}/{mark(settings)}"


def verify_token(settings: Settings) -> str:
    """What Strava shows when it asks whether a subscription is wanted. Raises NoSecretKey."""
    return _derived(settings, "verify")


def _derived(settings: Settings, what: str) -> str:
    key = settings.secret_key.get_secret_value()
    if not key:
        raise NoSecretKey(
            "There is no secret key to make Strava's address of; run `evenstride init`, or set "
            "EVENSTRIDE_SECRET_KEY."
        )
    return hmac.new(key.encode(), f"evenstride.strava.{what}".encode(), hashlib.sha256).hexdigest()
