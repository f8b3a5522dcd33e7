"""The file of the watch, as Garmin hands it back, read by the code that reads any file."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

from syncer.measure import Series
from syncer.sources import Recording, Refused
from syncer.sources.files import archives, read

FURTHEST = timedelta(minutes=15)
"""Our choice: a recording that began further from the activity is not its own. Watches and
Garmin may differ by the seconds until a start button counted."""


def is_whole(packed: bytes) -> bool:
    """Whether it is a zip to its very end; half of one, or a page, is none."""
    return zipfile.is_zipfile(io.BytesIO(packed))


def series(packed: bytes, wanted: Recording, now: datetime) -> Series | None:
    """The series of the recording inside that is the wanted one; None where it has none.

    A file of a triathlon holds them all, so the kind is looked at first, then the start. Raises
    Refused where nothing inside can be read, or nothing is of that time.
    """
    recordings: list[Recording] = []
    reason = "Garmin has no file of it"
    for piece in archives.pieces(io.BytesIO(packed), f"{wanted.source_id}.zip"):
        try:
            recordings += read(piece, now)
        except Refused as refused:
            reason = refused.reason
    if not recordings:
        raise Refused(reason)
    alike = [one for one in recordings if one.kind is wanted.kind] or recordings
    nearest = min(alike, key=lambda one: abs(one.started_at - wanted.started_at))
    if abs(nearest.started_at - wanted.started_at) > FURTHEST:
        raise Refused("its file holds another activity")
    return nearest.series
