"""Files a second of an import, database and measuring included, against readers that only read.

Everything here uses one process, so that the numbers compare. Ours goes through `import_paths`,
the door that the command uses, into an empty SQLite database. fitdecode is the reader that most
open running tools build on; it walks over the same files and drops what it decoded. The runs of
ours lie before and after those of fitdecode, so that a machine that gets busy meets both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import fitdecode
import fitfast
from sqlmodel import Session

from benchmarks import RECORDED, Row, skipped
from syncer import database, models
from syncer.importing import import_paths
from syncer.measure.measured import measure
from syncer.sandbox.club import write_club
from syncer.settings import Settings
from syncer.sources import Kind, Refused
from syncer.sources.files import pieces, read

GROUP = "import"
NOW = datetime(2026, 7, 2, tzinfo=UTC)
WEEKS = 3
TIMES = 3
EVERY = 4
"""One real file in so many: the readers compared take long."""


def bench() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        write_club(Path(folder), date(2026, 7, 1), weeks=WEEKS)
        yield from _compare("simulated watch", sorted(Path(folder).rglob("*.fit")))
    if RECORDED.is_dir():
        yield from _compare("real watch", sorted((RECORDED / "fit").rglob("*.fit"))[::EVERY])
    else:
        yield skipped(GROUP, "import of real watch files")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one process for the same files."""

    whole: float
    fitdecode: float
    fitfast: float
    reading: float
    measuring: float


def _compare(what: str, files: Sequence[Path]) -> Iterator[Row]:
    spent = _spent(files)
    count = len(files)
    name = f"{what} files"
    yield Row(GROUP, f"{name} compared", count, "")
    yield Row(GROUP, f"{name}, import", count / spent.whole, "files/s")
    yield Row(GROUP, f"{name}, fitdecode only reading", count / spent.fitdecode, "files/s")
    faster = spent.fitdecode / spent.whole
    yield Row(GROUP, f"{name}, import against fitdecode only reading", faster, "times", ">= 10")
    alone = spent.whole / spent.fitfast
    yield Row(GROUP, f"{name}, the fast reader alone against import", alone, "times")
    ours = {
        "all but the fast reader": spent.whole - spent.fitfast,
        "reading, around the fast reader": spent.reading - spent.fitfast,
        "measuring": spent.measuring,
        "database and what remains": spent.whole - spent.reading - spent.measuring,
    }
    for part, seconds in ours.items():
        yield Row(GROUP, f"{name}, share of the import: {part}", 100 * seconds / spent.whole, "%")


def _spent(files: Sequence[Path]) -> Spent:
    _import(files[:10])  # what Python loads once is no part of a file's cost
    before = [_import(files) for _ in range(TIMES)]
    slow = _timed_fitdecode(files)
    after = [_import(files) for _ in range(TIMES)]
    fast = median(_timed_fitfast(files) for _ in range(TIMES))
    parts = [_timed_parts(files) for _ in range(TIMES)]
    return Spent(
        whole=median(before + after),
        fitdecode=slow,
        fitfast=fast,
        reading=median(reading for reading, _ in parts),
        measuring=median(measuring for _, measuring in parts),
    )


def _import(files: Sequence[Path]) -> float:
    with TemporaryDirectory() as folder:
        engine = database.open_engine(f"sqlite:///{folder}/evenstride.db")
        database.migrate(engine)
        with Session(engine) as session:
            club = models.Club(name="Bench", created_at=NOW)
            session.add(club)
            session.flush()
            assert club.id is not None
            alice = models.Runner(club_id=club.id, email="alice@example.org", created_at=NOW)
            session.add(alice)
            session.commit()
            started = perf_counter()
            counts = import_paths(session, Settings(import_processes=1), NOW, alice, files)
            spent = perf_counter() - started
        engine.dispose()
    assert counts.files == len(files)
    taken_in = counts.imported + counts.duplicates + counts.not_runs
    assert taken_in > len(files) / 2  # an import that takes nothing in is quick
    return spent


def _timed_fitdecode(files: Sequence[Path]) -> float:
    started = perf_counter()
    for file in files:
        try:
            with fitdecode.FitReader(file) as reader:
                for _ in reader:
                    pass
        except fitdecode.FitError:
            continue
    return perf_counter() - started


def _timed_fitfast(files: Sequence[Path]) -> float:
    started = perf_counter()
    for file in files:
        try:
            fitfast.records(file.read_bytes())
        except fitfast.FitDecodeError:
            continue
    return perf_counter() - started


def _timed_parts(files: Sequence[Path]) -> tuple[float, float]:
    """Seconds for turning the files into recordings, and for measuring the runs among them."""
    started = perf_counter()
    recordings = []
    for piece in pieces(files):
        try:
            recordings += read(piece, NOW)
        except Refused:
            continue
    reading = perf_counter() - started
    started = perf_counter()
    for recording in recordings:
        if recording.series is not None and recording.kind is Kind.RUN:
            measure(recording.series, recording.run_kind)
    return reading, perf_counter() - started
