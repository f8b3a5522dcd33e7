"""A FIT file written byte by byte, so that a test can also write it wrong."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syncer.sources.files.fit_frames import crc

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
MORNING = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)

ENUM, U8, U16, U32, S32, STRING = 0x00, 0x02, 0x84, 0x86, 0x85, 0x07
_STRUCT = {ENUM: "B", U8: "B", U16: "H", U32: "I", S32: "i"}

Row = Sequence[tuple[int, int, float | bytes]]
"""Fields of one message: (field number, base type, raw value)."""

FILE_ID, SESSION, RECORD, EVENT, DEVICE_INFO, DEVELOPER_ID, DESCRIPTION = (
    0,
    18,
    20,
    21,
    23,
    207,
    206,
)
RUNNING, CYCLING, TRANSITION = 1, 2, 3
START, STOP_ALL = 0, 4


def stamp(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())


@dataclass(frozen=True)
class Developer:
    """A developer field at the end of a message: its number and one byte of value."""

    number: int
    value: int


def message(number: int, row: Row, *developer: Developer, local: int = 0) -> bytes:
    """Definition and data of one message."""
    sized = [
        (n, t, len(v) if isinstance(v, bytes) else struct.calcsize(_STRUCT[t])) for n, t, v in row
    ]
    fields = b"".join(struct.pack("BBB", n, size, t) for n, t, size in sized)
    head = 0x40 | (0x20 if developer else 0) | local
    definition = struct.pack("<BBBHB", head, 0, 0, number, len(row)) + fields
    data = bytes([local])
    for _, base, value in row:
        data += value if isinstance(value, bytes) else struct.pack("<" + _STRUCT[base], int(value))
    if developer:
        definition += bytes([len(developer)])
        definition += b"".join(struct.pack("BBB", one.number, 1, 0) for one in developer)
        data += bytes(one.value for one in developer)
    return definition + data


def wrapped(body: bytes, *, header_crc: bool = True, claimed: int | None = None) -> bytes:
    """A whole file around a body of messages."""
    size = len(body) if claimed is None else claimed
    head = struct.pack("<BBHI4s", 14, 0x20, 2158, size, b".FIT")
    head += struct.pack("<H", crc(head) if header_crc else 0)
    return head + body + struct.pack("<H", crc(head + body))


def file_id(kind: int = 4, created: datetime = MORNING) -> bytes:
    return message(
        FILE_ID, [(0, ENUM, kind), (1, U16, 1), (2, U16, 3638), (4, U32, stamp(created))]
    )


def record(
    seconds: int,
    metres: float | None = None,
    *developer: Developer,
    since: datetime = MORNING,
    strides: int | None = 84,
    fraction: int | None = None,
    lat: float | None = None,
    lon: float | None = None,
    bpm: int | None = None,
) -> bytes:
    row: list[tuple[int, int, float | bytes]] = [(253, U32, stamp(since) + seconds)]
    if lat is not None and lon is not None:
        row += [(0, S32, round(lat * 2**31 / 180)), (1, S32, round(lon * 2**31 / 180))]
    if metres is not None:
        row.append((5, U32, round(metres * 100)))
    if bpm is not None:
        row.append((3, U8, bpm))
    if strides is not None:
        row.append((4, U8, strides))
    if fraction is not None:
        row.append((53, U8, fraction))
    return message(RECORD, row, *developer)


def timer(seconds: int, what: int, since: datetime = MORNING) -> bytes:
    return message(EVENT, [(253, U32, stamp(since) + seconds), (0, ENUM, 0), (1, ENUM, what)])


def session(
    sport: int = RUNNING,
    sub_sport: int = 0,
    seconds: int = 600,
    metres: float = 1800.0,
    *,
    since: datetime = MORNING,
    strides: int = 84,
    fraction: int = 64,
    ascent: int = 12,
    descent: int = 9,
    timer_s: float | None = None,
) -> bytes:
    moving = seconds if timer_s is None else timer_s
    return message(
        SESSION,
        [
            (253, U32, stamp(since) + seconds),
            (2, U32, stamp(since)),
            (5, ENUM, sport),
            (6, ENUM, sub_sport),
            (7, U32, seconds * 1000),
            (8, U32, moving * 1000),
            (9, U32, round(metres * 100)),
            (18, U8, strides),
            (92, U8, fraction),
            (22, U16, ascent),
            (23, U16, descent),
        ],
    )


def records(count: int = 601, every: int = 1, speed: float = 3.0, **more: object) -> bytes:
    return b"".join(
        record(nth * every, nth * every * speed, **more)  # type: ignore[arg-type]
        for nth in range(count)
    )


def a_run(**more: object) -> bytes:
    """Ten minutes at three metres a second, 84.5 strides a minute."""
    return wrapped(file_id() + records(fraction=64) + session(**more))  # type: ignore[arg-type]
