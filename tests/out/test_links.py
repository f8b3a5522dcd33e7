"""Links open one thing for one runner for a while, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from syncer import links, models
from syncer.links import LinkExpired, LinkSpoiled, NoSecretKey, Purpose
from tests.out.club import ALICE, NOW, SUNDAY, settings

CONFIG = settings(Path("nowhere"))
ALICE_ID = 7


def alice() -> models.Runner:
    return models.Runner(id=ALICE_ID, club_id=1, email=ALICE, created_at=NOW)


@given(
    st.sampled_from(Purpose),
    st.integers(min_value=1, max_value=2**40),
    st.text(max_size=40),
)
def test_what_was_signed_is_read_back(purpose: Purpose, runner_id: int, about: str) -> None:
    token = links.sign(CONFIG, NOW, purpose, runner_id, about)
    signed = links.verify(CONFIG, NOW, purpose, token)
    assert (signed.purpose, signed.runner_id, signed.about) == (purpose, runner_id, about)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_ends_when_its_time_is_over(purpose: Purpose) -> None:
    token = links.sign(CONFIG, NOW, purpose, ALICE_ID)
    end = NOW + links.LASTS[purpose]
    assert links.verify(CONFIG, end - timedelta(seconds=1), purpose, token).expires_at == end
    with pytest.raises(LinkExpired):
        links.verify(CONFIG, end, purpose, token)


@pytest.mark.parametrize("other", [p for p in Purpose if p is not Purpose.NOTHING_HURTS])
def test_a_link_for_one_thing_opens_no_other(other: Purpose) -> None:
    token = links.sign(CONFIG, NOW, Purpose.NOTHING_HURTS, ALICE_ID)
    with pytest.raises(LinkSpoiled):
        links.verify(CONFIG, NOW, other, token)


@given(st.data())
def test_a_changed_link_opens_nothing(data: st.DataObject) -> None:
    token = links.sign(CONFIG, NOW, Purpose.SETTINGS, ALICE_ID)
    at = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda c: c != token[at]))
    with pytest.raises(LinkSpoiled):
        links.verify(CONFIG, NOW, Purpose.SETTINGS, token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("token", ["", ".", "abc", "ü", "[1,2,3].sig"])
def test_nonsense_opens_nothing(token: str) -> None:
    with pytest.raises(LinkSpoiled):
        links.verify(CONFIG, NOW, Purpose.SETTINGS, token)


def test_another_club_cannot_sign_for_us() -> None:
    theirs = settings(Path("nowhere"), secret_key=SecretStr("another key"))
    token = links.sign(theirs, NOW, Purpose.SETTINGS, ALICE_ID)
    with pytest.raises(LinkSpoiled):
        links.verify(CONFIG, NOW, Purpose.SETTINGS, token)


def test_without_a_key_nothing_is_signed() -> None:
    bare = settings(Path("nowhere"), secret_key=SecretStr(""))
    with pytest.raises(NoSecretKey, match="evenstride init"):
        links.sign(bare, NOW, Purpose.SETTINGS, ALICE_ID)


def test_the_links_of_a_mail_say_whose_they_are_and_about_which_day() -> None:
    config = settings(Path("nowhere"), public_url="https://club.example.org/")
    made = links.in_mail(config, NOW, alice(), SUNDAY)
    token = made.nothing_hurts.removeprefix("https://club.example.org/checkin/nothing/")
    signed = links.verify(config, NOW, Purpose.NOTHING_HURTS, token)
    assert (signed.runner_id, signed.about) == (ALICE_ID, "2026-03-15")
    assert made.something_hurts.startswith("https://club.example.org/checkin/something/")
    assert made.settings.startswith("https://club.example.org/me/")


def test_an_invitation_is_for_one_address() -> None:
    token = links.invitation(CONFIG, NOW, alice()).rpartition("/")[2]
    signed = links.verify(CONFIG, NOW, Purpose.INVITATION, token)
    assert signed.about == links.address_mark("Alice@Example.org ")
    assert signed.about != links.address_mark("alice@example.net")


@pytest.mark.parametrize(
    ("url", "nobody"),
    [
        ("http://localhost:8321", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:80", True),
        ("", True),
        ("https://club.example.org", False),
        ("http://192.168.1.5", False),
    ],
)
def test_a_local_address_reaches_nobody(url: str, nobody: bool) -> None:
    assert links.reaches_nobody(url) is nobody
