"""Who comes by a link that is too old gets new ones by mail, at the address that is stored."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from syncer import bounces
from syncer.web.new_link import A_DAY
from tests.out.club import NOW, runner
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages
from tests.web.tapping import mailed, text_of

DAY = timedelta(days=1)


def mails(pages: Pages) -> list[EmailMessage]:
    found = sorted(pages.settings.outbox.glob("*.eml"))
    return [message_from_bytes(one.read_bytes(), policy=policy.default) for one in found]


def within(seconds: float, is_so: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


def ask(pages: Pages, **form: str) -> str:
    with browser(pages.settings.public_url) as one:
        page = one.post("/new-link", data=form)
        assert page.status_code == 200
        return text_of(page)


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_one_tap_on_the_page_of_an_old_link_sends_new_ones(pages: Pages) -> None:
    link = mailed(pages).something_hurts
    pages.clock.now = NOW + 20 * DAY
    with browser(pages.settings.public_url) as one:
        form = hidden(one.get(link).text)
    assert "Look into your mail" in ask(pages, **form)
    assert within(5, lambda: len(mails(pages)) == 1)
    (mail,) = mails(pages)
    assert mail["To"].addresses[0].addr_spec == "alice@example.org"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for part in ("/checkin/nothing/", "/checkin/something/", "/me/"):
        (fresh,) = re.findall(rf"https?://\S*{part}\S+", text)
        with browser(pages.settings.public_url) as one:
            assert one.get(fresh).status_code == 200


def test_an_address_that_is_typed_gets_them_too(pages: Pages) -> None:
    ask(pages, email=" Alice@Example.ORG ")
    assert within(5, lambda: len(mails(pages)) == 1)


def test_the_page_says_the_same_to_strangers_and_sends_nothing(pages: Pages) -> None:
    dora = runner(pages.session, "dora@example.org", confirmed=False)
    bob = runner(pages.session, "bob@example.org")
    bounces.stop(pages.session, NOW, bob.id or 0, "gone")
    pages.session.commit()
    known = ask(pages, email="alice@example.org")
    for email in ("nobody@example.org", dora.email, bob.email, "", "no address"):
        assert ask(pages, email=email) == known
    # The last to be asked is the last to be sent, so nobody else comes after her.
    ask(pages, email="alice@example.org")
    assert not within(0.5, lambda: len(mails(pages)) > 1)
    assert {mail["To"].addresses[0].addr_spec for mail in mails(pages)} == {"alice@example.org"}


@pytest.mark.parametrize("token", ["", "x", "WyJ4Il0.guess"])
@pytest.mark.parametrize("purpose", ["", "me", "something-hurts"])
def test_a_token_that_is_none_sends_nothing(pages: Pages, purpose: str, token: str) -> None:
    ask(pages, purpose=purpose, token=token)
    assert not within(0.2, lambda: bool(mails(pages)))


def test_a_few_a_day_are_enough(pages: Pages) -> None:
    for nth in range(A_DAY + 2):
        pages.clock.now = NOW + timedelta(minutes=nth)
        ask(pages, email="alice@example.org")
        wanted = min(nth + 1, A_DAY)
        assert within(5, lambda wanted=wanted: len(mails(pages)) == wanted)  # type: ignore[misc]
    assert not within(0.3, lambda: len(mails(pages)) > A_DAY)
    pages.clock.now = NOW + DAY
    ask(pages, email="alice@example.org")
    assert within(5, lambda: len(mails(pages)) == A_DAY + 1)
