"""The file of the watch, as Garmin hands it back, read by the code that reads any file."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from functools import partial

from syncer.measure import Series
from syncer.sources import Recording, Refused
from syncer.sources.files import archives, read

FURTHEST = timedelta(minutes=15)
"""Our choice: a recording that began further from the activity is not its own. Watches and
Garmin may differ by the seconds until a start button counted."""
MOST_RECORDINGS = 20
"""An activity's file holds one, a triathlon's some five; what lies behind these is not read."""


def is_whole(packed: bytes) -> bool:
    """Whether it is a zip to its very end; half of one, or a page, is none."""
    return zipfile.is_zipfile(io.BytesIO(packed))


def series(packed: bytes, wanted: Recording, now: datetime) -> Series | None:
    """The series of the recording inside that is the wanted one; None where it has none.

    A file of a triathlon holds them all, so the kind is looked at first, then the start. Raises
    Refused where nothing inside can be read, or nothing is of that time.
    """
    nearest: Recording | None = None
    reason, read_so_far = "Garmin has no file of it", 0
    for piece in archives.pieces(io.BytesIO(packed), f"{wanted.source_id}.zip"):
        try:
            found = list(read(piece, now))
        except Refused as refused:
            reason = refused.reason
            continue
        # One at a time is held: a zip may be made of many.
        nearest = min((*found, *([] if nearest is None else [nearest])), key=partial(_far, wanted))
        read_so_far += len(found)
        if read_so_far >= MOST_RECORDINGS:
            break
    if nearest is None:
        raise Refused(reason)
    if abs(nearest.started_at - wanted.started_at) > FURTHEST:
        raise Refused("its file holds another activity")
    return nearest.series


def _far(wanted: Recording, one: Recording) -> tuple[bool, timedelta]:
    """How little a recording is like the wanted one."""
    return one.kind is not wanted.kind, abs(one.started_at - wanted.started_at)
