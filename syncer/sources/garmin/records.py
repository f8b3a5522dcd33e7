"""One record of Garmin's, as its list or its detail gives it, in our units.

Each record is read alone: an odd one is refused by name and the rest goes on. Lists tell numbers
in single precision and details in double, so both are brought to what the coarser can say: the
same run is the same from either, and nothing changes from night to night. Effort, feel, time
zone and the runner's own words stand in the detail only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import numpy as np

from syncer import own_words
from syncer.sources import Detail, Kind, Recording, Refused
from syncer.sources.files import plausible
from syncer.sources.files.plain import plain
from syncer.sources.files.steps import BOTH_FEET_PER_MIN
from syncer.sources.garmin.exercises import code_of
from syncer.sources.garmin.sports import MULTISPORT, is_transition, sport

MOST, BEYOND_BELIEF = 1e9, 1e30
MOST_WALKING = 0.05
"""Our choice: where more of the time was walked, an average over all of it says nothing about
running; at a twentieth it is some three steps a minute too low."""
RUN_SPLIT, WALK_SPLIT = "RWD_RUN", "RWD_WALK"
_FEEL = {0.0: 1, 25.0: 2, 50.0: 3, 75.0: 4, 100.0: 5}

_CADENCE = ("averageRunningCadenceInStepsPerMinute", "averageRunCadence")
_CONTACT = ("avgGroundContactTime", "groundContactTime")
_BALANCE = ("avgGroundContactBalance", "groundContactBalanceLeft")
_BOUNCE = ("avgVerticalOscillation", "verticalOscillation")
"""The list's name of each and the detail's."""

Told = Mapping[str, Any]


def source_id(told: object) -> str | None:
    """The id of a record, even of one that is too odd to be read."""
    value = told.get("activityId") if isinstance(told, Mapping) else None
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return str(value) if is_number else None


def is_nobodys_own(told: object) -> bool:
    """Whether it is a frame around others (a triathlon) or the way between two of them."""
    if not isinstance(told, Mapping):
        return False
    return is_whole(told) or is_transition(_part(told, "activityType", "activityTypeDTO"))


def is_whole(told: object) -> bool:
    """Whether it is the frame around the legs of a triathlon or the like."""
    if not isinstance(told, Mapping):
        return False
    key = _part(told, "activityType", "activityTypeDTO").get("typeKey")
    return key == MULTISPORT or told.get("parent") is True or told.get("isMultiSportParent") is True


def part_of(told: object) -> str | None:
    """The id of the whole that a record is one leg of."""
    value = told.get("parentId") if isinstance(told, Mapping) else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def record(told: object, now: datetime) -> Detail:
    """A record read, whether a row of a list or a detail. Raises Refused with the reason."""
    known = source_id(told)
    if known is None or not isinstance(told, Mapping):
        raise Refused("it has no number of its own")
    flat = {**told, **_part(told, "summaryDTO"), **_part(told, "metadataDTO")}
    kind, run_kind = sport(_part(told, "activityType", "activityTypeDTO"))
    title, description = _text(told, "activityName"), _text(told, "description")
    effort = _number(flat, 100.0, "directWorkoutRpe")
    feel = _number(flat, 100.0, "directWorkoutFeel")
    gait = _gait(told, flat) if kind is Kind.RUN else _Gait()
    recording = Recording(
        source_id=known,
        kind=kind,
        run_kind=run_kind,
        started_at=_start(flat),
        # Without end it was never stopped, which is no reason to say that it was not told.
        elapsed_s=_single(flat, 0, BEYOND_BELIEF, "elapsedDuration"),
        moving_s=_whole(flat, "movingDuration") or _whole(flat, "duration"),
        # Of strength work a list says 0 and a detail nothing.
        distance_m=_whole(flat, "distance") or None,
        ascent_m=_whole(flat, "elevationGain"),
        descent_m=_whole(flat, "elevationLoss"),
        title=title,
        device=_text(flat, "manufacturer").replace("_", " ").strip().title(),
        timezone=_zone(told),
        race=kind is Kind.RUN and _part(told, "eventType", "eventTypeDTO").get("typeKey") == "race",
        effort_rpe=effort / 10 if effort is not None and effort >= 10 else None,
        feel=None if feel is None else _FEEL.get(feel),
        exercises=tuple(_exercises(told)),
        part_of=part_of(told),
        cadence_spm=gait.cadence_spm,
        ground_contact_ms=gait.ground_contact_ms,
        ground_contact_left_pct=gait.ground_contact_left_pct,
        vertical_oscillation_cm=gait.vertical_oscillation_cm,
    )
    plausible.check(recording, now)
    words = tuple(text for text in (title, own_words.runners_own(description)) if text.strip())
    has_series = flat.get("manualActivity") is not True
    return Detail(recording, words, {"description": description}, has_series)


def _start(told: Told) -> datetime:
    """`startTimeGMT` is the true instant, without a word of its zone."""
    try:
        start = datetime.fromisoformat(_text(told, "startTimeGMT"))
        return start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("it does not say when it began") from None


class _Gait(NamedTuple):
    cadence_spm: float | None = None
    ground_contact_ms: float | None = None
    ground_contact_left_pct: float | None = None
    vertical_oscillation_cm: float | None = None


def _gait(told: Told, flat: Told) -> _Gait:
    """How the feet met the ground while running: of the parts that were run, where much was
    walked and Garmin says them apart; unknown, where it does not."""
    splits = {str(one.get("splitType")): one for one in _rows(told, "splitSummaries")}
    walked = _number(splits.get(WALK_SPLIT, {}), MOST, "duration") or 0.0
    ran = _number(splits.get(RUN_SPLIT, {}), MOST, "duration") or 0.0
    of = splits.get(RUN_SPLIT, {}) if walked > MOST_WALKING * (walked + ran) else flat
    cadence = _single(of, 1, BOTH_FEET_PER_MIN[1], *_CADENCE)
    is_running = cadence is not None and cadence > BOTH_FEET_PER_MIN[0]
    return _Gait(
        cadence if is_running else None,
        _single(of, 1, 1_000.0, *_CONTACT) or None,
        _single(of, 1, 100.0, *_BALANCE) or None,
        _single(of, 1, 50.0, *_BOUNCE) or None,
    )


def _exercises(told: Told) -> Iterator[str]:
    """Catalogue codes of strength work, as far as a list sums up its sets."""
    rows = _rows(told, "summarizedExerciseSets")
    names = [(_text(one, "category"), _text(one, "subCategory")) for one in rows]
    codes = [code_of(category, name) for category, name in names]
    yield from dict.fromkeys(code for code in codes if code is not None)


def exercises_of_sets(told: object) -> tuple[str, ...]:
    """The same of a session's own sets: of each what the watch held for most likely."""
    active = [one for one in _rows(told, "exerciseSets") if one.get("setType") == "ACTIVE"]
    first = [next(iter(_rows(one, "exercises")), {}) for one in active]
    codes = [code_of(_text(one, "category"), _text(one, "name")) for one in first]
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _zone(told: Told) -> str | None:
    name = _text(_part(told, "timeZoneUnitDTO"), "timeZone")
    return name if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """Looking for the names walks over the disk, which takes longer than all else of a record."""
    return frozenset(available_timezones())


def _whole(told: Told, name: str) -> float | None:
    """Seconds or metres to the nearest one: there single and double precision always agree."""
    return _single(told, 0, MOST, name)


def _single(told: Told, digits: int, most: float, *names: str) -> float | None:
    value = _number(told, most, *names)
    return None if value is None else round(float(np.float32(value)), digits)


def _number(told: Told, most: float, *names: str) -> float | None:
    """A number from 0 on, under any of its names; what is none, or beyond belief, was not told."""
    for name in names:
        value = told.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        return float(value) if 0 <= value <= most and math.isfinite(value) else None
    return None


def _text(told: Told, name: str) -> str:
    value = told.get(name)
    return plain(value) if isinstance(value, str) else ""


def _part(told: Told, *names: str) -> Told:
    for name in names:
        value = told.get(name)
        if isinstance(value, Mapping):
            return value
    return {}


def _rows(told: object, name: str) -> list[Told]:
    value = told.get(name) if isinstance(told, Mapping) else None
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
