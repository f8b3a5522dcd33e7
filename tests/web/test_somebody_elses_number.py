"""Who joins after somebody left may get their number, and nothing else of theirs."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from syncer import admin_link, consents, links, models
from syncer.links import Purpose
from syncer.web.access import COOKIE
from syncer.web.admin_access import PATH
from tests.out.club import NOW, runner
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages
from tests.web.tapping import mailed


def dora_takes_the_place_of_alice(pages: Pages, *, is_admin: bool = False) -> None:
    number, session = pages.alice.id, pages.session
    session.connection().execute(delete(models.Runner).where(col(models.Runner.id) == number))
    session.commit()
    session.expunge_all()
    dora = runner(session, "dora@example.org")
    dora.created_at, dora.is_admin = NOW + timedelta(hours=1), is_admin
    consents.give(session, NOW, dora, consents.HEALTH, how="said so")
    session.add(dora)
    session.commit()
    assert dora.id == number


def test_alices_links_open_nothing_of_doras(pages: Pages) -> None:
    around = mailed(pages)
    old = [str(getattr(around, one.name)) for one in fields(around)]
    old += [make(pages.settings, NOW, pages.alice) for make in (links.stay, links.invitation)]
    dora_takes_the_place_of_alice(pages)
    for link in filter(None, old):
        with browser(pages.settings.public_url) as one:
            assert one.get(link).status_code == 404, link
            assert one.post(link, data={"health": "yes"}).status_code in (404, 405), link


def test_a_page_that_alice_left_open_is_not_doras(pages: Pages) -> None:
    pages.at_home()
    dora_takes_the_place_of_alice(pages)
    assert pages.client.cookies.get(COOKIE)
    assert pages.client.get("/me").status_code == 401


@pytest.mark.parametrize("opened_before", [True, False])
def test_an_admins_link_and_page_are_not_the_next_admins(pages: Pages, opened_before: bool) -> None:
    pages.alice.is_admin = True
    pages.session.add(pages.alice)
    link = admin_link.fresh(pages.session, pages.settings, NOW, pages.alice)
    with browser(pages.settings.public_url) as one:
        if opened_before:
            assert one.post(link).url.path == PATH
        dora_takes_the_place_of_alice(pages, is_admin=True)
        if not opened_before:
            assert one.post(link).status_code == 410
        assert one.get(PATH).status_code == 401


def test_a_link_of_before_links_knew_who_joined_when_still_opens(pages: Pages) -> None:
    token = links.sign(pages.settings, NOW, Purpose.SETTINGS, pages.alice.id or 0)
    assert pages.client.get(f"/me/{token}").status_code == 200
