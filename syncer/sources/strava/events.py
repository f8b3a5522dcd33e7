"""What Strava posts when something happened: read with suspicion, and told in our words.

Anybody who learns the address may post anything, so a body is read as though a stranger wrote
it, and whatever is odd is no event. What an event says is never taken over: it names an athlete
and an activity to look at.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACTIVITY, GONE = "activity", "gone"
"""What an event is about: a run to look at, or an athlete who is said to have left."""
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Event:
    """Which athlete, what about, and by which subscription it came; ids are Strava's."""

    subscription: str
    owner: str
    what: str
    about: str = ""


def read(body: bytes) -> Event | None:
    """The event in a body; None for one that is of no use or none at all."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    subscription, owner, about = (
        _id(told.get(name)) for name in ("subscription_id", "owner_id", "object_id")
    )
    if subscription is None or owner is None or about is None:
        return None
    kind = told.get("object_type")
    if kind == "activity" and told.get("aspect_type") in ("create", "update", "delete"):
        return Event(subscription, owner, ACTIVITY, about)
    if kind == "athlete" and _says_goodbye(told):
        return Event(subscription, owner, GONE)
    return None


def is_signed_right(secret: str, header: str, body: bytes) -> bool:
    """Whether a signature (`t=...,v1=...`) is the one that the app's secret makes of a body."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    signed = parts.get("t", "").encode() + b"." + body
    mac = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(mac.encode(), parts.get("v1", "").encode())


def _says_goodbye(told: Mapping[str, Any]) -> bool:
    updates = told.get("updates")
    # Strava writes it as a text.
    return isinstance(updates, dict) and updates.get("authorized") in ("false", False)


def _id(value: object) -> str | None:
    """A whole number that an id can be; JSON's true is one to Python, but not to us."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return str(value) if 0 < value <= _LARGEST_ID else None
