"""Ratings out of ten among the pieces: "4/10", "3-4 / 10", "4 von 10", "10分之4", "4分".

Dates, paces, laps and other fractions keep out: a rating stands alone, counts at most ten and has
no unit behind it. Of a range the higher end counts, a half is rounded up: a report holds whole
points, and too low would be the wrong way to err.
"""

from __future__ import annotations

from collections.abc import Sequence

from syncer.words.tokens import Token

MOST = 10.0
OF = frozenset({"von", "of", "sur", "de", "auf", "sobre"})
TO = frozenset({"to", "bis", "a", "到", "至"})
_NO_POINTS_AFTER = frozenset(
    {"钟", "半", "之", "配", "秒", "速", "级", "享", "开", "段", "组", "左", "多"}
)
_NO_POINTS_BEFORE = frozenset({"满", "配", "速", "第", "时", "共", "用"})
_CHINESE = {character: float(n) for n, character in enumerate("零一二三四五六七八九十")}


def with_ratings(pieces: Sequence[Token]) -> list[Token]:
    """The pieces with each rating joined to one of sort `scale`, other fractions to `fraction`."""
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        rating, width = _rating(pieces, at)
        found.append(pieces[at] if rating is None else rating)
        at += width
    return found


def _rating(pieces: Sequence[Token], at: int) -> tuple[Token | None, int]:
    return _fraction(pieces, at) or _of_ten_parts(pieces, at) or _points(pieces, at) or (None, 1)


def _fraction(pieces: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """ "4/10", "3-4/10", "4 out of 10"; a fraction of something else is told apart."""
    points, after = _range(pieces, at)
    if points is None or (at and _joins(pieces[at - 1])):
        return None
    slash = _text(pieces, after) == "/"
    if not slash and _text(pieces, after) == "out" and _text(pieces, after + 1) == "of":
        after += 1
    elif not slash and _text(pieces, after) not in OF:
        return None
    whole = pieces[after + 1] if after + 1 < len(pieces) else None
    if whole is None or whole.value is None:
        return None
    if after + 2 < len(pieces) and _joins(pieces[after + 2]):
        return None
    rates = whole.text == "10" and points <= MOST and not _joined_word(pieces, after + 2, whole)
    if not rates and not slash:
        return None
    sort = "scale" if rates else "fraction"
    text = "/" if slash else "of"
    return Token(sort, text, pieces[at].start, whole.end, points), after + 2 - at


def _range(pieces: Sequence[Token], at: int) -> tuple[float | None, int]:
    """The number here, or the higher end of a range, and where the text goes on."""
    low = pieces[at].value
    if low is None:
        return None, at
    joined = at + 2 < len(pieces) and (pieces[at + 1].sort == "range" or pieces[at + 1].text in TO)
    high = pieces[at + 2].value if joined else None
    if high is None:
        return low, at + 1
    return (max(low, high), at + 3) if high >= low else (None, at)


def _of_ten_parts(pieces: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """ "10分之4", "十分之四"."""
    if _count(pieces, at) != MOST or _text(pieces, at + 1) != "分" or _text(pieces, at + 2) != "之":
        return None
    points = _count(pieces, at + 3)
    if points is None or points > MOST:
        return None
    return Token("scale", "分之", pieces[at].start, pieces[at + 3].end, points), 4


def _points(pieces: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """ "4分", "3到4分", "四分": points, unless minutes, seconds, a pace or the full marks."""
    points, after = _range(pieces, at)
    if points is None:
        points, after = _CHINESE.get(pieces[at].text), at + 1
        if points == MOST:  # "十分" also says "very".
            return None
    if points is None or points > MOST or _text(pieces, after) != "分":
        return None
    if at and pieces[at - 1].text in _NO_POINTS_BEFORE | _CHINESE.keys():
        return None
    behind = pieces[after + 1] if after + 1 < len(pieces) else None
    if behind is not None and (behind.value is not None or behind.text in _NO_POINTS_AFTER):
        return None
    return Token("scale", "分", pieces[at].start, pieces[after].end, points), after + 1 - at


def _count(pieces: Sequence[Token], at: int) -> float | None:
    if at >= len(pieces):
        return None
    piece = pieces[at]
    return _CHINESE.get(piece.text) if piece.value is None else piece.value


def _text(pieces: Sequence[Token], at: int) -> str:
    return pieces[at].text if at < len(pieces) else ""


def _joins(piece: Token) -> bool:
    return piece.text == "/" or piece.sort == "range"


def _joined_word(pieces: Sequence[Token], at: int, before: Token) -> bool:
    """Whether a word hangs on the number: "4/10km"."""
    if at >= len(pieces) or pieces[at].start != before.end:
        return False
    word = pieces[at].sort == "word" and pieces[at].text.isascii()
    return word or pieces[at].text == "%"
