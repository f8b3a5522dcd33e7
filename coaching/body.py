"""The runner's body in words: where it hurts, on which side, and how the pain behaved."""

from __future__ import annotations

from enum import StrEnum


class PainClass(StrEnum):
    """How a region's pain is judged: each class has bands of its own (`pain_bands`)."""

    JOINT = "joint"
    TENDON = "tendon"
    BONE = "bone"


class Region(StrEnum):
    """Where it hurts. `pain_class` gives the class that each region has, exactly one."""

    KNEE = "knee"
    KNEE_FRONT = "knee_front"
    KNEE_OUTER = "knee_outer"
    KNEE_INNER = "knee_inner"
    KNEE_BACK = "knee_back"
    KNEE_BELOW_CAP = "knee_below_cap"
    SHIN_INNER = "shin_inner"
    SHIN_FRONT = "shin_front"
    CALF = "calf"
    ACHILLES = "achilles"
    FOOT_TOP = "foot_top"
    FOOT_SOLE = "foot_sole"
    HIP_OUTER = "hip_outer"
    HIP_FRONT = "hip_front"
    HAMSTRING = "hamstring"
    OTHER = "other"

    @property
    def pain_class(self) -> PainClass:
        return _CLASS_OF[self]


_CLASS_OF = {
    Region.KNEE: PainClass.JOINT,
    Region.KNEE_FRONT: PainClass.JOINT,
    Region.KNEE_OUTER: PainClass.JOINT,
    Region.KNEE_INNER: PainClass.JOINT,
    Region.KNEE_BACK: PainClass.JOINT,
    Region.HIP_OUTER: PainClass.JOINT,
    Region.OTHER: PainClass.JOINT,
    Region.KNEE_BELOW_CAP: PainClass.TENDON,
    Region.ACHILLES: PainClass.TENDON,
    Region.CALF: PainClass.TENDON,
    Region.HAMSTRING: PainClass.TENDON,
    Region.FOOT_SOLE: PainClass.TENDON,
    Region.SHIN_INNER: PainClass.BONE,
    Region.SHIN_FRONT: PainClass.BONE,
    Region.FOOT_TOP: PainClass.BONE,
    Region.HIP_FRONT: PainClass.BONE,
}


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Timing(StrEnum):
    """How the pain behaved during the run."""

    NONE = "none"
    AT_START = "at_start"
    EASES = "eases"
    PERSISTS = "persists"
    WORSENS = "worsens"
    CHANGED_FORM = "changed_form"


def same_place(one: Region, other: Region) -> bool:
    """Whether two regions may be one place: "knee" may be any part of it."""
    if one is other:
        return True
    knees = one.value.startswith("knee") and other.value.startswith("knee")
    return knees and Region.KNEE in (one, other)


def same_side(one: Side | None, other: Side | None) -> bool:
    """Whether two sides may be one: both, or none told, may be either."""
    either = (None, Side.BOTH)
    return one in either or other in either or one is other
