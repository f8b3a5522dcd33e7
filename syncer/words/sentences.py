"""A text as sentences, and these as clauses, each judged alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from syncer.words.vocabulary import Kind, Mark, marks

_PAINS = frozenset({Kind.PLACE, Kind.CONDITION, Kind.PAIN, Kind.LOOSE})
_ADDS = frozenset(
    {Kind.SIDE, Kind.SCALE, Kind.PAIN, Kind.LOOSE, Kind.TIMING, Kind.SAD, Kind.PART, Kind.NUMBER}
    | {Kind.ELSEWHEN, Kind.DOUBT, Kind.SORE}
)
_LIGHT = frozenset(
    {
        Kind.FILLER,
        Kind.ON,
        Kind.MINE,
        Kind.AGAIN,
        Kind.LEVEL,
        Kind.SINCE,
        Kind.WHERE,
        Kind.UNIT,
        Kind.AND,
    }
)
_SPLITS = frozenset({Kind.PAUSE, Kind.BUT})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses between two full stops. `asked` says that it ends as a question."""

    clauses: tuple[tuple[Mark, ...], ...]
    kinds: frozenset[Kind]
    asked: bool = False


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in order; empty ones are left out."""
    held: list[Mark] = []
    for mark in marks(text):
        if mark.kind is not Kind.END:
            held.append(mark)
            continue
        yield from _sentence(held, "?" in mark.value)
        held = []
    yield from _sentence(held, asked=False)


def _sentence(held: Iterable[Mark], asked: bool) -> Iterator[Sentence]:
    clauses = tuple(_clauses(held))
    if clauses:
        yield Sentence(clauses, frozenset(mark.kind for mark in held), asked)


def _clauses(held: Iterable[Mark]) -> Iterator[tuple[Mark, ...]]:
    """Cut at commas and "but"; what only adds to the clause before stays with it.

    "left knee, 4/10" is one clause, "left knee, nice weather" is two.
    """
    clause: list[Mark] = []
    for part in _parts(held):
        if clause and not _adds(part, clause):
            yield tuple(clause)
            clause = []
        if clause:
            clause.append(Mark(Kind.FILLER, ",", part[0].start, part[0].start))
        clause.extend(part)
    if clause:
        yield tuple(clause)


def _parts(held: Iterable[Mark]) -> Iterator[list[Mark]]:
    part: list[Mark] = []
    for mark in held:
        if mark.kind not in _SPLITS:
            part.append(mark)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _adds(part: list[Mark], clause: list[Mark]) -> bool:
    kinds = {mark.kind for mark in part}
    if not kinds & _ADDS or kinds - _ADDS - _LIGHT:
        return False
    return any(mark.kind in _PAINS for mark in clause)
