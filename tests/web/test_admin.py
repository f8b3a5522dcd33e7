"""The admin's door and page over real HTTP: a link that is good once, and no word about health."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import admin_link, links, models
from syncer.sandbox.serving import Serving
from syncer.settings import Settings
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.out import club
from tests.out.club import NOW, SUNDAY, hurt, runner, sessions
from tests.out.post_office import PostOffice, open_office
from tests.web.reading import Clock, browser

NEW = "nora@example.org"


@dataclass
class Desk:
    """A club with Alice in it, run by Bob."""

    session: Session
    settings: Settings
    bob: models.Runner
    alice: models.Runner
    clock: Clock
    office: PostOffice

    def link(self) -> str:
        return admin_link.fresh(self.session, self.settings, self.clock(), self.bob)

    def stranger(self) -> httpx.Client:
        return browser(self.settings.public_url)

    def inside(self) -> tuple[httpx.Client, str]:
        """Bob's browser past the door, and what its forms carry."""
        client = self.stranger()
        page = client.post(self.link())
        assert (page.status_code, page.url.path) == (200, "/admin")
        return client, token_in(page)


def token_in(page: httpx.Response) -> str:
    return re.findall(r'name="form_token" value="(\w+)"', page.text)[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_office() as office, club.club(tmp_path) as (session, settings):
        alice, bob = runner(session), runner(session, "bob@example.org")
        bob.is_admin = True
        session.add(bob)
        session.commit()
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        clock, config = Clock(), settings
        mail = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none"}

        def make(url: str) -> FastAPI:
            nonlocal config
            config = settings.model_copy(update={"public_url": url, **mail})
            return make_app(Parts(sessions(engine), config, clock))

        with Serving("pages", make):
            yield Desk(session, config, bob, alice, clock, office)


def test_looking_at_the_link_spends_nothing_and_the_button_opens_once(desk: Desk) -> None:
    link = desk.link()
    with desk.stranger() as scanner:
        scanner.head(link)
        for _ in range(3):
            assert "<button>Come in</button>" in scanner.get(link).text
        assert scanner.get("/admin").status_code == 401
    with desk.stranger() as client:
        assert client.post(link).url.path == "/admin"
        assert client.get("/admin").status_code == 200
    with desk.stranger() as second:
        assert (second.post(link).status_code, second.get(link).status_code) == (410, 410)
        assert second.get("/admin").status_code == 401


def test_an_hour_later_a_link_opens_nothing_and_a_newer_one_ends_it_sooner(desk: Desk) -> None:
    with desk.stranger() as client:
        old, new = desk.link(), desk.link()
        assert client.post(old).status_code == 410
        desk.clock.now = NOW + timedelta(minutes=61)
        assert client.post(new).status_code == 410
        desk.clock.now = NOW
        assert client.post(new).status_code == 200


def test_a_runners_own_link_opens_no_admins_page(desk: Desk) -> None:
    mail = links.in_mail(desk.settings, NOW, desk.bob, SUNDAY).settings
    with desk.stranger() as client:
        assert client.get(mail).url.path == "/me"
        assert client.get("/admin").status_code == 401
        assert client.post(mail.replace("/me/", "/admin/enter/")).status_code == 410


def test_who_is_admin_no_longer_is_out_at_once(desk: Desk) -> None:
    client, _ = desk.inside()
    desk.bob.is_admin = False
    desk.session.add(desk.bob)
    desk.session.commit()
    assert client.get("/admin").status_code == 401


def test_twelve_hours_later_or_signed_out_the_door_is_shut(desk: Desk) -> None:
    client, token = desk.inside()
    desk.clock.now = NOW + timedelta(hours=12)
    assert client.get("/admin").status_code == 401
    desk.clock.now = NOW + timedelta(minutes=1)
    kept = dict(client.cookies)
    assert client.post("/admin/goodbye", data={"form_token": token}).status_code == 200
    with desk.stranger() as thief:
        thief.cookies.update(kept)
        assert thief.get("/admin").status_code == 401


def test_it_says_how_members_stand_and_nothing_of_how_they_feel(desk: Desk) -> None:
    hurt(desk.session, desk.alice, SUNDAY, 6)
    night = {"night_at": NOW, "connected_at": NOW}
    held = models.Connection(runner_id=desk.alice.id or 0, source="strava", **night)
    desk.session.add(held)
    away = {"status": "needs_reconnect", "connected_at": NOW}
    desk.session.add(models.Connection(runner_id=desk.bob.id or 0, source="garmin", **away))
    desk.session.commit()
    client, _ = desk.inside()
    page = client.get("/admin").text
    assert "Strava: last looked up on 15 March" in page
    assert "Garmin Connect: has to connect again." in page
    assert "Garmin Connect no longer lets us in for bob@example.org." in page
    assert not re.search(r"knee|pain|hurt|limp|question", page.casefold())


def test_members_come_by_the_page(desk: Desk) -> None:
    for nth in range(60):
        runner(desk.session, f"r{nth:02}@example.org", healthy=False)
    client, _ = desk.inside()
    first, second = client.get("/admin").text, client.get("/admin?page=2").text
    assert ("R10" in first, "R59" in first, "R59" in second) == (True, False, True)
    assert client.get(f"/admin?page={10**30}").status_code == 200


def test_an_invitation_is_sent_and_sent_again_until_it_is_taken_up(desk: Desk) -> None:
    client, token = desk.inside()
    form = {"form_token": token, "email": f" {NEW.title()} ", "name": "Nora"}
    assert "an invitation is on its way" in client.post("/admin/invite", data=form).text
    assert "an invitation is on its way" in client.post("/admin/invite", data=form).text
    assert desk.office.recipients == [NEW, NEW]
    desk.session.expire_all()
    found = select(models.Runner).where(col(models.Runner.email) == NEW)
    nora = desk.session.exec(found).one()
    assert (nora.name, nora.invited_at, nora.address_confirmed_at) == ("Nora", NOW, None)
    nora.address_confirmed_at = NOW
    desk.session.add(nora)
    desk.session.commit()
    assert "is a member already" in client.post("/admin/invite", data=form).text
    assert len(desk.office.mails) == 2


def test_a_mail_server_that_refuses_is_told_and_asking_again_is_enough(desk: Desk) -> None:
    client, token = desk.inside()
    form = {"form_token": token, "email": NEW}
    desk.office.to_content = "451 4.3.0 not now"
    assert "did not leave" in client.post("/admin/invite", data=form).text
    desk.office.to_content = "250 OK"
    assert "is on its way" in client.post("/admin/invite", data=form).text
    assert desk.office.recipients == [NEW]


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@example.org", "x" * 300 + "@a.org"])
def test_what_is_no_address_is_said_to_be_none(desk: Desk, email: str) -> None:
    client, token = desk.inside()
    page = client.post("/admin/invite", data={"form_token": token, "email": email})
    assert page.status_code == 400
    assert "That is no mail address" in page.text


def test_only_the_admins_own_form_invites(desk: Desk) -> None:
    client, token = desk.inside()
    for carried in ("", "x" * 64):
        form = {"form_token": carried, "email": NEW}
        assert client.post("/admin/invite", data=form).status_code == 401
    with desk.stranger() as stranger:
        form = {"form_token": token, "email": NEW}
        assert stranger.post("/admin/invite", data=form).status_code == 401
    assert desk.office.mails == []


def test_a_runner_chooses_when_the_digest_comes(desk: Desk) -> None:
    mail = links.in_mail(desk.settings, NOW, desk.alice, SUNDAY).settings
    with desk.stranger() as client:
        token = token_in(client.get(mail))
        form = {"form_token": token, "weekday": "2", "hour": "7"}
        page = client.post("/me/digest", data=form)
        assert '<option value="2" selected>Wednesday</option>' in page.text
        for odd in ({"weekday": "7"}, {"hour": "24"}, {"hour": "x"}, {"weekday": ""}):
            assert client.post("/me/digest", data={**form, **odd}).status_code == 400
        assert client.post("/me/digest", data={**form, "form_token": "x"}).status_code == 401
    desk.session.expire_all()
    alice = desk.session.get_one(models.Runner, desk.alice.id)
    assert (alice.digest_weekday, alice.digest_hour) == (2, 7)


def test_no_page_sends_a_browser_where_a_request_says_it_came_from(desk: Desk) -> None:
    with httpx.Client(base_url=desk.settings.public_url) as stranger:
        said = stranger.get("/admin/", headers={"Host": "elsewhere.example"})
    assert said.status_code == 404
    assert "location" not in said.headers


def test_a_number_that_is_none_gets_a_page_and_no_list_of_errors(desk: Desk) -> None:
    with desk.stranger() as stranger:
        said = stranger.get("/admin", params={"page": "<b>"})
    assert (said.status_code, said.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<b>" not in said.text
