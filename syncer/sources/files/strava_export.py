"""Strava's bulk export: its table of activities, in whatever language it was written.

Rows give titles, sports and race marks to the files beside the table, and stand alone where
there is no file. Dates are UTC. The first distance is in kilometres (metres for swims), the
second in metres; several other names come twice too, and some are wrapped in HTML by a missing
translation. Descriptions and private notes are never taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from posixpath import normpath

from syncer.sources import Kind, Recording
from syncer.sources.files.piece import Facts
from syncer.sources.files.sports import Sport, worded_sport
from syncer.sources.files.steps import both_feet
from syncer.sources.files.strava_words import ALWAYS_AT, COLUMNS, NO_FILE, SPORTS, TRUE
from syncer.sources.files.table_values import instant, quantity

TABLE = "activities.csv"
PASSED_OVER = "routes/"
"""The folder of planned routes in the export: nothing in it was run."""

_TAG = re.compile(r"<[^>]*>")
_FILE = re.compile(r"^activities/[^/]+\.(fit|gpx|tcx)(\.gz)?$", re.IGNORECASE)

Places = dict[str, list[int]]


def read(data: bytes) -> dict[str, Facts] | None:
    """Facts by the file's path beside the table; rows without a file by `#` and their id.

    None where the bytes are not such a table.
    """
    text = data.decode("utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        found = places(next(rows, []))
        return None if found is None else dict(_facts(rows, found))
    except csv.Error:
        return None


def places(header: Sequence[str]) -> Places | None:
    """Where each kind of column stands; None for a table of another kind."""
    found: Places = {}
    for place, name in enumerate(header):
        plain = _TAG.sub("", name).strip().lower().replace("\u2019", "'")
        if plain in COLUMNS:
            found.setdefault(COLUMNS[plain], []).append(place)
    if "date" not in found and len(header) > 20:
        # A language that we do not know: the first columns stand where they always stand.
        found = {**{name: [place] for name, place in ALWAYS_AT.items()}, **found}
    if "date" not in found or not {"id", "name", "file"} & found.keys():
        return None
    return found


def _facts(rows: Iterator[list[str]], found: Places) -> Iterator[tuple[str, Facts]]:
    for row in rows:

        def cell(name: str, nth: int = 0, row: Sequence[str] = row) -> str:
            at = found.get(name, ())
            return row[at[nth]].strip() if nth < len(at) and at[nth] < len(row) else ""

        started_at = instant(cell("date"))
        activity_id = cell("id")
        if started_at is None or not activity_id.isalnum():
            continue
        file_name = cell("file") or next((value for value in row if _FILE.match(value)), "")
        if file_name.lower() in NO_FILE:
            file_name = f"#{activity_id}"
        sport = _sport(cell("sport_type")) or _sport(cell("type"))
        kind, run_kind = sport or (Kind.OTHER, None)
        told = Recording(
            source_id=f"strava-export-{activity_id}",
            kind=kind,
            run_kind=run_kind,
            started_at=started_at,
            elapsed_s=quantity(cell("elapsed", 1)) or quantity(cell("elapsed")),
            moving_s=quantity(cell("moving")),
            distance_m=_distance_m(cell("distance"), cell("distance", 1), kind),
            ascent_m=quantity(cell("ascent")),
            descent_m=quantity(cell("descent")),
            cadence_spm=both_feet(quantity(cell("cadence"))) if kind is Kind.RUN else None,
            title=cell("name"),
            race=cell("race").lower() in TRUE,
            effort_rpe=_effort(cell("effort")),
            gear=" ".join(cell("gear").split())[:80] or None,
        )
        yield normpath(file_name), Facts(told, sport_known=sport is not None)


def _effort(text: str) -> float | None:
    """Perceived exertion, 1 to 10; anything else was not told."""
    value = quantity(text)
    return value if value is not None and 1.0 <= value <= 10.0 else None


def _sport(word: str) -> Sport | None:
    if not word:
        return None
    return worded_sport(SPORTS.get(word.lower(), word))


def _distance_m(rounded: str, exact: str, kind: Kind) -> float | None:
    metres = quantity(exact)
    if metres is not None:
        return metres
    value = quantity(rounded)
    if value is None or kind is Kind.SWIM:
        return value
    return 1000.0 * value
