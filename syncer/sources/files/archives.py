"""Zips: their members as pieces, one after another, without unpacking anything to disk.

A zip may hold zips (Garmin's export does). Nothing of what an archive claims is believed:
sizes, ratios, depth and names are checked, and reading stops at the bound whatever was claimed.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from syncer.sources import Refused
from syncer.sources.files import limits
from syncer.sources.files.garmin_export import without_owner
from syncer.sources.files.names import (
    is_clutter,
    leads_outside,
    must_be_told,
    never_a_recording,
    suffix,
)
from syncer.sources.files.piece import Piece
from syncer.sources.files.sniffing import HEAD_BYTES, Format, sniff, too_much
from syncer.sources.files.tables import Tables

BOMB = "it unpacks to far more than any recording holds (a zip bomb)"
_IN_MEMORY_BYTES = 8 * limits.MIB
_ENCRYPTED = 0x1
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, NotImplementedError, RuntimeError),
)
"""What reading a damaged, locked or strangely packed member raises."""


def pieces(
    file: IO[bytes], name: str, tables: Tables | None = None, depth: int = 1
) -> Iterator[Piece]:
    """The members of a zip. `tables` are those of the export that the zip lies in."""
    try:
        archive = zipfile.ZipFile(file)
    except (*_DAMAGE, ValueError):
        yield Piece(name, refused="the archive is cut off or damaged")
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        refused = _whole(members, depth)
        if refused is not None:
            yield Piece(name, refused=refused)
            return
        if not members:
            yield Piece(name, refused="the archive is empty")
            return
        own = tables is None
        known = Tables() if tables is None else tables
        by_name = {member.filename: member for member in members}

        def opened(member_name: str) -> bytes | None:
            try:
                return _content(archive, by_name[member_name], limits.MAX_TABLE_BYTES)
            except Refused:
                return None

        known.gather([one for one in by_name if not is_clutter(one)], opened)
        for member in members:
            if not is_clutter(member.filename):
                yield from _member(archive, member, name, known, depth)
        if own:
            yield from known.left(f"{name}/")


def _whole(members: list[zipfile.ZipInfo], depth: int) -> str | None:
    """Why the whole archive is turned away, before anything of it is unpacked."""
    if depth > limits.MAX_DEPTH:
        return f"it is an archive inside {limits.MAX_DEPTH} others, which no export is"
    if len(members) > limits.MAX_MEMBERS:
        return f"it claims {len(members):,} files, more than any export holds"
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.MAX_ARCHIVE_BYTES or too_much_of_all(unpacked, packed):
        return f"it claims to unpack to {unpacked / 1e9:,.1f} GB (a zip bomb)"
    return None


def too_much_of_all(unpacked: int, packed: int) -> bool:
    """Whether all members together grow more than recordings do."""
    return unpacked > limits.MAX_FILE_BYTES and unpacked > limits.MAX_RATIO * max(packed, 1)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, within: str, tables: Tables, depth: int
) -> Iterator[Piece]:
    name = f"{within}/{without_owner(member.filename)}"
    if leads_outside(member.filename):
        yield Piece(name, refused="its name points outside of the archive")
        return
    told = must_be_told(member.filename)
    if never_a_recording(member.filename):
        return
    facts = None
    head = b""
    try:
        head = _content(archive, member, HEAD_BYTES, cut=True)
        if tables.passes_over(member.filename, head):
            return
        found = sniff(head)
        if found is Format.ZIP and (told or not suffix(member.filename)):
            with _copy(archive, member) as copy:
                yield from pieces(copy, name, tables, depth + 1)
            return
        if not told and found in (None, Format.ZIP):
            return
        facts = tables.facts_for(member.filename, head)
        data = _content(archive, member, limits.MAX_FILE_BYTES)
    except Refused as refusal:
        facts = facts or tables.facts_for(member.filename, head)
        yield Piece(name, refused=refusal.reason, facts=facts)
        return
    yield Piece(name, data=data, facts=facts)


def _content(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, cut: bool = False
) -> bytes:
    """A member's bytes, at most `most`; more is refused, or cut off where that is wanted."""
    if not cut and member.file_size > most:
        raise Refused(f"it claims {member.file_size / 1e6:,.0f} MB, more than any recording holds")
    if not cut and too_much(member.file_size, member.compress_size):
        raise Refused(BOMB)
    if member.flag_bits & _ENCRYPTED:
        raise Refused("it is locked with a password")
    try:
        with archive.open(member) as stream:
            data = stream.read(most if cut else most + 1)
    except _DAMAGE:
        raise Refused("its place in the archive is damaged") from None
    if not cut and len(data) > most:
        raise Refused(BOMB)
    return data


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """An inner archive where it can be read from any place: a temporary file without a name."""
    if member.file_size > limits.MAX_NESTED_ARCHIVE_BYTES:
        raise Refused(f"it claims {member.file_size / 1e9:,.1f} GB, more than any export holds")
    if too_much_of_all(member.file_size, member.compress_size):
        raise Refused(BOMB)
    if member.flag_bits & _ENCRYPTED:
        raise Refused("it is locked with a password")
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - handed on
    try:
        with archive.open(member) as stream:
            # ZipFile never gives more than the member claims, which was bounded above.
            shutil.copyfileobj(stream, copy, 1 << 20)
    except _DAMAGE:
        copy.close()
        raise Refused("its place in the archive is damaged") from None
    copy.seek(0)
    return copy
