"""What Strava's refusals cost: the app's own trouble, or an unclear no, never costs a runner."""

from __future__ import annotations

import pytest

from syncer import models, tokens
from syncer.sandbox.strava import Fault
from syncer.sources import AppBlocked, NeedsReconnect, Revoked, TryLater
from syncer.sources.strava import oauth
from syncer.sources.strava.web import _of_refusal
from tests.strava.conftest import Road


def held(road: Road) -> tokens.Tokens:
    sealed = road.connection().sealed_tokens
    assert sealed is not None
    return tokens.unseal(road.settings, sealed)


def test_a_wrong_secret_shuts_nobody_out(road: Road) -> None:
    road.strava.app.client_secret = "another"
    road.clock.later(hours=6)
    with pytest.raises(AppBlocked, match="EVENSTRIDE_STRAVA_CLIENT_ID"):
        road.night()
    assert road.connection().status == tokens.CONNECTED


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.UNAVAILABLE, Fault.EMPTY, Fault.TOO_MANY])
def test_an_unclear_answer_shuts_nobody_out(road: Road, fault: Fault) -> None:
    road.strava.faults.plan(fault, path="/oauth/token")
    road.clock.later(hours=6)
    with pytest.raises(TryLater):
        road.night()
    assert road.connection().status == tokens.CONNECTED


def test_only_strava_itself_says_that_a_yes_is_gone(road: Road) -> None:
    pair = held(road)
    road.strava.world.deauthorise(road.athlete)
    with pytest.raises(Revoked):
        oauth.refresh(road.sessions, road.settings, road.clock, pair.refresh)


def test_with_a_wrong_secret_a_runner_still_gets_out(road: Road) -> None:
    pair = held(road)
    road.strava.app.client_secret = "another"
    oauth.revoke(road.sessions, road.settings, road.clock, pair)
    assert road.strava.world.grants.of(road.strava.app, road.athlete) is None


def test_a_switched_off_app_is_told_and_not_taken_for_gone(road: Road) -> None:
    pair = held(road)
    road.strava.app.active = False
    road.strava.faults.plan(Fault.INACTIVE, path="/oauth/revoke")
    with pytest.raises(AppBlocked):
        oauth.revoke(road.sessions, road.settings, road.clock, pair)
    with road.sessions() as session:
        assert session.get(models.Connection, road.connection().id) is not None


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ('{"errors":[{"resource":"Application","field":"","code":"invalid"}]}', AppBlocked),
        ('{"errors":[{"resource":"RefreshToken","field":"refresh_token"}]}', Revoked),
        ('{"errors":[{"resource":"AuthorizationCode","field":"code"}]}', NeedsReconnect),
        ('{"errors":[{"resource":"RequestToken","field":"code"}]}', NeedsReconnect),
        ('{"message":"Bad Request"}', None),
        ("<html>blocked</html>", None),
        ("", None),
    ],
)
def test_strava_is_taken_by_its_words(said: str, means: type[Exception] | None) -> None:
    found = _of_refusal(said)
    assert found is None if means is None else type(found) is means
