"""The token from home, switches, and forms that are none."""

from __future__ import annotations

import httpx

from syncer import models
from syncer.settings import Settings
from syncer.sources.garmin import sealed
from syncer.sources.garmin.login import LetIn
from tests.garmin.at_the_page import EMAIL, PASSWORD, PATH, Pages, Served, form_token, links_to
from tests.garmin.at_the_page import pages as pages
from tests.garmin.at_the_page import served as served
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
from tests.roads import NOON


def test_a_token_from_home_connects(served: Served) -> None:
    pages = served(garmin_login="home")
    page = pages.browser.get("/me")
    assert "E-mail at Garmin" not in page.text
    after = pages.bring(pages.from_home())
    assert after.url.path == "/me"
    assert "Connected since" in after.text
    assert '"di_token"' in pages.road.login()


def test_at_home_means_that_no_password_is_taken_here(served: Served) -> None:
    pages = served(garmin_login="home")
    asked = pages.road.asked()
    assert pages.send(PATH, email=EMAIL, password=PASSWORD).status_code == 403
    assert pages.row() is None
    assert pages.road.asked() == asked


def test_what_is_wrong_with_a_token_is_told(served: Served) -> None:
    pages = served(garmin_login="home")
    good = pages.from_home()
    with pages.road.sessions() as session:
        bob = models.Runner(club_id=1, email="bob@example.org", created_at=NOON)
        session.add(bob)
        session.commit()
        assert bob.id is not None
    elsewhere = pages.settings.model_copy(update={"secret_key": Settings().secret_key})
    elsewhere = Settings(secret_key="another club's key")  # type: ignore[arg-type]
    let_in = LetIn("{}", "1")

    def sealed_for(settings: Settings, runner: int) -> str:
        return sealed.seal(sealed.invitation(settings, runner, NOON), let_in, NOON)

    for token, words in (
        ("", "no sealed token"),
        ("hello", "no sealed token"),
        (good[:-9], "A part of the token is missing"),
        (sealed_for(pages.settings, bob.id), "made for somebody else"),
        (sealed_for(elsewhere, pages.road.alice), "not made for this page"),
    ):
        page = pages.send(f"{PATH}/token", token=token)
        assert page.status_code == 400
        assert words in page.text
    pages.road.clock.later(hours=24, seconds=1)
    pages.form_token = form_token(pages.browser.get(links_to(pages)))
    assert "older than a day" in pages.send(f"{PATH}/token", token=good).text
    assert pages.connections() == []


def test_switched_off_there_is_no_garmin(served: Served) -> None:
    pages = served(garmin_login="off")
    assert "Garmin" not in pages.browser.get("/me").text
    assert pages.browser.get(PATH).status_code == 404
    for path in (PATH, f"{PATH}/code", f"{PATH}/token"):
        assert pages.send(path, email=EMAIL, password=PASSWORD, token="x").status_code == 404


def test_a_form_from_elsewhere_does_nothing(pages: Pages) -> None:
    pages.sign_in()
    asked = pages.road.asked()
    paths = (PATH, f"{PATH}/code", f"{PATH}/stop", f"{PATH}/token")
    for path in (*paths, "/disconnect/garmin", "/me/garmin"):
        form = {"form_token": "guess", "email": EMAIL, "password": PASSWORD, "note": "public"}
        assert pages.browser.post(path, data=form).status_code == 401
        with httpx.Client(base_url=pages.settings.public_url, timeout=30) as stranger:
            assert stranger.post(path, data=form).status_code == 401
    assert len(pages.connections()) == 1
    assert pages.road.runner().garmin_note == "off"
    assert pages.road.asked() == asked


def test_half_a_form_asks_nobody(pages: Pages) -> None:
    for email, password in (("", PASSWORD), (EMAIL, ""), (EMAIL, "x" * 257)):
        assert pages.send(PATH, email=email, password=password).status_code == 400
    assert pages.row() is None
