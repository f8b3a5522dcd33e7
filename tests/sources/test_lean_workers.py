"""Worker processes stay small: neither the database nor the command line is loaded in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
print("program imported")
if __name__ == "__main__":
    from datetime import UTC, datetime
    sys.path.insert(0, {root!r})
    from syncer.sources.files import Piece
    from syncer.sources.files.sharing import shared_out
    now = datetime(2026, 1, 1, tzinfo=UTC)
    print(len(list(shared_out((Piece(str(n), refused="no") for n in range(40)), now, 2))))
"""


def test_what_a_worker_runs_imports_no_database() -> None:
    code = (
        "import sys, syncer.sources.files.taking\n"
        "print([name for name in ('sqlalchemy', 'sqlmodel', 'typer') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_worker_does_not_import_the_program_that_was_started(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(root=str(ROOT)))
    ran = subprocess.run(
        [sys.executable, str(program)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split("\n") == ["program imported", "40", ""]
