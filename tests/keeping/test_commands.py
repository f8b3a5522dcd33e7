"""The commands of keeping, as a person or a script meets them."""

from __future__ import annotations

import io
import json
import os
import pty
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from syncer.settings import Settings
from tests.commands.conftest import ALICE, BOB, Command, bob, club, command, ran

__all__ = ["bob", "club", "command", "ran"]


def emails(command: Command) -> list[str]:
    """Who is there, as `garmin status` and friends would find them: by asking for their runs."""
    return [one for one in (ALICE, BOB) if command("runs", "--runner", one, "--json").code == 0]


def test_a_backup_and_back(bob: Command, tmp_path: Path) -> None:
    file = tmp_path / "club.backup"
    made = bob("backup", str(file), "--json")
    assert made.code == 0, made.err
    assert made.facts["path"] == str(file)
    assert made.facts["rows"] > 3
    assert made.facts["size_bytes"] == file.stat().st_size
    refused = bob("restore", str(file))
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert bob("forget", BOB, "--yes").code == 0
    assert emails(bob) == [ALICE]
    done = bob("restore", str(file), "--replace", "--json")
    assert done.code == 0, done.err
    assert (done.facts["left_out"], emails(bob)) == (1, [ALICE])
    assert Path(done.facts["before"]).is_file()


def test_to_another_database_by_db(bob: Command, tmp_path: Path) -> None:
    file = tmp_path / "club.backup"
    bob("backup", str(file))
    said = bob("restore", str(file), "--db", str(tmp_path / "new" / "club.db"))
    assert said.code == 0, said.err
    assert "Put back:" in said.out
    assert bob("runs", "--runner", BOB, "--db", str(tmp_path / "new" / "club.db")).code == 0
    again = bob("backup", str(tmp_path / "two"), "--db", str(tmp_path / "new" / "club.db"))
    assert again.code == 0


def test_a_folder_that_rotates(bob: Command, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    first = bob("backup", "--rotate", str(folder), now="2026-01-01T00:00:00+00:00")
    assert first.code == 0, first.err
    later = bob("backup", "--rotate", str(folder), "--json", now="2026-02-01T00:00:00+00:00")
    assert [Path(one).name for one in later.facts["deleted"]] == [
        "evenstride-20260101T000000Z.backup"
    ]
    assert {path.name for path in folder.iterdir()} == {
        "evenstride-20260201T000000Z.backup",
        "forgotten.jsonl",
    }


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["backup"], 2, "FILE"),
        (["backup", "one", "--rotate", "two"], 2, "FILE"),
        (["restore", "nowhere.backup"], 1, "No such file"),
        (["restore", "{settings}"], 1, "no backup of Evenstride"),
        (["backup", "{settings}/one"], 1, "could not be written"),
        (["forget", "nobody@example.org", "--yes"], 1, "No runner"),
        (["forget", ALICE], 1, "--yes"),
        (["export", ALICE, "--out", "{settings}/a.zip"], 1, "could not be written"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    bob: Command, words: list[str], code: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    settings = Settings().data_dir / "evenstride.env"
    said = bob(*(word.replace("{settings}", str(settings)) for word in words))
    assert (said.code, len(said.err.splitlines())) == (code, 1), said.err
    assert told in said.err
    assert emails(bob) == [ALICE, BOB]


def test_without_a_key_the_setting_is_named(
    bob: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENSTRIDE_BACKUP_KEYS", "")
    said = bob("backup", str(tmp_path / "one"))
    assert said.code == 1
    assert "EVENSTRIDE_BACKUP_KEYS" in said.err
    assert not (tmp_path / "one").exists()


def test_init_gives_an_older_club_its_key_once(club: Command, tmp_path: Path) -> None:
    file = Settings().data_dir / "evenstride.env"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if "BACKUP_KEYS=" not in line))
    assert not Settings().backup_keys.get_secret_value()
    for _ in range(2):
        assert club("init", "--defaults").code == 0
    assert file.read_text().count("EVENSTRIDE_BACKUP_KEYS=") == 1
    assert club("backup", str(tmp_path / "one")).code == 0


def test_what_is_handed_over_and_the_receipt(club: Command, tmp_path: Path, ran: object) -> None:
    assert callable(ran)
    ran(days_ago=1)
    done = club("export", ALICE, "--out", str(tmp_path / "a.zip"), "--json")
    assert done.code == 0, done.err
    assert done.facts["rows"]["runs"] == 1
    assert "README.txt" in ZipFile(tmp_path / "a.zip").namelist()
    said = club("forget", ALICE, "--yes", "--receipt", str(tmp_path / "receipt.txt"))
    assert said.code == 0, said.err
    assert said.out == (tmp_path / "receipt.txt").read_text()
    assert f"Forgotten: {ALICE}, on 15 March 2026" in said.out
    assert "      1  recordings" in said.out
    assert club("forget", ALICE, "--yes").code == 1


def test_the_receipt_as_facts(bob: Command) -> None:
    facts = bob("forget", BOB, "--yes", "--json").facts
    assert facts["email"] == BOB
    assert facts["rows"]["runner"] == 1
    assert facts["backups_until"].startswith("2026-04-14")


def test_keys_are_named_and_never_shown(club: Command) -> None:
    config = Settings()
    before, saved, after = club("keys"), club("keys", "--saved"), club("keys", "--json")
    assert "keys --saved" in before.out
    assert "Saved elsewhere" in saved.out
    assert after.facts["saved_at"].startswith("2026-03-15")
    for secret in (config.token_keys, config.backup_keys):
        assert secret.get_secret_value()
        assert secret.get_secret_value() not in before.out + saved.out + after.out


@pytest.mark.parametrize(("typed", "code"), [(BOB, 0), ("yes", 1), (ALICE, 1)])
def test_at_a_terminal_the_address_has_to_be_typed(bob: Command, typed: str, code: int) -> None:
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "syncer", "forget", BOB],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "EVENSTRIDE_DATA_DIR": str(Settings().data_dir)},
        start_new_session=True,
    )
    os.write(ours, f"{typed}\n".encode())
    said = asked.communicate(timeout=60)[0].decode()
    os.close(ours)
    os.close(theirs)
    assert asked.returncode == code, said
    assert "for good" in said
    assert (BOB in emails(bob)) is (code == 1)


def _wait_until_awake() -> None:
    """Until the service has written that it ticks."""
    for _ in range(300):
        with sqlite3.connect(Settings().data_dir / "evenstride.db") as connection:
            if connection.execute("SELECT at FROM lasttick").fetchone():
                return
        time.sleep(0.2)
    raise AssertionError("the service never woke")


def test_while_the_service_runs(bob: Command, tmp_path: Path) -> None:
    """A real `work` beside it: neither stops the other, and the backup is whole."""
    beside = subprocess.Popen(
        [sys.executable, "-m", "syncer", "work"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "EVENSTRIDE_DATA_DIR": str(Settings().data_dir)},
    )
    try:
        _wait_until_awake()
        file = tmp_path / "club.backup"
        made = bob("backup", str(file))
        done = bob("restore", str(file), "--replace")
        assert beside.poll() is None
    finally:
        beside.terminate()
        errors = beside.communicate(timeout=60)[1].decode()
    assert (made.code, done.code) == (0, 0), made.err + done.err
    assert beside.returncode == 0, errors
    assert "Traceback" not in errors
    assert emails(bob) == [ALICE, BOB]
    assert json.loads(bob("check", "--json").out) is not None
