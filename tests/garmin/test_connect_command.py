"""`evenstride garmin login`: on the club's machine, and at a member's home."""

from __future__ import annotations

import io
import os
import pty
import select as ready
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from syncer import database, models, tokens
from syncer.login_steps import CODES
from syncer.sandbox.garmin import Fault, GarminStandIn, Place, Trouble
from syncer.settings import Settings
from syncer.sources.garmin import sealed
from tests.commands.conftest import ALICE, BOB, NOW, Command, Said
from tests.commands.conftest import bob as bob
from tests.commands.conftest import club as club
from tests.commands.conftest import command as command
from tests.sandbox.garmin_at_hand import hurry

EMAIL, PASSWORD = "alice.waymark@example.org", "even stride"
CLOCK = datetime.fromisoformat(NOW)
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """A keyboard with Garmin's stand-in behind it. `typed` is what standard input holds."""

    call: Command
    garmin: GarminStandIn
    account: int
    monkeypatch: pytest.MonkeyPatch

    def login(self, *words: str, typed: str = PASSWORD) -> Said:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        return self.call("garmin", "login", *words)

    def connect(self, *words: str, runner: str = ALICE, typed: str = PASSWORD) -> Said:
        return self.login("--runner", runner, "--email", EMAIL, *words, typed=typed)

    def status(self) -> Any:
        return self.call("garmin", "status", "--json").facts

    def wants_codes(self) -> None:
        self.garmin.world.accounts[self.account].mfa = "email"

    def next_code(self) -> str:
        """The code that the stand-in will send next: standard input is filled before it is."""
        account = self.garmin.world.accounts[self.account]
        account.new_code()
        return account.codes.pop()


@pytest.fixture
def desk(command: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    hurry(monkeypatch)
    with GarminStandIn(lambda: CLOCK) as garmin:
        monkeypatch.setenv("EVENSTRIDE_GARMIN_URL", garmin.url)
        monkeypatch.setenv("EVENSTRIDE_PLATFORM_TIMEOUT_S", "2")
        account = garmin.world.add_account("Alice Waymark", EMAIL, PASSWORD)
        yield Desk(command, garmin, account, monkeypatch)


@pytest.fixture
def engine(club: Command) -> Iterator[Engine]:
    opened = database.open_engine(Settings().database)
    yield opened
    opened.dispose()


def connection(engine: Engine) -> models.Connection | None:
    with Session(engine) as session:
        return session.exec(select(models.Connection)).first()


def test_a_runner_is_connected_at_the_clubs_machine(
    desk: Desk, club: Command, engine: Engine
) -> None:
    said = desk.connect("--json")
    assert said.code == 0, said.err
    assert said.facts == {"runner": ALICE, "connected": True}
    held = connection(engine)
    assert held is not None
    assert (held.source, held.external_id) == ("garmin", str(desk.account))
    assert '"di_token"' in tokens.unseal_text(Settings(), held.sealed_tokens or "")
    (told,) = desk.status()
    assert (told["runner"], told["status"], told["sign_in"]) == (ALICE, "connected", "")
    assert "connected with Garmin" in desk.connect().out


def test_the_code_is_the_next_line(desk: Desk, club: Command, engine: Engine) -> None:
    desk.wants_codes()
    assert desk.connect(typed=f"{PASSWORD}\n000000\n{desk.next_code()}").code == 0
    assert connection(engine) is not None


def test_without_a_code_it_ends_and_can_begin_again(
    desk: Desk, club: Command, engine: Engine
) -> None:
    desk.wants_codes()
    said = desk.connect()
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert "code" in said.err
    assert desk.connect(typed=f"{PASSWORD}\n{desk.next_code()}").code == 0


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Trouble.LOCKED, "locked this account"),
        (Trouble.CAPTCHA, "see a person"),
        (Trouble.CHILD, "its own app only"),
    ],
)
def test_each_refusal_is_one_sentence_with_what_to_do(
    desk: Desk, club: Command, trouble: Trouble, words: str
) -> None:
    desk.garmin.world.trouble(desk.account, trouble)
    said = desk.connect()
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert words in said.err


def test_wrong_password_outage_and_too_many_are_told_apart(desk: Desk, club: Command) -> None:
    assert "did not take this e-mail and password" in desk.connect(typed="wrong").err
    desk.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.SSO)
    assert "Garmin does not answer" in desk.connect().err
    desk.garmin.faults.clear()
    desk.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO)
    said = desk.connect()
    assert said.code == 1
    assert "Monday 16 March at 20:00" in said.err
    (told,) = desk.status()
    assert told["rests_until"] == "2026-03-16T20:00:00+00:00"
    desk.garmin.faults.clear()
    asked = desk.garmin.count()
    assert "no more sign-ins for a day" in desk.connect().err
    assert desk.garmin.count() == asked
    assert "garmin_rests" in {one["code"] for one in desk.call("check", "--json").facts}


def test_an_account_belongs_to_one_runner(desk: Desk, bob: Command) -> None:
    assert desk.connect().code == 0
    said = desk.connect(runner=BOB)
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert "Somebody else here" in said.err


def test_who_is_unknown_or_where_garmin_is_off_nobody_is_asked(
    desk: Desk, club: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No runner has the address" in desk.connect(runner=BOB).err
    monkeypatch.setenv("EVENSTRIDE_GARMIN_LOGIN", "off")
    said = desk.connect()
    assert said.code == 1
    assert "EVENSTRIDE_GARMIN_LOGIN" in said.err
    assert desk.garmin.count() == 0


def test_wrong_usage_is_told_as_such(desk: Desk, club: Command) -> None:
    for words in ((), ("--runner", ALICE, "--for", "evg1.x")):
        assert desk.login(*words).code == 2
    said = desk.login("--runner", ALICE)
    assert said.code == 2
    assert "--email" in said.err
    assert desk.garmin.count() == 0


def for_alice() -> tuple[Settings, str]:
    """A club elsewhere, and the code that its page shows to its runner 1."""
    there = Settings(secret_key="the key of a club elsewhere")  # type: ignore[arg-type]
    return there, sealed.invitation(there, 1, CLOCK)


def test_at_home_it_prints_a_token_that_the_club_can_open(desk: Desk, tmp_path: Path) -> None:
    there, code = for_alice()
    said = desk.login("--for", code, "--email", EMAIL)
    assert said.code == 0, said.err
    (token,) = said.out.split()
    let_in = sealed.open_(there, 1, token, CLOCK)
    assert (let_in.external_id, let_in.full_name) == (str(desk.account), "Alice Waymark")
    assert '"di_token"' in let_in.dumps
    assert "as Alice Waymark" in said.err
    assert "Paste" in said.err
    assert not (tmp_path / "data").exists(), "at home nothing is written"


def test_at_home_with_a_code_and_as_facts(desk: Desk) -> None:
    there, code = for_alice()
    desk.wants_codes()
    typed = f"{PASSWORD}\n000000\n{desk.next_code()}"
    said = desk.login("--for", code, "--email", EMAIL, "--json", typed=typed)
    assert said.code == 0, said.err
    assert said.facts["account"] == "Alice Waymark"
    assert sealed.open_(there, 1, said.facts["token"], CLOCK).external_id == str(desk.account)
    assert PASSWORD not in said.out + said.err


def test_at_home_a_code_that_is_no_good_is_told_before_garmin_is_asked(desk: Desk) -> None:
    _, code = for_alice()
    for spoiled in ("hello", code[:-4]):
        said = desk.login("--for", spoiled, "--email", EMAIL)
        assert (said.code, len(said.err.splitlines())) == (1, 1)
    old = desk.call("garmin", "login", "--for", code, "--email", EMAIL, now="2026-03-17T20:00:00Z")
    assert (old.code, "older than a day" in old.err) == (1, True)
    assert desk.garmin.count() == 0


def test_at_home_too_the_day_of_rest_is_told(desk: Desk) -> None:
    _, code = for_alice()
    desk.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO)
    said = desk.login("--for", code, "--email", EMAIL)
    assert said.code == 1
    assert "no more sign-ins for a day" in said.err
    assert "16 March" in said.err or "17 March" in said.err
    assert "sign in at home" not in said.err


def test_at_home_only_a_few_codes_are_told_to_garmin(desk: Desk) -> None:
    _, code = for_alice()
    desk.wants_codes()
    said = desk.login("--for", code, "--email", EMAIL, typed="\n".join([PASSWORD, *["000000"] * 9]))
    assert (said.code, "code is too old" in said.err) == (1, True)
    assert 0 < desk.garmin.count("POST", "verifyCode") <= 2 * CODES


def test_at_a_terminal_the_password_does_not_show(desk: Desk, tmp_path: Path) -> None:
    """A real terminal, a real process: asked for the e-mail, the password, then the code."""
    there = Settings(secret_key="the key of a club elsewhere")  # type: ignore[arg-type]
    code = sealed.invitation(there, 1, datetime.now(UTC))
    desk.wants_codes()
    ours, theirs = pty.openpty()
    words = [sys.executable, "-c", _HURRIED, "garmin", "login", "--for", code]
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_own_terminal,
    )
    os.close(theirs)
    screen = _answered(ours, "E-mail at Garmin", EMAIL)
    screen += _answered(ours, "Password at Garmin", PASSWORD)
    screen += _answered(ours, "by e-mail", "000000")
    screen += _answered(ours, "by e-mail", str(desk.garmin.world.last_code(desk.account)))
    screen += _read(ours, "Paste all")
    assert process.stdout is not None
    out = process.stdout.read().decode()
    assert process.wait(20) == 0
    os.close(ours)
    assert sealed.open_(there, 1, out, datetime.now(UTC)).external_id == str(desk.account)
    assert EMAIL in screen
    assert PASSWORD not in screen + out
    assert "this may take two minutes" in screen
    assert "That was not the code" in screen


_HURRIED = """
from garminconnect.client import sso
for name in dir(sso):
    if "_DELAY_" in name:
        setattr(sso, name, 0.0)
from syncer.__main__ import main
main()
"""
"""The command without the pauses before a password, which are globals of the library."""


def _own_terminal() -> None:
    """Make standard input the process's terminal, as for somebody who logs in."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(terminal: int, words: str) -> str:
    """What the screen shows until these words."""
    seen, until = "", time.monotonic() + 30
    while words not in seen:
        assert time.monotonic() < until, seen
        if ready.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                raise AssertionError(f"it ended: {seen}") from None
    return seen


def _answered(terminal: int, question: str, answer: str) -> str:
    seen = _read(terminal, question)
    # The question is printed before the terminal stops showing what is typed.
    time.sleep(0.3)
    os.write(terminal, f"{answer}\n".encode())
    return seen
