"""One record of Strava's, as its list or its detail gives it, in our units.

Each record is read alone: an odd one is refused by name and the rest goes on. What the list
lacks (description, private note, effort) only a detail has.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from coaching.log import RunKind
from syncer import own_words
from syncer.sources import Detail, Kind, Recording, Refused
from syncer.sources.files import plausible
from syncer.sources.files.plain import plain
from syncer.sources.files.sports import worded_sport
from syncer.sources.files.steps import both_feet

RACE = 1
"""Strava's `workout_type` of a run that was a race."""
PRIVATE, PUBLIC = "private_note", "description"
"""Where a note may stand; everybody reads the second."""
MOST = 1e9
_ZONE = re.compile(r"^\(GMT[^)]*\)\s+(\S+)$")


def source_id(told: object) -> str | None:
    """The id of a record, even of one that is too odd to be read."""
    value = told.get("id") if isinstance(told, Mapping) else None
    return (
        str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
    )


def record(told: object, now: datetime) -> Detail:
    """A record read; `words` are title, description and private note, without our block. Raises
    Refused with the reason in words."""
    known = source_id(told)
    if known is None or not isinstance(told, Mapping):
        raise Refused("it has no number of its own")
    kind, run_kind = _sport(told)
    title, device = _text(told, "name"), _text(told, "device_name")
    description, note = _text(told, "description"), _text(told, "private_note")
    gear = told.get("gear")
    shoes = _text(gear, "name") if isinstance(gear, Mapping) else ""
    gear_id = _text(gear, "id") if isinstance(gear, Mapping) else _text(told, "gear_id")
    cadence = _number(told, "average_cadence", 300.0)
    recording = Recording(
        source_id=known,
        kind=kind,
        run_kind=run_kind,
        started_at=_start(told),
        elapsed_s=_number(told, "elapsed_time"),
        moving_s=_number(told, "moving_time"),
        distance_m=_number(told, "distance"),
        ascent_m=_number(told, "total_elevation_gain", 60_000.0),
        cadence_spm=both_feet(cadence) if kind is Kind.RUN else None,
        title=title,
        device=device,
        timezone=_zone(told),
        race=kind is Kind.RUN and told.get("workout_type") == RACE,
        effort_rpe=_effort(told),
        gear=(shoes or gear_id)[:80] or None,
    )
    plausible.check(recording, now)
    own = (title, own_words.runners_own(description), own_words.runners_own(note))
    words = tuple(text for text in own if text.strip())
    return Detail(recording, words, _texts(told), told.get("manual") is not True, gear_id)


def text_in(told: object, place: str) -> str | None:
    """A field as it stands, not a character changed; None where the answer has no such field."""
    if not isinstance(told, Mapping) or place not in told:
        return None
    found = told[place]
    if found is None:
        return ""
    return found if isinstance(found, str) else None


def _texts(told: Mapping[str, Any]) -> dict[str, str]:
    """The fields that a note may go into, as they stand; none that is not shown."""
    found = {place: text_in(told, place) for place in (PRIVATE, PUBLIC)}
    return {place: text for place, text in found.items() if text is not None}


def _sport(told: Mapping[str, Any]) -> tuple[Kind, RunKind | None]:
    word = _text(told, "sport_type") or _text(told, "type")
    kind, run_kind = worded_sport(word) or (Kind.OTHER, None)
    if kind is Kind.RUN and run_kind is RunKind.RUN and told.get("trainer") is True:
        run_kind = RunKind.TREADMILL
    return kind, run_kind


def _start(told: Mapping[str, Any]) -> datetime:
    """`start_date` is the true instant; `start_date_local` wears a false Z."""
    try:
        start = datetime.fromisoformat(_text(told, "start_date"))
    except ValueError:
        raise Refused("it does not say when it began") from None
    if start.tzinfo is None or start.year < 2000:
        raise Refused("it does not say when it began")
    return start.astimezone(UTC)


def _zone(told: Mapping[str, Any]) -> str | None:
    match = _ZONE.match(_text(told, "timezone"))
    return match[1] if match and match[1] in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """Looking for the names walks over the disk, which takes longer than all else of a record."""
    return frozenset(available_timezones())


def _effort(told: Mapping[str, Any]) -> float | None:
    value = _number(told, "perceived_exertion", 10.0)
    return value if value is not None and value >= 1.0 else None


def _number(told: Mapping[str, Any], name: str, most: float = MOST) -> float | None:
    """A number from 0 on; what is none, or beyond belief, was not told."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= most else None


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return plain(value) if isinstance(value, str) else ""
