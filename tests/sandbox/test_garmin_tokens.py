"""Tokens of the stand-in: how they look, how long they live, how they are renewed and die."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from garminconnect import Garmin, GarminConnectAuthenticationError

from syncer.sandbox.garmin import DI_CLIENTS, Fault, Place, Ways
from tests.sandbox.garmin_at_hand import Hand, at_hand, pointed

EXCHANGE = "/di-oauth2-service/oauth/token"


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    told: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return told


def kept_by(library: Garmin) -> str:
    text: str = library.client.dumps()
    return text


def test_a_token_looks_like_garmins() -> None:
    with at_hand() as hand:
        token = hand.tokens.di_token
        assert token.count(".") == 2
        assert len(token) > 512
        told = claims(token)
        assert told["client_id"] == DI_CLIENTS[0]
        assert told["exp"] == pytest.approx(time.time() + 93_600, abs=5)
        assert hand.tokens.expires_in_s == 93_600


def test_kept_tokens_let_in_without_a_password() -> None:
    with at_hand() as hand:
        library = pointed(Garmin(retry_attempts=0), hand.garmin.url)
        assert library.login(hand.tokens.dumps()) == (None, None)
        assert library.full_name == "Alice Waymark"
        assert hand.garmin.count("POST") == 0


def test_a_token_that_ends_early_is_renewed_in_the_midst_of_a_call() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        before = kept_by(library)
        hand.world.expire_tokens(hand.account)
        assert library.get_activities() == []
        assert kept_by(library) != before
        statuses = [seen.status for seen in hand.garmin.requests]
        assert statuses == [401, 200, 200]


def test_a_token_about_to_end_is_renewed_before_a_call() -> None:
    with at_hand(Ways(token_lives_s=600)) as hand:
        library = hand.signed_in()
        hand.garmin.ways.token_lives_s = 93_600
        library.get_activities()
        library.get_activities()
        assert [seen.method for seen in hand.garmin.requests] == ["POST", "GET", "GET"]


def test_a_refresh_token_is_good_for_one_use() -> None:
    with at_hand() as hand:
        first, second = hand.signed_in(), hand.signed_in()
        hand.world.expire_tokens(hand.account)
        first.get_activities()
        with pytest.raises(GarminConnectAuthenticationError):
            second.get_activities()
        again = pointed(Garmin(retry_attempts=0), hand.garmin.url)
        again.client.loads(kept_by(first))
        hand.world.expire_tokens(hand.account)
        assert again.get_activities() == []


def test_refresh_tokens_may_stay_the_same() -> None:
    with at_hand(Ways(rotates_refresh_tokens=False)) as hand:
        first, second = hand.signed_in(), hand.signed_in()
        hand.world.expire_tokens(hand.account)
        first.get_activities()
        assert second.get_activities() == []


def test_an_answer_lost_while_renewing_costs_the_login() -> None:
    """The old token is dead, the new one never came: only a person with a password can help."""
    with at_hand() as hand:
        library = hand.signed_in()
        hand.world.expire_tokens(hand.account)
        hand.garmin.faults.plan(Fault.LOST_ANSWER, at=Place.TOKENS)
        for _ in range(2):
            with pytest.raises(GarminConnectAuthenticationError):
                library.get_activities()


def test_an_outage_while_renewing_costs_nothing() -> None:
    """The library says 401 all the same: an outage of the tokens' door looks like a sign-out."""
    with at_hand() as hand:
        library = hand.signed_in()
        hand.world.expire_tokens(hand.account)
        hand.garmin.faults.plan(Fault.UNAVAILABLE, at=Place.TOKENS)
        with pytest.raises(GarminConnectAuthenticationError):
            library.get_activities()
        assert library.get_activities() == []


def test_who_signed_out_everywhere_is_out() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        hand.world.deauthorise(hand.account)
        with pytest.raises(GarminConnectAuthenticationError, match="Token is not active"):
            library.get_activities()
        hand.tokens = hand.world.connect(hand.account)
        assert hand.signed_in().get_activities() == []


def test_one_device_signed_out_of_two_lives_on() -> None:
    with at_hand() as hand:
        phone = hand.signed_in()
        hand.tokens = hand.world.connect(hand.account)
        watch = hand.signed_in()
        hand.world.expire_tokens(hand.account)
        assert phone.get_activities() == watch.get_activities() == []


def refused(hand: Hand, **form: str) -> tuple[int, Any]:
    told = {"client_id": DI_CLIENTS[0]} | form
    answer = hand.web.post(EXCHANGE, data=told, auth=(told["client_id"], ""))
    return answer.status_code, answer.json()["error"]


def test_what_the_tokens_door_refuses() -> None:
    with at_hand() as hand:
        grant = "https://connectapi.garmin.com/di-oauth2-service/oauth/grant/service_ticket"
        kept = hand.tokens.di_refresh_token
        refresh = {"grant_type": "refresh_token", "refresh_token": kept}
        assert refused(hand, **refresh, client_id="STRANGER") == (400, "invalid_grant")
        assert refused(hand, grant_type=grant, client_id="STRANGER") == (401, "invalid_client")
        assert refused(hand, grant_type=grant, service_ticket="ST-1") == (400, "invalid_grant")
        assert refused(hand, grant_type="password") == (400, "unsupported_grant_type")
        assert hand.web.post(EXCHANGE, data=refresh).status_code == 401


def test_a_ticket_is_for_one_service_and_one_use() -> None:
    with at_hand() as hand:
        person = hand.world.accounts[hand.account]
        service = f"{hand.garmin.url}/gcm/ios"
        ticket = hand.world.tokens.ticket(person, service, "mobile")
        grant = "https://connectapi.garmin.com/di-oauth2-service/oauth/grant/service_ticket"
        told = {"grant_type": grant, "service_ticket": ticket}
        elsewhere = f"{hand.garmin.url}/app"
        assert refused(hand, **told, service_url=elsewhere) == (400, "invalid_grant")
        form = told | {"client_id": DI_CLIENTS[0], "service_url": service}
        assert hand.web.post(EXCHANGE, data=form, auth=(DI_CLIENTS[0], "")).status_code == 200
        assert refused(hand, **told, service_url=service) == (400, "invalid_grant")


def test_threads_of_one_client_share_one_renewal() -> None:
    with at_hand(Ways(token_lives_s=600)) as hand:
        library = hand.signed_in()
        hand.garmin.ways.token_lives_s = 93_600
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: library.get_activities(), range(8)))
        assert answers == [[]] * 8
        assert hand.garmin.count("POST", EXCHANGE) == 1
