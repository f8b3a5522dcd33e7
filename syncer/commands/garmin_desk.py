"""Signing in at Garmin by keyboard: what is asked, what is shown meanwhile, and a login at home."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import typer

from syncer.commands import Undone, aside
from syncer.login_rests import RESTS
from syncer.login_steps import CODES
from syncer.settings import Settings
from syncer.sources.garmin import login, sealed
from syncer.sources.garmin.login import (
    CODE_OLD,
    OUTAGE,
    TOO_MANY,
    WRONG_CODE,
    LetIn,
    LoginFailed,
    NeedsCode,
)
from templates import Reader
from templates.rendering import speak

STEPS = {
    login.ASKING: "Signing in at Garmin; this may take two minutes",
    login.ANOTHER_WAY: "Signing in at Garmin by another way; this may take two minutes",
    login.CHECKING_CODE: "Telling Garmin the code",
    login.INTRODUCING: "Asking Garmin whose account it is",
}
SENT = {
    "email": "The code that Garmin sent by e-mail",
    "sms": "The code that Garmin sent to the phone",
    "totp": "The code of the authenticator app",
}


def at_home(settings: Settings, now: datetime, code: str, email: str | None) -> tuple[str, str]:
    """The sealed token, and the name that Garmin knows. Needs no database and no settings."""
    try:
        # A code that is no good is found out before a password is told to anybody.
        sealed.seal(code, LetIn("", ""), now)
        email, password = credentials(email)
        try:
            with progress() as step:
                said = login.begin(settings, email, password, step=step)
            for _ in range(CODES):
                if isinstance(said, LetIn):
                    break
                said = _with_code(settings, said)
            if isinstance(said, NeedsCode):
                raise LoginFailed(CODE_OLD)
        except LoginFailed as error:
            until = (now + RESTS).astimezone() if error.problem == TOO_MANY else None
            raise Undone(sentence(error.problem, until, Reader(), at_home=True)) from None
        return sealed.seal(code, said, now), said.full_name
    except sealed.Unopened as error:
        raise Undone(str(error)) from None


def _with_code(settings: Settings, asked: NeedsCode) -> LetIn | NeedsCode:
    """The second step; to be told again where the code was wrong, or never came to Garmin."""
    told = code_told(asked.sent_to)
    try:
        with progress() as step:
            return login.with_code(settings, asked.state, told, step=step)
    except LoginFailed as error:
        if error.problem not in (WRONG_CODE, OUTAGE) or error.state is None:
            raise
        aside.print(sentence(error.problem, None, Reader()), highlight=False)
        return NeedsCode(error.state, asked.sent_to)


def credentials(email: str | None) -> tuple[str, str]:
    """E-mail and password at Garmin, as somebody types them."""
    told = email or _told("E-mail at Garmin")
    return told.strip(), _told("Password at Garmin", hidden=True)


def code_told(sent_to: str) -> str:
    """The code of the second step, as somebody types it."""
    return _told(SENT.get(sent_to, "The code that Garmin sent"))


def _told(question: str, *, hidden: bool = False) -> str:
    """What somebody types, or the next line of standard input where nobody sits there."""
    if sys.stdin.isatty():
        return str(typer.prompt(question, hide_input=hidden, err=True))
    line = sys.stdin.readline()
    if not line.strip():
        raise Undone(f"{question} was not on standard input; give it as a line of its own.")
    return line.rstrip("\r\n")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows what Garmin is being asked, where somebody looks."""
    with aside.status(STEPS[login.ASKING]) as shown:
        yield lambda step: shown.update(STEPS[step])


def sentence(problem: str, until: datetime | None, reader: Reader, *, at_home: bool = False) -> str:
    """How a login went wrong, and what to do next; who is `at_home` is not sent there."""
    told = {"problem": problem, "until": until, "at_home": at_home, "reader": reader}
    return speak("garmin_login.txt", "sentence", **told)
