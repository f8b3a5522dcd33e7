"""How a line of the log reads, and what is blotted out of it."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from pydantic import SecretStr

from syncer.logs import Json, Lines
from syncer.redact import Redact
from syncer.settings import Settings

SETTINGS = Settings(secret_key=SecretStr("hush, hush now"), token_keys=SecretStr("k" * 8))


def record(text: str, *args: object, failed: bool = False) -> logging.LogRecord:
    error = sys.exc_info() if failed else None
    return logging.LogRecord("syncer.night", logging.INFO, "", 1, text, args, error)


def test_fields_stand_beside_the_event() -> None:
    line = Lines(Redact(SETTINGS)).format(record("a look-up failed runner=%d: %s", 7, "away"))
    assert line.startswith("at=20")
    assert line.endswith('level=info logger=syncer.night event="a look-up failed away" runner=7')


def test_an_error_is_one_line_that_quotes_nobody() -> None:
    try:
        try:
            raise FileNotFoundError(2, "alice's left knee")
        except OSError as error:
            raise ValueError("alice\nand her knee") from error
    except ValueError:
        line = Json(Redact(SETTINGS)).format(record("pulling failed runner=%d", 7, failed=True))
    facts = json.loads(line)
    assert facts["error"] == "ValueError < FileNotFoundError(ENOENT)"
    assert "test_an_error_is_one_line_that_quotes_nobody" in facts["way"]
    assert "alice" not in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("for a.b+c@mail.example.org: no", "for (address): no"),
        ("<ä@xn--bcher-kva.example>", "<(address)>"),
        ("refused (550 5.1.1 Alice (of us) left).", "refused (550 5.1.1)."),
        ("GET /athlete?after=1&token=x HTTP/1.1", "GET /athlete?(query) HTTP/1.1"),
        ("Authorization: Bearer abc.def-ghijk", "Authorization: (secret) (secret)"),
        ("'refresh_token': 'a1b2'", "'refresh_token': '(secret)'"),
        ("at 47.3711, 8.5423 now", "at (place) now"),
        ("/me/WzEsIiIsMTc3MzYwMTIwMF0.0pYgVq3M1zJm4Dq3oY", "/me/(secret)"),
        ("the key hush now was told", "the key (secret) was told"),
        ("strava pulled requests=25 new=11 at 12:30", "strava pulled requests=25 new=11 at 12:30"),
        ("syncer.sources.strava.subscriptions.web", "syncer.sources.strava.subscriptions.web"),
        ("the disk is full? make room", "the disk is full? make room"),
    ],
)
def test_what_must_not_stand_there_is_blotted_out(said: str, written: str) -> None:
    assert Redact(SETTINGS)(said) == written
