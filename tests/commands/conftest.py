"""A command line of its own for each test: a data folder, a clock that stands, and words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from coaching.log import TrainingLog
from syncer import database, history, models
from syncer.__main__ import run
from syncer.sandbox.club import write_club
from syncer.settings import Settings
from tests.sources import fit_bytes as fb

NOW = "2026-03-15T20:00:00+00:00"
TODAY = datetime.fromisoformat(NOW).date()
ALICE = "alice@example.org"
BOB = "bob@example.org"


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


@pytest.fixture
def bob(club: Command) -> Command:
    """The same club with Bob invited to it, who has agreed to nothing yet."""
    assert club("runner", "add", BOB).code == 0
    return club


@pytest.fixture
def ran(club: Command, tmp_path: Path) -> Callable[..., None]:
    """`ran(days_ago=1, hour=7)`; Alice ran ten minutes then, and took the file in."""

    def go(days_ago: int = 0, hour: int = 7) -> None:
        since = datetime.fromisoformat(NOW).replace(hour=hour) - timedelta(days=days_ago)
        file = tmp_path / f"{since:%m-%d-%H}.fit"
        file.write_bytes(
            fb.wrapped(
                fb.file_id(created=since) + fb.records(since=since) + fb.session(since=since)
            )
        )
        taken = club("import", str(file), "--runner", ALICE, "--json")
        assert (taken.code, taken.facts["imported"]) == (0, 1)

    return go


@pytest.fixture
def kept(command: Command) -> Callable[..., TrainingLog]:
    """`kept()`; what the coaching would read of Alice now, or of another by `kept(BOB)`."""

    def look(email: str = ALICE) -> TrainingLog:
        engine = database.open_engine(Settings().database)
        with Session(engine) as session:
            runner = session.exec(select(models.Runner).where(models.Runner.email == email)).one()
            log = history.training_log(session, runner)
        engine.dispose()
        return log

    return look


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
