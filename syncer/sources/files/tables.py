"""The tables of an export, and which of their rows belong to which file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from syncer.sources.files import fit_frames, garmin_export, strava_export
from syncer.sources.files.piece import Facts, Piece

SAME_START_S = 90.0
"""A Garmin file is made when its activity begins, or some seconds before."""

ACTIVITY_FILE = 4
"""FIT's file type of an activity. Garmin's export holds thousands of other kinds."""

Opened = Callable[[str], bytes | None]


class Tables:
    """What the tables say; rows are handed out once, and what is left stands alone."""

    def __init__(self) -> None:
        self._by_file: dict[str, tuple[str, Facts]] = {}
        """Path of the file (in small letters) to the table's path and the row's facts."""
        self._by_start: dict[int, list[tuple[str, Facts]]] = {}
        self._passed_over: tuple[str, ...] = ()
        self._garmin = False

    @property
    def of_an_export(self) -> bool:
        """Whether any table was found."""
        return self._garmin or bool(self._passed_over)

    def gather(self, names: Sequence[str], opened: Opened) -> None:
        """Read the tables among these names; `opened` gives the bytes of one, or None."""
        for name in names:
            base = basename(name).lower()
            if base == strava_export.TABLE:
                self._strava(name, opened(name))
            elif base.endswith(garmin_export.TABLE_SUFFIX):
                self._garmin_table(name, opened(name))

    def _strava(self, name: str, data: bytes | None) -> None:
        facts = None if data is None else strava_export.read(data)
        if facts is None:
            return
        folder = dirname(name)
        self._passed_over += (join(folder, strava_export.PASSED_OVER),)
        for file, told in facts.items():
            self._by_file.setdefault(normpath(join(folder, file)).lower(), (name, told))

    def _garmin_table(self, name: str, data: bytes | None) -> None:
        facts = None if data is None else garmin_export.read(data)
        if facts is None:
            return
        self._garmin = True
        for told in facts:
            start = int(told.told.started_at.timestamp() // SAME_START_S)
            self._by_start.setdefault(start, []).append((name, told))

    def passes_over(self, name: str, head: bytes) -> bool:
        """Whether the export itself says that this file is no activity."""
        if self._passed_over and name.startswith(self._passed_over):
            return True
        if not self._garmin or head[8:12] != b".FIT":
            return False
        kind = fit_frames.file_kind(head).type
        return kind is not None and kind != ACTIVITY_FILE

    def facts_for(self, name: str, head: bytes) -> Facts | None:
        """The row that belongs to a file, by its path or by when it was made."""
        row = self._by_file.pop(normpath(name).lower(), None)
        if row is not None:
            return row[1]
        if not self._by_start or head[8:12] != b".FIT":
            return None
        created_s = fit_frames.file_kind(head).created_s
        if created_s is None:
            return None
        nearest: tuple[float, int, int] | None = None
        middle = int(created_s // SAME_START_S)
        for start in (middle - 1, middle, middle + 1):
            for nth, (_, told) in enumerate(self._by_start.get(start, ())):
                apart = abs(told.told.started_at.timestamp() - created_s)
                if apart <= SAME_START_S and (nearest is None or apart < nearest[0]):
                    nearest = apart, start, nth
        return None if nearest is None else self._by_start[nearest[1]].pop(nearest[2])[1]

    def left(self, within: str) -> Iterator[Piece]:
        """Rows whose file never came, as pieces of their own."""
        rows = [*self._by_file.values(), *(row for rows in self._by_start.values() for row in rows)]
        self._by_file, self._by_start = {}, {}
        for name, facts in rows:
            yield Piece(f"{within}{name}, {facts.told.source_id}", facts=facts)
