"""The thin shell over real HTTP: the invitation, a runner's page, Strava and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from syncer import checks, consents, links, models
from syncer.links import Purpose
from syncer.sandbox.serving import Serving
from syncer.sandbox.strava import Fault
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.roads import NOON
from tests.strava.conftest import Road
from tests.strava.conftest import clock as clock
from tests.strava.conftest import road as road
from tests.strava.conftest import strava as strava


@pytest.fixture
def served(road: Road) -> Iterator[Road]:
    """Alice's club with its pages on a real port, she herself not yet connected."""
    road.strava.app.callback_domain = "127.0.0.1"
    with road.sessions() as session:
        session.delete(session.exec(select(models.Connection)).one())
        runner = session.get_one(models.Runner, road.alice)
        runner.address_confirmed_at = None
        session.add(runner)
        session.commit()
    settings = road.settings

    def pages(url: str) -> FastAPI:
        nonlocal settings
        settings = road.settings.model_copy(update={"public_url": url})
        return make_app(Parts(road.sessions, settings, road.clock))

    with Serving("pages", pages):
        yield replace(road, settings=settings)


def browser(road: Road) -> httpx.Client:
    return httpx.Client(base_url=road.settings.public_url, follow_redirects=True, timeout=30)


def link(road: Road, purpose: Purpose = Purpose.INVITATION) -> str:
    with road.sessions() as session:
        runner = session.get_one(models.Runner, road.alice)
    if purpose is Purpose.INVITATION:
        return links.invitation(road.settings, road.clock(), runner)
    return links.in_mail(road.settings, road.clock(), runner, NOON.date()).settings


def form_token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def alice(road: Road) -> models.Runner:
    with road.sessions() as session:
        return session.get_one(models.Runner, road.alice)


def agreed(road: Road) -> bool:
    with road.sessions() as session:
        return consents.has(session, session.get_one(models.Runner, road.alice), consents.HEALTH)


def at_home(road: Road) -> tuple[httpx.Client, httpx.Response]:
    """A browser that came by the link of a mail, on Alice's page."""
    one = browser(road)
    return one, one.get(link(road, Purpose.SETTINGS))


def connections(road: Road) -> list[models.Connection]:
    with road.sessions() as session:
        return list(session.exec(select(models.Connection)))


def test_opening_an_invitation_changes_nothing(served: Road) -> None:
    """A mail scanner follows every link."""
    page = browser(served).get(link(served))
    assert page.status_code == 200
    assert "alice@example.org" in page.text
    assert alice(served).address_confirmed_at is None
    assert not agreed(served)


@pytest.mark.parametrize(("answer", "yes"), [("yes", True), ("no", False)])
def test_one_button_confirms_the_address_and_says_yes_or_no(
    served: Road, answer: str, yes: bool
) -> None:
    one = browser(served)
    page = one.post(link(served), data={"health": answer})
    assert page.url.path == "/me"
    assert alice(served).address_confirmed_at == NOON
    assert agreed(served) is yes


def test_without_an_answer_nothing_is_assumed(served: Road) -> None:
    page = browser(served).post(link(served), data={})
    assert page.status_code == 400
    assert alice(served).address_confirmed_at is None
    assert not agreed(served)


def test_an_invitation_dies_with_the_address_and_with_time(served: Road) -> None:
    old = link(served)
    with served.sessions() as session:
        runner = session.get_one(models.Runner, served.alice)
        runner.email = "other@example.org"
        session.add(runner)
        session.commit()
    assert browser(served).get(old).status_code == 404
    fresh = link(served)
    served.clock.later(days=14)
    assert browser(served).get(fresh).status_code == 410
    assert browser(served).get(fresh[:-3]).status_code == 404


def test_a_stranger_sees_nothing(served: Road) -> None:
    page = browser(served).get("/me")
    assert page.status_code == 401
    assert "alice" not in page.text


def test_a_session_ends_and_a_forged_one_is_none(served: Road) -> None:
    one, page = at_home(served)
    assert page.status_code == 200
    served.clock.later(hours=12)
    assert one.get("/me").status_code == 401
    forged = httpx.Client(
        base_url=served.settings.public_url, timeout=30, cookies={"evenstride": "1.2.3"}
    )
    assert forged.get("/me").status_code == 401


def test_from_the_button_to_strava_and_back(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert after.url.path == "/me"
    assert "Connected" in after.text
    (connection,) = connections(served)
    assert connection.external_id == str(served.athlete)
    assert "activity:write" in connection.scopes
    assert served.night().requests >= 1


def test_a_no_at_strava_is_fine(served: Road) -> None:
    served.strava.signed_in(served.athlete, denies=True)
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert "which is fine" in after.text
    assert connections(served) == []


def test_unticking_every_run_is_told(served: Road) -> None:
    served.strava.signed_in(served.athlete, unticked=["activity:read_all", "activity:write"])
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert "may not show me any run" in after.text
    assert connections(served) == []


def test_unticking_notes_still_connects(served: Road) -> None:
    served.strava.signed_in(served.athlete, unticked=["activity:write"])
    one, page = at_home(served)
    one.post("/connect/strava", data={"form_token": form_token(page)})
    assert "activity:write" not in connections(served)[0].scopes


def test_another_account_is_refused_with_words(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    one.post("/connect/strava", data={"form_token": form_token(page)})
    else_ = served.strava.world.add_athlete("Somebody", "Else")
    served.strava.signed_in(else_)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert after.status_code == 409
    assert connections(served)[0].external_id == str(served.athlete)
    # The yes to the wrong account was given back, the right one stands.
    assert served.strava.world.grants.of(served.strava.app, else_) is None
    assert served.strava.world.grants.of(served.strava.app, served.athlete) is not None


def test_an_answer_that_did_not_start_here_connects_nobody(served: Road) -> None:
    one, _ = at_home(served)
    for state in ("", "made-up"):
        page = one.get("/connect/strava/back", params={"state": state, "code": "stolen"})
        assert page.status_code == 400
    assert connections(served) == []
    assert served.asked("/oauth/token") == 0


def test_signing_out_ends_a_stolen_session_too(served: Road) -> None:
    one, page = at_home(served)
    stolen = httpx.Client(
        base_url=served.settings.public_url, timeout=30, cookies=dict(one.cookies)
    )
    assert stolen.get("/me").status_code == 200
    served.clock.later(seconds=2)
    one.post("/goodbye", data={"form_token": form_token(page)})
    assert stolen.get("/me").status_code == 401
    served.clock.later(seconds=2)
    assert one.get(link(served, Purpose.SETTINGS)).status_code == 200


def test_a_form_from_elsewhere_does_nothing(served: Road) -> None:
    one, _ = at_home(served)
    for path in ("/connect/strava", "/disconnect/strava", "/me/health", "/me/notes", "/goodbye"):
        assert one.post(path, data={"form_token": "guess", "agree": "yes"}).status_code == 401
    assert not agreed(served)


def test_leaving_revokes_and_deletes_what_came_from_there(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    one.post("/connect/strava", data={"form_token": form_token(page)})
    served.run(1)
    served.night()
    one.post("/disconnect/strava", data={"form_token": form_token(page)})
    assert connections(served) == []
    assert served.held() == {}
    assert served.asked("/oauth/revoke") == 1


def test_leaving_while_strava_is_away_deletes_nothing_yet(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    one.post("/connect/strava", data={"form_token": form_token(page)})
    served.strava.faults.plan(Fault.UNAVAILABLE, path="/oauth/revoke")
    after = one.post("/disconnect/strava", data={"form_token": form_token(page)})
    assert after.status_code == 503
    assert len(connections(served)) == 1


@pytest.mark.parametrize(
    ("held", "words"),
    [(1, "takes one runner, its owner"), (10, "takes ten runners"), (30, "runners (30) that")],
)
def test_a_full_app_is_told_by_the_limit_that_was_met(served: Road, held: int, words: str) -> None:
    with served.sessions() as session:
        for nth in range(held):
            other = models.Runner(club_id=1, email=f"r{nth}@example.org", created_at=served.clock())
            session.add(other)
            session.flush()
            session.add(
                models.Connection(
                    runner_id=other.id or 0,
                    source="strava",
                    external_id=f"{nth}",
                    connected_at=served.clock(),
                )
            )
        session.commit()
    served.strava.ways.athlete_limit_met_at = "token"
    served.strava.app.athlete_limit = 1
    served.strava.signed_in(served.strava.world.add_athlete("Second", "Runner"))
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert words in after.text
    assert words in told(served)["strava_full"]
    served.strava.app.athlete_limit = 999
    one.post("/connect/strava", data={"form_token": form_token(page)})
    assert "strava_full" not in told(served)


def told(served: Road) -> dict[str, str]:
    with served.sessions() as session:
        found = checks.check(session, served.settings, served.clock())
        return {one.code: one.sentence for one in found}


def test_notes_go_where_the_runner_says(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert 'value="private" checked' in after.text
    for where in ("public", "off", "private"):
        after = one.post("/me/notes", data={"form_token": form_token(after), "where": where})
        assert f'value="{where}" checked' in after.text
    assert one.post("/me/notes", data={"form_token": form_token(page), "where": "x"}).status_code
    assert one.post("/me/notes", data={"form_token": "forged", "where": "off"}).status_code == 401
    with served.sessions() as session:
        assert session.get_one(models.Runner, served.alice).strava_note == "private"


def test_the_page_says_what_is_kept_and_who_sees_it(served: Road) -> None:
    served.strava.signed_in(served.athlete)
    one, page = at_home(served)
    after = one.post("/connect/strava", data={"form_token": form_token(page)})
    assert "No coach sees what came from Strava." in after.text
    assert "as long as Strava lists it" in after.text
    served.run(device_name="Garmin Fenix 7")
    served.night()
    after = one.get("/me")
    assert "One activity came from Strava, last looked up on 15 March." in after.text
    assert "Garmin Fenix 7" in after.text
    assert "View on Strava" in after.text


def test_consent_can_be_taken_back_and_given_again(served: Road) -> None:
    one, page = at_home(served)
    for agree, yes in (("yes", True), ("no", False), ("yes", True)):
        one.post("/me/health", data={"form_token": form_token(page), "agree": agree})
        assert agreed(served) is yes


def test_no_page_is_kept_or_framed_elsewhere(served: Road) -> None:
    _, page = at_home(served)
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert browser(served).get("/nowhere").status_code == 404
    assert browser(served).get("/healthz").json() == {"alive": True}


def test_the_cookie_is_out_of_reach_of_scripts(served: Road) -> None:
    one = httpx.Client(base_url=served.settings.public_url, timeout=30)
    cookie = one.get(link(served, Purpose.SETTINGS)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_broken_database_is_our_fault_in_one_sentence(served: Road) -> None:
    with Session(served.engine) as session:
        session.connection().exec_driver_sql("DROP TABLE consent")
        session.commit()
    _, page = at_home(served)
    assert page.status_code == 500
    assert "my fault" in page.text


def test_a_link_for_one_thing_opens_nothing_else(served: Road) -> None:
    token = link(served, Purpose.SETTINGS).rsplit("/", 1)[1]
    assert browser(served).get(f"/welcome/{token}").status_code == 404
