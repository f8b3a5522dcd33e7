"""Whether a runner gets mail, on the command line, and an address that refused it started again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from syncer import bounces, database, mail_off, models
from syncer.settings import Settings
from tests.commands.conftest import ALICE, NOW, Command

AT = datetime.fromisoformat(NOW)


def changed(stop: bool) -> None:
    """Alice's address stopped, or her mail turned off by herself."""
    engine = database.open_engine(Settings().database)
    with Session(engine) as session:
        alice = session.exec(select(models.Runner).where(col(models.Runner.email) == ALICE)).one()
        if stop:
            bounces.stop(session, AT, alice.id or 0, "550 No such user")
        else:
            mail_off.turn_off(AT, alice)
            session.add(alice)
        session.commit()
    engine.dispose()


def test_mail_goes_to_who_did_nothing_about_it(club: Command) -> None:
    assert club("runner", "mail", ALICE).out == f"Mail goes to {ALICE}.\n"


def test_a_stopped_address_is_told_and_started_again(club: Command) -> None:
    changed(stop=True)
    said = club("runner", "mail", ALICE)
    assert said.code == 0
    assert "550 No such user" in said.out
    assert "--again" in said.out
    assert ALICE in club("check").out
    assert club("runner", "mail", ALICE, "--again").out == f"Mail goes to {ALICE} again.\n"
    assert "mail_stopped" not in club("check").out


def test_what_the_runner_turned_off_nobody_else_turns_on(club: Command) -> None:
    changed(stop=False)
    assert "turned mail off on 2026-03-15" in club("runner", "mail", ALICE, "--again").out
    facts = club("runner", "mail", ALICE, "--json").facts
    at = facts.pop("turned_off_at")
    assert datetime.fromisoformat(at) == AT
    assert facts == {"runner": ALICE, "stopped_at": None, "why": None}


def test_a_stranger_is_refused_in_words(club: Command) -> None:
    said = club("runner", "mail", "nobody@example.org")
    assert said.code == 1
    assert "nobody@example.org" in said.err
