"""A backup's lines, read and checked from the first to the last before anything is touched."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from syncer.keeping.sealed_file import Opened, Refused, damaged
from syncer.keeping.snapshot import FORMAT


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself: the step of its tables, when it was made, rows a table."""

    revision: str
    made_at: datetime
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class TableAhead:
    """The rows that follow belong to this table, with these columns."""

    name: str
    columns: list[str]
    last_id: int | None


@contextmanager
def opened(path: Path, keys: Sequence[bytes]) -> Iterator[Iterator[Any]]:
    """The lines of a backup after the first, as `TableAhead`, lists and the counts at the end.

    Reading raises Refused, also for a file that is not there.
    """
    try:
        with path.open("rb") as file:
            content = io.BufferedReader(Opened(file, keys))
            with gzip.GzipFile(fileobj=content, mode="rb") as packed:
                yield _lines(packed)
    except OSError as error:
        # A reader of gzip says this way, too, that what it reads makes no sense.
        if error.strerror is None:
            raise damaged() from error
        raise Refused(f"The backup {path} cannot be read ({error.strerror}).") from error
    except (EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise damaged() from error


def looked_through(path: Path, keys: Sequence[bytes]) -> Head:
    """Read all of a backup and answer what it holds. Raises Refused."""
    found: Counter[str] = Counter()
    with opened(path, keys) as told:
        first = next(told)
        if first.get("evenstride") != FORMAT:
            raise Refused("The backup was made by a newer Evenstride; install that one first.")
        table, end = None, None
        for one in told:
            if end is not None:
                raise damaged()
            if isinstance(one, TableAhead):
                table = one
                found[table.name] = 0
            elif isinstance(one, dict):
                end = one["end"]
            elif table is None or len(one) != len(table.columns):
                raise damaged()
            else:
                found[table.name] += 1
        if end != dict(found):
            raise damaged()
        return Head(str(first["revision"]), datetime.fromisoformat(first["made_at"]), dict(found))


def _lines(packed: gzip.GzipFile) -> Iterator[Any]:
    for line in packed:
        told = json.loads(line)
        if isinstance(told, dict) and "table" in told:
            yield TableAhead(told["table"], told["columns"], told["last_id"])
        else:
            yield told
