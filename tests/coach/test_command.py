"""The coach's digest by hand, and its weekday and hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import ALICE, BOB, Command, club, command

__all__ = ["club", "command"]


@pytest.fixture
def agreed(club: Command) -> Command:
    """Alice, who hands in files, agreed that Bob, who never ran, sees her week."""
    assert club("runner", "add", BOB, "--coach", "--myself").code == 0
    how = ("--coach", BOB, "--how", "at the club evening")
    assert club("consent", ALICE, "coach-load", *how).code == 0
    return club


def test_one_command_sends_it_once(agreed: Command, tmp_path: Path) -> None:
    outbox = tmp_path / "data" / "outbox"
    before = set(outbox.glob("*"))
    facts = agreed("digest", "--coach", BOB, "--json").facts
    assert (facts["runners"], facts["written"], facts["sent"]) == (1, 1, 1)
    (mail,) = set(outbox.glob("*")) - before
    assert BOB in mail.read_text()
    assert agreed("digest", "--coach", BOB, "--json").facts["written"] == 0
    assert set(outbox.glob("*")) == before | {mail}


def test_why_there_is_none_is_said_in_a_sentence(agreed: Command) -> None:
    said = agreed("digest", "--coach", ALICE)
    assert said.code == 1
    assert "is no coach" in said.err
    assert agreed("digest", "--coach", BOB, "--runner", ALICE).code == 2
    how = ("--coach", BOB, "--how", "at the club evening", "--withdraw")
    assert agreed("consent", ALICE, "coach-load", *how).code == 0
    said = agreed("digest", "--coach", BOB)
    assert said.code == 1
    assert f"coach-load --coach {BOB}" in said.err


def test_the_day_and_the_hour_are_the_coachs_to_choose(agreed: Command) -> None:
    words = ("runner", "coach", BOB, "--weekday", "2", "--hour", "7", "--json")
    said = agreed(*words).facts
    assert said == {"runner": BOB, "coach": True, "digest_weekday": 2, "digest_hour": 7}
    (found,) = [
        one
        for one in agreed("schedule", "--runner", BOB, "--json").facts
        if one["what"] == "coach digest"
    ]
    assert found["at"].startswith("2026-03-18T07:00:00")
    assert agreed("runner", "coach", BOB, "--hour", "24").code == 2
