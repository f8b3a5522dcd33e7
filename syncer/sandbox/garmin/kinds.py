"""Garmin's kinds of activity: a number, a key and the number of the kind above it.

Numbers: those recorded, and those of Garmin's own table as its clients quote it.
"""

from __future__ import annotations

from typing import Any

from syncer.sandbox import fit_writer as fit

_TABLE = """
all 17 17
running 1 17
street_running 7 1
track_running 8 1
trail_running 6 1
treadmill_running 18 1
indoor_running 156 1
virtual_run 153 1
obstacle_run 154 1
ultra_run 181 1
cycling 2 17
road_biking 10 2
mountain_biking 5 2
gravel_cycling 143 2
indoor_cycling 25 2
virtual_ride 152 2
swimming 26 17
lap_swimming 27 26
open_water_swimming 28 26
hiking 3 17
walking 9 17
fitness_equipment 29 17
strength_training 13 29
indoor_cardio 11 29
yoga 163 29
elliptical 30 29
multi_sport 89 17
transition_v2 83 17
other 4 17
"""
KINDS: dict[str, tuple[int, int]] = {
    key: (int(number), int(above))
    for key, number, above in (line.split() for line in _TABLE.split("\n") if line)
}
_BY_NUMBER = {number: key for key, (number, _) in KINDS.items()}
_RUNNING = KINDS["running"][0]

SPORTS = {
    "running": (fit.RUNNING, 1),
    "cycling": (2, 2),
    "swimming": (5, 5),
    "hiking": (17, 17),
    "walking": (11, 11),
    "fitness_equipment": (fit.TRAINING, 10),
    "multi_sport": (18, 18),
}
"""The sport a kind has in a FIT file, and the number that lists carry as `sportTypeId`."""

_SUB_SPORTS = {
    "street_running": fit.STREET,
    "track_running": fit.TRACK,
    "trail_running": fit.TRAIL,
    "treadmill_running": fit.TREADMILL,
    "strength_training": fit.STRENGTH_TRAINING,
    "lap_swimming": 17,
    "open_water_swimming": 18,
    "indoor_cycling": 6,
}
_INSIDE = {
    *("treadmill_running", "indoor_running", "virtual_run", "indoor_cycling", "virtual_ride"),
    *("lap_swimming", "strength_training", "yoga", "indoor_cardio", "elliptical"),
}


def kind_json(key: str) -> dict[str, Any]:
    """A kind as activities carry it. Raises KeyError for one that is not in the table."""
    number, above = KINDS[key]
    return {
        "typeId": number,
        "typeKey": key,
        "parentTypeId": above,
        "isHidden": False,
        "restricted": False,
        "trimmable": key != "yoga",
    }


def is_run(key: str) -> bool:
    return key in KINDS and _RUNNING in KINDS[key]


def is_inside(key: str) -> bool:
    """Whether no position and no height is recorded."""
    return key in _INSIDE


def is_wet(key: str) -> bool:
    """Whether it is a swim, which has no height."""
    return above(key) == "swimming"


def above(key: str) -> str:
    """The kind that lists can be asked for: running for a trail run, itself for running."""
    number, upper = KINDS.get(key, KINDS["other"])
    top = upper == KINDS["all"][0]
    return _BY_NUMBER[number] if top else _BY_NUMBER[upper]


def sport_of(key: str) -> tuple[int, int]:
    """Sport and sub sport of a kind in a FIT file."""
    return SPORTS.get(above(key), (fit.TRAINING, 10))[0], _SUB_SPORTS.get(key, fit.GENERIC)


def sport_type_id(key: str) -> int:
    return SPORTS.get(above(key), (0, 0))[1]


def kind_of_run(sub_sport: int) -> str:
    """What Garmin makes of a run by the sub sport of its file."""
    found = (key for key, sub in _SUB_SPORTS.items() if sub == sub_sport and is_run(key))
    return next(found, "running")
