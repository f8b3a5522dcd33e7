"""One activity as Strava keeps it, and the two shapes in which it is told: in a list, in full."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from syncer.sandbox.strava.pieces import laps, splits
from syncer.sandbox.strava.polyline import polyline
from syncer.sandbox.strava.streams import SHORT_LINE, Streams, steady

RUNS = ("Run", "TrailRun", "VirtualRun")
_TYPE_OF = {"TrailRun": "Run", "MountainBikeRide": "Ride", "GravelRide": "Ride"}
_EASY_MPS = 2.8
_LONG_LINE = 400
_KM, _MILE = 1000.0, 1609.344

Fields = dict[str, Any]

IN_FULL = (
    "description",
    "calories",
    "perceived_exertion",
    "prefer_perceived_exertion",
    "hide_from_home",
    "embed_token",
)
"""What only the detail tells, beside laps, splits, gear and the private note."""


@dataclass(slots=True)
class Stored:
    """One activity: every field by Strava's name, and its streams (None: typed in by hand).

    `ends_s` are the ends of the laps. `odd` puts other values, or none, over what a list says.
    `row` keeps the list's text, because a night asks for it again and again: change by `change`.
    """

    athlete_id: int
    fields: Fields
    streams: Streams | None
    ends_s: tuple[float, ...] = ()
    odd: Mapping[str, Any] = field(default_factory=dict)
    row: str | None = None

    def change(self, fields: Mapping[str, Any], odd: Mapping[str, Any] | None = None) -> None:
        self.fields |= fields
        self.odd = self.odd if odd is None else odd
        self.row = None

    @property
    def id(self) -> int:
        return int(self.fields["id"])

    @property
    def only_me(self) -> bool:
        return bool(self.fields["visibility"] == "only_me")

    @property
    def started_at(self) -> datetime:
        return datetime.fromisoformat(self.fields["start_date"])


def row(stored: Stored) -> str:
    """A row of a list, as JSON."""
    if stored.row is None:
        told = {**_in_short(stored), **stored.odd}
        kept = {key: value for key, value in told.items() if value is not Missing}
        stored.row = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
    return stored.row


def _in_short(stored: Stored) -> Fields:
    told = {
        "resource_state": 2,
        "athlete": {"id": stored.athlete_id, "resource_state": 1},
        **{key: value for key, value in stored.fields.items() if key not in _KEPT_BACK},
    }
    told["map"] = {
        "id": f"a{stored.id}",
        "summary_polyline": _line(stored, SHORT_LINE),
        "resource_state": 2,
    }
    return told


def detail(stored: Stored, gear: Mapping[str, object] | None) -> Fields:
    """The whole activity, as its owner's app may see it."""
    told = _in_short(stored) | {key: stored.fields[key] for key in IN_FULL}
    told["resource_state"] = 3
    told["map"] = {**told["map"], "polyline": _line(stored, _LONG_LINE), "resource_state": 3}
    told["segment_efforts"] = []
    told["best_efforts"] = []
    if stored.streams is not None:
        if stored.fields["sport_type"] in RUNS:
            told["splits_metric"] = splits(stored.streams, _KM)
            told["splits_standard"] = splits(stored.streams, _MILE)
        told["laps"] = laps(stored.fields, stored.athlete_id, stored.streams, stored.ends_s)
    if gear is not None:
        told["gear"] = gear
    told["photos"] = {"primary": None, "count": 0}
    told["stats_visibility"] = [
        {"type": kind, "visibility": "everyone"}
        for kind in ("heart_rate", "pace", "power", "speed", "calories")
    ]
    told["similar_activities"] = {}
    told["available_zones"] = ["heartrate", "pace"] if stored.fields["has_heartrate"] else ["pace"]
    told["private_note"] = stored.fields.get("private_note") or ""
    return told


class Missing:
    """Stands for a field that an odd record leaves out."""


_KEPT_BACK = frozenset((*IN_FULL, "private_note"))


def _line(stored: Stored, points: int) -> str:
    return "" if stored.streams is None else _drawn(stored.streams, points)


@lru_cache(maxsize=1024)
def _drawn(streams: Streams, points: int) -> str:
    return polyline(streams.points(points))


def filled(given: Mapping[str, Any], activity_id: int, timezone: str, now: datetime) -> Fields:
    """Every field of an activity: what was given, and plausible values for the rest.

    `start_date` may be an instant or a text; `sport_type`, `distance` and `moving_time` are
    what most other values follow from.
    """
    asked = dict(given)
    start = asked.pop("start_date", now - timedelta(hours=1))
    started_at = datetime.fromisoformat(start) if isinstance(start, str) else start
    zone = asked.pop("timezone", timezone)
    sport = asked.get("sport_type", "Run")
    manual = bool(asked.get("manual", False))
    metres = float(asked.get("distance", 8000.0))
    moving_s = int(asked.get("moving_time", round(metres / _EASY_MPS)))
    outside = not manual and not asked.get("trainer") and metres > 0
    visibility = "only_me" if asked.pop("private", False) else "everyone"
    whole = {
        "name": "Morning Run",
        "distance": metres,
        "moving_time": moving_s,
        "elapsed_time": moving_s + (0 if manual else 20),
        "total_elevation_gain": 34.0 if outside else 0,
        "type": type_of(sport),
        "sport_type": sport,
        "workout_type": 0 if sport in RUNS else None,
        "id": activity_id,
        **when(started_at, zone),
        "location_city": None,
        "location_state": None,
        "location_country": None,
        "achievement_count": 0,
        "kudos_count": 0,
        "comment_count": 0,
        "athlete_count": 1,
        "photo_count": 0,
        "trainer": False,
        "commute": False,
        "manual": manual,
        "private": visibility == "only_me",
        "visibility": visibility,
        "flagged": False,
        "gear_id": None,
        "start_latlng": [],
        "end_latlng": [],
        "average_speed": round(metres / max(moving_s, 1), 3),
        "max_speed": 0 if manual else round(1.4 * metres / max(moving_s, 1), 3),
        **(_by_hand() if manual else _recorded(activity_id, outside, sport in RUNS)),
        "from_accepted_tag": False,
        "pr_count": 0,
        "total_photo_count": 0,
        "has_kudoed": False,
        "description": None,
        "calories": round(metres * 0.065, 1),
        "perceived_exertion": None,
        "prefer_perceived_exertion": None,
        "hide_from_home": False,
        "embed_token": f"{activity_id:x}",
    }
    whole |= asked
    if asked.get("visibility") == "only_me":
        whole["private"] = True
    return whole


def type_of(sport_type: str) -> str:
    """The older, coarser kind that Strava still tells beside `sport_type`."""
    return _TYPE_OF.get(sport_type, sport_type)


def when(started_at: datetime, timezone: str) -> Fields:
    """The four fields that say when: the local time carries a Z that is not true."""
    local = started_at.astimezone(ZoneInfo(timezone))
    offset, winter = local.utcoffset(), local.replace(month=1, day=1).utcoffset()
    assert offset is not None
    assert winter is not None
    minutes = round(winter.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return {
        "start_date": f"{started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "timezone": f"(GMT{sign}{hours:02}:{rest:02}) {timezone}",
        "utc_offset": offset.total_seconds(),
    }


def _recorded(activity_id: int, outside: bool, run: bool) -> Fields:
    return {
        **({"average_cadence": 82.5} if run else {}),
        "average_temp": 14,
        "has_heartrate": True,
        "average_heartrate": 148.2,
        "max_heartrate": 171.0,
        "heartrate_opt_out": False,
        "display_hide_heartrate_option": True,
        **({"elev_high": 16.0, "elev_low": 8.0} if outside else {}),
        "upload_id": activity_id + 7,
        "upload_id_str": str(activity_id + 7),
        "external_id": f"garmin_ping_{activity_id + 11}",
        "suffer_score": 42.0,
        "device_name": "Garmin Forerunner 265",
    }


def _by_hand() -> Fields:
    return {
        "has_heartrate": False,
        "heartrate_opt_out": False,
        "display_hide_heartrate_option": False,
        "upload_id": None,
        "external_id": None,
    }


def plausible(fields: Fields) -> Streams | None:
    """Streams that agree with the fields, for an activity that was given none."""
    if fields["manual"]:
        return None
    return steady(
        float(fields["distance"]),
        int(fields["moving_time"]),
        fields.get("average_cadence"),
        fields.get("average_heartrate") if fields["has_heartrate"] else None,
        outside=not fields["trainer"] and float(fields["distance"]) > 0,
    )
