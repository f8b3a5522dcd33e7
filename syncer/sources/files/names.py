"""Which names matter: what is surely a recording, and what is passed over without a word."""

from __future__ import annotations

from pathlib import PurePosixPath

RECORDING_SUFFIXES = frozenset({".fit", ".gpx", ".tcx"})
"""A file so named is read or refused; it is never passed over."""

PACKED_SUFFIXES = frozenset({".gz", ".zip"})

_CLUTTER = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"})

_NEVER_RECORDINGS = frozenset(
    {
        ".csv",
        ".json",
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".heic",
        ".webp",
        ".mp4",
        ".mov",
        ".html",
        ".htm",
        ".pdf",
        ".md",
    }
)
"""What exports hold besides recordings; not even opened."""


def is_clutter(name: str) -> bool:
    """Hidden files and what operating systems leave behind, anywhere in the path."""
    return any(
        part.startswith(".") or part.lower() in _CLUTTER
        for part in PurePosixPath(name).parts
        if part not in (".", "..")
    )


def suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def must_be_told(name: str) -> bool:
    """Whether a file so named is refused aloud where it cannot be read."""
    return suffix(name) in RECORDING_SUFFIXES | PACKED_SUFFIXES


def never_a_recording(name: str) -> bool:
    return suffix(name) in _NEVER_RECORDINGS


def leads_outside(name: str) -> bool:
    """Whether a member's name would leave the folder it is unpacked in.

    Such a member is not opened, although nothing is ever written under a member's name.
    """
    path = name.replace("\\", "/")
    return path.startswith("/") or path[1:3] == ":/" or ".." in path.split("/")
