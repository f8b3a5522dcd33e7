"""One click ends the mail, as a mail program does it (RFC 8058), and one undoes it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from syncer import deliver, links, models, recommend
from tests.out.club import NOW, SUNDAY, ran, sessions
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages
from tests.web.tapping import mailed, rows, text_of


def turned_off(pages: Pages) -> bool:
    pages.session.expire_all()
    return pages.session.get_one(models.Runner, pages.alice.id).mail_off_at is not None


def test_the_header_of_a_real_mail_is_one_click(pages: Pages) -> None:
    """Read from the mail itself, and posted as a mail program posts it: no cookie, no page."""
    ran(pages.session, pages.alice, SUNDAY, 18.0)
    recommend.advise_runner(pages.session, pages.settings, NOW, pages.alice, SUNDAY)
    deliver.deliver(sessions(pages.session.get_bind()), pages.settings, pages.clock)  # type: ignore[arg-type]
    (file,) = pages.settings.outbox.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    name, _, value = mail["List-Unsubscribe-Post"].partition("=")
    with browser(pages.settings.public_url) as program:
        answer = program.post(address, data={name: value})
        assert (answer.status_code, answer.history) == (200, [])
        assert "set-cookie" not in answer.headers
    assert turned_off(pages)


def test_looking_changes_nothing_and_the_page_says_what_still_comes(pages: Pages) -> None:
    before = rows(pages)
    with browser(pages.settings.public_url) as one:
        page = text_of(one.get(mailed(pages).unsubscribe))
        assert "alice@example.org" in page
        assert rows(pages) == before
        assert "warning sign" in text_of(one.post(mailed(pages).unsubscribe))


def test_it_is_undone_on_the_same_page(pages: Pages) -> None:
    pages.alice.notes_on = False
    pages.session.add(pages.alice)
    pages.session.commit()
    before = rows(pages)
    with browser(pages.settings.public_url) as one:
        one.post(mailed(pages).unsubscribe)
        assert turned_off(pages)
        page = one.post(mailed(pages).unsubscribe, data={"again": "yes"})
        assert "Mail comes again" in page.text
    assert rows(pages) == before


def test_twice_is_the_same_as_once(pages: Pages) -> None:
    with browser(pages.settings.public_url) as one:
        one.post(mailed(pages).unsubscribe)
        before = rows(pages)
        pages.clock.now = NOW + timedelta(days=1)
        one.post(mailed(pages).unsubscribe)
    assert rows(pages) == before


def test_an_old_mail_still_ends_them(pages: Pages) -> None:
    link = mailed(pages).unsubscribe
    pages.clock.now = NOW + timedelta(days=700)
    with browser(pages.settings.public_url) as one:
        assert one.post(link).status_code == 200
    assert turned_off(pages)


@pytest.mark.parametrize("end", ["", "x", "/../me"])
def test_an_odd_link_ends_nobodys_mail(pages: Pages, end: str) -> None:
    with browser(pages.settings.public_url) as one:
        link = mailed(pages).unsubscribe[:-3] + end
        assert one.post(link).status_code in (404, 405)
    assert not turned_off(pages)


def test_a_link_dies_with_the_address(pages: Pages) -> None:
    link = mailed(pages).unsubscribe
    pages.alice.email = "other@example.org"
    pages.session.add(pages.alice)
    pages.session.commit()
    with browser(pages.settings.public_url) as one:
        assert one.post(link).status_code == 404
    assert not turned_off(pages)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://club.example.org", True),
        ("http://club.example.org", False),
        ("http://192.168.1.5:8321", False),
        ("http://127.0.0.1:8321", True),
        ("http://localhost", True),
    ],
)
def test_one_click_wants_https_or_this_machine(url: str, may: bool) -> None:
    assert links.one_click(url) is may
