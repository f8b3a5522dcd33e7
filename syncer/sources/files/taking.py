"""One piece taken in: read and measured, arrays left behind. This is what a worker process does.

Nothing here or beneath it imports the database, so a worker stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import numpy as np

from syncer.measure import Measured, Series
from syncer.measure.measured import measure
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import plausible
from syncer.sources.files.piece import Piece
from syncer.sources.files.reading import alone, read

TOO_HEAVY = "it needs more memory than there is"

_NOTHING = np.empty(0)
_ARRAYS = (
    "distance_m",
    "speed_mps",
    "altitude_m",
    "lat_deg",
    "lon_deg",
    "cadence_per_min",
    "heart_rate_bpm",
    "pauses_s",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one piece: recordings with their measures, or the reason for a refusal.

    A piece can have both: its file is refused, and the row of the export's table stands in.
    """

    name: str
    recordings: tuple[tuple[Recording, Measured | None], ...] = ()
    file_name: str | None = None
    refused: str | None = None


def take_all(pieces: Sequence[Piece], now: datetime) -> list[Taken]:
    """Several pieces one after the other."""
    return [take(piece, now) for piece in pieces]


def take(piece: Piece, now: datetime) -> Taken:
    """Read and measure one piece. Never raises for what the piece holds."""
    file_name = None if piece.is_row else _last(piece.name)
    try:
        found = tuple(_measured(recording) for recording in read(piece, now))
    except Refused as refusal:
        return refused(piece, now, refusal.reason)
    except MemoryError:
        return refused(piece, now, TOO_HEAVY)
    return Taken(piece.name, found, file_name)


def refused(piece: Piece, now: datetime, reason: str) -> Taken:
    """The refusal of a piece, with the totals that an export's table may give in its place."""
    if piece.facts is None or piece.is_row:
        return Taken(piece.name, refused=reason)
    told = alone(piece)
    try:
        plausible.check(told, now)
    except Refused:
        return Taken(piece.name, refused=reason)
    return Taken(piece.name, ((told, None),), refused=reason)


def _last(name: str) -> str:
    """The file's own name: where it lay on somebody's disk is nobody's business."""
    return PurePosixPath(name.replace("\\", "/")).name


def _measured(recording: Recording) -> tuple[Recording, Measured | None]:
    if recording.series is None:
        return recording, None
    run = recording.kind is Kind.RUN
    if not run and recording.distance_m is not None and recording.moving_s is not None:
        # Only its totals count for what is no run, and the device gave them.
        return replace(recording, series=hollow(recording.series)), None
    measured = measure(recording.series, recording.run_kind if run else None)
    plausible.check_distance(recording.kind, measured.distance_m)
    return replace(recording, series=hollow(recording.series)), measured


def hollow(series: Series) -> Series:
    """Which arrays there were, without a single value: it still tells what a recording has."""
    held = {name: None if getattr(series, name) is None else _NOTHING for name in _ARRAYS}
    return Series(time_s=_NOTHING, barometric=series.barometric, **held)
