"""Who is on the stand-in's Strava: apps, athletes, their shoes, and how Strava behaves today."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from syncer.sandbox.strava.limits import DEFAULT, Limits, Meter

READ, READ_ALL, WRITE = "activity:read", "activity:read_all", "activity:write"
EVERYTHING = frozenset({"read", READ_ALL, WRITE})
KNOWN_SCOPES = (
    "read",
    "read_all",
    "profile:read_all",
    "profile:write",
    READ,
    READ_ALL,
    WRITE,
)


def _secret() -> str:
    return secrets.token_hex(20)


@dataclass(slots=True)
class App:
    """An app as it is registered with Strava. Change it and the next request feels it."""

    client_id: int = 24_001
    client_secret: str = field(default_factory=_secret)
    callback_domain: str = "localhost"
    athlete_limit: int = 9_999
    active: bool = True
    limits: Limits = DEFAULT
    meter: Meter = field(default_factory=Meter, repr=False)


@dataclass(slots=True)
class Ways:
    """What Strava may do one way or another. Change it and the next request feels it."""

    latency_s: float = 0.0
    rotates_refresh_tokens: bool = True
    keeps_private_notes: bool = True
    order: Literal["newest", "oldest", "mixed"] = "newest"
    pages_short_by: int = 0
    """So many rows fewer than asked for on each page, though more pages follow."""
    athlete_limit_met_at: Literal["authorize", "token"] = "authorize"
    signs_webhooks: bool = False
    webhook_patience_s: float = 2.0
    webhook_retry_s: float = 1.0


@dataclass(slots=True)
class Gear:
    """A pair of shoes; `distance_m` is what was run in it beside the known activities."""

    id: str
    name: str
    distance_m: float = 0.0
    retired: bool = False
    primary: bool = False
    brand: str = "Tidewater"
    model: str = "Pacer"


@dataclass(slots=True)
class Athlete:
    """A person with an account on Strava."""

    id: int
    firstname: str
    lastname: str
    timezone: str
    joined_at: datetime
    gear: dict[str, Gear] = field(default_factory=dict)


def athlete_json(athlete: Athlete) -> dict[str, object]:
    """The summary of an athlete, as tokens and GET /athlete carry it."""
    joined = f"{athlete.joined_at:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "id": athlete.id,
        "username": None,
        "resource_state": 2,
        "firstname": athlete.firstname,
        "lastname": athlete.lastname,
        "bio": None,
        "city": None,
        "state": None,
        "country": None,
        "sex": None,
        "premium": False,
        "summit": False,
        "created_at": joined,
        "updated_at": joined,
        "badge_type_id": 0,
        "weight": None,
        "profile_medium": "avatar/athlete/medium.png",
        "profile": "avatar/athlete/large.png",
        "friend": None,
        "follower": None,
    }


def gear_json(gear: Gear, run_m: float, *, detailed: bool) -> dict[str, object]:
    """A pair of shoes with all its kilometres, as an activity or GET /gear carries it."""
    metres = round(gear.distance_m + run_m)
    summary: dict[str, object] = {
        "id": gear.id,
        "primary": gear.primary,
        "name": gear.name,
        "nickname": "",
        "resource_state": 3 if detailed else 2,
        "retired": gear.retired,
        "distance": metres,
        "converted_distance": round(metres / 1000, 1),
    }
    if detailed:
        summary |= {
            "brand_name": gear.brand,
            "model_name": gear.model,
            "description": None,
            "notification_distance": 0,
        }
    return summary
