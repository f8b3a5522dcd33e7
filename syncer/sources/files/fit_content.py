"""What either FIT reader hands over: columns of records, and the few messages that frame them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from syncer.measure import FloatArray

COLUMNS = (
    "timestamp",
    "distance",
    "speed",
    "enhanced_speed",
    "altitude",
    "enhanced_altitude",
    "position_lat",
    "position_long",
    "cadence",
    "fractional_cadence",
    "heart_rate",
)
"""The native fields of a record that we read; everything else in a file stays unread."""

Message = Mapping[Any, Any]


@dataclass(slots=True)
class FitContent:
    """Native fields only: developer fields never reach these.

    `columns` are parallel float arrays: seconds of the Unix epoch, degrees, metres, metres per
    second, per minute; NaN where a record had no value. Messages are dicts by field name,
    instants as Unix seconds, enumerated values as names. `salvaged` says in words what was lost.
    """

    columns: dict[str, FloatArray] = field(default_factory=dict)
    file_ids: Sequence[Message] = ()
    sessions: Sequence[Message] = ()
    sports: Sequence[Message] = ()
    events: Sequence[Message] = ()
    devices: Sequence[Message] = ()
    salvaged: str | None = None
