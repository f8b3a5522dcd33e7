"""Words as they were last agreed on, kept as readable files beside the tests.

`REWRITE_GOLDEN=1` writes them anew and still fails the run, so that nobody agrees by accident.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def agrees(name: str, text: str, folder: Path = FOLDER) -> None:
    """Compares a text with the golden file of that name."""
    path = folder / name
    if os.environ.get("REWRITE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{name} was rewritten; look at the change and run again without the switch")
    if not path.is_file():
        pytest.fail(f"{name} has no golden file; write it with REWRITE_GOLDEN=1")
    assert path.read_text(encoding="utf-8") == text


def names(pattern: str) -> list[str]:
    """The golden files that are there, by glob."""
    return sorted(path.name for path in FOLDER.glob(pattern))
