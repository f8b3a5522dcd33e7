"""Odd records, as they turn up in real lists, each of which breaks a reader that trusts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from syncer.sandbox.strava.activities import Missing

ODDITIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "missing_fields": {"start_date": Missing, "distance": Missing, "sport_type": Missing},
        "nulls": {"start_date": None, "distance": None, "moving_time": None, "map": None},
        "wrong_types": {"distance": "far", "moving_time": [], "start_date": 17, "map": "none"},
        "fractional_suffer_score": {"suffer_score": 41.5, "max_heartrate": 170.5},
        "unknown_sport_type": {"sport_type": "Plogging", "type": "Plogging"},
        "nobody_there": {"athlete_count": 0},
        "not_a_record": {},
    }
)
"""`not_a_record` puts a bare null in the record's place; it is for faults on a list only."""


def odd_values(how: str) -> Mapping[str, Any]:
    """The values of one oddity. Raises ValueError for a name that is not there."""
    if how not in ODDITIES:
        raise ValueError(f"no oddity is called {how!r}; there are {', '.join(ODDITIES)}")
    return ODDITIES[how]


def odd_record(record: Mapping[str, Any], how: str) -> Mapping[str, Any] | None:
    """The record made odd, for an answer that is already put together."""
    if how == "not_a_record":
        return None
    changed = {**record, **odd_values(how)}
    return {key: value for key, value in changed.items() if value is not Missing}
