"""Odd records, each of which breaks a reader of Garmin's lists that trusts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Missing:
    """Stands for a field that an odd record leaves out."""


ODDITIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "missing_fields": {"startTimeGMT": Missing, "distance": Missing, "activityType": Missing},
        "nulls": {"startTimeGMT": None, "distance": None, "duration": None, "activityType": None},
        "wrong_types": {"distance": "far", "duration": [], "startTimeGMT": 17, "activityType": 1},
        "unknown_type": {
            "activityType": {"typeId": 9001, "typeKey": "plogging", "parentTypeId": 17}
        },
        "no_id": {"activityId": Missing},
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
    """The record made odd."""
    if how == "not_a_record":
        return None
    changed = {**record, **odd_values(how)}
    return {key: value for key, value in changed.items() if value is not Missing}
