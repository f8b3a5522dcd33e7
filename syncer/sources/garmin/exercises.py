"""Our exercises by Garmin's names for them, and back: only where both mean the same movement.

Garmin's names are those of its own catalogue (garminconnect's `exercises`); a test holds every
one against it. What Garmin does not know (toe waves, the short foot) has no name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Name = tuple[str, str]
"""Garmin's category and its exercise's name, as `("CALF_RAISE", "STANDING_CALF_RAISE")`."""

_OURS: Mapping[str, Name] = MappingProxyType(
    {
        "X01": ("HIP_STABILITY", "LATERAL_WALKS_WITH_BAND_AT_ANKLES"),
        "X03": ("BANDED_EXERCISES", "CLAM_SHELLS"),
        "X05": ("HIP_RAISE", "HIP_RAISE"),
        "X06": ("HIP_STABILITY", "QUADRUPED_HIP_EXTENSION"),
        "X07": ("SQUAT", "SQUAT"),
        "X08": ("SQUAT", "STEP_UP"),
        "X09": ("LEG_CURL", "GOOD_MORNING"),
        "X10": ("BANDED_EXERCISES", "LEG_EXTENSION"),
        "X11": ("LEG_CURL", "SLIDING_LEG_CURL"),
        "X12": ("CALF_RAISE", "STANDING_CALF_RAISE"),
        "X17": ("PLANK", "PLANK"),
        "P1": ("SQUAT", "BODY_WEIGHT_WALL_SQUAT"),
        "P2": ("SQUAT", "WEIGHTED_SQUAT"),
    }
)
_LEVELS: Mapping[Name, str] = MappingProxyType(
    {
        ("BANDED_EXERCISES", "LATERAL_BAND_WALKS"): "X01",
        ("HIP_RAISE", "CLAM_BRIDGE"): "X03",
        ("BANDED_EXERCISES", "GLUTE_BRIDGE"): "X05",
        ("HIP_RAISE", "SINGLE_LEG_HIP_RAISE"): "X05",
        ("HIP_RAISE", "WEIGHTED_HIP_RAISE"): "X05",
        ("BANDED_EXERCISES", "DONKEY_KICK"): "X06",
        ("HIP_STABILITY", "WEIGHTED_QUADRUPED_HIP_EXTENSION"): "X06",
        ("SQUAT", "AIR_SQUAT"): "X07",
        ("SQUAT", "DUMBBELL_STEP_UP"): "X08",
        ("SQUAT", "WEIGHTED_STEP_UP"): "X08",
        ("DEADLIFT", "ROMANIAN_DEADLIFT"): "X09",
        ("DEADLIFT", "STRAIGHT_LEG_DEADLIFT"): "X09",
        ("LEG_CURL", "SINGLE_LEG_SLIDING_LEG_CURL"): "X11",
        ("BANDED_EXERCISES", "CALF_RAISES"): "X12",
        ("CALF_RAISE", "CALF_RAISE"): "X12",
        ("CALF_RAISE", "SINGLE_LEG_BENT_KNEE_CALF_RAISE"): "X12",
        ("CALF_RAISE", "SINGLE_LEG_STANDING_CALF_RAISE"): "X12",
        ("CALF_RAISE", "WEIGHTED_STANDING_CALF_RAISE"): "X12",
        ("PLANK", "WEIGHTED_PLANK"): "X17",
        ("SQUAT", "BARBELL_BACK_SQUAT"): "P2",
        ("SQUAT", "GOBLET_SQUAT"): "P2",
        ("SQUAT", "LEG_PRESS"): "P2",
    }
)
"""Harder or easier ways of the same exercise: done, they count as it."""
_THEIRS: Mapping[Name, str] = {name: code for code, name in _OURS.items()} | dict(_LEVELS)
_WHOLE_CATEGORIES: Mapping[str, str] = MappingProxyType({"CALF_RAISE": "X12"})
"""Categories that hold one exercise of ours and its ways only: a watch often tells no more."""


def garmin_exercise(code: str) -> Name | None:
    """Garmin's category and name of an exercise of the catalogue; None where it has none."""
    return _OURS.get(code)


def code_of(category: str, name: str | None) -> str | None:
    """The catalogue's code of what a watch counted; None for what we do not have."""
    if not name:
        return _WHOLE_CATEGORIES.get(category)
    return _THEIRS.get((category, name))
