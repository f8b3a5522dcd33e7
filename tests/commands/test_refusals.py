"""What a command says when it cannot: one sentence, what to do next, and the right exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from syncer import database
from syncer.models import Runner
from tests.commands.conftest import ALICE, Command


def test_without_a_database_init_is_named(command: Command) -> None:
    said = command("runs", "--runner", ALICE)
    assert (said.code, said.out) == (1, "")
    assert "evenstride init" in said.err
    assert len(said.err.splitlines()) == 1


def test_init_twice_keeps_the_club_and_the_key(command: Command, tmp_path: Path) -> None:
    assert command("init", "--defaults", "--json").facts["created"]
    settings = (tmp_path / "data" / "evenstride.env").read_text()
    assert command("init", "--defaults", "--json").facts["created"] is False
    assert (tmp_path / "data" / "evenstride.env").read_text() == settings
    assert (tmp_path / "data" / "evenstride.env").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["runs", "--runner", "bob@example.org"], "evenstride runner add"),
        (["runner", "add", ALICE, "--myself"], "already"),
        (["import", "nowhere.fit", "--runner", ALICE], "reasons"),
        (["clear-flag", "--runner", ALICE, "--how", "clinician"], "nothing to clear"),
    ],
)
def test_what_cannot_be_done_exits_with_1(club: Command, words: list[str], hint: str) -> None:
    said = club(*words)
    assert said.code == 1
    assert hint in said.err


def test_who_never_confirmed_is_invited_again(club: Command, tmp_path: Path) -> None:
    words = "runner", "add", "bob@example.org"
    assert club(*words, "--name", "Bob", "--timezone", "Asia/Tokyo", "--locale", "de").code == 0
    again = club(*words, now="2026-03-16T20:00:00+00:00")
    assert again.code == 0, again.err
    assert len(list((tmp_path / "data" / "outbox").glob("*.eml"))) == 2
    with Session(database.open_engine(f"sqlite:///{tmp_path / 'data' / 'evenstride.db'}")) as one:
        bob = one.exec(select(Runner).where(col(Runner.email) == "bob@example.org")).one()
        assert (bob.name, bob.timezone, bob.locale) == ("Bob", "Asia/Tokyo", "de")
        one.get_bind().engine.dispose()
    assert "already" in club(*words, "--myself").err, "nobody else confirms an address"


@pytest.mark.parametrize(
    "words",
    [
        ["runs"],
        ["runs", "--runner", ALICE, "--since", "yesterday"],
        ["advise", "--runner", ALICE, "--on", "2026-03-17"],
        ["runner", "add", "no address"],
        ["runner", "add", "bob@example.org", "--birth-year", "1980"],
        ["runner", "add", "bob@example.org", "--myself", "--birth-year", "2050"],
        ["runner", "add", "bob@example.org", "--timezone", "Mars/Olympus"],
        ["report", "--runner", ALICE],
        ["report", "--runner", ALICE, "--nothing", "--region", "knee"],
        ["report", "--runner", ALICE, "--worst", "4"],
        ["report", "--runner", ALICE, "--region", "elbow"],
        ["report", "--runner", ALICE, "--region", "knee", "--worst", "11"],
        ["report", "--runner", ALICE, "--region", "knee", "--flag", "no_such_flag"],
        ["report", "--runner", ALICE, "--nothing", "--on", "2026-03-17"],
        ["consent", ALICE, "everything", "--how", "said so"],
        ["consent", ALICE, "coach-load", "--how", "said so"],
        ["clear-flag", "--runner", ALICE, "--how", "prayer"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_exits_with_2_and_one_sentence(club: Command, words: list[str]) -> None:
    said = club(*words)
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_a_clock_without_an_offset_is_wrong_usage(club: Command) -> None:
    said = club("check", now="2026-03-15T20:00:00")
    assert said.code == 2
    assert "offset" in said.err


def test_nothing_of_health_is_stored_without_consent(command: Command) -> None:
    command("init", "--defaults")
    invited = command("runner", "add", "bob@example.org", "--timezone", "Europe/Berlin")
    assert invited.code == 0, invited.err
    said = command("report", "--runner", "bob@example.org", "--region", "knee", "--worst", "3")
    assert said.code == 1
    assert "consent" in said.err
    command("consent", "bob@example.org", "health", "--how", "told me at the track")
    told = command("report", "--runner", "bob@example.org", "--region", "knee", "--worst", "3")
    assert told.code == 0


def test_no_advice_goes_to_an_address_that_was_not_confirmed(
    command: Command, marens_files: Path, tmp_path: Path
) -> None:
    command("init", "--defaults")
    command("runner", "add", "bob@example.org")
    command("import", str(marens_files), "--runner", "bob@example.org")
    command("advise", "--runner", "bob@example.org")
    assert command("deliver", "--json").facts["sent"] == 0
    assert command("digest", "--json").facts["sent"] == 0
    letters = list((tmp_path / "data" / "outbox").glob("*.eml"))
    assert len(letters) == 1, "the invitation alone"


def test_check_is_empty_when_all_is_well(club: Command) -> None:
    assert club("check", "--json").facts == []


def test_check_names_what_is_wrong_and_what_to_do(
    club: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENSTRIDE_SECRET_KEY", "")
    found = club("check", "--json").facts
    assert [one["code"] for one in found] == ["no_secret_key"]
    assert "evenstride init" in found[0]["hint"]
