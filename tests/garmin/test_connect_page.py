"""The way to Garmin over real HTTP: the form, the code, the token from home, and leaving."""

from __future__ import annotations

import html
import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func
from sqlmodel import Session, select

from syncer import checks, consents, garmin_connection, links, login_steps, models, tokens, upkeep
from syncer.garmin_connection import Choices
from syncer.login_rests import RESTS
from syncer.login_steps import CODE_LIVES, CUT_OFF_AFTER
from syncer.sandbox.garmin import Fault, Place, Trouble
from syncer.sandbox.serving import Serving
from syncer.settings import Settings
from syncer.sources.garmin import sealed
from syncer.sources.garmin.login import LetIn
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.garmin.conftest import Road
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
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


def links_to(pages: Pages) -> str:
    """A link of a new mail; a session does not last a day."""
    road = pages.road
    return links.in_mail(pages.settings, road.clock(), road.runner(), NOON.date()).settings


def form_token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]


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


def test_leaving_deletes_what_came_from_there_and_nothing_else(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        session.add(activity(pages, "1"))
        session.add(activity(pages, "2", source="file"))
        session.add(week(pages, 0, 50.0))
        session.commit()
    after = pages.send("/disconnect/garmin")
    assert "E-mail at Garmin" in after.text
    assert pages.connections() == []
    assert list(pages.road.held()) == ["2"]
    with pages.road.sessions() as session:
        assert session.exec(select(func.count()).select_from(models.RunningTolerance)).one() == 0


def test_leaving_while_a_login_is_under_way_ends_it_too(pages: Pages) -> None:
    pages.road.garmin.faults.plan(Fault.DELAY, 1, at=Place.SSO, seconds=1.0)
    pages.send(PATH, email=EMAIL, password=PASSWORD)
    pages.send("/disconnect/garmin")
    until = time.monotonic() + 10
    while not pages.road.asked("user-settings") + pages.road.asked("socialProfile"):
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
    assert pages.connections() == []


@pytest.mark.parametrize(
    ("fault", "path", "words"),
    [(None, "/me", "E-mail at Garmin"), (Fault.UNAVAILABLE, "/disconnect/garmin", "by hand")],
)
def test_leaving_takes_sessions_off_the_calendar_where_garmin_answers(
    pages: Pages, fault: Fault | None, path: str, words: str
) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        planned = models.ScheduledWorkout(
            runner_id=pages.road.alice,
            source="garmin",
            on=date(2026, 3, 17),
            says="x",
            workout_id="1234",
            schedule_id="5678",
        )
        session.add(planned)
        session.commit()
    if fault is not None:
        pages.road.garmin.faults.plan(fault, 99)
    after = pages.send("/disconnect/garmin")
    assert after.url.path == path
    assert words in after.text
    assert pages.road.asked("workout", method="DELETE") >= 1
    assert pages.connections() == []
    with pages.road.sessions() as session:
        assert session.exec(select(models.ScheduledWorkout)).all() == []


@pytest.mark.parametrize("broken", [False, True])
def test_leaving_deletes_everything_though_the_calendar_cannot_be_cleared(
    pages: Pages, broken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Garmin says that there is no such list, or a fault is ours."""
    pages.sign_in()
    with pages.road.sessions() as session:
        planned = models.ScheduledWorkout(
            runner_id=pages.road.alice, source="garmin", on=date(2026, 3, 17), says="x"
        )
        session.add(planned)
        session.commit()
    pages.road.garmin.faults.plan(Fault.NOT_FOUND, 99, path="/workout-service/workouts")
    if broken:
        monkeypatch.setattr("syncer.web.garmin.strength_days.leave", None)
    assert pages.send("/disconnect/garmin").status_code == 200
    assert pages.connections() == []


def test_each_choice_is_saved_and_taken_back(pages: Pages) -> None:
    pages.sign_in()
    assert chosen(pages) == ("off", False, False)
    after = pages.send("/me/garmin", note="public", workouts="yes", nights="yes")
    assert after.text.count(" checked") >= 3
    assert chosen(pages) == ("public", True, True)
    pages.send("/me/garmin", workouts="yes")
    assert chosen(pages) == ("off", True, False)
    assert pages.send("/me/garmin", note="private").status_code == 400
    assert chosen(pages) == ("off", True, False)


def chosen(pages: Pages) -> tuple[str, bool, bool]:
    runner = pages.road.runner()
    return runner.garmin_note, runner.garmin_workouts, runner.garmin_nights


def test_what_is_switched_off_is_marked_to_go(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        alice, on = pages.road.alice, date(2026, 3, 16)
        runner = session.get_one(models.Runner, alice)
        garmin_connection.choose(session, runner, Choices("public", True, True))
        for source in ("garmin", "strava"):
            session.add(
                models.PostedNote(
                    runner_id=alice,
                    source=source,
                    source_id="1",
                    place="description",
                    posted_at=NOON,
                )
            )
        night = models.PlatformNight(
            runner_id=alice, source="garmin", on=on, slept_s=7.5 * 3600, fetched_at=NOON
        )
        session.add(night)
        session.commit()
    pages.send("/me/garmin")
    with pages.road.sessions() as session:
        notes = session.exec(select(models.PostedNote)).all()
        assert {note.source: note.unwanted for note in notes} == {"garmin": True, "strava": False}
        assert session.exec(select(models.PlatformNight)).all() == []


def test_nights_need_the_consent_to_health_data(pages: Pages) -> None:
    pages.sign_in()
    assert 'name="nights"' in pages.browser.get("/me").text
    with pages.road.sessions() as session:
        runner = session.get_one(models.Runner, pages.road.alice)
        consents.withdraw(session, NOON, runner, consents.HEALTH, how="said so")
        session.commit()
    assert 'name="nights"' not in pages.browser.get("/me").text
    assert pages.send("/me/garmin", nights="yes").status_code == 409
    assert not pages.road.runner().garmin_nights


def test_the_card_tells_what_garmin_brought(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        session.add(
            activity(
                pages,
                "1",
                device="Forerunner 265",
                ground_contact_ms=251.3,
                ground_contact_left_pct=49.8,
                vertical_oscillation_cm=8.94,
                feel=4,
                effort_rpe=5.0,
            )
        )
        session.add(activity(pages, "2", kind="ride"))
        session.add(week(pages, 0, 48.0))
        session.add(week(pages, 5, 77.0))
        session.commit()
    pages.set(listed_at=NOON)
    page = re.sub(r"[ \n]+", " ", html.unescape(pages.browser.get("/me").text))
    for words in (
        "2 activities came from Garmin. Last looked up on 15 March.",
        "Recorded with Garmin Forerunner 265.",
        "ground contact 251\u00a0ms",
        "left 49.8\u00a0%, right 50.2\u00a0%",
        "vertical oscillation 8.9\u00a0cm",
        "felt 4 of 5",
        "effort 5 of 10",
        "Running tolerance, as Garmin reckons it",
        "<td>41</td><td>48</td>",
    ):
        assert words in page
    assert "<td>77</td>" not in page


def activity(pages: Pages, source_id: str, **more: object) -> models.Activity:
    whole: dict[str, object] = {"source": "garmin", "kind": "run", "distance_m": 8000.0, **more}
    started = datetime(2026, 3, 14, 7, tzinfo=UTC)
    return models.Activity(
        runner_id=pages.road.alice,
        source_id=source_id,
        started_at=started,
        fetched_at=NOON,
        renewed_at=NOON,
        **whole,  # type: ignore[arg-type]
    )


def week(pages: Pages, weeks_ago: int, tolerance: float) -> models.RunningTolerance:
    return models.RunningTolerance(
        runner_id=pages.road.alice,
        week_starts=date(2026, 3, 9) - timedelta(weeks=weeks_ago),
        load=41.0,
        tolerance=tolerance,
        fetched_at=NOON,
    )


def test_a_garmin_login_is_checked_as_any_other(pages: Pages) -> None:
    """Both kinds of sealed tokens can be opened with the key at hand, or it is told."""
    pages.sign_in()
    assert "token_key" not in pages.told()
    other = pages.settings.model_copy(
        update={"token_keys": Settings(token_keys=tokens.new_key()).token_keys}  # type: ignore[arg-type]
    )
    with Session(pages.road.engine) as session:
        assert "token_key" in {one.code for one in checks.check(session, other, NOON)}
    pages.road.clock.later(days=2)
    assert "from Garmin Connect for two days" in pages.told()["nothing_comes_in"]
