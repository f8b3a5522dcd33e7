"""Alice, what she writes about her runs, and the pages that ask her about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import heard, links, models, posting, recommend
from syncer.channels import Parcel
from syncer.sandbox.serving import Serving
from syncer.settings import Settings
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.out import club
from tests.out.club import NOW, SUNDAY, deliveries, ran, runner, sessions, trained

DAY = timedelta(days=1)
GIVEN = {"answer": "corrected", "region": "knee_front", "side": "right", "worst": "3"}


class Clock:
    """What the pages take for now."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Pages:
    """Alice's club, its pages, and what she wrote about her run on Sunday."""

    session: Session
    settings: Settings
    alice: models.Runner
    client: httpx.Client
    clock: Clock

    def writes(self, text: str, days_ago: int = 0, who: models.Runner | None = None) -> int:
        who = who or self.alice
        about = ran(self.session, who, SUNDAY - days_ago * DAY, 18.0, hour=9).id
        assert about is not None
        heard.hear(self.session, NOW, who, {about: [text]})
        self.session.commit()
        return about

    def link(self, about: int, who: models.Runner | None = None) -> str:
        return links.about_words(self.settings, NOW, who or self.alice, about)

    def at_home(self) -> str:
        """Alice's own page, by the link of a mail; answers its form token."""
        around = links.in_mail(self.settings, NOW, self.alice, SUNDAY)
        page = self.client.get(around.settings)
        found = re.search(r'name="form_token" value="(\w+)"', page.text)
        assert found, page.text
        return found[1]

    def row(self) -> models.WordsRead:
        self.session.expire_all()
        return self.session.exec(select(models.WordsRead)).one()

    def reports(self) -> list[tuple[str | None, str | None, int | None]]:
        self.session.expire_all()
        found = self.session.exec(select(models.PainReport).order_by(col(models.PainReport.id)))
        return [(one.region, one.side, one.worst) for one in found]

    def state(self) -> list[object]:
        self.session.expire_all()
        tables = (models.WordsRead, models.PainReport, models.Advice, models.Delivery)
        return [row.model_dump() for table in tables for row in self.session.exec(select(table))]

    def letter(self, digest: bool) -> Parcel:
        """The one letter that waits for Alice, as it would go out now."""
        if digest:
            recommend.digest_runner(self.session, self.settings, NOW, self.alice)
        else:
            recommend.advise_runner(self.session, self.settings, NOW, self.alice, SUNDAY)
        (delivery,) = deliveries(self.session)
        row = self.session.get_one(models.Advice, delivery.advice_id)
        return posting.parcel(self.session, self.settings, NOW, delivery, row, self.alice)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with club.club(tmp_path) as (session, settings):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        clock = Clock()
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        config = settings

        def make(url: str) -> FastAPI:
            nonlocal config
            config = settings.model_copy(update={"public_url": url})
            return make_app(Parts(sessions(engine), config, clock))

        with Serving("pages", make) as pages, browser(pages.url) as client:
            yield Pages(session, config, alice, client, clock)


def browser(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, follow_redirects=True, timeout=30)


def told(pages: Pages, about: int, **form: str) -> str:
    """Answer by the link of a mail, in a browser that nobody signed in to."""
    with browser(pages.settings.public_url) as stranger:
        return stranger.post(pages.link(about), data=form).text
