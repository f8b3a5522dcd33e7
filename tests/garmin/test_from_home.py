"""A login that was made at home: whose it is, Garmin says, and each is good once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from syncer import garmin_connection, login_steps, models, platform_pass, tokens
from syncer.sandbox.garmin import Fault, Place
from syncer.sources.garmin import sealed
from syncer.sources.garmin.login import LetIn
from tests.garmin.at_the_page import PATH, Pages
from tests.garmin.at_the_page import pages as pages
from tests.garmin.at_the_page import served as served
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
from tests.roads import NOON


def sealed_login(pages: Pages, dumps: str, external_id: str) -> str:
    """What anybody may make of a login and a number."""
    now = pages.road.clock()
    invited = sealed.invitation(pages.settings, pages.road.alice, now)
    return sealed.seal(invited, LetIn(dumps, external_id), now)


def night(pages: Pages) -> None:
    pages.road.world.expire_tokens(pages.road.account)
    platform_pass.pull(pages.road.house, platform_pass.due(pages.road.house))


def test_whose_account_it_is_garmin_says_and_not_the_token(pages: Pages) -> None:
    login = pages.road.world.connect(pages.road.account).dumps()
    assert pages.bring(sealed_login(pages, login, "12345")).url.path == "/me"
    assert pages.connections()[0].external_id == str(pages.road.account)


def test_a_token_is_good_once(pages: Pages) -> None:
    token = pages.from_home()
    pages.bring(token)
    night(pages)
    live = pages.road.login()
    assert "This token was used already" in pages.bring(token).text
    assert pages.road.login() == live
    night(pages)
    assert pages.connections()[0].status == "connected"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: {},
        lambda told: told | {"di_token": told["di_token"] + "\r\nX-Evil: 1"},
        lambda told: told | {"di_token": "\ud83d"},
        lambda told: told | {"di_token": "x", "di_refresh_token": "x"},
    ],
    ids=["empty", "two lines", "half a character", "unknown"],
)
def test_a_login_that_opens_nothing_has_words_of_its_own(
    pages: Pages, spoil: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    told = json.loads(pages.road.world.connect(pages.road.account).dumps())
    page = pages.bring(sealed_login(pages, json.dumps(spoil(told)), "7"))
    assert "This token opens nothing at Garmin" in page.text
    assert pages.connections() == []


def test_an_outage_leaves_a_token_good(pages: Pages) -> None:
    token = pages.from_home()
    pages.road.garmin.faults.plan(Fault.UNAVAILABLE, 99, at=Place.API)
    assert "Garmin does not answer" in pages.bring(token).text
    pages.road.garmin.faults.clear()
    assert pages.bring(token).url.path == "/me"


def test_lists_without_end_in_a_token_are_damage(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sealed.json, "dumps", lambda told: "[" * 30_000)  # type: ignore[attr-defined]
        token = sealed_login(pages, "{}", "7")
    assert pages.bring(token).status_code == 400


def test_a_form_token_of_odd_letters_is_a_strangers(pages: Pages) -> None:
    form = {"form_token": "é", "token": "x"}
    assert pages.browser.post(f"{PATH}/token", data=form).status_code == 401


def test_connected_twice_in_one_moment_is_connected_once(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, token, other = tokens.connection_of, pages.from_home(), pages.from_home()
    meanwhile = [sealed.open_(pages.settings, pages.road.alice, other, NOON)]

    def between(session: Session, runner_id: int, source: str) -> models.Connection | None:
        found = held(session, runner_id, source)
        if found is None and meanwhile:
            with pages.road.sessions() as quicker:
                let_in = meanwhile.pop()
                garmin_connection.connect(quicker, pages.settings, NOON, runner_id, let_in)
                quicker.commit()
        return found

    monkeypatch.setattr(garmin_connection, "connection_of", between)
    assert pages.bring(token).url.path == "/me"
    assert len(pages.connections()) == 1


def test_who_has_to_rest_may_bring_a_login_and_is_told_of_no_more(pages: Pages) -> None:
    token = pages.from_home()
    with pages.road.sessions() as session:
        attempt = login_steps.begin(session, NOON, pages.road.alice)
        assert attempt is not None
        login_steps.fail(session, NOON, attempt, "too_many")
        session.commit()
    assert "garmin_rests" in pages.told()
    assert pages.bring(token).url.path == "/me"
    assert "garmin_rests" not in pages.told()
    row = pages.row()
    assert row is not None
    assert row.not_before == NOON + timedelta(hours=24), "the rest goes on"
