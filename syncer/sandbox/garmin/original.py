"""The file of the watch as Garmin hands it back: one FIT file in a zip."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

from syncer.sandbox.fit_writer import Activity, fit_file

_NO_DATE = (1980, 1, 1, 0, 0, 0)


@lru_cache(maxsize=16)
def original(activity: Activity, activity_id: int) -> bytes:
    """The zip. The same activity gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(f"{activity_id}_ACTIVITY.fit", _NO_DATE)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, fit_file(activity))
    return packed.getvalue()
