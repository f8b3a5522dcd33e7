"""The folder that a demo is written into: made, emptied again, and never anybody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

MARKER = ".evenstride-demo"
INDEX, RUNNERS, FILES, DATABASE, OUTBOX = (
    "index.html",
    "runners",
    "files",
    "evenstride.db",
    "outbox",
)
_OURS = (INDEX, RUNNERS, FILES, OUTBOX, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


class NoDemo(Exception):
    """The demo cannot be made; the text is one sentence with what to do next."""


def fresh(out: Path, data: Path | None) -> Path:
    """The folder, made or cleared of an older demo; whatever else lies in it is left alone.

    Raises NoDemo when it is not a demo's folder, or when the clearing would take the data.
    """
    out = out.absolute()
    if data is not None and data.resolve().is_relative_to(out.resolve()):
        raise NoDemo(f"{data} lies inside {out}, which the demo clears; name another --out.")
    if out.exists() and not out.is_dir():
        raise NoDemo(f"{out} is a file; name a folder with --out.")
    try:
        if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
            raise NoDemo(
                f"{out} holds something else than a demo and stays untouched; "
                "name another folder with --out."
            )
        out.mkdir(parents=True, exist_ok=True)
        (out / MARKER).write_text("Made by `evenstride demo`, which may clear it.\n", "utf-8")
        for name in _OURS:
            _remove(out / name)
    except OSError as error:
        raise NoDemo(
            f"{out} cannot be written ({error.strerror}); name another folder with --out."
        ) from error
    return out


def _remove(path: Path) -> None:
    # A link is taken away itself; what it leads to belongs to somebody else.
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
