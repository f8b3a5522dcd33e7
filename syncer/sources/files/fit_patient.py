"""A FIT file that the fast reader refuses, read message by message up to its fault.

Older headers without a checksum, fields that the fast reader would confuse, files cut off in
the middle, wrong checksums: whatever stands before the fault is kept, and said to be salvaged.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import fitdecode
import numpy as np

from syncer.sources.files.fit_content import COLUMNS, FitContent, Message

SEMICIRCLES_TO_DEG = 180.0 / 2**31
_KEPT = frozenset({"file_id", "session", "sport", "event", "device_info"})


class Fault:
    """Where reading stopped, and why, in words; falsy while all is well."""

    def __init__(self) -> None:
        self.words: str | None = None


def read(data: bytes) -> FitContent:
    """Everything up to the fault, however little that is."""
    fault = Fault()
    rows: list[dict[str, float]] = []
    messages: dict[str, list[Message]] = {name: [] for name in _KEPT}
    for message in _messages(_with_a_size(data), fault):
        if message.name == "record":
            row = _row(message)
            if "timestamp" in row:
                rows.append(row)
        elif message.name in _KEPT:
            messages[message.name].append(_by_name(message))
    columns = {
        name: np.array([row.get(name, np.nan) for row in rows])
        for name in COLUMNS
        if any(name in row for row in rows)
    }
    return FitContent(
        columns=columns,
        file_ids=messages["file_id"],
        sessions=messages["session"],
        sports=messages["sport"],
        events=messages["event"],
        devices=messages["device_info"],
        salvaged=fault.words,
    )


def _with_a_size(data: bytes) -> bytes:
    """A recorder that died leaves size 0 in the header; take all that follows as content."""
    if int.from_bytes(data[4:8], "little") == 0 and len(data) > data[0] + 2:
        return data[:4] + (len(data) - data[0]).to_bytes(4, "little") + data[8:]
    return data


def _messages(data: bytes, fault: Fault) -> Iterator[fitdecode.FitDataMessage]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.READONLY)
        try:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    yield frame
                elif frame.frame_type == fitdecode.FIT_FRAME_CRC and frame.matched is False:
                    fault.words = "its checksum is wrong, so a part may be missing"
        except fitdecode.FitEOFError:
            fault.words = "it is cut off; what was recorded before is kept"
        except (
            fitdecode.FitError,
            struct.error,
            ValueError,
            TypeError,
            LookupError,
            ArithmeticError,
        ):
            # A reader of damaged bytes meets every error of its own decoding; all mean the same.
            fault.words = "it is damaged; what was recorded before the damage is kept"


def _fields(message: fitdecode.FitDataMessage) -> Iterator[tuple[str, Any]]:
    """Native fields with a value, expanded ones too; None never hides what came before it."""
    for field in message.fields:
        if field.value is None or (field.field_def is not None and field.field_def.is_dev):
            continue
        yield field.name, field.value
        if field.parent_field is not None and not field.is_expanded:
            yield field.parent_field.name, field.value


def _row(message: fitdecode.FitDataMessage) -> dict[str, float]:
    row: dict[str, float] = {}
    for name, value in _fields(message):
        if name not in COLUMNS:
            continue
        if isinstance(value, datetime):
            row[name] = value.timestamp()
        elif isinstance(value, int | float):
            row[name] = _UNITS.get(name, float)(value)
    return row


_UNITS: dict[str, Callable[[float], float]] = {
    "position_lat": lambda semicircles: semicircles * SEMICIRCLES_TO_DEG,
    "position_long": lambda semicircles: semicircles * SEMICIRCLES_TO_DEG,
}


def _by_name(message: fitdecode.FitDataMessage) -> Message:
    return {
        name: value.timestamp() if isinstance(value, datetime) else value
        for name, value in _fields(message)
    }
