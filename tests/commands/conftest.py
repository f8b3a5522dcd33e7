"""A command line of its own for each test: a data folder, a clock that stands, and words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syncer.__main__ import run
from syncer.sandbox.club import write_club

NOW = "2026-03-15T20:00:00+00:00"
ALICE = "alice@example.org"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """`command("runs", "--runner", ALICE)`; every test has a data folder of its own."""
    monkeypatch.setenv("EVENSTRIDE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EVENSTRIDE_IMPORT_PROCESSES", "1")

    def call(*words: str, now: str = NOW) -> Said:
        capfd.readouterr()
        code = run(["--now", now, *words])
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


@pytest.fixture
def club(command: Command) -> Command:
    """A club with Alice in it, at her own keyboard."""
    assert command("init", "--defaults").code == 0
    added = command("runner", "add", ALICE, "--myself", "--name", "Alice", "--json")
    assert (added.code, added.facts) == (0, {"runner": ALICE})
    return command


@pytest.fixture(scope="session")
def marens_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last weeks of a simulated runner who ran much further than usual on the last day."""
    folder = tmp_path_factory.mktemp("club")
    write_club(folder, datetime.fromisoformat(NOW).astimezone(UTC).date(), ["maren"])
    files = sorted((folder / "maren").glob("2026-*.fit"))
    assert len(files) > 20
    for old in set((folder / "maren").iterdir()) - set(files):
        old.unlink()
    return folder / "maren"
