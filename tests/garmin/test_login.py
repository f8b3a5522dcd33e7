"""Signing in over the stand-in: every end it can come to, and that no password stays anywhere."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from contextlib import suppress

import pytest
from garminconnect import GarminConnectAuthenticationError

from syncer.sandbox.garmin import DI_CLIENTS, Fault, GarminStandIn, Place, Trouble
from syncer.settings import Settings
from syncer.sources.garmin import login
from syncer.sources.garmin.login import LetIn, LoginFailed, NeedsCode, begin, with_code
from tests.sandbox.garmin_at_hand import hurry

EMAIL, PASSWORD = "alice@example.org", "even stride"
QUICK = ("mobile+requests",)
EACH = ("mobile+cffi", "mobile+requests", "widget+cffi", "portal+cffi", "portal+requests")
ALL = login.WAYS


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    monkeypatch.setattr(login, "BETWEEN_S", 0.0)
    monkeypatch.setenv("GARMINTOKENS", "/nowhere/that/anybody/looks")


@pytest.fixture
def settings(garmin: GarminStandIn) -> Settings:
    return Settings(garmin_url=garmin.url, platform_timeout_s=2.0)


@pytest.fixture
def alice(garmin: GarminStandIn) -> int:
    account: int = garmin.world.add_account("Alice Even", EMAIL, PASSWORD)
    return account


@pytest.fixture
def careful(garmin: GarminStandIn) -> int:
    """An account that asks for a code."""
    account: int = garmin.world.add_account("Alice Even", EMAIL, PASSWORD, mfa="email")
    return account


def failed(act: Callable[[], object]) -> LoginFailed:
    with pytest.raises(LoginFailed) as raised:
        act()
    told = "".join(traceback.format_exception(raised.value))
    assert PASSWORD not in told
    assert EMAIL not in told
    return raised.value


def in_with(settings: Settings, password: str = PASSWORD, *ways: str) -> LetIn:
    found = begin(settings, EMAIL, password, ways=ways or QUICK)
    assert isinstance(found, LetIn)
    return found


def asked_for_code(settings: Settings, *ways: str) -> NeedsCode:
    found = begin(settings, EMAIL, PASSWORD, ways=ways or QUICK)
    assert isinstance(found, NeedsCode)
    return found


@pytest.mark.parametrize("way", EACH)
def test_the_right_password_leads_to_tokens_and_a_number(
    settings: Settings, alice: int, way: str
) -> None:
    found = in_with(settings, PASSWORD, way)
    assert found.external_id == str(alice)
    assert found.full_name == "Alice Even"
    told = json.loads(found.dumps)
    assert all(told[name] for name in ("di_token", "di_refresh_token", "di_client_id"))
    assert told["di_token"] not in repr(found)


def test_a_login_costs_four_requests(settings: Settings, alice: int, garmin: GarminStandIn) -> None:
    steps: list[str] = []
    begin(settings, EMAIL, PASSWORD, ways=QUICK, step=steps.append)
    assert garmin.count() == 4
    assert steps == [login.ASKING, login.INTRODUCING]


@pytest.mark.parametrize("way", EACH)
def test_a_wrong_password_ends_it_at_once(
    settings: Settings, alice: int, garmin: GarminStandIn, way: str
) -> None:
    error = failed(lambda: begin(settings, EMAIL, "not this one", ways=(way, *ALL)))
    assert error.problem == login.WRONG_PASSWORD
    assert garmin.count("POST") == 1


@pytest.mark.parametrize("way", EACH)
def test_a_locked_account_is_not_knocked_at_again(
    settings: Settings, alice: int, garmin: GarminStandIn, way: str
) -> None:
    garmin.world.trouble(alice, Trouble.LOCKED)
    assert (
        failed(lambda: begin(settings, EMAIL, PASSWORD, ways=(way, *ALL))).problem == login.LOCKED
    )
    assert garmin.count("POST") == 1


@pytest.mark.parametrize("way", EACH)
def test_a_childs_account_is_told_as_such(
    settings: Settings, alice: int, garmin: GarminStandIn, way: str
) -> None:
    garmin.world.trouble(alice, Trouble.CHILD)
    error = failed(lambda: begin(settings, EMAIL, PASSWORD, ways=(way, *ALL)))
    assert error.problem == login.NOT_ALLOWED
    assert garmin.count("POST") == 1


def test_a_captcha_has_words_of_its_own(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    garmin.world.trouble(alice, Trouble.CAPTCHA)
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=ALL)).problem == login.CAPTCHA


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.BLOCKED, Fault.HIDDEN_429])
@pytest.mark.parametrize("ways", [QUICK, ALL], ids=["one way", "all ways"])
def test_too_many_sign_ins_ask_for_a_rest(
    settings: Settings, alice: int, garmin: GarminStandIn, fault: Fault, ways: tuple[str, ...]
) -> None:
    garmin.faults.plan(fault, 99, at=Place.SSO)
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=ways)).problem == login.TOO_MANY


def test_when_one_door_is_shut_another_lets_in(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.SSO, path="/mobile/")
    steps: list[str] = []
    found = begin(settings, EMAIL, PASSWORD, ways=ALL, step=steps.append)
    assert isinstance(found, LetIn)
    assert steps == [login.ASKING, login.ANOTHER_WAY, login.INTRODUCING]


OUTAGES = (
    Fault.BOT_CHALLENGE,
    Fault.SERVER_ERROR,
    Fault.BAD_GATEWAY,
    Fault.UNAVAILABLE,
    Fault.HTML,
    Fault.EMPTY,
    Fault.TRUNCATED,
    Fault.RESET,
    Fault.LOST_ANSWER,
)


@pytest.mark.parametrize("fault", OUTAGES)
@pytest.mark.parametrize("way", EACH)
def test_an_outage_of_the_sign_in_is_no_wrong_password(
    settings: Settings, alice: int, garmin: GarminStandIn, fault: Fault, way: str
) -> None:
    garmin.faults.plan(fault, 99, at=Place.SSO)
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=(way,))).problem == login.OUTAGE


@pytest.mark.parametrize("fault", [*OUTAGES, Fault.UNAUTHORISED])
def test_an_outage_of_the_tokens_door_is_no_wrong_password(
    settings: Settings, alice: int, garmin: GarminStandIn, fault: Fault
) -> None:
    garmin.faults.plan(fault, 99, at=Place.TOKENS)
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=ALL)).problem == login.OUTAGE
    assert garmin.count("POST", "login") == 1


def test_too_many_at_the_tokens_door_ask_for_a_rest(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    garmin.faults.plan(Fault.TOO_MANY, 99, at=Place.TOKENS)
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=ALL)).problem == login.TOO_MANY


def test_no_cookie_is_taken_for_a_login(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    """It would let in for an hour and be lost with the first night."""
    garmin.ways.gives_web_cookie = True
    garmin.ways.di_clients = ()
    assert failed(lambda: begin(settings, EMAIL, PASSWORD, ways=ALL)).problem == login.UNUSABLE
    assert garmin.count(path="/gcm/") == 0


def test_tokens_that_the_api_refuses_are_unusable(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    garmin.ways.inactive_tokens_of = frozenset({"mobile"})
    assert failed(lambda: in_with(settings)).problem == login.UNUSABLE
    assert in_with(settings, PASSWORD, *ALL).external_id == str(alice)


def test_an_older_name_of_the_app_will_do(alice: int, garmin: GarminStandIn) -> None:
    garmin.ways.di_clients = DI_CLIENTS[2:]
    found = in_with(Settings(garmin_url=garmin.url))
    assert json.loads(found.dumps)["di_client_id"] == DI_CLIENTS[2]


@pytest.mark.parametrize("times", [1, 3])
def test_a_profile_that_does_not_come_is_asked_for_again(
    settings: Settings, alice: int, garmin: GarminStandIn, times: int
) -> None:
    garmin.faults.plan(Fault.UNAVAILABLE, times, path="socialProfile")
    assert in_with(settings).external_id == str(alice)


def test_without_a_profile_it_is_an_outage(
    settings: Settings, alice: int, garmin: GarminStandIn
) -> None:
    garmin.faults.plan(Fault.UNAVAILABLE, 99, path="socialProfile")
    assert failed(lambda: in_with(settings)).problem == login.OUTAGE


@pytest.mark.parametrize("way", EACH)
@pytest.mark.parametrize("how", ["email", "sms", "totp"])
def test_a_code_may_be_told_in_another_process(
    settings: Settings, garmin: GarminStandIn, way: str, how: str
) -> None:
    account = garmin.world.add_account("Alice Even", EMAIL, PASSWORD, mfa=how)
    asked = asked_for_code(settings, way)
    assert asked.sent_to == how
    assert PASSWORD not in asked.state
    assert asked.state not in repr(asked)
    code = garmin.world.last_code(account)
    found = with_code(settings, asked.state, f" {code[:3]} {code[3:]} ")
    assert found.external_id == str(account)


@pytest.mark.parametrize("way", EACH)
def test_a_wrong_code_may_be_followed_by_the_right_one(
    settings: Settings, careful: int, garmin: GarminStandIn, way: str
) -> None:
    asked = asked_for_code(settings, way)
    code = garmin.world.last_code(careful)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    error = failed(lambda: with_code(settings, asked.state, wrong))
    assert error.problem == login.WRONG_CODE
    assert error.state is not None
    assert with_code(settings, error.state, code).external_id == str(careful)


@pytest.mark.parametrize("way", EACH)
@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.HTML, Fault.RESET, Fault.BOT_CHALLENGE])
def test_an_outage_is_no_wrong_code(
    settings: Settings, careful: int, garmin: GarminStandIn, way: str, fault: Fault
) -> None:
    asked = asked_for_code(settings, way)
    garmin.faults.plan(fault, 2, at=Place.SSO)
    code = garmin.world.last_code(careful)
    error = failed(lambda: with_code(settings, asked.state, code))
    assert error.problem == login.OUTAGE
    garmin.faults.clear()
    assert error.state is not None
    assert with_code(settings, error.state, code).external_id == str(careful)


@pytest.mark.parametrize("way", EACH)
def test_too_many_codes_ask_for_a_rest(
    settings: Settings, careful: int, garmin: GarminStandIn, way: str
) -> None:
    asked = asked_for_code(settings, way)
    garmin.faults.plan(Fault.TOO_MANY, 2, at=Place.SSO)
    error = failed(lambda: with_code(settings, asked.state, "123456"))
    assert error.problem == login.TOO_MANY


@pytest.mark.parametrize("way", EACH)
def test_a_code_that_was_used_is_old(
    settings: Settings, careful: int, garmin: GarminStandIn, way: str
) -> None:
    asked = asked_for_code(settings, way)
    code = garmin.world.last_code(careful)
    with_code(settings, asked.state, code)
    error = failed(lambda: with_code(settings, asked.state, code))
    assert (error.problem, error.state) == (login.CODE_OLD, None)


@pytest.mark.parametrize("state", ["{}", "[]", '{"domain": "garmin.com", "flow": "x"}'])
def test_a_state_of_another_making_is_old(settings: Settings, state: str) -> None:
    assert failed(lambda: with_code(settings, state, "123456")).problem == login.CODE_OLD


def test_the_tokens_door_shut_behind_a_right_code_ends_the_sign_in(
    settings: Settings, careful: int, garmin: GarminStandIn
) -> None:
    asked = asked_for_code(settings)
    garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.TOKENS)
    code = garmin.world.last_code(careful)
    error = failed(lambda: with_code(settings, asked.state, code))
    assert (error.problem, error.state) == (login.OUTAGE, None)


@pytest.mark.parametrize("password", [PASSWORD, "not this one"])
def test_nothing_of_it_stands_in_the_log(
    settings: Settings,
    alice: int,
    garmin: GarminStandIn,
    caplog: pytest.LogCaptureFixture,
    password: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    garmin.faults.plan(Fault.UNAVAILABLE, 1, at=Place.SSO)
    secrets = [PASSWORD, EMAIL, "alice", password]
    with suppress(LoginFailed):
        secrets += json.loads(in_with(settings, password, *ALL).dumps).values()
    logged = caplog.text
    assert [one for one in secrets if one in logged] == []


def test_every_problem_has_words() -> None:
    codes = {
        *(login.WRONG_PASSWORD, login.WRONG_CODE, login.CODE_OLD, login.LOCKED, login.CAPTCHA),
        *(login.TOO_MANY, login.OUTAGE, login.NOT_ALLOWED, login.UNUSABLE, login.DEAD),
    }
    assert set(login.PROBLEMS) == codes


def test_garmin_is_asked_nowhere_else(alice: int, garmin: GarminStandIn) -> None:
    """An address of the library's that is not turned to ours would be Garmin's own."""
    from syncer.sources.garmin.client import RunnerClient

    client = RunnerClient(Settings(garmin_url="http://127.0.0.1:9/"))
    texts = [told for told in vars(client).values() if isinstance(told, str)]
    assert [text for text in texts if "garmin" in text] == ["garmin.com", "garmin.com"]


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Invalid CSRF token", login.OUTAGE),
        ("Invalid URL", login.OUTAGE),
        ("Sorry, you have been blocked", login.OUTAGE),
        ("Invalid sign in", login.WRONG_PASSWORD),
        ("Your password is incorrect", login.WRONG_PASSWORD),
        ("Account Locked", login.LOCKED),
        ("Account Error", login.LOCKED),
    ],
)
def test_what_the_titles_of_the_widget_mean(title: str, problem: str) -> None:
    """The library calls all of them wrong credentials."""
    said = GarminConnectAuthenticationError(f"Widget authentication failed: '{title}'")
    assert login._refused(said) == problem
