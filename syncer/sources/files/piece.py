"""One readable piece of an import: a file, wherever it lies, and what a table says about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from syncer.sources import Kind, Recording


@dataclass(frozen=True, slots=True)
class Facts:
    """What an export's own table says about one activity.

    `told` is a recording of totals only, complete enough to stand alone where the export has
    no file. `sport_known` is False where the table's word for the sport is none that we know;
    the file's own sport then counts.
    """

    told: Recording
    sport_known: bool = True

    def added_to(self, recording: Recording) -> Recording:
        """The file's recording with the table's title, race mark, sport, shoes and missing totals.

        The sport is taken from the table because there the runner could correct it.
        """
        told = self.told
        kind = told.kind if self.sport_known else recording.kind
        run_kind = None
        if kind is Kind.RUN:
            run_kind = told.run_kind if recording.run_kind is None else recording.run_kind
            if self.sport_known and told.run_kind not in (None, "run"):
                run_kind = told.run_kind

        def better(own: float | None, other: float | None) -> float | None:
            return other if own is None else own

        return replace(
            recording,
            kind=kind,
            run_kind=run_kind,
            title=told.title or recording.title,
            race=told.race or recording.race,
            effort_rpe=better(recording.effort_rpe, told.effort_rpe),
            gear=told.gear or recording.gear,
            elapsed_s=better(recording.elapsed_s, told.elapsed_s),
            moving_s=better(recording.moving_s, told.moving_s),
            distance_m=better(recording.distance_m, told.distance_m),
            ascent_m=better(recording.ascent_m, told.ascent_m),
            descent_m=better(recording.descent_m, told.descent_m),
            cadence_spm=better(recording.cadence_spm, told.cadence_spm),
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to read: a file on disk (`path`), a member of an archive (`data`), or a row.

    `name` says where it lies, an archive's members after a slash. A row of a table without a
    file has `facts` alone. `refused` holds the reason where it was already turned away; facts
    beside it are of the row that the file belongs to.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    facts: Facts | None = None
    refused: str | None = None

    @property
    def is_row(self) -> bool:
        """Whether this is a row of a table that has no file."""
        return self.data is None and self.path is None and self.refused is None

    @property
    def size(self) -> int:
        """Bytes held in memory while this piece waits."""
        return 0 if self.data is None else len(self.data)
