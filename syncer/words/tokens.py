"""Text cut into words, numbers and signs, in one pass over it.

The expression has no nested repetition and each alternative either consumes what it looked at or
gives up within a fixed number of characters, so the time grows with the length and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from syncer.words.folding import fold

_TOKEN = re.compile(
    r"""
    (?P<unread>https?://\S+ | www\.\S+ | @[a-z0-9_.]+ | &\#?[a-z0-9]{2,8};
              | </?(?:b|i|u|a|em|strong|span|font|code|mark|s)(?:\s[^<>\n]{0,300})?>)
  | (?P<end>\n | <[a-z/!][^<>\n]{0,300}> | [!?;。|•·]+ | \.(?![.0-9]))
  | (?P<sad>:'?-?\( | ;-?\( | :-?/(?!/) | =\( | >_< )
  | (?P<clock>[0-9]+(?:[:h][0-9]{2})+(?![0-9])
              | [0-9]{1,4}(?P<dot>[./-])[0-9]{1,2}(?P=dot)[0-9]{1,4})
  | (?P<number>[0-9]+(?:[.,][0-9]+)? | \.[0-9]+)
  | (?P<range>(?<=[0-9])\s?[-–~]\s?(?=[0-9]))
  | (?P<pause>\.{2,} | [,、()\[\]{}"„“”«»…] | (?<!\S)[-–]+(?!\S))
  | (?P<word>'s(?![a-z]) | [a-z]+n't(?![a-z]) | [a-z]'(?=[a-z]|$) | qu'(?=[a-z]|$) | [a-z]+
            | [\u3400-\u9fff] | [^\W\d_a-z\u3400-\u9fff]+)
  | (?P<sign>[^\s'"–-])
    """,
    re.VERBOSE,
)
_SAD_SIGNS = frozenset("😣🤕😖😫😩😢😭😔😞☹🙁😰😬🥺😟💥🩹🩼")
_SHORT = frozenset(
    [
        "ca",
        "re",
        "li",
        "l",
        "r",
        "lt",
        "rt",
        "izq",
        "dcha",
        "dcho",
        "dch",
        "approx",
        "env",
        "etwa",
        "evtl",
        "ggf",
        "nr",
        "min",
        "max",
        "vs",
        "dr",
        "st",
    ]
)


class Token(NamedTuple):
    """One piece: `sort` names the group of the expression, `start` and `end` lie in the source."""

    sort: str
    text: str
    start: int
    end: int
    value: float | None = None
    """What a `number` counts; of a `scale` the points of ten, the higher end of a range."""


def tokens(source: str) -> Iterator[Token]:
    """The pieces of a text in order. An abbreviation keeps its full stop and ends nothing."""
    text, origin = fold(source)
    before: Token | None = None
    for match in _TOKEN.finditer(text):
        sort, piece = match.lastgroup or "sign", match.group()
        token = Token(sort, piece, origin[match.start()], origin[match.end() - 1] + 1)
        if sort == "unread":
            continue
        if sort == "sign" and piece in _SAD_SIGNS:
            token = token._replace(sort="sad")
        if sort == "number":
            token = token._replace(value=_counted(piece))
        if piece == "." and before is not None and before.text in _SHORT:
            before = before._replace(text=before.text + ".", end=token.end)
            continue
        if before is not None:
            yield before
        before = token
    if before is not None:
        yield before


def _counted(digits: str) -> float:
    return float(digits.replace(",", ".")) if len(digits) <= 12 else float("inf")
