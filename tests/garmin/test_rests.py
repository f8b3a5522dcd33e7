"""Signing in sparingly: one password a click, few wrong ones, none that others could read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from curl_cffi import requests as curl
from sqlalchemy.exc import OperationalError

from syncer import garmin_connection, login_steps, models
from syncer.sandbox.garmin import Fault, Place, Trouble
from syncer.sources.garmin import login
from syncer.web import garmin as garmin_pages
from tests.garmin.at_the_page import EMAIL, PASSWORD, PATH, Pages, Served
from tests.garmin.at_the_page import pages as pages
from tests.garmin.at_the_page import served as served
from tests.garmin.conftest import Road
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
from tests.roads import NOON
from tests.sandbox.garmin_at_hand import hurry


@pytest.mark.parametrize("trouble", [None, Trouble.CAPTCHA], ids=["429", "captcha"])
def test_one_click_is_one_password(
    road: Road, monkeypatch: pytest.MonkeyPatch, trouble: Trouble | None
) -> None:
    hurry(monkeypatch)
    if trouble is not None:
        road.world.trouble(road.account, trouble)
    else:
        road.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO, method="POST")
    with pytest.raises(login.LoginFailed) as raised:
        login.begin(road.settings, EMAIL, PASSWORD)
    assert raised.value.problem == (login.CAPTCHA if trouble else login.TOO_MANY)
    assert road.asked(method="POST") == 1


def test_two_doors_that_are_shut_are_enough(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    road.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO)
    with pytest.raises(login.LoginFailed, match="no more sign-ins"):
        login.begin(road.settings, EMAIL, PASSWORD)
    assert road.asked() == 2


def test_no_other_way_is_begun_after_a_while(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "NO_NEW_WAY_S", 0.0)
    with pytest.raises(login.LoginFailed):
        login.begin(road.settings, EMAIL, PASSWORD)
    assert road.asked() == 0


def test_too_many_shuts_the_form_for_everybody_for_an_hour(pages: Pages) -> None:
    with pages.road.sessions() as session:
        bob = models.Runner(club_id=1, email="bob@example.org", created_at=NOON)
        session.add(bob)
        session.commit()
        assert bob.id is not None
        attempt = login_steps.begin(session, NOON, bob.id)
        assert attempt is not None
        login_steps.fail(session, NOON, attempt, login.TOO_MANY)
        session.commit()
    for later_s, shut in ((3599, True), (1, False)):
        pages.road.clock.later(seconds=later_s)
        page = pages.browser.get(PATH).text
        assert ("takes no sign-ins from here for now" in page) is shut
        assert ("E-mail at Garmin" in page) is not shut
        assert "evenstride garmin login --for" in page
        asked = pages.road.asked()
        pages.sign_in()
        assert (pages.road.asked() == asked) is shut


def test_a_member_guesses_four_passwords_and_leaving_changes_nothing(pages: Pages) -> None:
    for _ in range(3):
        assert "did not take this e-mail and password" in pages.sign_in("a guess").text
        pages.send(f"{PATH}/stop")
        pages.send("/disconnect/garmin")
    page = pages.sign_in("a guess")
    assert "Too many wrong passwords" in page.text
    assert "Sunday 15 March at 19:00" in page.text
    for _ in range(3):
        pages.sign_in("a guess")
    assert pages.road.asked("login", method="POST") == 4
    pages.road.clock.later(hours=6)
    assert "Too many wrong passwords" in pages.sign_in("a guess").text


def test_wrong_passwords_of_another_day_are_forgotten(pages: Pages) -> None:
    for _ in range(3):
        pages.sign_in("a slip")
    with pages.road.sessions() as session:
        login_steps.tidy(session, NOON + timedelta(days=1))
    row = pages.row()
    assert row is not None
    assert (row.wrong_passwords, row.wrong_since) == (0, None)


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://run.club.example", True),
        ("http://localhost:8321", True),
        ("http://127.0.0.1:8321", True),
        ("http://[::1]:8321", True),
        ("http://run.club.example", False),
        ("http://192.168.1.7:8321", False),
        ("", False),
    ],
)
def test_a_password_is_asked_for_where_nobody_on_the_way_reads_it(
    road: Road, url: str, takes: bool
) -> None:
    settings = road.settings.model_copy(update={"public_url": url})
    assert garmin_connection.takes_passwords(settings) is takes


def test_a_form_over_plain_http_is_told_and_not_shown(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = served()
    assert "garmin_no_https" not in pages.told()
    monkeypatch.setattr(garmin_connection, "_is_this_machine", lambda host: False)
    assert "plain http" in pages.told()["garmin_no_https"]
    assert "E-mail at Garmin" not in pages.browser.get("/me").text
    assert pages.send(PATH, email=EMAIL, password=PASSWORD).status_code == 403
    assert pages.road.asked() == 0


ODD = ("[]", '"x"', "null", '{"responseStatus": null}', '{"error": "no"}', "[" * 30_000)


@pytest.mark.parametrize("odd", ODD, ids=[one[:25] for one in ODD])
def test_an_odd_answer_to_a_code_keeps_the_code(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    ask = curl.Session.request

    def answered(self: object, method: str, url: str, *a: object, **more: object) -> object:
        if "verifyCode" not in url:
            return ask(self, method, url, *a, **more)  # type: ignore[arg-type]
        answer = ask(self, "GET", f"{pages.road.garmin.url}/nowhere")  # type: ignore[arg-type]
        answer.content, answer.status_code = odd.encode(), 503
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(curl.Session, "request", answered)
        page = pages.tell(pages.code())
    assert "Garmin does not answer" in page.text
    assert pages.tell(pages.code()).url.path == "/me"


def test_a_busy_moment_costs_no_sign_in(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, busy = garmin_connection.connect, [1]

    def at_first_busy(*told: object, **more: object) -> None:
        if busy:
            busy.pop()
            raise OperationalError("x", {}, Exception("database is locked"))
        connect(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(garmin_connection, "connect", at_first_busy)
    assert pages.sign_in().url.path == "/me"
    assert len(pages.connections()) == 1


def test_a_step_that_cannot_begin_is_our_fault(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoneLeft:
        def __init__(self, **how: object) -> None:
            pass

        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(garmin_pages, "Thread", NoneLeft)
    assert "That was my fault" in pages.sign_in().text
