"""What Garmin counts beside activities: nights, the pulse at rest, the tolerance for running."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from syncer.sources.garmin.web import Web

PROFILE = "/userprofile-service/socialProfile"
_SLEEP = "/wellness-service/wellness/dailySleepData"
_TOLERANCE = "/metrics-service/metrics/runningtolerance/stats"
_SLEPT_S, _RESTING_BPM = (600.0, 86_400.0), (20.0, 150.0)


class Tolerance(NamedTuple):
    """A week's load on the legs and what Garmin holds them to be used to, in Garmin's measure."""

    week_starts: date
    load: float | None
    tolerance: float | None


def display_name(web: Web) -> str:
    """The name in Garmin's addresses, which is no name at all."""
    told = web.get(PROFILE)
    name = told.get("displayName") if isinstance(told, Mapping) else None
    if not isinstance(name, str) or not name:
        raise web.outage("Garmin does not say whose account it is.")
    return name


def night(web: Web, name: str, on: date) -> tuple[float | None, float | None]:
    """Seconds slept in the night before that morning and the pulse at rest; None where unknown."""
    path = f"{_SLEEP}/{quote(name, safe='')}"
    told = web.get(path, date=on.isoformat(), nonSleepBufferMinutes=60)
    if not isinstance(told, Mapping):
        raise web.outage("Garmin's night makes no sense.")
    slept = told.get("dailySleepDTO")
    slept_s = slept.get("sleepTimeSeconds") if isinstance(slept, Mapping) else None
    return _between(slept_s, *_SLEPT_S), _between(told.get("restingHeartRate"), *_RESTING_BPM)


def tolerance(web: Web, first: date, last: date) -> list[Tolerance]:
    """The weeks that these days touch; none for watches that do not know it."""
    asked = {"startDate": first.isoformat(), "endDate": last.isoformat(), "aggregation": "weekly"}
    rows = web.get(_TOLERANCE, **asked)
    if not isinstance(rows, list):
        raise web.outage("Garmin's running tolerance makes no sense.")
    weeks = (_week(row) for row in rows if isinstance(row, Mapping))
    return [week for week in weeks if week is not None]


def _week(row: Mapping[str, Any]) -> Tolerance | None:
    load, usual = (_between(row.get(name), 0.0, 1e7) for name in ("totalImpactLoad", "tolerance"))
    try:
        starts = date.fromisoformat(str(row.get("startOfWeek")))
    except ValueError:
        return None
    return None if load is None and usual is None else Tolerance(starts, load, usual)


def _between(value: object, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # What is no number is in no range; an integer may be larger than any float.
    return float(value) if least <= value <= most else None
