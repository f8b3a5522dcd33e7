"""The word lists as one tree of phrases, and a text read through it.

One list a language beside this file, all five read at once: nobody says which language a title is
in, and many a title mixes two. The longest phrase wins, so that "no pain no gain" is noise before
"no pain" is a denial. A phrase means one thing in all languages or the lists do not load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from syncer.words.folding import spellings
from syncer.words.ratings import with_ratings
from syncer.words.tokens import Token, tokens

LANGUAGES = ("en", "de", "fr", "es", "zh")
LONGEST_COMPOUND = 40


class Kind(StrEnum):
    """What a phrase does in a sentence about pain."""

    PLACE = "place"
    CONDITION = "condition"
    """A place and its complaint in one name: "shin splints"."""
    PART = "part"
    """Which part of a place: "outside of"."""
    SIDE = "side"
    PAIN = "pain"
    """Says pain wherever it stands."""
    LOOSE = "loose"
    """Says pain of a place, and effort without one: "that hill hurt"."""
    SORE = "sore"
    """Pain of a joint, ordinary soreness of a muscle."""
    DOMS = "doms"
    DOUBT = "doubt"
    """Something is wrong, which need not be pain: "tight", "issue"."""
    TIMING = "timing"
    NOT = "not"
    PAINLESS = "painless"
    GOOD = "good"
    FAIR = "fair"
    """Good enough, which need not be painless: "ok", "held up"."""
    GONE = "gone"
    HEDGE = "hedge"
    """Half a statement: "almost", "less", "until"."""
    MAYBE = "maybe"
    HYPOTHETICAL = "hypothetical"
    PAST = "past"
    OTHER = "other"
    """Somebody else."""
    MINE = "mine"
    ELSEWHEN = "elsewhen"
    """Not during the run: stairs, next morning."""
    COUNTER = "counter"
    """What is counted "4/10": laps, days, races."""
    RATING = "rating"
    """What else is rated "8/10": effort, mood, weather."""
    UNIT = "unit"
    ON = "on"
    """Leads a date as well as a place: "on 4/10", "on the left"."""
    SINCE = "since"
    WHERE = "where"
    """On which ground, or towards which end."""
    AGAIN = "again"
    LEVEL = "level"
    """Stands between a pain and its bare number: "pain level 4"."""
    AND = "and"
    BUT = "but"
    EXCEPT = "except"
    OTHERWISE = "otherwise"
    LIMP = "limp"
    PAINKILLER = "painkiller"
    FEVER = "fever"
    FEVERISH = "feverish"
    NOISE = "noise"
    """Sport talk, jokes and other pains, taken out before anything is read."""
    FILLER = "filler"
    SAD = "sad"
    SCALE = "scale"
    FRACTION = "fraction"
    NUMBER = "number"
    PAUSE = "pause"
    END = "end"
    WORD = "word"
    """Anything unknown."""


class Mark(NamedTuple):
    """A phrase of a text with its meaning; `start` and `end` lie in the text as it was typed.

    `value` is what the lists say (`left`, `knee_outer`), or else the folded phrase itself.
    """

    kind: Kind
    value: str
    start: int
    end: int
    points: float | None = None


class Meaning(NamedTuple):
    kind: Kind
    value: str = ""


@dataclass(slots=True)
class Node:
    """The phrases that go on from here, by their next word."""

    longer: dict[str, Node] = field(default_factory=dict)
    meaning: Meaning | None = None


_LISTED = {
    "sad": Kind.SAD,
    "scale": Kind.SCALE,
    "fraction": Kind.FRACTION,
    "number": Kind.NUMBER,
    "pause": Kind.PAUSE,
    "end": Kind.END,
}
_SIGNS = {"+": Kind.AND, "&": Kind.AND, "#": Kind.COUNTER, "%": Kind.UNIT, "°": Kind.UNIT}
_COMPOUND_ENDS = frozenset({Kind.PAIN, Kind.LOOSE, Kind.PAINLESS, Kind.DOUBT})
_COMPOUNDED = _COMPOUND_ENDS | {Kind.PLACE, Kind.SIDE, Kind.NOT}


@cache
def phrases() -> Node:
    """All lists as one tree. `ValueError` where a phrase would mean two things."""
    root = Node()
    for language in LANGUAGES:
        for phrase, meaning in _listed(language):
            for spelling in spellings(phrase):
                _plant(root, spelling, meaning)
    return root


def marks(text: str) -> list[Mark]:
    """The text as phrases with a meaning, in order; what is unknown stands as `WORD`."""
    pieces = with_ratings(list(tokens(text)))
    found: list[Mark] = []
    at = 0
    while at < len(pieces):
        meaning, width = _longest(pieces, at)
        if meaning is not None:
            last = pieces[at + width - 1]
            value = meaning.value or "".join(piece.text for piece in pieces[at : at + width])
            found.append(Mark(meaning.kind, value, pieces[at].start, last.end))
        else:
            found.extend(_alone(pieces[at]))
        at += max(width, 1)
    return found


def _longest(pieces: Sequence[Token], at: int) -> tuple[Meaning | None, int]:
    node, meaning, width = phrases(), None, 0
    for ahead in range(at, len(pieces)):
        if pieces[ahead].sort not in ("word", "number") or pieces[ahead].text not in node.longer:
            break
        node = node.longer[pieces[ahead].text]
        if node.meaning is not None:
            meaning, width = node.meaning, ahead - at + 1
    return meaning, width


def _alone(piece: Token) -> Iterator[Mark]:
    kind = _LISTED.get(piece.sort)
    if kind is not None:
        yield Mark(kind, piece.text, piece.start, piece.end, piece.value)
    elif piece.sort == "sign":
        if piece.text in _SIGNS:
            yield Mark(_SIGNS[piece.text], piece.text, piece.start, piece.end)
        elif piece.text == ":":
            yield Mark(Kind.FILLER, ":", piece.start, piece.end)
    elif piece.sort == "clock":
        yield Mark(Kind.UNIT, piece.text, piece.start, piece.end)
    else:
        for meaning in _compound(piece.text) or (Meaning(Kind.WORD, piece.text),):
            yield Mark(meaning.kind, meaning.value, piece.start, piece.end)


def _compound(word: str) -> tuple[Meaning, ...]:
    """ "Knieschmerzen" and "#leftkneepain" as the words they are made of; else nothing."""
    if not 6 <= len(word) <= LONGEST_COMPOUND or not word.isascii():
        return ()
    ways: dict[int, tuple[Meaning, ...]] = {0: ()}
    for end in range(3, len(word) + 1):
        for start in range(end - 2):
            node = phrases().longer.get(word[start:end]) if start in ways else None
            if node is not None and node.meaning and node.meaning.kind in _COMPOUNDED:
                if len(ways[start]) < 4 and end not in ways:
                    ways[end] = (*ways[start], node.meaning)
    made = ways.get(len(word), ())
    return made if len(made) > 1 and made[-1].kind in _COMPOUND_ENDS else ()


def _listed(language: str) -> Iterator[tuple[str, Meaning]]:
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    for name, entry in tomllib.loads(text).items():
        kind = Kind(name)
        lists = entry if isinstance(entry, dict) else {"": entry}
        for value, listed in lists.items():
            yield from ((phrase, Meaning(kind, value)) for phrase in listed)


def _plant(root: Node, spelling: str, meaning: Meaning) -> None:
    node = root
    for piece in tokens(spelling):
        if piece.sort in ("word", "number"):
            node = node.longer.setdefault(piece.text, Node())
    if node is root:
        raise ValueError(f"no word in {spelling!r}")
    if node.meaning not in (None, meaning):
        raise ValueError(f"{spelling!r} means {node.meaning} and {meaning}")
    node.meaning = meaning
