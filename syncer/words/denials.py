"""What a clause denies, taken out of it: "no pain", "sans douleur", "schmerzt nicht", "不痛"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from syncer.words.places import LIGHT, step
from syncer.words.vocabulary import Kind, Mark

_BETWEEN = LIGHT | {Kind.PLACE, Kind.SIDE, Kind.PART, Kind.RATING, Kind.AND}
_PAINS = frozenset({Kind.PAIN, Kind.LOOSE, Kind.SORE, Kind.CONDITION})
_OTHERS = frozenset(
    {Kind.LIMP, Kind.PAINKILLER, Kind.FEVER, Kind.FEVERISH, Kind.TIMING, Kind.DOUBT, Kind.DOMS}
)
AFTER = "after"
"""The denials that may follow what they deny: "schmerzt nicht"."""


class Said(NamedTuple):
    """A clause without what it denies, and whether a pain was among that."""

    marks: tuple[Mark, ...]
    denies_pain: bool


def affirmed(clause: Sequence[Mark]) -> Said:
    """The clause without each denial that stands right at what it denies.

    A condition that is denied stays as the place it is at. "Not good" stays as a doubt.
    """
    kept: dict[int, Mark] = dict(enumerate(clause))
    denies_pain = False
    for at, mark in enumerate(clause):
        if mark.kind is not Kind.NOT or at not in kept:
            continue
        there = _denied(clause, at, mark)
        if there is None:
            continue
        kind = clause[there].kind
        del kept[at]
        if kind in (Kind.GOOD, Kind.FAIR):
            kept[there] = clause[there]._replace(kind=Kind.DOUBT)
            continue
        denies_pain = denies_pain or kind in _PAINS
        while there is not None and clause[there].kind in _PAINS | _OTHERS:
            if clause[there].kind is Kind.CONDITION:
                kept[there] = clause[there]._replace(kind=Kind.PLACE)
            else:
                kept.pop(there, None)
            joined = step(clause, there, 1, LIGHT)
            is_joined = joined is not None and clause[joined].kind is Kind.AND
            there = step(clause, joined, 1, LIGHT) if joined is not None and is_joined else None
    return Said(tuple(kept[at] for at in sorted(kept)), denies_pain)


def _denied(clause: Sequence[Mark], at: int, mark: Mark) -> int | None:
    ahead = step(clause, at, 1, _BETWEEN)
    if ahead is not None and clause[ahead].kind in _PAINS | _OTHERS | {Kind.GOOD, Kind.FAIR}:
        return ahead
    behind = step(clause, at, -1, LIGHT) if mark.value == AFTER else None
    if behind is not None and clause[behind].kind in (Kind.PAIN, Kind.LOOSE):
        return behind
    return None
