"""A database that is damaged: said in words, and a backup takes its place."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from syncer.keeping import copies
from tests.commands.conftest import ALICE, BOB, Command, bob, club, command, ran

__all__ = ["bob", "club", "command", "ran"]


@pytest.fixture
def backed(bob: Command, tmp_path: Path) -> Command:
    assert bob("backup", str(tmp_path / "club.backup")).code == 0
    return bob


def database_in(folder: Path) -> Path:
    return folder / "data" / "evenstride.db"


def spoil(database: Path, how: str) -> bytes:
    """Damage a database, somewhere in its pages or from its first byte on."""
    content = bytearray(database.read_bytes())
    if how == "inside":
        with sqlite3.connect(database) as connection:
            page = connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'runner'"
            ).fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
        content[(page - 1) * size : page * size] = b"\xff" * size
    else:
        content[:4096] = b"garbage " * 512
    database.write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("how", ["inside", "from the start"])
def test_a_backup_takes_its_place(backed: Command, tmp_path: Path, how: str) -> None:
    database = database_in(tmp_path)
    held = spoil(database, how)
    done = backed("restore", str(tmp_path / "club.backup"), "--replace", "--json")
    assert done.code == 0, done.err
    assert Path(done.facts["before"]).read_bytes() == held
    for one in (ALICE, BOB):
        assert backed("runs", "--runner", one, "--json").code == 0
    assert backed("forget", BOB, "--yes").code == 0
    assert list((database.parent / copies.FOLDER).glob("*damaged*")) == []


def test_a_damaged_backup_moves_nothing(backed: Command, tmp_path: Path) -> None:
    database = database_in(tmp_path)
    held = spoil(database, "from the start")
    file = tmp_path / "club.backup"
    file.write_bytes(file.read_bytes()[:-20])
    said = backed("restore", str(file), "--replace")
    assert (said.code, "cut off or changed" in said.err) == (1, True)
    assert database.read_bytes() == held


def test_it_comes_back_where_the_restore_fails(
    backed: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    database = database_in(tmp_path)
    held = spoil(database, "from the start")
    monkeypatch.setattr("syncer.keeping.restore.fill", full)
    assert backed("restore", str(tmp_path / "club.backup"), "--replace").code == 1
    assert database.read_bytes() == held


def test_every_other_command_says_what_to_do(backed: Command, tmp_path: Path) -> None:
    spoil(database_in(tmp_path), "from the start")
    said = backed("check")
    assert said.code == 1
    assert "is damaged" in said.err
    assert "evenstride restore FILE --replace" in said.err
