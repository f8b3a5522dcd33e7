"""From what a runner names on the command line to single pieces: files, folders, archives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from syncer.sources.files import archives, limits
from syncer.sources.files.names import is_clutter, must_be_told, never_a_recording, suffix
from syncer.sources.files.piece import Piece
from syncer.sources.files.sniffing import HEAD_BYTES, Format, sniff
from syncer.sources.files.tables import Tables
from syncer.sources.files.words import NOT_OURS

UNREADABLE = "it may not be read by this user"
GONE = "there is no such file"
ROUND = "it is a link that leads nowhere or round in a circle"


def pieces(paths: Sequence[Path]) -> Iterator[Piece]:
    """Every readable piece beneath these paths, and every refusal met on the way, lazily.

    What is named is read or refused with a reason; what is only found in a folder or archive
    and is clearly something else (pictures, tables, hidden files) is passed over silently.
    """
    for path in paths:
        try:
            kind = stat.S_IFMT(path.stat().st_mode)
        except OSError as error:
            yield Piece(str(path), refused=_why(error))
            continue
        if kind == stat.S_IFDIR:
            yield from _folder(path)
        elif kind == stat.S_IFREG:
            yield from _named(path)
        else:
            yield Piece(str(path), refused="it is no file")


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return UNREADABLE
    return GONE if isinstance(error, FileNotFoundError) else ROUND


def _named(path: Path) -> Iterator[Piece]:
    tables = Tables()
    tables.gather([path.name], lambda _: _bytes(path))
    rows = list(tables.left(f"{path.parent}/"))
    if rows:
        yield from rows
        return
    yield from _file(path, str(path), path.name, tables, named=True)


def _folder(root: Path) -> Iterator[Piece]:
    files: list[str] = []
    refused: list[Piece] = []
    for folder, names in _walked(root, refused):
        files += (os.path.join(folder, name) for name in names)  # noqa: PTH118 - relative, fast
    files = sorted(os.path.normpath(file).replace(os.sep, "/") for file in files)
    tables = Tables()
    tables.gather(files, lambda name: _bytes(root / name))
    yield from refused
    for file in files:
        yield from _file(root / file, f"{root}/{file}", file, tables, named=False)
    yield from tables.left(f"{root}/")


def _walked(root: Path, refused: list[Piece]) -> Iterator[tuple[str, list[str]]]:
    """Folders beneath a root with the names of their files, each real folder once.

    Links are followed, so a folder met a second time is told and not entered again.
    """
    seen: set[tuple[int, int]] = set()

    def told(error: OSError) -> None:
        refused.append(Piece(str(error.filename), refused=_why(error)))

    for folder, folders, names in os.walk(root, onerror=told, followlinks=True):
        where = Path(folder)
        found = where.stat()
        if (found.st_dev, found.st_ino) in seen:
            refused.append(
                Piece(folder, refused="it is a link to a folder that is being read already")
            )
            folders.clear()
            continue
        seen.add((found.st_dev, found.st_ino))
        folders[:] = sorted(name for name in folders if not is_clutter(name))
        yield os.path.relpath(folder, root), [name for name in names if not is_clutter(name)]


def _bytes(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > limits.MAX_TABLE_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _file(path: Path, name: str, relative: str, tables: Tables, named: bool) -> Iterator[Piece]:
    told = named or must_be_told(relative)
    if not named and never_a_recording(relative):
        return
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if tables.passes_over(relative, head):
                return
            found = sniff(head)
            if found is Format.ZIP and (told or not suffix(relative)):
                yield from archives.pieces(file, name, tables if tables.of_an_export else None)
                return
    except OSError as error:
        if told:
            yield Piece(name, refused=_why(error), facts=tables.facts_for(relative, b""))
        return
    if found is None or found is Format.ZIP:
        if not told:
            return
        if head and found is None:
            yield Piece(name, refused=NOT_OURS, facts=tables.facts_for(relative, head))
            return
    yield Piece(name, path=path, facts=tables.facts_for(relative, head))
