"""Which numbers of a clause rate its pain, and which count or rate something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from syncer.words.places import LIGHT, step
from syncer.words.ratings import MOST
from syncer.words.vocabulary import Kind, Mark

_PASSED = frozenset({Kind.FILLER, Kind.AGAIN, Kind.SAD, Kind.MINE})
_OWNERS = frozenset(
    {Kind.PLACE, Kind.CONDITION, Kind.PAIN, Kind.LOOSE, Kind.SORE, Kind.DOUBT, Kind.SIDE}
    | {Kind.PART, Kind.TIMING, Kind.WHERE, Kind.GONE, Kind.SCALE}
)
_SOMETHING_ELSE = frozenset({Kind.COUNTER, Kind.RATING})
_ENDS_WORDED = frozenset({Kind.WORD, Kind.OTHER, Kind.RATING, Kind.NUMBER})


class Points(NamedTuple):
    """Ratings of the clause's pain. `doubtful` says that another number may be one."""

    values: frozenset[float]
    beside_place: bool = False
    """Whether one stands right at a place: "left knee 4/10"."""
    bare: bool = False
    """Whether it lacks its "/10"."""
    doubtful: bool = False


def points(clause: Sequence[Mark]) -> Points:
    """The ratings of a clause: those "of ten", else a bare number at its very end."""
    own: list[int] = []
    doubtful = False
    for at, mark in enumerate(clause):
        if mark.kind in (Kind.SCALE, Kind.FRACTION) and not _counts(clause, at):
            if mark.kind is Kind.SCALE and _is_owned(clause, at):
                own.append(at)
            else:
                doubtful = True
    if own:
        beside = any(_is_beside_place(clause, at) for at in own)
        values = frozenset(p for at in own if (p := clause[at].points) is not None)
        return Points(values, beside, doubtful=doubtful)
    bare = _bare(clause)
    return bare._replace(doubtful=doubtful or bare.doubtful)


def _counts(clause: Sequence[Mark], at: int) -> bool:
    """Whether laps, days or kilometres are counted, or effort or weather rated."""
    before = step(clause, at, -1, _PASSED)
    if before is not None:
        kind = clause[before].kind
        if kind in _SOMETHING_ELSE:
            return True
        if kind is Kind.UNIT and (before == 0 or clause[before - 1].kind is not Kind.NUMBER):
            return True
    if at + 1 == len(clause):
        return False
    after = clause[at + 1].kind
    if after is Kind.RATING:
        beyond = clause[at + 2].kind if at + 2 < len(clause) else None
        return beyond not in (Kind.NUMBER, Kind.SCALE)
    if clause[at].value == "of" and after in _ENDS_WORDED:
        return True
    return after in (Kind.UNIT, Kind.COUNTER)


def _is_owned(clause: Sequence[Mark], at: int) -> bool:
    if at and clause[at - 1].kind in (Kind.ON, Kind.SINCE):
        return False
    before = step(clause, at, -1, _PASSED)
    if before is None:
        opens = step(clause, at, 1, LIGHT) if at + 1 < len(clause) else None
        colon = at + 1 < len(clause) and clause[at + 1].value == ":"
        return opens is not None and clause[opens].kind is Kind.PAIN and not colon
    if clause[before].kind is Kind.UNIT:
        return True
    return clause[before].kind in _OWNERS


def _is_beside_place(clause: Sequence[Mark], at: int) -> bool:
    through = LIGHT | {Kind.SIDE, Kind.PART, Kind.SAD, Kind.DOUBT}
    before = step(clause, at, -1, through)
    return before is not None and clause[before].kind in (Kind.PLACE, Kind.CONDITION)


def _bare(clause: Sequence[Mark]) -> Points:
    """ "Shin splints again :( 6": a level or a sigh tells a rating from any other number."""
    end = len(clause)
    while end and clause[end - 1].kind is Kind.SAD:
        end -= 1
    value = clause[end - 1].points if end and clause[end - 1].kind is Kind.NUMBER else None
    if value is None:
        return Points(frozenset())
    at = end - 1
    plain = end < len(clause)
    while at and (clause[at - 1].kind in (Kind.AGAIN, Kind.SAD) or clause[at - 1].value in ":,"):
        at -= 1
        plain = plain or clause[at].value != ","
    owner = clause[at - 1].kind if at else None
    if owner not in (Kind.PLACE, Kind.CONDITION, Kind.PAIN, Kind.LOOSE, Kind.SORE, Kind.SIDE):
        return Points(frozenset())
    if value > MOST:
        return Points(frozenset(), doubtful=True)
    beside = owner in (Kind.PLACE, Kind.SIDE)
    return Points(frozenset({value}), beside, bare=True, doubtful=not plain)
