"""Signing in to Garmin over real HTTP: the form, the code, and what may go wrong."""

from __future__ import annotations

import html
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from syncer import garmin_connection, login_steps, models, upkeep
from syncer.login_rests import RESTS
from syncer.login_steps import CODE_LIVES, CUT_OFF_AFTER
from syncer.sandbox.garmin import Fault, Place, Trouble
from syncer.settings import Settings
from syncer.sources.garmin.login import LetIn
from tests.garmin.at_the_page import EMAIL, PASSWORD, PATH, Pages, Served, form_token, links_to
from tests.garmin.at_the_page import pages as pages
from tests.garmin.at_the_page import served as served
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
from tests.roads import NOON


def test_e_mail_and_password_connect(pages: Pages) -> None:
    assert "E-mail at Garmin" in pages.browser.get("/me").text
    after = pages.sign_in()
    assert after.url.path == "/me"
    assert "Connected since 15 March 2026" in after.text
    (held,) = pages.connections()
    assert (held.external_id, held.status, held.scopes) == (
        str(pages.road.account),
        "connected",
        "",
    )
    assert '"di_token"' in pages.road.login()
    row = pages.row()
    assert row is not None
    assert (row.step, row.sealed_state) == ("done", None)


def test_the_page_answers_at_once_and_shows_how_far_it_is(pages: Pages) -> None:
    pages.road.garmin.faults.plan(Fault.DELAY, 1, at=Place.SSO, seconds=1.5)
    before = time.monotonic()
    page = pages.send(PATH, email=EMAIL, password=PASSWORD)
    assert time.monotonic() - before < 1.0
    assert page.url.path == PATH
    assert "<progress" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "under way" in pages.browser.get("/me").text
    assert pages.settled().url.path == "/me"


@pytest.mark.parametrize(
    ("how", "words"),
    [("email", "to your e-mail address"), ("sms", "to your phone"), ("totp", "authenticator app")],
)
def test_the_code_has_a_step_of_its_own(pages: Pages, how: str, words: str) -> None:
    pages.road.world.accounts[pages.road.account].mfa = how
    page = pages.sign_in()
    assert page.url.path == PATH
    assert words in page.text
    assert pages.connections() == []
    row = pages.row()
    assert row is not None
    assert row.sealed_state is not None
    assert "cookie" not in row.sealed_state
    after = pages.tell(pages.code())
    assert after.url.path == "/me"
    assert len(pages.connections()) == 1
    row = pages.row()
    assert row is not None
    assert row.sealed_state is None


def test_a_wrong_code_is_told_and_the_right_one_still_good(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    page = pages.tell("000000")
    assert "That was not the code" in page.text
    assert 'name="code"' in page.text
    assert pages.tell(pages.code()).url.path == "/me"


def test_only_a_few_codes_are_told_to_garmin(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    for _ in range(login_steps.CODES - 1):
        assert "That was not the code" in pages.tell("000000").text
    last = pages.tell("000000")
    assert 'name="code"' not in last.text
    row = pages.row()
    assert row is not None
    assert (row.step, row.sealed_state) == ("failed", None)


def test_a_code_is_good_for_ten_minutes(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    code = pages.code()
    pages.road.clock.later(seconds=CODE_LIVES.total_seconds())
    assert "That code is too old" in pages.browser.get(PATH).text
    asked = pages.road.asked()
    assert "That code is too old" in pages.tell(code).text
    assert pages.road.asked() == asked
    assert pages.connections() == []


def test_a_state_that_nobody_came_back_for_is_deleted(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    for later_s, kept in ((CODE_LIVES.total_seconds() - 1, True), (1, False)):
        pages.road.clock.later(seconds=later_s)
        upkeep.keep_house(pages.road.house)
        row = pages.row()
        assert row is not None
        assert (row.sealed_state is not None) is kept


def test_no_code_came_so_it_begins_again(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    old = pages.code()
    page = pages.send(f"{PATH}/stop")
    assert "E-mail at Garmin" in page.text
    pages.sign_in()
    assert pages.code() != old
    assert pages.tell(pages.code()).url.path == "/me"


def test_a_wrong_password_is_told_and_tried_once(pages: Pages) -> None:
    page = pages.sign_in("not this one")
    assert "did not take this e-mail and password" in page.text
    assert "E-mail at Garmin" in page.text
    assert pages.road.asked("login", method="POST") == 1
    assert pages.sign_in().url.path == "/me"


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Trouble.LOCKED, "has locked this account"),
        (Trouble.CAPTCHA, "wants to see a person"),
        (Trouble.CHILD, "to its own app only"),
    ],
)
def test_an_account_in_trouble_has_its_own_words(
    pages: Pages, trouble: Trouble, words: str
) -> None:
    pages.road.world.trouble(pages.road.account, trouble)
    page = pages.sign_in()
    assert words in page.text
    assert "E-mail at Garmin" in page.text
    assert pages.connections() == []


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.RESET, Fault.HTML])
def test_an_outage_never_looks_like_a_wrong_password(pages: Pages, fault: Fault) -> None:
    pages.road.garmin.faults.plan(fault, 99, at=Place.SSO)
    page = pages.sign_in()
    assert "Garmin does not answer" in page.text
    assert "did not take" not in page.text
    pages.road.garmin.faults.clear()
    assert pages.sign_in().url.path == "/me"


def test_an_outage_at_the_code_keeps_the_code(pages: Pages) -> None:
    pages.road.world.accounts[pages.road.account].mfa = "email"
    pages.sign_in()
    pages.road.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.SSO)
    page = pages.tell(pages.code())
    assert "Garmin does not answer" in page.text
    assert 'name="code"' in page.text
    pages.road.garmin.faults.clear()
    assert pages.tell(pages.code()).url.path == "/me"


def test_an_outage_while_connected_deletes_nothing(pages: Pages) -> None:
    pages.sign_in()
    before = pages.road.login()
    pages.road.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.SSO)
    assert "Garmin does not answer" in pages.sign_in().text
    assert pages.road.login() == before
    assert pages.connections()[0].status == "connected"


def test_tokens_that_do_not_last_are_refused(pages: Pages) -> None:
    pages.road.garmin.ways.di_clients = ()
    pages.road.garmin.ways.gives_web_cookie = True
    page = pages.sign_in()
    assert "gave me nothing that lasts" in page.text
    assert pages.connections() == []


def test_too_many_rests_for_a_day_and_says_until_when(pages: Pages) -> None:
    pages.road.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO)
    page = pages.sign_in()
    assert "no more sign-ins for a day" in page.text
    # Alice reads the time of Berlin.
    assert "Monday 16 March at 13:00" in page.text
    assert "E-mail at Garmin" not in page.text
    assert "alice@example.org" in pages.told()["garmin_rests"]
    asked = pages.road.asked()
    pages.road.garmin.faults.clear()
    pages.road.clock.later(seconds=RESTS.total_seconds() - 1)
    again = pages.browser.get(links_to(pages))
    assert "E-mail at Garmin" not in again.text
    pages.form_token = form_token(again)
    pages.sign_in()
    pages.send(f"{PATH}/stop")
    assert "E-mail at Garmin" not in pages.sign_in().text
    assert pages.road.asked() == asked
    pages.road.clock.later(seconds=1)
    assert "garmin_rests" not in pages.told()
    assert "E-mail at Garmin" in pages.browser.get(PATH).text
    assert pages.sign_in().url.path == "/me"


def test_a_login_whose_process_died_is_told_after_ten_minutes(pages: Pages) -> None:
    with pages.road.sessions() as session:
        assert login_steps.begin(session, NOON, pages.road.alice) is not None
    pages.road.clock.later(seconds=CUT_OFF_AFTER.total_seconds() - 1)
    assert "<progress" in pages.browser.get(PATH).text
    pages.road.clock.later(seconds=1)
    assert "The sign-in broke off" in pages.browser.get(PATH).text
    assert pages.sign_in().url.path == "/me"


def test_a_late_login_does_not_overtake_a_newer_one(pages: Pages) -> None:
    with pages.road.sessions() as session:
        late = login_steps.begin(session, NOON, pages.road.alice)
        assert late is not None
        again = login_steps.begin(session, NOON + CUT_OFF_AFTER, pages.road.alice)
        assert again is not None
        assert not login_steps.write(session, NOON + CUT_OFF_AFTER, late, "done")
        assert login_steps.write(session, NOON + CUT_OFF_AFTER, again, "done")


def test_two_clicks_are_one_login(served: Served) -> None:
    """From two processes' pages at once: the row decides, not the process."""
    one, other = served(), served()
    one.road.garmin.faults.plan(Fault.DELAY, 1, at=Place.SSO, seconds=1.0)
    with ThreadPoolExecutor(4) as pool:
        clicks = [
            pool.submit(each.send, PATH, email=EMAIL, password=PASSWORD)
            for each in (one, other, one, other)
        ]
        assert {click.result().status_code for click in clicks} == {200}
    assert other.settled().url.path == "/me"
    assert one.road.asked("login", method="POST") == 1
    assert len(one.connections()) == 1


def test_the_second_step_may_go_to_another_process(served: Served) -> None:
    one, other = served(), served()
    one.road.world.accounts[one.road.account].mfa = "email"
    one.sign_in()
    assert other.tell(other.code()).url.path == "/me"


def test_the_password_is_nowhere_afterwards(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret, wrong = "even stride", "a-wrong-password-of-hers"
    pages.road.world.accounts[pages.road.account].mfa = "email"
    said = [pages.sign_in(wrong), pages.sign_in(secret), pages.tell("000000")]
    said.append(pages.tell(pages.code()))
    pages.road.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.SSO)
    said.append(pages.sign_in(secret))
    rows = b"".join(path.read_bytes() for path in pages.settings.data_dir.glob("club.db*"))
    tokens_now = pages.road.login()
    for text in (secret, wrong, pages.code(), tokens_now):
        assert text not in caplog.text
        assert text.encode() not in rows
        assert not any(text in html.unescape(page.text) for page in said)
    assert "HTTP Request: POST" in caplog.text, "the HTTP library did log"


def test_what_breaks_unexpectedly_is_our_fault_and_tells_no_secret(
    pages: Pages, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*told: object, **more: object) -> None:
        raise RuntimeError(f"with {told}")

    monkeypatch.setattr("syncer.sources.garmin.login.begin", broken)
    assert "That was my fault" in pages.sign_in().text
    assert "RuntimeError" in caplog.text
    assert PASSWORD not in caplog.text
    assert "in broken" in caplog.text


def test_without_a_key_to_seal_with_garmin_is_not_asked(served: Served) -> None:
    pages = served(token_keys=Settings().token_keys)
    asked = pages.road.asked()
    assert "setup is not finished" in pages.sign_in().text
    assert pages.road.asked() == asked


def test_another_account_than_before_is_refused(pages: Pages) -> None:
    pages.sign_in()
    before = pages.road.login()
    pages.road.world.add_account("Somebody Else", "else@example.org", "another stride")
    page = pages.sign_in("another stride", "else@example.org")
    assert "This is another Garmin account" in page.text
    assert pages.road.login() == before


def test_an_account_that_another_runner_connected_is_refused(pages: Pages) -> None:
    with pages.road.sessions() as session:
        bob = models.Runner(club_id=1, email="bob@example.org", created_at=NOON)
        session.add(bob)
        session.flush()
        assert bob.id is not None
        let_in = LetIn("{}", str(pages.road.account))
        garmin_connection.connect(session, pages.settings, NOON, bob.id, let_in)
        session.commit()
    assert "Somebody else here uses" in pages.sign_in().text
    assert "Somebody else here uses" in pages.bring(pages.from_home()).text
    assert len(pages.connections()) == 1


def test_connecting_again_goes_on_where_it_was(pages: Pages) -> None:
    pages.sign_in()
    (first,) = pages.connections()
    pages.set(
        status="needs_reconnect",
        problem="Garmin wants you to sign in again.",
        asked_at=NOON,
        not_before=NOON + timedelta(hours=6),
        listed_at=NOON,
    )
    page = pages.browser.get("/me")
    assert "Garmin wants you to sign in again." in page.text
    assert "E-mail at Garmin" in page.text
    assert "alice@example.org" in pages.told()["needs_reconnect"]
    pages.sign_in()
    (held,) = pages.connections()
    assert (held.id, held.connected_at, held.listed_at) == (first.id, NOON, NOON)
    assert (held.status, held.problem, held.asked_at, held.not_before) == (
        "connected",
        None,
        None,
        None,
    )
