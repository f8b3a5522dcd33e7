"""A runner's own files: FIT, GPX, TCX, compressed or not, folders, and whole exports.

`pieces` walks lazily over what was named and says what cannot be taken; `read` turns one piece
into recordings. Everything in these files is of unknown origin: content decides over names,
bounds over claims, and whatever a damaged file held before its fault is kept and marked.
"""

from __future__ import annotations

from syncer.sources.files.piece import Facts, Piece
from syncer.sources.files.reading import read
from syncer.sources.files.walking import pieces

__all__ = ["Facts", "Piece", "pieces", "read"]
