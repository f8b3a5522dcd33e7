"""What a file really is: its first bytes decide, never its suffix."""

from __future__ import annotations

import zlib
from enum import StrEnum

from syncer.sources import Refused
from syncer.sources.files import limits

HEAD_BYTES = 512
"""Enough to see any magic number, a FIT file's first message and an XML file's first element."""


class Format(StrEnum):
    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    GZIP = "gz"
    ZIP = "zip"


def sniff(head: bytes) -> Format | None:
    """The format that the first bytes of a file show, None where it is none of ours."""
    if head[8:12] == b".FIT":
        return Format.FIT
    if head[:2] == b"\x1f\x8b":
        return Format.GZIP
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Format.ZIP
    # UTF-16 puts a zero byte beside each letter; XML names of ours are all plain letters.
    text = head.replace(b"\0", b"").lower()
    if b"<gpx" in text:
        return Format.GPX
    if b"<trainingcenterdatabase" in text:
        return Format.TCX
    if b"<!doctype" in text and b"<!doctype html" not in text:
        # A prologue of definitions hides the first element; the reader turns such a file away.
        return Format.GPX
    return None


def gunzip(data: bytes) -> tuple[bytes, bool]:
    """The unpacked content, and whether it is whole. Bounded in size and ratio.

    Raises Refused for a bomb and for bytes that do not unpack at all.
    """
    parts: list[bytes] = []
    total = 0
    rest = data
    while rest[:2] == b"\x1f\x8b":
        unpack = zlib.decompressobj(wbits=31)
        try:
            part = unpack.decompress(rest, limits.MAX_FILE_BYTES + 1 - total)
        except zlib.error:
            if not parts:
                raise Refused("its compressed content is damaged") from None
            return b"".join(parts), False
        parts.append(part)
        total += len(part)
        if too_much(total, len(data)):
            raise Refused("it unpacks to far more than any recording holds (a zip bomb)")
        if not unpack.eof:
            return b"".join(parts), False
        rest = unpack.unused_data
    return b"".join(parts), True


def too_much(unpacked: int, packed: int) -> bool:
    """Whether content grows more than a real recording does."""
    if unpacked > limits.MAX_FILE_BYTES:
        return True
    return unpacked > limits.RATIO_COUNTS_FROM_BYTES and unpacked > limits.MAX_RATIO * max(
        packed, 1
    )
