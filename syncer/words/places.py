"""Which place a word means, and which side: regions where the words tell one, else a wider name.

A wider name ("hip", "shin", "foot", "heel", "leg") stands for several regions that are judged
differently, so it never becomes a region by itself; the runner is asked which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from coaching.body import Region, Side
from syncer.words.vocabulary import Kind, Mark

REACH = 6
"""So many marks to each side belong together, at most."""
LIGHT = frozenset({Kind.FILLER, Kind.ON, Kind.MINE, Kind.AGAIN, Kind.LEVEL})
_FELT = frozenset({Kind.PAIN, Kind.LOOSE, Kind.SORE, Kind.DOUBT, Kind.SAD, Kind.SCALE})
MUSCLES = frozenset(
    {"calf", "calves", "hamstring", "hamstrings", "quad", "thigh", "leg", "legs", "lower_leg"}
)
PLURAL_MUSCLES = frozenset({"calves", "hamstrings", "quad", "legs", "lower_leg", "leg", "thigh"})
"""Sore after training rather than hurt, unless a side or a rating says otherwise."""
_KNEES = frozenset(r.value for r in Region if r.value.startswith("knee_"))
_INSIDE = {
    "knee": _KNEES,
    "shin": frozenset({"shin_inner", "shin_front"}),
    "hip": frozenset({"hip_outer", "hip_front"}),
    "foot": frozenset({"foot_top", "foot_sole", "heel"}),
    "heel": frozenset({"achilles", "foot_sole"}),
    "thigh": frozenset({"hamstring", "hamstrings", "quad"}),
    "lower_leg": frozenset({"calf", "calves", "shin", "shin_inner", "shin_front", "achilles"}),
    "leg": frozenset(r.value for r in Region) | {"calves", "hamstrings", "shin", "thigh"},
}
_PARTS = {
    ("knee", "outer"): "knee_outer",
    ("knee", "inner"): "knee_inner",
    ("knee", "front"): "knee_front",
    ("knee", "back"): "knee_back",
    ("knee", "below"): "leg",
    ("knee", "above"): "leg",
    ("knee_front", "below"): "knee_below_cap",
    ("knee_front", "outer"): "knee",
    ("knee_front", "inner"): "knee",
    ("knee_front", "above"): "knee",
    ("knee_front", "top"): "knee",
    ("shin", "inner"): "shin_inner",
    ("shin", "front"): "shin_front",
    ("hip", "outer"): "hip_outer",
    ("hip", "front"): "hip_front",
    ("hip", "back"): "other",
    ("thigh", "back"): "hamstring",
    ("thigh", "front"): "quad",
    ("lower_leg", "back"): "calf",
    ("lower_leg", "front"): "shin",
    ("lower_leg", "inner"): "shin",
    ("foot", "top"): "foot_top",
    ("foot", "sole"): "foot_sole",
    ("heel", "sole"): "foot_sole",
    ("heel", "back"): "achilles",
}
_REGIONS = {"calves": Region.CALF, "hamstrings": Region.HAMSTRING, "quad": Region.OTHER}


class Spot(NamedTuple):
    """A place named at `at` in a clause."""

    at: int
    name: str
    side: str | None


def region(name: str) -> Region | None:
    """The region that a place's name stands for; None for a wider name."""
    return _REGIONS.get(name) or (Region(name) if name in set(Region) else None)


def narrowed(names: Iterable[str]) -> frozenset[str]:
    """The names without those that another one tells more exactly."""
    all_names = frozenset(names)
    return frozenset(n for n in all_names if not all_names & _INSIDE.get(n, frozenset()))


def spots(clause: Sequence[Mark]) -> Iterator[Spot]:
    """The places of a clause, each with the part and the side that belong to it."""
    parts = dict(_part_of(clause))
    for at, mark in enumerate(clause):
        if mark.kind not in (Kind.PLACE, Kind.CONDITION):
            continue
        name = "knee_front" if mark.value == "kneecap" else mark.value
        if mark.kind is Kind.PLACE and at in parts:
            name = _PARTS.get((name, parts[at]), name)
        yield Spot(at, name, _side(clause, at))


def step(clause: Sequence[Mark], at: int, by: int, through: frozenset[Kind]) -> int | None:
    """Where the next mark stands that is none of `through`; None past the end or out of reach."""
    for distance in range(1, REACH + 1):
        there = at + by * distance
        if not 0 <= there < len(clause):
            return None
        if clause[there].kind not in through:
            return there
    return None


def _part_of(clause: Sequence[Mark]) -> Iterator[tuple[int, str]]:
    ahead, back = LIGHT | {Kind.SIDE}, LIGHT | {Kind.SIDE} | _FELT
    for at, mark in enumerate(clause):
        if mark.kind is Kind.PART:
            for by, through in ((1, ahead), (-1, back)):
                there = step(clause, at, by, through)
                if there is not None and clause[there].kind is Kind.PLACE:
                    yield there, mark.value
                    break


def _side(clause: Sequence[Mark], at: int) -> str | None:
    before = step(clause, at, -1, LIGHT | {Kind.PART})
    if before is not None and clause[before].kind is Kind.SIDE:
        joined = step(clause, before, -1, LIGHT)
        if joined is not None and clause[joined].kind is Kind.AND:
            other = step(clause, joined, -1, LIGHT)
            if other is not None and clause[other].kind is Kind.SIDE:
                return Side.BOTH
        return clause[before].value
    after = step(clause, at, 1, LIGHT | _FELT | {Kind.PART})
    if after is None or clause[after].kind is not Kind.SIDE:
        return None
    owner = step(clause, after, 1, LIGHT | {Kind.PART})
    if owner is not None and clause[owner].kind is Kind.PLACE:
        return None
    return clause[after].value
