"""The FIT messages that a watch writes: their fields, and rows of them as bytes.

Numbers of messages and fields, types, scales and offsets are those of Garmin's FIT profile
(Profile.xlsx of the FIT SDK). A row is packed by a NumPy structured array, so a message of
any number of rows costs one pass a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_DEFINITION = 0x40
_BASE_TYPES = {"enum": 0x00, "u1": 0x02, "u2": 0x84, "u4": 0x86, "i4": 0x85, "u4z": 0x8C}
_INVALID = {"enum": 0xFF, "u1": 0xFF, "u2": 0xFFFF, "u4": 0xFFFFFFFF, "i4": 0x7FFFFFFF, "u4z": 0}
_DTYPES = {"enum": "u1", "u1": "u1", "u2": "<u2", "u4": "<u4", "i4": "<i4", "u4z": "<u4"}
_SIZES = {"enum": 1, "u1": 1, "u2": 2, "u4": 4, "i4": 4, "u4z": 4}
SEMICIRCLES_PER_DEGREE = 2**31 / 180.0


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its number, its type, and stored = (value + offset) * scale."""

    number: int
    kind: str
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of message. `local` names it within a file; each has one definition there."""

    local: int
    number: int
    fields: Mapping[str, Field]


_STAMP = Field(253, "u4")
_INDEX = Field(254, "u2")
_DEGREES = SEMICIRCLES_PER_DEGREE

FILE_ID = Message(
    0,
    0,
    {
        "type": Field(0, "enum"),
        "manufacturer": Field(1, "u2"),
        "product": Field(2, "u2"),
        "serial_number": Field(3, "u4z"),
        "time_created": Field(4, "u4"),
    },
)
DEVICE_INFO = Message(
    1,
    23,
    {
        "timestamp": _STAMP,
        "device_index": Field(0, "u1"),
        "device_type": Field(1, "u1"),
        "manufacturer": Field(2, "u2"),
        "product": Field(4, "u2"),
        "software_version": Field(5, "u2", 100),
        "source_type": Field(25, "enum"),
    },
)
EVENT = Message(
    2,
    21,
    {
        "timestamp": _STAMP,
        "event": Field(0, "enum"),
        "event_type": Field(1, "enum"),
        "event_group": Field(4, "u1"),
    },
)
RECORD = Message(
    3,
    20,
    {
        "timestamp": _STAMP,
        "position_lat": Field(0, "i4", _DEGREES),
        "position_long": Field(1, "i4", _DEGREES),
        "distance": Field(5, "u4", 100),
        "enhanced_altitude": Field(78, "u4", 5, 500),
        "enhanced_speed": Field(73, "u4", 1000),
        "heart_rate": Field(3, "u1"),
        "cadence": Field(4, "u1"),
        "fractional_cadence": Field(53, "u1", 128),
    },
)
LAP = Message(
    4,
    19,
    {
        "message_index": _INDEX,
        "timestamp": _STAMP,
        "event": Field(0, "enum"),
        "event_type": Field(1, "enum"),
        "start_time": Field(2, "u4"),
        "total_elapsed_time": Field(7, "u4", 1000),
        "total_timer_time": Field(8, "u4", 1000),
        "total_distance": Field(9, "u4", 100),
        "sport": Field(25, "enum"),
    },
)
SESSION = Message(
    5,
    18,
    {
        "message_index": _INDEX,
        "timestamp": _STAMP,
        "event": Field(0, "enum"),
        "event_type": Field(1, "enum"),
        "start_time": Field(2, "u4"),
        "sport": Field(5, "enum"),
        "sub_sport": Field(6, "enum"),
        "total_elapsed_time": Field(7, "u4", 1000),
        "total_timer_time": Field(8, "u4", 1000),
        "total_distance": Field(9, "u4", 100),
        "enhanced_avg_speed": Field(124, "u4", 1000),
        "avg_heart_rate": Field(16, "u1"),
        "avg_cadence": Field(18, "u1"),
        "avg_fractional_cadence": Field(92, "u1", 128),
        "total_ascent": Field(22, "u2"),
        "total_descent": Field(23, "u2"),
        "first_lap_index": Field(25, "u2"),
        "num_laps": Field(26, "u2"),
        "trigger": Field(28, "enum"),
    },
)
ACTIVITY = Message(
    6,
    34,
    {
        "timestamp": _STAMP,
        "total_timer_time": Field(0, "u4", 1000),
        "num_sessions": Field(1, "u2"),
        "type": Field(2, "enum"),
        "event": Field(3, "enum"),
        "event_type": Field(4, "enum"),
        "local_timestamp": Field(5, "u4"),
    },
)


def definition(message: Message, present: Mapping[str, ArrayLike]) -> bytes:
    """The bytes that say which fields the rows of `message` carry, in what order and size."""
    head = bytes((_DEFINITION | message.local, 0, 0))
    fields = [message.fields[name] for name in present]
    body = b"".join(bytes((f.number, _SIZES[f.kind], _BASE_TYPES[f.kind])) for f in fields)
    return head + message.number.to_bytes(2, "little") + bytes((len(fields),)) + body


def rows(message: Message, values: Mapping[str, ArrayLike], length: int = 1) -> NDArray[np.void]:
    """`length` rows of `message`, one structured element each; NaN becomes "no value".

    A scalar stands in every row. Values are in the profile's units: degrees, metres, metres
    a second, seconds; timestamps in FIT seconds.
    """
    layout = [("header", "u1"), *((name, _DTYPES[message.fields[name].kind]) for name in values)]
    packed = np.zeros(length, dtype=layout)
    packed["header"] = message.local
    for name, given in values.items():
        field = message.fields[name]
        stored = np.rint((np.asarray(given, dtype=np.float64) + field.offset) * field.scale)
        packed[name] = np.where(np.isnan(stored), _INVALID[field.kind], stored)
    return packed
