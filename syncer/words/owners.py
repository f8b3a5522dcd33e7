"""Whose pain it is, whether it is over, and whether it belongs to the place beside it."""

from __future__ import annotations

from collections.abc import Sequence

from syncer.words.places import LIGHT, Spot, step
from syncer.words.vocabulary import Kind, Mark

NEAR = 8
"""A pain so many marks away from its place may belong to something else."""
_HAS = frozenset({"'s", "has", "had", "hat", "hatte", "a", "avait", "tiene", "tenia"})
"""Behind an unknown word, perhaps a name: "Tom has"."""
_PAINS = frozenset({Kind.PAIN, Kind.LOOSE, Kind.SORE, Kind.CONDITION})


def is_mine(clause: Sequence[Mark], found: Sequence[Spot]) -> bool:
    """ "My knee": the owner stands right before the place."""
    own = LIGHT - {Kind.MINE} | {Kind.SIDE, Kind.PART}
    owners = (step(clause, spot.at, -1, own) for spot in found)
    return any(at is not None and clause[at].kind is Kind.MINE for at in owners)


def is_somebodys(clause: Sequence[Mark], found: Sequence[Spot]) -> bool:
    """ "Emma's knee", "Annas Knie", "le genou de Marie", "小王的膝盖": perhaps not the runner's."""
    for at, mark in enumerate(clause[1:], 1):
        if clause[at - 1].kind is Kind.WORD and mark.value in _HAS:
            if any(spot.at > at for spot in found):
                return True
    for spot in found:
        before = step(clause, spot.at, -1, frozenset({Kind.SIDE, Kind.MINE}))
        if before and clause[before].value == ":" and clause[before - 1].kind is Kind.WORD:
            return True
        if before is not None and clause[before].kind is Kind.WORD:
            if clause[before].value.endswith("s"):
                return True
        if before is not None and clause[before].value == "的" and before:
            if clause[before - 1].kind is Kind.WORD:
                return True
        after = step(clause, spot.at, 1, frozenset({Kind.SIDE}))
        if after is not None and clause[after].value in ("de", "d'", "von", "of"):
            if after + 1 < len(clause) and clause[after + 1].kind is Kind.WORD:
                return True
    return False


def is_over(clause: Sequence[Mark]) -> bool:
    """ "First week after knee pain": the pain itself lies behind."""
    through = LIGHT | {Kind.SIDE, Kind.PART, Kind.PLACE}
    for at, mark in enumerate(clause):
        there = step(clause, at, 1, through) if mark.kind is Kind.SINCE else None
        if there is not None and clause[there].kind in _PAINS:
            return True
    return False


def is_far(pains: Sequence[int], found: Sequence[Spot]) -> bool:
    if not pains or not found:
        return False
    near = {at + by for at in pains for by in range(-NEAR, NEAR + 1)}
    return not any(spot.at in near for spot in found)
