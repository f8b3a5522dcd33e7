"""A sound FIT file, read by the fast columnar reader.

The thousands of records come as arrays; the few messages around them come from a small copy of
the file without the records (`fit_frames`), because turning every record into a dict would take
most of the time. The fast reader files developer fields under their own names among the native
ones; a file where such a name meets one of ours is left to the patient reader.
"""

from __future__ import annotations

import numpy as np
from fitfast import FitDecodeError, parse, records

from syncer.sources.files import fit_frames
from syncer.sources.files.fit_content import COLUMNS, FitContent


class NotFast(Exception):
    """This file needs the patient reader."""


def read(data: bytes) -> FitContent:
    """Raises NotFast for a file that the fast reader refuses or would confuse."""
    try:
        framing = parse(fit_frames.framing_only(data))
        developer = {str(field.get("field_name")) for field in framing.get("field_description", ())}
        if not developer.isdisjoint(COLUMNS):
            raise NotFast
        recorded = records(data)
    except (FitDecodeError, fit_frames.Unframed) as error:
        raise NotFast from error
    columns = {name: recorded[name] for name in COLUMNS if name in recorded}
    if columns and "timestamp" not in columns:
        columns = {}
    elif columns and np.isnan(columns["timestamp"]).any():
        timed = ~np.isnan(columns["timestamp"])
        columns = {name: values[timed] for name, values in columns.items()}
    return FitContent(
        columns=columns,
        file_ids=framing.get("file_id", ()),
        sessions=framing.get("session", ()),
        sports=framing.get("sport", ()),
        events=framing.get("event", ()),
        devices=framing.get("device_info", ()),
    )
