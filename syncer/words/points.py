"""Which numbers of a clause rate its pain, and which count or rate something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from syncer.words.places import LIGHT, step
from syncer.words.ratings import MOST
from syncer.words.vocabulary import Kind, Mark

_PASSED = LIGHT | {Kind.SAD}
_PAINS = frozenset({Kind.PLACE, Kind.CONDITION, Kind.PAIN, Kind.LOOSE, Kind.SORE})
_OWNERS = _PAINS | {Kind.DOUBT, Kind.SIDE, Kind.PART, Kind.SCALE}
_OWNERS_AFTER_PAIN = frozenset({Kind.TIMING, Kind.WHERE, Kind.GONE, Kind.AND, Kind.UNIT})
"""What may stand between a pain and its rating: "knee hurts downhill 4/10"."""
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
    """The ratings of a clause: those "of ten", else a bare number behind a level or a sigh."""
    own: list[int] = []
    doubtful = pain_told = False
    for at, mark in enumerate(clause):
        pain_told = pain_told or mark.kind in _PAINS
        if mark.kind in (Kind.SCALE, Kind.FRACTION) and not _counts(clause, at):
            if mark.kind is Kind.SCALE and _is_owned(clause, at, pain_told):
                own.append(at)
            else:
                doubtful = True
    if own:
        beside = any(_is_beside_place(clause, at) for at in own)
        values = frozenset(p for at in own if (p := clause[at].points) is not None)
        return Points(values, beside, doubtful=doubtful)
    bare = _leveled(clause) or _bare(clause)
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


def _is_owned(clause: Sequence[Mark], at: int, pain_told: bool) -> bool:
    """Whether the rating belongs to what stands before it; at the start, to a pain behind it."""
    if at and clause[at - 1].kind in (Kind.ON, Kind.SINCE):
        return False
    before = step(clause, at, -1, _PASSED)
    if before is not None:
        kind = clause[before].kind
        return kind in _OWNERS or (pain_told and kind in _OWNERS_AFTER_PAIN)
    opens = step(clause, at, 1, LIGHT)
    is_date = at + 1 < len(clause) and clause[at + 1].value == ":"
    return opens is not None and clause[opens].kind is Kind.PAIN and not is_date


def _is_beside_place(clause: Sequence[Mark], at: int) -> bool:
    through = LIGHT | {Kind.SIDE, Kind.PART, Kind.SAD, Kind.DOUBT}
    before = step(clause, at, -1, through)
    return before is not None and clause[before].kind in (Kind.PLACE, Kind.CONDITION)


def _leveled(clause: Sequence[Mark]) -> Points | None:
    """ "Pain level 4 in my knee"."""
    for at in range(1, len(clause) - 1):
        number = clause[at + 1]
        if clause[at].kind is Kind.LEVEL and number.kind is Kind.NUMBER:
            owner = step(clause, at, -1, LIGHT)
            after = clause[at + 2].kind if at + 2 < len(clause) else None
            told = owner is not None and clause[owner].kind in _PAINS - {Kind.PLACE}
            if told and after not in (Kind.NUMBER, Kind.UNIT, Kind.COUNTER):
                within = number.points is not None and number.points <= MOST
                value = {number.points} if number.points is not None and within else ()
                return Points(frozenset(value), bare=True, doubtful=not within)
    return None


def _bare(clause: Sequence[Mark]) -> Points:
    """ "Shin splints again :( 6": a number at the very end, told from others by a sigh."""
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
    if owner not in _PAINS | {Kind.SIDE}:
        return Points(frozenset())
    if value > MOST:
        return Points(frozenset(), doubtful=True)
    beside = owner in (Kind.PLACE, Kind.SIDE)
    return Points(frozenset({value}), beside, bare=True, doubtful=not plain)
