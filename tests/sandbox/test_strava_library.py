"""The real stravalib against the stand-in: it notices no difference."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from stravalib import Client, exc
from stravalib.util.limiter import RateLimiter

from syncer.sandbox.strava import App, Fault, StravaStandIn

SCOPES: Any = ["read", "activity:read_all", "activity:write"]


class Nearby(HTTPAdapter):
    """Takes what is meant for www.strava.com to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: Any, **more: Any) -> Any:
        request.url = request.url.replace("https://www.strava.com", self.url)
        return super().send(request, **more | {"timeout": 10})


@pytest.fixture
def strava() -> Iterator[StravaStandIn]:
    with StravaStandIn(App(callback_domain="localhost")) as stand_in:
        yield stand_in


def client(strava: StravaStandIn, **keys: Any) -> Client:
    session = requests.Session()
    session.mount("https://www.strava.com", Nearby(strava.url))
    limiter = RateLimiter()
    limiter.rules.append(lambda headers, method: None)
    return Client(requests_session=session, rate_limiter=limiter, **keys)


def connected(strava: StravaStandIn) -> tuple[int, Client]:
    athlete = strava.world.add_athlete("Alice", "Waymark")
    return athlete, client(strava, access_token=strava.world.connect(athlete).access_token)


def test_authorising_exchanging_and_refreshing(strava: StravaStandIn) -> None:
    athlete = strava.world.add_athlete("Alice", "Waymark")
    strava.signed_in(athlete)
    app, ours = strava.app, client(strava)
    back = "http://localhost:8000/back"
    asked = ours.authorization_url(app.client_id, back, scope=SCOPES, state="here")
    page = asked.replace("https://www.strava.com", strava.url)
    answer = requests.get(page, allow_redirects=False, timeout=10)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["here"]
    (code,) = query["code"]
    tokens, person = ours.exchange_code_for_token(
        app.client_id, app.client_secret, code, return_athlete=True
    )
    assert person is not None
    assert person.id == athlete
    assert ours.get_athlete().firstname == "Alice"
    fresh = ours.refresh_access_token(app.client_id, app.client_secret, tokens["refresh_token"])
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert fresh["expires_at"] > time.time() + 21_000
    with pytest.raises(exc.Fault, match="RefreshToken"):
        ours.refresh_access_token(app.client_id, app.client_secret, tokens["refresh_token"])
    ours.deauthorize()
    with pytest.raises(exc.AccessUnauthorized):
        ours.get_athlete()


def test_the_list(strava: StravaStandIn) -> None:
    athlete, ours = connected(strava)
    now = datetime.now(UTC)
    added = [
        strava.world.add_activity(athlete, start_date=now - timedelta(days=nth))
        for nth in range(1, 7)
    ]
    listed = list(ours.get_activities(after=now - timedelta(days=4.5)))
    assert [one.id for one in listed] == added[:4]
    assert listed[0].sport_type is not None
    assert listed[0].sport_type.root == "Run"
    assert listed[0].average_cadence == 82.5
    assert listed[0].timezone is not None
    assert str(listed[0].timezone.timezone()) == "Europe/Berlin"


def test_the_detail_and_what_is_written(strava: StravaStandIn) -> None:
    athlete, ours = connected(strava)
    shoes = strava.world.add_gear(athlete, "Old Faithful", km=300)
    run = strava.world.add_activity(athlete, gear_id=shoes, perceived_exertion=7)
    whole = ours.update_activity(run, name="Hills", description="good")
    assert (whole.name, whole.description) == ("Hills", "good")
    ours.protocol.put("/activities/{id}", id=run, body={"private_note": "a note"})
    whole = ours.get_activity(run)
    assert (whole.private_note, whole.perceived_exertion) == ("a note", 7)
    assert whole.gear is not None
    assert whole.gear.name == "Old Faithful"
    assert whole.laps is not None
    assert len(whole.laps) == 1
    assert ours.get_gear(shoes).brand_name == "Tidewater"
    assert len(list(ours.get_activity_laps(run))) == 1


def test_the_streams(strava: StravaStandIn) -> None:
    athlete, ours = connected(strava)
    run = strava.world.add_activity(athlete)
    types: Any = ["time", "latlng", "cadence", "moving", "watts"]
    told = ours.get_activity_streams(run, types=types)
    assert set(told) == {"time", "distance", "latlng", "cadence", "moving"}
    assert len({len(stream.data) for stream in told.values()}) == 1
    typed = strava.world.add_activity(athlete, manual=True)
    with pytest.raises(exc.ObjectNotFound):
        ours.get_activity_streams(typed, types=types)


def test_subscriptions_listed(strava: StravaStandIn) -> None:
    app = strava.app
    assert list(client(strava).list_subscriptions(app.client_id, app.client_secret)) == []


def test_refusals_have_the_librarys_names(strava: StravaStandIn) -> None:
    athlete, ours = connected(strava)
    strava.faults.plan(Fault.TOO_MANY)
    with pytest.raises(exc.Fault) as caught:
        ours.get_athlete()
    assert caught.value.response is not None
    assert caught.value.response.status_code == 429
    strava.app.active = False
    with pytest.raises(exc.ApplicationInactive):
        ours.get_athlete()
    strava.app.active = True
    with pytest.raises(exc.ObjectNotFound):
        ours.get_activity(1)
    assert strava.count(athlete=athlete) == 3
