"""One piece read: unpacked, recognised by its content, and turned into recordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from syncer.sources import Recording, Refused
from syncer.sources.files import fit, gpx, limits, plausible, tcx
from syncer.sources.files.piece import Piece
from syncer.sources.files.sniffing import HEAD_BYTES, Format, gunzip, sniff
from syncer.sources.files.words import EMPTY, NOT_OURS, TOO_BIG
from syncer.sources.files.zones import timezone_of

ID_DIGITS = 32

_READERS = {Format.FIT: fit.read, Format.GPX: gpx.read, Format.TCX: tcx.read}


def read(piece: Piece, now: datetime | None = None) -> list[Recording]:
    """The recordings of a piece, with ids, time zones and the facts of an export's table.

    An id is a digest of the unpacked content and the recording's place in it, so the same file
    under another name, or compressed, is the same. `now` bounds the dates that are believed.
    Raises Refused with the reason in words.
    """
    if piece.refused is not None:
        raise Refused(piece.refused)
    if piece.is_row:
        return [_checked(alone(piece), now)]
    data, whole = _content(piece)
    digest = sha256(data).hexdigest()[:ID_DIGITS]
    read_format = _READERS.get(sniff(data[:HEAD_BYTES]))  # type: ignore[arg-type]
    if read_format is None:
        raise Refused(NOT_OURS)
    recordings = read_format(data)
    if piece.facts is not None and len(recordings) == 1:
        recordings = [piece.facts.added_to(recordings[0])]
    lost = None if whole else "its compressed content is cut off; what came before is kept"
    return [
        _checked(
            replace(
                recording,
                source_id=f"{digest}-{nth}",
                timezone=recording.timezone
                or (None if recording.series is None else timezone_of(recording.series)),
                salvaged=lost or recording.salvaged,
            ),
            now,
        )
        for nth, recording in enumerate(recordings)
    ]


def alone(piece: Piece) -> Recording:
    """The totals that a table gives for a piece, without any file. Raises Refused without."""
    if piece.facts is None:
        raise Refused(EMPTY)
    return piece.facts.told


def _checked(recording: Recording, now: datetime | None) -> Recording:
    plausible.check(recording, now)
    return recording


def _content(piece: Piece) -> tuple[bytes, bool]:
    """The piece's bytes, unpacked, and whether they are whole."""
    data = piece.data if piece.data is not None else _from_disk(piece)
    if not data:
        raise Refused(EMPTY)
    if sniff(data[:HEAD_BYTES]) is not Format.GZIP:
        return data, True
    unpacked, whole = gunzip(data)
    if not unpacked:
        raise Refused(EMPTY)
    if sniff(unpacked[:HEAD_BYTES]) in (Format.GZIP, Format.ZIP):
        raise Refused("it is an archive inside a compressed file; unpack it once, then import it")
    return unpacked, whole


def _from_disk(piece: Piece) -> bytes:
    assert piece.path is not None  # a piece without data has a path or facts alone
    try:
        with piece.path.open("rb") as file:
            data = file.read(limits.MAX_FILE_BYTES + 1)
    except PermissionError:
        raise Refused("it may not be read by this user") from None
    except OSError as error:
        raise Refused(f"it could not be read ({error.strerror})") from None
    if len(data) > limits.MAX_FILE_BYTES:
        size_mb = piece.path.stat().st_size / 1e6
        raise Refused(TOO_BIG.format(size=size_mb))
    return data
