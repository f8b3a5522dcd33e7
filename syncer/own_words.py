"""A runner's own text on a platform, with one block of ours in it.

The block is one line between two marks that people can read and delete. It is put at the end,
replaced where it stands, and never doubled; every character of the runner's around it stays.
Pure: text in, text out.
"""

from __future__ import annotations

import re

BEGINS, ENDS = "▸ Evenstride:", "◂"
GAP = "\n\n"
"""Stands between the runner's words and ours."""

_BLOCK = re.compile(rf"{BEGINS} [^\r\n▸◂]* {ENDS}")
_HALF = re.compile(rf"{BEGINS}[^\r\n]*")
_NOT_IN_A_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029▸◂]+")


class Changed(Exception):
    """The runner wrote inside our block, so that nobody can say where it ends."""


def block(note: str) -> str:
    """A note between its marks, on one line."""
    return f"{BEGINS} {_NOT_IN_A_LINE.sub(' ', note).strip()} {ENDS}"


def with_block(text: str, note: str) -> str:
    """The text with this note, in the place of an older one or at the end.

    Raises Changed where half of a block is left: that is the runner's by now.
    """
    if BEGINS in _BLOCK.sub("", text):
        raise Changed
    first = _BLOCK.search(text)
    if first is None:
        return f"{text}{GAP if text else ''}{block(note)}"
    return text[: first.start()] + block(note) + without_block(text[first.end() :])


def without_block(text: str) -> str:
    """The runner's own words alone: just what stood there before the block was put in."""
    while (found := _BLOCK.search(text)) is not None:
        before, after = text[: found.start()], text[found.end() :]
        text = (before if after else before.removesuffix(GAP)) + after
    return text


def runners_own(text: str) -> str:
    """What the runner wrote, for reading: without our block, nor what is left of half a one."""
    return _HALF.sub("", without_block(text))


def has_block(text: str) -> bool:
    return _BLOCK.search(text) is not None
