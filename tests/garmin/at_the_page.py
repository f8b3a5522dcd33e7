"""Alice before the pages of her club, on her way to Garmin."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from syncer import checks, links, models
from syncer.sandbox.serving import Serving
from syncer.settings import Settings
from syncer.sources.garmin import sealed
from syncer.sources.garmin.login import LetIn
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.garmin.conftest import Road
from tests.roads import NOON
from tests.sandbox.garmin_at_hand import hurry

EMAIL, PASSWORD = "alice@example.org", "even stride"
PATH = "/connect/garmin"


@dataclass
class Pages:
    """Alice's club with its pages on a real port, and her browser on her own page."""

    road: Road
    settings: Settings
    browser: httpx.Client
    form_token: str = ""

    def send(self, path: str, **form: str) -> httpx.Response:
        return self.browser.post(path, data={"form_token": self.form_token, **form})

    def sign_in(self, password: str = PASSWORD, email: str = EMAIL) -> httpx.Response:
        """Fill in the form, and look until Garmin has been asked."""
        self.send(PATH, email=email, password=password)
        return self.settled()

    def bring(self, token: str) -> httpx.Response:
        """Paste what was printed at home, and look until Garmin has been asked."""
        told = self.send(f"{PATH}/token", token=token)
        return told if told.url.path.endswith("/token") else self.settled()

    def tell(self, code: str) -> httpx.Response:
        self.send(f"{PATH}/code", code=code)
        return self.settled()

    def settled(self) -> httpx.Response:
        """The page once it asks for nothing more by itself, as a browser would find it."""
        until = time.monotonic() + 30
        while True:
            page = self.browser.get(PATH)
            if 'http-equiv="refresh"' not in page.text:
                return page
            assert time.monotonic() < until, page.text
            time.sleep(0.05)

    def row(self) -> models.PlatformLogin | None:
        with self.road.sessions() as session:
            return session.exec(select(models.PlatformLogin)).first()

    def connections(self) -> list[models.Connection]:
        with self.road.sessions() as session:
            return list(session.exec(select(models.Connection)))

    def code(self) -> str:
        return str(self.road.world.last_code(self.road.account))

    def from_home(self, settings: Settings | None = None, account: int | None = None) -> str:
        """What the command at home prints for the code that the page shows."""
        page = html.unescape(self.browser.get("/me").text)
        found = re.search(r"evenstride garmin login --for (\S+)</code>", page)
        assert found, page
        account = account or self.road.account
        given = self.road.world.connect(account)
        return sealed.seal(
            found[1], LetIn(given.dumps(), str(account), "Alice Even"), self.road.clock()
        )

    def set(self, **values: object) -> None:
        """Change Alice's connection."""
        with self.road.sessions() as session:
            held = session.exec(select(models.Connection)).one()
            for name, value in values.items():
                setattr(held, name, value)
            session.add(held)
            session.commit()

    def told(self) -> dict[str, str]:
        with self.road.sessions() as session:
            found = checks.check(session, self.settings, self.road.clock())
            return {one.code: one.sentence for one in found}


Served = Callable[..., Pages]


@pytest.fixture
def served(road: Road, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """`served(garmin_login="home")`; Alice is signed in to her page, and not connected."""
    hurry(monkeypatch)
    with road.sessions() as session:
        session.delete(session.exec(select(models.Connection)).one())
        session.commit()
    running = []

    def serve(**more: object) -> Pages:
        settings = road.settings.model_copy(update=more)

        def make(url: str) -> FastAPI:
            nonlocal settings
            settings = settings.model_copy(update={"public_url": url})
            return make_app(Parts(road.sessions, settings, road.clock))

        serving = Serving("pages", make)
        serving.__enter__()
        browser = httpx.Client(base_url=settings.public_url, follow_redirects=True, timeout=20)
        running.append((serving, browser))
        pages = Pages(road, settings, browser)
        link = links.in_mail(settings, road.clock(), road.runner(), NOON.date()).settings
        found = re.search(r'name="form_token" value="(\w+)"', browser.get(link).text)
        assert found
        pages.form_token = found[1]
        return pages

    yield serve
    for serving, browser in running:
        browser.close()
        serving.__exit__(None, None, None)


@pytest.fixture
def pages(served: Served) -> Pages:
    return served()


def links_to(pages: Pages) -> str:
    """A link of a new mail; a session does not last a day."""
    road = pages.road
    return links.in_mail(pages.settings, road.clock(), road.runner(), NOON.date()).settings


def form_token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]
