"""What the tests of a mail's links share: a link opened in a stranger's browser, and its button."""

from __future__ import annotations

import re

import httpx
from sqlmodel import select

from syncer import links, models
from templates import Links
from tests.out.club import NOW, SUNDAY
from tests.web.reading import Pages, browser

SORE = {"answer": "hurts", "region": "knee_front", "side": "left", "worst": "4"}


def mailed(pages: Pages) -> Links:
    """The links of Sunday's letter to Alice."""
    return links.in_mail(pages.settings, NOW, pages.alice, SUNDAY)


def form_token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def press(pages: Pages, link: str, **form: object) -> httpx.Response:
    """Open a link and send its page's form, in a browser that nobody signed in to."""
    with browser(pages.settings.public_url) as stranger:
        token = form_token(stranger.get(link))
        return stranger.post(link, data={"form_token": token, "on": SUNDAY.isoformat(), **form})


def rows(pages: Pages) -> list[dict[str, object]]:
    """Everything that an answer could have changed."""
    pages.session.expire_all()
    tables = (
        models.PainReport,
        models.Answer,
        models.Consent,
        models.Advice,
        models.Delivery,
        models.Runner,
    )
    return [row.model_dump() for table in tables for row in pages.session.exec(select(table))]


def reports(pages: Pages) -> list[models.PainReport]:
    pages.session.expire_all()
    return list(pages.session.exec(select(models.PainReport)))


def strength(pages: Pages) -> list[tuple[str, str]]:
    pages.session.expire_all()
    return [(str(row.on), row.what) for row in pages.session.exec(select(models.Answer))]


def text_of(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.text, flags=re.DOTALL).split())
