"""The frame of a FIT file: its header, its kind, and its few messages without the thousands.

A FIT file is a stream of messages whose sizes are defined on the way, so it can be walked
without decoding. That takes a fraction of the time of decoding it, and gives a file of a few
kilobytes that holds the sessions, events and devices alone, native fields only.
"""

from __future__ import annotations

from typing import NamedTuple

from syncer.sources import Refused
from syncer.sources.files import limits

FRAMING = frozenset({0, 12, 18, 21, 23, 206})
"""Global numbers of file_id, sport, session, event, device_info and field_description."""

_CRC = [0] * 256
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = _value >> 1 ^ 0xA001 if _value & 1 else _value >> 1
    _CRC[_byte] = _value


def crc(data: bytes | bytearray) -> int:
    """FIT's checksum (CRC-16/ARC)."""
    value = 0
    for byte in data:
        value = value >> 8 ^ _CRC[(value ^ byte) & 0xFF]
    return value


class Unframed(Exception):
    """The stream cannot be walked as it should: the patient reader may still get something."""


class FileKind(NamedTuple):
    """The first message of a FIT file: its type number, and when it was made (Unix seconds)."""

    type: int | None
    created_s: float | None


EPOCH_S = 631_065_600
"""FIT counts seconds from 31 December 1989, 00:00 UTC."""


def check_claims(data: bytes) -> None:
    """Raises Refused where the header claims more than any recording holds."""
    claimed = int.from_bytes(data[4:8], "little")
    if claimed > limits.MAX_FIT_BYTES:
        raise Refused(
            f"its header claims {claimed / 1e6:,.0f} MB, more than any recording holds"
            + (f" (the file has {len(data) / 1e6:.1f} MB)" if claimed > len(data) else "")
        )
    if len(data) > limits.MAX_FIT_BYTES:
        raise Refused(f"it has {len(data) / 1e6:,.0f} MB, more than any recording holds")


def file_kind(head: bytes) -> FileKind:
    """What the file says of itself in its first message; Nones where that is not a file_id."""
    try:
        pos = head[0]
        if head[pos] & 0xC0 != 0x40:
            return FileKind(None, None)
        order = "big" if head[pos + 2] else "little"
        if int.from_bytes(head[pos + 3 : pos + 5], order) != 0:  # type: ignore[arg-type]
            return FileKind(None, None)
        count = head[pos + 5]
        fields = head[pos + 6 : pos + 6 + 3 * count]
        at = pos + 6 + 3 * count + 1
        if head[pos] & 0x20:
            at += 1 + 3 * head[at - 1]
        kind: int | None = None
        created: float | None = None
        for nth in range(count):
            number, size, _ = fields[3 * nth : 3 * nth + 3]
            value = int.from_bytes(head[at : at + size], order)  # type: ignore[arg-type]
            if number == 0:
                kind = value
            elif number == 4 and value != 0xFFFFFFFF:
                created = float(value + EPOCH_S)
            at += size
    except (IndexError, ValueError):
        return FileKind(None, None)
    return FileKind(kind, created)


def parts(data: bytes) -> list[bytes]:
    """Each FIT file of a chain of files, one after another in the same bytes.

    The last part holds whatever follows the last header that could be found.
    """
    starts = [0]
    while True:
        begin = starts[-1]
        size = int.from_bytes(data[begin + 4 : begin + 8], "little")
        after = begin + data[begin] + size + 2
        if not size or data[after + 8 : after + 12] != b".FIT":
            break
        starts.append(after)
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def framing_only(data: bytes) -> bytes:
    """A small FIT file with the framing messages of this one, without developer fields.

    Raises Unframed where the stream ends early, names an undefined message, or keeps a framing
    message under a compressed time stamp, which only means something beside the records.
    """
    kept = bytearray()
    end = data[0] + int.from_bytes(data[4:8], "little")
    if data[0] < 12 or end + 2 > len(data):
        raise Unframed
    try:
        _walk(data, data[0], end, kept)
    except IndexError:
        raise Unframed from None
    header = bytes((12, data[1], data[2], data[3])) + len(kept).to_bytes(4, "little") + b".FIT"
    whole = header + bytes(kept)
    return whole + crc(whole).to_bytes(2, "little")


def _walk(data: bytes, pos: int, end: int, kept: bytearray) -> None:
    sizes = [0] * 16
    native = [0] * 16
    """Bytes of a framing message that belong to native fields, 0 for a message to be skipped."""
    while pos < end:
        header = data[pos]
        if header & 0x80:
            local = header >> 5 & 3
            if native[local] or not sizes[local]:
                raise Unframed
            pos += sizes[local]
        elif header & 0x40:
            local = header & 15
            fields_end = pos + 6 + 3 * data[pos + 5]
            own = 1 + sum(data[pos + 7 : fields_end : 3])
            after, developer = fields_end, 0
            if header & 0x20:
                after += 1 + 3 * data[fields_end]
                developer = sum(data[fields_end + 2 : after : 3])
            order = "big" if data[pos + 2] else "little"
            number = int.from_bytes(data[pos + 3 : pos + 5], order)  # type: ignore[arg-type]
            native[local] = own if number in FRAMING else 0
            sizes[local] = own + developer
            if native[local]:
                kept.append(0x40 | local)
                kept += data[pos + 1 : fields_end]
            pos = after
        else:
            local = header & 15
            size = sizes[local]
            if not size:
                raise Unframed
            if native[local]:
                kept += data[pos : pos + native[local]]
            pos += size
    if pos != end:
        raise Unframed
