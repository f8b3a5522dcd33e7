"""Tokens are renewed, and kept at once; only Garmin's own no to a renewal ends a connection."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from syncer import models, tokens
from syncer.sandbox.garmin import Fault, Place
from syncer.sources import NeedsReconnect, Revoked, TryLater
from syncer.tokens import CONNECTED, NEEDS_RECONNECT
from tests.garmin.conftest import Road

EXCHANGE = "/di-oauth2-service/oauth/token"
ILL = (
    *(Fault.UNAVAILABLE, Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.HTML, Fault.RESET),
    *(Fault.BOT_CHALLENGE, Fault.UNAUTHORISED, Fault.NOT_FOUND, Fault.HIDDEN_429),
)


def test_a_renewed_login_is_stored_before_it_is_used(road: Road) -> None:
    before = road.login()
    road.world.expire_tokens(road.account)
    with road.let_in() as account:
        account.listed(None, ())
        assert road.login() != before
    told = json.loads(road.login())
    assert told["di_refresh_token"] != json.loads(before)["di_refresh_token"]
    assert road.asked(EXCHANGE) == 1


def test_a_request_that_fails_after_the_renewal_does_not_cost_the_login(road: Road) -> None:
    before = road.login()
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(Fault.UNAUTHORISED, path="/activitylist")
    road.garmin.faults.plan(Fault.RESET, path="/activitylist")
    with pytest.raises(TryLater), road.let_in() as account:
        account.listed(None, ())
    assert road.login() != before
    with road.let_in() as account:
        account.listed(None, ())
    assert road.asked(EXCHANGE) == 1


def test_a_login_about_to_end_is_renewed_first(road: Road) -> None:
    road.garmin.ways.token_lives_s = 600
    give(road)
    road.garmin.ways.token_lives_s = 93_600
    with road.let_in() as account:
        account.listed(None, ())
        account.workouts()
    assert [seen.method for seen in road.garmin.requests] == ["POST", "GET", "GET"]


def test_the_stored_login_carries_many_nights(road: Road) -> None:
    for _ in range(4):
        road.world.expire_tokens(road.account)
        with road.let_in() as account:
            account.listed(None, ())
    assert road.connection().status == CONNECTED
    assert road.asked(EXCHANGE, status=200) == 4


@pytest.mark.parametrize("fault", ILL)
def test_an_ill_tokens_door_costs_nothing(road: Road, fault: Fault) -> None:
    before = road.login()
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(fault, at=Place.TOKENS)
    with pytest.raises(TryLater) as raised, road.let_in() as account:
        account.listed(None, ())
    assert not raised.value.everyone
    assert raised.value.until >= road.clock() + timedelta(minutes=15)
    assert road.connection().status == CONNECTED
    assert road.login() == before
    with road.let_in() as account:
        assert account.listed(None, ()).complete


@pytest.mark.parametrize(
    "fault", [Fault.TRUNCATED, Fault.EMPTY, Fault.WRONG_LENGTH, Fault.LOST_ANSWER]
)
def test_a_renewal_whose_answer_is_lost_is_an_outage_first(road: Road, fault: Fault) -> None:
    """The old token is dead and the new one never came: the next renewal learns that."""
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(fault, at=Place.TOKENS)
    with pytest.raises(TryLater), road.let_in() as account:
        account.listed(None, ())
    assert road.connection().status == CONNECTED
    with pytest.raises(Revoked), road.let_in() as account:
        account.listed(None, ())
    assert road.connection().status == NEEDS_RECONNECT


def test_a_tokens_door_that_never_answers_is_left_in_time(road: Road) -> None:
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(Fault.DELAY, at=Place.TOKENS, seconds=20)
    with pytest.raises(TryLater), road.let_in() as account:
        account.listed(None, ())
    assert road.connection().status == CONNECTED


def test_too_many_renewals_are_everybodys_matter(road: Road) -> None:
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(Fault.TOO_MANY, at=Place.TOKENS)
    with pytest.raises(TryLater) as raised, road.let_in() as account:
        account.listed(None, ())
    assert raised.value.everyone
    assert raised.value.until == road.clock() + timedelta(hours=1)


def test_who_signed_out_everywhere_is_asked_to_connect_again(road: Road) -> None:
    road.world.deauthorise(road.account)
    with pytest.raises(Revoked, match="connect again"), road.let_in() as account:
        account.listed(None, ())
    connection = road.connection()
    assert connection.status == NEEDS_RECONNECT
    assert connection.problem == "Garmin no longer knows this connection; please connect again."
    assert connection.sealed_tokens is not None
    road.garmin.forget_requests()
    with pytest.raises(NeedsReconnect), road.let_in():
        pass
    assert road.asked() == 0


def test_an_app_that_garmin_forgot_asks_to_connect_again(road: Road) -> None:
    told = json.loads(road.login()) | {"di_client_id": "", "di_token": "a.b.c"}
    store(road, json.dumps(told))
    with pytest.raises(NeedsReconnect), road.let_in() as account:
        account.listed(None, ())
    assert road.connection().status == NEEDS_RECONNECT


@pytest.mark.parametrize("text", ["{}", "no JSON", "[]", '{"di_token": null}'])
def test_a_login_that_cannot_be_read_asks_to_connect_again(road: Road, text: str) -> None:
    store(road, text)
    with pytest.raises(NeedsReconnect), road.let_in():
        pass
    assert road.connection().status == NEEDS_RECONNECT
    assert road.asked() == 0


def test_who_connected_again_meanwhile_stays_connected(road: Road) -> None:

    def connects_again_meanwhile() -> None:
        with road.let_in() as account:
            road.world.deauthorise(road.account)
            give(road)
            account.listed(None, ())

    with pytest.raises(NeedsReconnect):
        connects_again_meanwhile()
    assert road.connection().status == CONNECTED
    with road.let_in() as account:
        assert account.listed(None, ()).complete


def test_one_worker_at_a_time_holds_a_login(road: Road) -> None:
    with road.let_in() as account:
        with pytest.raises(TryLater, match="Another worker"), road.let_in():
            pass
        account.listed(None, ())
    with road.let_in() as account:
        assert account.listed(None, ()).complete


def test_the_api_saying_no_to_a_fresh_login_ends_nothing(road: Road) -> None:
    road.garmin.ways.inactive_tokens_of = frozenset({"mobile"})
    with pytest.raises(TryLater), road.let_in() as account:
        account.listed(None, ())
    road.garmin.ways.inactive_tokens_of = frozenset()
    with road.let_in() as account:
        assert account.listed(None, ()).complete


def give(road: Road) -> None:
    store(road, road.world.connect(road.account).dumps())


def store(road: Road, text: str) -> None:
    with road.sessions() as session:
        connection = session.get_one(models.Connection, road.connection_id)
        connection.sealed_tokens = tokens.seal_text(road.settings, text)
        session.add(connection)
        session.commit()
