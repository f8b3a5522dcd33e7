"""Connecting and leaving: the consent page, codes, tokens that rotate, and who is turned away."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from syncer.sandbox.strava import App, Ways
from tests.sandbox.strava_at_hand import Hand, at_hand

ALL = "read,activity:read_all,activity:write"


def question(hand: Hand, **other: Any) -> dict[str, Any]:
    return {
        "client_id": hand.strava.app.client_id,
        "redirect_uri": "http://localhost:8000/connect/strava?club=7",
        "response_type": "code",
        "scope": ALL,
        "state": "a b&c",
        **other,
    }


def authorize(hand: Hand, **other: Any) -> httpx.Response:
    return hand.web.get("/oauth/authorize", params=question(hand, **other))


def came_back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def token(hand: Hand, **told: Any) -> httpx.Response:
    app = hand.strava.app
    keys = {"client_id": app.client_id, "client_secret": app.client_secret}
    return hand.web.post("/oauth/token", data=keys | told)


def exchange(hand: Hand, code: str) -> httpx.Response:
    return token(hand, grant_type="authorization_code", code=code)


def refresh(hand: Hand, refresh_token: str) -> httpx.Response:
    return token(hand, grant_type="refresh_token", refresh_token=refresh_token)


def wrong(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["errors"][0]
    return answer.status_code, error["resource"], error["field"]


def test_one_who_agrees_comes_back_with_a_code_and_the_state() -> None:
    with at_hand() as hand:
        hand.strava.signed_in(hand.athlete)
        back = came_back(authorize(hand))
        assert (back["club"], back["state"], back["scope"]) == ("7", "a b&c", ALL)
        told = exchange(hand, back["code"])
        assert "x-ratelimit-limit" not in told.headers
        assert told.json()["athlete"]["id"] == hand.athlete
        assert told.json()["expires_in"] == 21_600
        hand.token = told.json()["access_token"]
        assert hand.get("/athlete").status_code == 200


def test_a_code_is_good_for_one_exchange() -> None:
    with at_hand() as hand:
        hand.strava.signed_in(hand.athlete)
        code = came_back(authorize(hand))["code"]
        assert exchange(hand, code).status_code == 200
        assert wrong(exchange(hand, code)) == (400, "RequestToken", "code")
        late = came_back(authorize(hand))["code"]
        hand.clock.go(minutes=11)
        assert wrong(exchange(hand, late)) == (400, "RequestToken", "code")


def test_scopes_may_be_unticked_or_all_refused() -> None:
    with at_hand() as hand:
        hand.strava.signed_in(hand.athlete, unticked=["activity:write", "read"])
        assert came_back(authorize(hand))["scope"] == "read,activity:read_all"
        hand.strava.signed_in(hand.athlete, denies=True)
        assert came_back(authorize(hand))["error"] == "access_denied"


def test_a_person_may_answer_the_page_by_hand() -> None:
    with at_hand() as hand:
        page = authorize(hand, state='"><b>')
        assert page.status_code == 200
        assert "Authorize" in page.text
        assert "<b>" not in page.text
        form = question(hand) | {"athlete": hand.athlete, "granted": ["activity:read_all"]}
        accept = "/oauth/accept_application"
        back = came_back(hand.web.post(accept, data=form | {"answer": "authorize"}))
        assert back["scope"] == "read,activity:read_all"
        back = came_back(hand.web.post(accept, data=form | {"answer": "cancel"}))
        assert back["error"] == "access_denied"


def test_the_address_may_say_who_agrees() -> None:
    with at_hand() as hand:
        bob = hand.world.add_athlete("Bob")
        assert authorize(hand, athlete=bob).status_code == 200
        assert "code" in came_back(authorize(hand, athlete=bob, approve="yes"))
        assert "error" in came_back(authorize(hand, athlete=bob, approve="no"))


def test_one_who_agreed_before_is_asked_again_only_by_force() -> None:
    with at_hand() as hand:
        assert "code" in came_back(authorize(hand, athlete=hand.athlete))
        forced = authorize(hand, athlete=hand.athlete, approval_prompt="force")
        assert forced.status_code == 200


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"client_id": 9}, "client_id"),
        ({"redirect_uri": "http://elsewhere.example/back"}, "redirect_uri"),
        ({"redirect_uri": "http://notclub.example/back"}, "redirect_uri"),
        ({"response_type": "token"}, "response_type"),
        ({"scope": "read,everything"}, "scope"),
    ],
)
def test_a_wrong_question_is_refused(other: dict[str, Any], field: str) -> None:
    with at_hand(App(callback_domain="club.example")) as hand:
        assert wrong(authorize(hand, **other))[::2] == (400, field)


def test_the_callback_lies_on_the_apps_domain_or_on_this_machine() -> None:
    with at_hand(App(callback_domain="club.example")) as hand:
        hand.strava.signed_in(hand.athlete)
        for host in ("club.example", "run.club.example", "localhost:80", "127.0.0.1:9"):
            assert "code" in came_back(authorize(hand, redirect_uri=f"http://{host}/back"))


def test_an_app_that_names_itself_wrongly_gets_no_tokens() -> None:
    with at_hand() as hand:
        assert wrong(token(hand, client_id=9)) == (400, "Application", "client_id")
        assert token(hand, client_secret="x").status_code == 401
        assert wrong(token(hand, grant_type="password"))[2] == "grant_type"


def test_a_refresh_token_dies_when_it_is_used() -> None:
    with at_hand() as hand:
        first = hand.world.connect(hand.athlete)
        fresh = refresh(hand, first.refresh_token).json()
        assert fresh["refresh_token"] != first.refresh_token
        assert wrong(refresh(hand, first.refresh_token)) == (400, "RefreshToken", "refresh_token")
        assert refresh(hand, fresh["refresh_token"]).status_code == 200


def test_an_access_token_is_renewed_in_its_last_hour() -> None:
    with at_hand(ways=Ways(rotates_refresh_tokens=False)) as hand:
        first = hand.world.connect(hand.athlete)
        hand.clock.go(seconds=21_600 - 3_601)
        early = refresh(hand, first.refresh_token).json()
        assert early["access_token"] == first.access_token
        assert early["expires_in"] == 3_601
        assert early["refresh_token"] == first.refresh_token
        hand.clock.go(seconds=1)
        fresh = refresh(hand, first.refresh_token).json()
        assert fresh["access_token"] != first.access_token
        assert fresh["expires_in"] == 21_600


def test_tokens_may_be_made_to_expire() -> None:
    with at_hand() as hand:
        tokens = hand.world.connect(hand.athlete)
        hand.world.expire_tokens(hand.athlete)
        hand.token = tokens.access_token
        assert hand.get("/athlete").status_code == 401
        hand.token = refresh(hand, tokens.refresh_token).json()["access_token"]
        assert hand.get("/athlete").status_code == 200


@pytest.mark.parametrize("path", ["/oauth/deauthorize", "/api/v3/oauth/deauthorize"])
def test_leaving_by_the_older_way_kills_all_tokens(path: str) -> None:
    with at_hand() as hand:
        tokens = hand.world.connect(hand.athlete)
        bearer = {"authorization": f"Bearer {tokens.access_token}"}
        answer = hand.web.post(path, headers=bearer)
        assert answer.json() == {"access_token": tokens.access_token}
        assert "x-ratelimit-limit" in answer.headers
        assert hand.get("/athlete").status_code == 401
        assert refresh(hand, tokens.refresh_token).status_code == 400
        assert hand.web.post(path, headers=bearer).status_code == 401


def test_leaving_by_the_newer_way_needs_the_apps_secret() -> None:
    with at_hand() as hand:
        tokens = hand.world.connect(hand.athlete)
        app = hand.strava.app
        told = {"token": tokens.refresh_token}
        assert hand.web.post("/oauth/revoke", data=told).status_code == 401
        wrong_secret = (str(app.client_id), "x")
        assert hand.web.post("/oauth/revoke", data=told, auth=wrong_secret).status_code == 401
        assert hand.get("/athlete").status_code == 200
        keys = (str(app.client_id), app.client_secret)
        assert hand.web.post("/oauth/revoke", data=told, auth=keys).status_code == 200
        assert hand.get("/athlete").status_code == 401
        assert hand.web.post("/oauth/revoke", data=told, auth=keys).status_code == 200


def test_an_app_with_all_its_athletes_says_so_on_the_page() -> None:
    with at_hand(App(athlete_limit=1)) as hand:
        hand.strava.signed_in(hand.athlete)
        assert "code" in came_back(authorize(hand))
        hand.strava.signed_in(hand.world.add_athlete("Bob"))
        page = authorize(hand)
        assert page.status_code == 403
        assert "Limit of connected athletes exceeded" in page.text


def test_an_app_with_all_its_athletes_may_say_so_at_the_exchange() -> None:
    with at_hand(App(athlete_limit=1), Ways(athlete_limit_met_at="token")) as hand:
        hand.strava.signed_in(hand.world.add_athlete("Bob"))
        answer = exchange(hand, came_back(authorize(hand))["code"])
        assert answer.status_code == 403
        assert answer.json()["message"] == "Limit of connected athletes exceeded"


def test_an_inactive_app_is_refused_everything_but_tokens() -> None:
    with at_hand() as hand:
        tokens = hand.world.connect(hand.athlete)
        hand.strava.app.active = False
        answer = hand.get("/athlete/activities")
        assert wrong(answer) == (403, "Application", "Status")
        assert answer.json()["errors"][0]["code"] == "Inactive"
        assert refresh(hand, tokens.refresh_token).status_code == 200
