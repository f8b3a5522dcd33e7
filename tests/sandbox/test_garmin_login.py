"""The real garminconnect signs in to the stand-in, or is turned away, by each of its ways."""

from __future__ import annotations

import json

import pytest
from garminconnect import (
    Garmin,
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)
from garminconnect.client import sso

from syncer.sandbox.garmin import DI_CLIENTS, Fault, Place, Trouble, Ways
from tests.sandbox.garmin_at_hand import PAUSES, STRATEGIES, at_hand, hurry, pointed


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


def test_pointing_leaves_no_address_of_garmins() -> None:
    """A new version of the library with one host more fails here, and not at Garmin's door."""
    library = pointed(Garmin(), "http://127.0.0.1:9")
    texts = [told for told in vars(library.client).values() if isinstance(told, str)]
    assert [text for text in texts if "garmin" in text] == ["garmin.com", "garmin.com"]
    pauses = {name for name in vars(sso) if "_DELAY_" in name}
    assert pauses == {f"{way}_DELAY_{end}_S" for way in PAUSES for end in ("MIN", "MAX")}


@pytest.mark.parametrize("way", STRATEGIES)
def test_every_way_in_leads_to_tokens_and_a_name(way: str) -> None:
    with at_hand() as hand:
        library = hand.library(way)
        assert library.login() == (None, None)
        assert library.full_name == "Alice Waymark"
        assert library.display_name == hand.world.accounts[hand.account].display_name
        assert library.unit_system == "metric"
        assert set(json.loads(library.client.dumps())) == {
            "di_token",
            "di_refresh_token",
            "di_client_id",
        }
        assert library.password is None
        assert library.get_activities() == []


def test_a_login_asks_six_times() -> None:
    with at_hand() as hand:
        hand.library().login()
        assert [seen.path.rpartition("/")[2] for seen in hand.garmin.requests] == [
            "sign-in",
            "login",
            "token",
            "socialProfile",
            "socialProfile",
            "user-settings",
        ]


@pytest.mark.parametrize("way", STRATEGIES)
def test_a_wrong_password_ends_it_at_once(way: str) -> None:
    with at_hand() as hand:
        library = hand.library(way, password="not this one")
        with pytest.raises(GarminConnectAuthenticationError, match=r"(?i)invalid"):
            library.login()
        assert hand.garmin.count("POST") == 1


def test_a_wrong_password_tries_no_other_way() -> None:
    with at_hand() as hand:
        with pytest.raises(GarminConnectAuthenticationError):
            hand.library(*STRATEGIES, password="not this one").login()
        assert hand.garmin.count() == 2


def test_nobody_is_told_from_a_wrong_password() -> None:
    with at_hand() as hand:
        library = hand.library(email="nobody@example.org")
        with pytest.raises(GarminConnectAuthenticationError, match="Invalid Username"):
            library.login()


def test_a_locked_account_is_told_by_the_widget_alone() -> None:
    with at_hand() as hand:
        hand.world.trouble(hand.account, Trouble.LOCKED)
        with pytest.raises(GarminConnectAuthenticationError, match="Account Locked"):
            hand.library(*STRATEGIES).login()
        with pytest.raises(GarminConnectAuthenticationError, match="Account locked"):
            hand.library("mobile+requests").login()
        hand.world.trouble(hand.account, None)
        hand.library().login()


def test_a_captcha_looks_like_a_broken_line() -> None:
    with at_hand() as hand:
        hand.world.trouble(hand.account, Trouble.CAPTCHA)
        with pytest.raises(GarminConnectConnectionError, match="CAPTCHA required"):
            hand.library(*STRATEGIES).login()
        assert hand.garmin.count() == 23


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.BLOCKED, Fault.HIDDEN_429])
def test_a_blocked_sign_in_has_a_name_of_its_own(fault: Fault) -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(fault, 99, at=Place.SSO)
        with pytest.raises(GarminConnectTooManyRequestsError):
            hand.library().login()
        with pytest.raises(GarminConnectTooManyRequestsError):
            hand.library(*STRATEGIES).login()


def test_all_ways_together_knock_eleven_times_at_a_blocked_door() -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO)
        with pytest.raises(GarminConnectTooManyRequestsError):
            hand.library(*STRATEGIES).login()
        assert hand.garmin.count(status=429) == 11


@pytest.mark.parametrize(
    "fault",
    [
        Fault.BOT_CHALLENGE,
        Fault.SERVER_ERROR,
        Fault.BAD_GATEWAY,
        Fault.UNAVAILABLE,
        Fault.HTML,
        Fault.EMPTY,
        Fault.RESET,
        Fault.LOST_ANSWER,
    ],
)
@pytest.mark.parametrize("ways", [("mobile+requests",), STRATEGIES], ids=["one way", "all ways"])
def test_an_outage_of_the_sign_in_is_no_wrong_password(fault: Fault, ways: tuple[str, ...]) -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(fault, 99, at=Place.SSO)
        with pytest.raises(GarminConnectConnectionError, match="Login failed"):
            hand.library(*ways).login()


def test_when_the_apps_door_is_shut_the_widget_lets_in() -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO, path="/mobile/")
        hand.library(*STRATEGIES).login()
        assert hand.garmin.count("POST", "/sso/signin") == 1


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.RESET])
def test_without_the_tokens_door_an_outage_looks_like_a_wrong_password(fault: Fault) -> None:
    """The library then tries a cookie, finds none, and calls that an authentication error."""
    with at_hand() as hand:
        hand.garmin.faults.plan(fault, 99, at=Place.TOKENS)
        with pytest.raises(GarminConnectAuthenticationError, match="JWT_WEB cookie not set"):
            hand.library().login()
        assert {seen.path for seen in hand.garmin.requests} >= {"/gcm/ios"}, "it stays here"


def test_a_cookie_carries_the_api_but_cannot_be_kept() -> None:
    with at_hand(Ways(gives_web_cookie=True)) as hand:
        hand.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.TOKENS)
        library = hand.library()
        library.login()
        assert library.get_activities() == []
        assert json.loads(library.client.dumps())["di_token"] is None


def test_an_app_that_garmin_no_longer_knows_tries_its_older_names() -> None:
    with at_hand(Ways(di_clients=DI_CLIENTS[2:])) as hand:
        library = hand.library()
        library.login()
        assert library.client.di_client_id == DI_CLIENTS[2]
        assert hand.garmin.count("POST", "/oauth/token") == 3


def test_tokens_that_the_api_refuses_make_room_for_the_next_way() -> None:
    with at_hand(Ways(inactive_tokens_of=frozenset({"mobile"}))) as hand:
        library = hand.library(*STRATEGIES)
        library.login()
        assert library.get_activities() == []
        with pytest.raises(GarminConnectConnectionError, match="token rejected by API tier"):
            hand.library("mobile+requests").login()


def test_who_posts_without_having_seen_the_page_is_turned_away() -> None:
    with at_hand() as hand:
        told = {"username": "alice.waymark@example.org", "password": "x"}
        answer = hand.web.post("/mobile/api/login", json=told)
        assert answer.status_code == 429


@pytest.mark.parametrize("way", STRATEGIES)
@pytest.mark.parametrize("how", ["email", "totp"])
def test_a_second_step_may_be_missed_once(way: str, how: str) -> None:
    with at_hand(mfa=how) as hand:
        library = hand.library(way, return_on_mfa=True)
        status, state = library.login()
        assert status == "needs_mfa"
        code = hand.world.last_code(hand.account)
        with pytest.raises(GarminConnectAuthenticationError, match=r"(?i)MFA"):
            library.resume_login(state, f"{(int(code) + 1) % 1_000_000:06}")
        assert library.resume_login(state, code) == (None, None)
        assert library.full_name == "Alice Waymark"
        assert library.get_activities() == []


def test_a_second_step_may_be_taken_in_another_process() -> None:
    with at_hand(mfa="email") as hand:
        _, state = hand.library(return_on_mfa=True).login()
        kept = json.dumps(state)
        other = pointed(Garmin(), hand.garmin.url)
        other.resume_login(json.loads(kept), hand.world.last_code(hand.account))
        assert other.get_activities() == []


def test_a_code_is_good_for_one_login() -> None:
    with at_hand(mfa="email") as hand:
        first, second = (hand.library(return_on_mfa=True) for _ in range(2))
        _, one = first.login()
        old = hand.world.last_code(hand.account)
        _, two = second.login()
        with pytest.raises(GarminConnectAuthenticationError):
            second.resume_login(two, old)
        second.resume_login(two, hand.world.last_code(hand.account))
        with pytest.raises(GarminConnectAuthenticationError):
            first.resume_login(one, old)


def test_a_second_step_at_a_blocked_door() -> None:
    with at_hand(mfa="email") as hand:
        library = hand.library(return_on_mfa=True)
        _, state = library.login()
        hand.garmin.faults.plan(Fault.TOO_MANY, 2, at=Place.SSO, path="verifyCode")
        code = hand.world.last_code(hand.account)
        with pytest.raises(GarminConnectTooManyRequestsError):
            library.resume_login(state, code)
        library.resume_login(state, code)


def test_a_profile_that_does_not_come_looks_like_a_wrong_password() -> None:
    """Three tries with pauses that cannot be set, then an authentication error: two seconds."""
    with at_hand() as hand:
        library = hand.library()
        hand.garmin.faults.plan(Fault.UNAVAILABLE, 4, path="socialProfile")
        with pytest.raises(GarminConnectAuthenticationError, match="social profile"):
            library.login()


def test_a_childs_account_is_let_in_by_no_web_page() -> None:
    with at_hand() as hand:
        hand.world.trouble(hand.account, Trouble.CHILD)
        with pytest.raises(GarminConnectConnectionError, match="account restricted"):
            hand.library("widget+cffi").login()


def test_forms_of_others_lead_nowhere() -> None:
    with at_hand() as hand:
        assert "Invalid CSRF" in hand.web.post("/sso/signin", data={"_csrf": "x"}).text
        codes = hand.web.post("/sso/verifyMFA/loginEnterMfaCode", data={"mfa-code": "1"})
        assert "Invalid CSRF" in codes.text
        assert hand.web.post("/sso/verifyMFA/mfaCode", json={}).status_code == 403
        assert "No session" in hand.web.get("/sso/signin").text
        hand.web.get("/mobile/sso/en_US/sign-in")
        told = hand.web.post("/mobile/api/mfa/verifyCode", json={"mfaVerificationCode": "1"})
        assert told.json()["responseStatus"]["type"] == "SESSION_EXPIRED"
        assert hand.web.post("/mobile/api/login", content=b"{").status_code == 401
