"""A login sealed at home: opened by one club, for one runner, within a day, and whole."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.links import NoSecretKey
from syncer.settings import Settings
from syncer.sources.garmin import sealed
from syncer.sources.garmin.login import LetIn
from syncer.sources.garmin.sealed import Unopened, invitation, open_, seal

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
ALICE, BOB = 7, 8
LOGIN = LetIn('{"di_token": "abc", "di_refresh_token": "def"}', "91000001", "Alice Even")


def club(key: str = "a key for tests") -> Settings:
    return Settings(secret_key=key)  # type: ignore[arg-type]


def test_the_club_opens_what_was_sealed_for_it() -> None:
    token = seal(invitation(club(), ALICE, NOW), LOGIN, NOW)
    assert open_(club(), ALICE, token, NOW + timedelta(hours=23)) == LOGIN


def test_nothing_of_the_login_can_be_read_in_the_text() -> None:
    code = invitation(club(), ALICE, NOW)
    first, second = seal(code, LOGIN, NOW), seal(code, LOGIN, NOW)
    assert first != second
    assert "abc" not in first
    assert "abc" not in repr(LOGIN)


def problem_of(
    text: str, settings: Settings | None = None, runner: int = ALICE, **late: float
) -> str:
    with pytest.raises(Unopened) as raised:
        open_(settings or club(), runner, text, NOW + timedelta(**late))
    assert LOGIN.dumps not in str(raised.value)
    return raised.value.problem


def test_another_club_cannot_open_it() -> None:
    token = seal(invitation(club(), ALICE, NOW), LOGIN, NOW)
    assert problem_of(token, club("another key")) == sealed.OTHER_CLUB


def test_another_runner_cannot_use_it() -> None:
    token = seal(invitation(club(), ALICE, NOW), LOGIN, NOW)
    assert problem_of(token, runner=BOB) == sealed.OTHER_RUNNER


@pytest.mark.parametrize(("hours", "opens"), [(23.9, True), (24.0, True), (24.1, False)])
def test_it_is_good_for_a_day(hours: float, opens: bool) -> None:
    token = seal(invitation(club(), ALICE, NOW), LOGIN, NOW)
    if opens:
        assert open_(club(), ALICE, token, NOW + timedelta(hours=hours)) == LOGIN
    else:
        assert problem_of(token, hours=hours) == sealed.EXPIRED


def test_an_old_code_is_told_at_home_before_anybody_signs_in() -> None:
    code = invitation(club(), ALICE, NOW)
    with pytest.raises(Unopened) as raised:
        seal(code, LOGIN, NOW + timedelta(hours=25))
    assert raised.value.problem == sealed.EXPIRED


def test_lines_that_mail_or_a_terminal_broke_do_no_harm() -> None:
    code = invitation(club(), ALICE, NOW)
    token = seal(f"  {code[:20]}\n{code[20:]}\n", LOGIN, NOW)
    lines = "\r\n  ".join(token[at : at + 60] for at in range(0, len(token), 60))
    assert open_(club(), ALICE, f"`{lines}`", NOW) == LOGIN


TOKEN = seal(invitation(club(), ALICE, NOW), LOGIN, NOW)


@given(at=st.integers(len(sealed.TOKEN), len(TOKEN) - 1))
def test_half_a_token_is_told_as_such(at: int) -> None:
    assert problem_of(TOKEN[:at]) == sealed.DAMAGED


@given(at=st.integers(len(sealed.TOKEN), len(TOKEN) - 2), sign=st.sampled_from("Aa0-_"))
def test_a_changed_sign_is_told_as_such(at: int, sign: str) -> None:
    if TOKEN[at] != sign:
        assert problem_of(TOKEN[:at] + sign + TOKEN[at + 1 :]) == sealed.DAMAGED


@given(st.text(max_size=80))
def test_any_other_text_is_no_token(text: str) -> None:
    assert problem_of(text) == sealed.NOT_ONE


def test_a_code_is_no_token_and_a_token_no_code() -> None:
    assert problem_of(invitation(club(), ALICE, NOW)) == sealed.NOT_ONE
    with pytest.raises(Unopened, match="not such a code"):
        seal(TOKEN, LOGIN, NOW)


def test_half_a_code_is_told_at_home() -> None:
    with pytest.raises(Unopened, match="missing or changed"):
        seal(invitation(club(), ALICE, NOW)[:-9], LOGIN, NOW)


def forged(prefix: str, data: bytes) -> str:
    """A text whose checksum is right, as anybody can make one."""
    whole = data + sha256(prefix.encode() + data).digest()[:6]
    return prefix + urlsafe_b64encode(whole).rstrip(b"=").decode()


def test_nobody_can_give_a_code_more_time_or_another_runner() -> None:
    data = bytearray(sealed._bytes(sealed.INVITATION, invitation(club(), ALICE, NOW)))
    data[39] ^= 1
    token = seal(forged(sealed.INVITATION, bytes(data)), LOGIN, NOW)
    assert problem_of(token) == sealed.OTHER_RUNNER


def test_a_key_that_would_seal_nothing_is_refused() -> None:
    data = sealed._bytes(sealed.INVITATION, invitation(club(), ALICE, NOW))
    with pytest.raises(Unopened, match="missing or changed"):
        seal(forged(sealed.INVITATION, bytes(32) + data[32:]), LOGIN, NOW)
    with pytest.raises(Unopened):
        seal(forged(sealed.INVITATION, b"short"), LOGIN, NOW)


def test_what_was_closed_with_other_content_does_not_open() -> None:
    data = bytearray(sealed._bytes(sealed.TOKEN, TOKEN))
    data[-1] ^= 1
    assert problem_of(forged(sealed.TOKEN, bytes(data))) == sealed.DAMAGED
    assert problem_of(forged(sealed.TOKEN, bytes(data[:50]))) == sealed.DAMAGED


def test_without_a_key_of_the_club_nothing_is_shown() -> None:
    with pytest.raises(NoSecretKey):
        invitation(club(""), ALICE, NOW)
