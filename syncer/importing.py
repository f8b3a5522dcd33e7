"""Taking in a runner's files: read and measured by several processes, written by this one.

Pieces stream through: only a few are in hand at any time, so an import of ten thousand files
needs no more memory than one of ten. Each batch is committed, so whatever stops an import leaves
what was taken in so far, and the same import again goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from sqlmodel import Session

from syncer import models, pull
from syncer.outing import FILES
from syncer.settings import Settings
from syncer.sources.files import Piece, pieces
from syncer.sources.files.sharing import processes, shared_out
from syncer.sources.files.taking import Taken, take

POOL_FROM_PIECES = 20
"""Starting processes takes longer than reading fewer files than this."""

BATCH_RECORDINGS = 64
"""Recordings written and committed at once: few enough that Ctrl-C loses a second's work."""


@dataclass(slots=True)
class ImportCounts:
    """What became of the files so far. `refused` pairs each file's name with the reason."""

    files: int = 0
    imported: int = 0
    duplicates: int = 0
    not_runs: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_paths(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    paths: Sequence[Path],
    progress: Callable[[ImportCounts], None] | None = None,
) -> ImportCounts:
    """Take in everything beneath these paths for a runner; commits after each batch.

    `progress` is called after each file with the counts so far. Refusals are counted and named,
    and never stop the rest.
    """
    assert runner.id is not None  # a runner who can import is stored
    runner_id = runner.id
    counts = ImportCounts()
    batch: list[pull.Found] = []
    for taken in _taken(pieces(paths), now, settings.import_processes or processes()):
        counts.files += 1
        if taken.refused is not None:
            counts.refused.append((taken.name, taken.refused))
        batch += _found(taken)
        if len(batch) >= BATCH_RECORDINGS:
            _write(session, now, runner_id, batch, counts)
            batch = []
        if progress is not None:
            progress(counts)
    if batch:
        _write(session, now, runner_id, batch, counts)
        if progress is not None:
            progress(counts)
    return counts


def _taken(found: Iterator[Piece], now: datetime, workers: int) -> Iterable[Taken]:
    """Every piece taken in: here while they are few, shared out among processes else."""
    first = [] if workers == 1 else list(islice(found, POOL_FROM_PIECES))
    if len(first) < POOL_FROM_PIECES:
        return (take(piece, now) for piece in chain(first, found))
    return shared_out(chain(first, found), now, workers)


def _found(taken: Taken) -> Iterator[pull.Found]:
    for recording, measured in taken.recordings:
        yield pull.Found(recording, measured, taken.file_name)


def _write(
    session: Session,
    now: datetime,
    runner_id: int,
    batch: Sequence[pull.Found],
    counts: ImportCounts,
) -> None:
    stored = pull.store(session, now, runner_id, FILES, batch)
    session.commit()
    counts.imported += stored.new_runs
    counts.duplicates += stored.duplicates
    counts.not_runs += stored.not_runs
