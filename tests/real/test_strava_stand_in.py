"""The stand-in answers as Strava does: by Strava's own description, and by what was recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from syncer.sandbox.members import RUTH
from syncer.sandbox.strava import Fault
from tests.contracts.strava_recordings import (
    always_there,
    complaints,
    described,
    recorded,
    shape,
)
from tests.sandbox.strava_at_hand import START, Hand, at_hand

pytestmark = pytest.mark.real

Exchange = dict[str, Any]
Ask = Callable[["Stage"], httpx.Response]

BY_HAND = {
    "name": "By hand",
    "sport_type": "Run",
    "start_date_local": "2026-11-19T07:00:00+01:00",
    "elapsed_time": 1234,
    "distance": 1000,
}


class Stage:
    """One athlete with simulated runs, an even one, one typed in, and a pair of shoes."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        world = hand.world
        self.shoes = world.add_gear(hand.athlete, "Old Faithful", km=120)
        self.runs = world.add_story(hand.athlete, RUTH, START.date(), weeks=2)
        for run in self.runs:
            world.edit(run, gear_id=self.shoes)
        self.run = world.add_activity(
            hand.athlete, gear_id=self.shoes, workout_type=1, description="Felt light.", laps_s=()
        )
        self.typed = world.add_activity(hand.athlete, manual=True)
        app = hand.strava.app
        self.keys = {"client_id": app.client_id, "client_secret": app.client_secret}
        self.callback = ""

    def token(self, **told: Any) -> httpx.Response:
        return self.hand.web.post("/oauth/token", data=self.keys | told)

    def code(self) -> str:
        self.hand.strava.signed_in(self.hand.athlete)
        back = {"redirect_uri": "http://localhost/back", "response_type": "code"}
        asked = {"client_id": self.keys["client_id"], "scope": "read,activity:read", **back}
        answer = self.hand.web.get("/oauth/authorize", params=asked)
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

    def push(self, method: str = "GET", one: str = "", **told: Any) -> httpx.Response:
        path = f"/api/v3/push_subscriptions{one}"
        kind = "data" if method == "POST" else "params"
        return self.hand.web.request(method, path, **{kind: self.keys | told})

    def subscribe(self) -> httpx.Response:
        return self.push("POST", callback_url=self.callback, verify_token="ours")

    def refused_with_429(self) -> httpx.Response:
        self.hand.world.use_up(quarter=200)
        return self.hand.get(f"/activities/{self.run}")


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        body = json.dumps({"hub.challenge": asked["hub.challenge"][0]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def stage() -> Iterator[Stage]:
    with at_hand() as hand, HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        stage = Stage(hand)
        stage.callback = f"http://127.0.0.1:{server.server_port}/hooks"
        yield stage
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def exchanges(shared: Path) -> dict[str, Exchange]:
    return recorded(shared / "platforms" / "recorded")


@pytest.fixture(scope="module")
def swagger(shared: Path) -> dict[str, Any]:
    text = (shared / "platforms" / "strava-swagger.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def _deleted(stage: Stage) -> httpx.Response:
    return stage.push("DELETE", f"/{stage.subscribe().json()['id']}")


def _subscribed(stage: Stage) -> httpx.Response:
    stage.subscribe()
    return stage.push()


def _refreshed(stage: Stage) -> httpx.Response:
    tokens = stage.hand.world.connect(stage.hand.athlete)
    return stage.token(grant_type="refresh_token", refresh_token=tokens.refresh_token)


SAME_REQUEST: dict[str, Ask] = {
    "activity_0": lambda s: s.hand.get(f"/activities/{s.run}"),
    "activity_with_fake_id_0": lambda s: s.hand.get(f"/activities/{s.runs[-1]}"),
    "activity_laps_0": lambda s: s.hand.get(f"/activities/{s.runs[-1]}/laps"),
    "activity_streams_0": lambda s: s.hand.get(f"/activities/{s.run}/streams?key_by_type=true"),
    "segment_streams_keys_0": lambda s: s.hand.get(
        f"/activities/{s.run}/streams?key_by_type=true&keys=distance,latlng,altitude"
    ),
    "activity_with_ratelimit_exceeded_0": Stage.refused_with_429,
    "not_found_error_0": lambda s: s.hand.get("/activities/1946417534"),
    "authorization_error_0": lambda s: s.hand.web.get(f"/api/v3/activities/{s.run}"),
    "all_athlete_activities_latest_0": lambda s: s.hand.get(
        "/athlete/activities?page=1&per_page=1"
    ),
    "athlete_activities_0": lambda s: s.hand.get("/athlete/activities"),
    "athlete_activities_december_2018_0": lambda s: s.hand.get(
        f"/athlete/activities?after={int(START.timestamp()) - 800_000}"
        f"&before={int(START.timestamp())}"
    ),
    "create_activity_0": lambda s: s.hand.ask("POST", "/activities", data=BY_HAND),
    "update_activity_0": lambda s: s.hand.ask(
        "PUT", f"/activities/{s.typed}", data={"description": "x", "name": "y"}
    ),
    "gear_0": lambda s: s.hand.get(f"/gear/{s.shoes}"),
    "deauthorize_0": lambda s: s.hand.web.post(
        "/oauth/deauthorize", headers={"authorization": f"Bearer {s.hand.token}"}
    ),
    "create_push_subscription_0": Stage.subscribe,
    "push_subscriptions_0": _subscribed,
    "no_push_subscriptions_0": Stage.push,
    "delete_push_subscription_0": _deleted,
    "token_authorization_code_0": lambda s: s.token(grant_type="authorization_code", code=s.code()),
    "token_invalid_code_0": lambda s: s.token(grant_type="authorization_code", code="x"),
    "token_invalid_client_0": lambda s: s.token(client_id=9),
    "token_refresh_token_0": _refreshed,
}
ELSEWHERE = {"activity_zones_0", "gear_1"}
"""Recorded, but nothing a running coach asks for: heart rate zones, and bicycles."""

WORD_FOR_WORD = {
    "activity_with_ratelimit_exceeded_0",
    "authorization_error_0",
    "token_invalid_code_0",
    "token_invalid_client_0",
    "no_push_subscriptions_0",
}
ALIKE = (
    ("activity_0", "activity_with_fake_id_0"),
    ("create_activity_0", "update_activity_0"),
    (
        "all_athlete_activities_latest_0",
        "athlete_activities_0",
        "athlete_activities_december_2018_0",
    ),
)
"""Recordings of one kind: what all of them have is there always, the rest is not."""


INSIDE = {
    *("elev_high", "elev_low", "upload_id_str"),
    *("average_heartrate", "max_heartrate", "suffer_score"),
}
"""What a run inside or typed in may lack."""


def kin(name: str) -> tuple[str, ...]:
    return next((group for group in ALIKE if name in group), (name,))


def records(answer: object) -> list[object]:
    return answer if isinstance(answer, list) else [answer]


def test_no_recording_is_left_out(exchanges: dict[str, Exchange]) -> None:
    assert exchanges.keys() == SAME_REQUEST.keys() | ELSEWHERE


@pytest.mark.parametrize("name", SAME_REQUEST)
def test_the_same_request_gets_the_same_kind_of_answer(
    name: str, stage: Stage, exchanges: dict[str, Exchange]
) -> None:
    theirs = exchanges[name]["response"]
    ours = SAME_REQUEST[name](stage)
    assert ours.status_code == theirs["status"], ours.text
    assert ours.headers["content-type"].lower() == theirs["headers"]["content-type"].lower()
    limits = {key for key in theirs["headers"] if key.startswith("x-r")}
    assert limits <= set(ours.headers)
    for key in limits:
        pattern = r"\d*,\d*" if theirs["headers"][key] == "," else r"\d+,\d+"
        assert re.fullmatch(pattern, ours.headers[key]), key
    if "/oauth/token" in exchanges[name]["request"]["uri"]:
        assert not [key for key in ours.headers if key.startswith("x-r")]
    if theirs["json"] is None:
        # A 204 has no body, and that of the 404 was not recorded.
        assert theirs["status"] in (204, 404)
    elif name in WORD_FOR_WORD:
        assert ours.json() == theirs["json"]
    else:
        _same_shape(ours.json(), [exchanges[other]["response"]["json"] for other in kin(name)])


def _same_shape(ours: object, theirs: list[Any]) -> None:
    needed = always_there([one for answer in theirs for one in records(answer)])
    assert records(ours), "an empty list shows nothing"
    for one in records(ours):
        assert isinstance(one, dict)
        # All recorded lists are of runs outside; the rest is known from those typed in.
        outside = one.get("start_latlng") != [] or "manual" not in needed
        assert needed - (set() if outside else INSIDE) <= set(one), needed - set(one)
    known: dict[str, set[str]] = {}
    for answer in theirs:
        for path, kinds in shape(answer).items():
            known.setdefault(path, set()).update(kinds)
    seen = shape(ours)
    assert len(seen.keys() & known.keys()) > len(known) / 2
    for path in seen.keys() & known.keys():
        if known[path] != {"null"}:
            assert seen[path] <= known[path] | {"null"}, path


EVERY_ANSWER: tuple[tuple[str, str, Ask], ...] = (
    ("GET", "/athlete", lambda s: s.hand.get("/athlete")),
    ("GET", "/athlete/activities", lambda s: s.hand.get("/athlete/activities")),
    ("GET", "/athlete/activities", lambda s: s.hand.get("/athlete/activities?page=9")),
    ("GET", "/athlete/activities", lambda s: s.hand.get("/athlete/activities?after=9999999999")),
    ("GET", "/athlete/activities", lambda s: s.hand.get("/athlete/activities?per_page=999")),
    ("GET", "/activities/{id}", lambda s: s.hand.get(f"/activities/{s.run}")),
    ("GET", "/activities/{id}", lambda s: s.hand.get(f"/activities/{s.runs[0]}")),
    ("GET", "/activities/{id}", lambda s: s.hand.get(f"/activities/{s.typed}")),
    ("GET", "/activities/{id}", lambda s: s.hand.get("/activities/1")),
    ("GET", "/activities/{id}", lambda s: s.hand.web.get("/api/v3/activities/1")),
    ("PUT", "/activities/{id}", lambda s: s.hand.put(s.run, name="New", private_note="n")),
    ("PUT", "/activities/{id}", lambda s: s.hand.put(s.run, sport_type="Plogging")),
    ("POST", "/activities", lambda s: s.hand.ask("POST", "/activities", data=BY_HAND)),
    ("GET", "/activities/{id}/laps", lambda s: s.hand.get(f"/activities/{s.runs[0]}/laps")),
    (
        "GET",
        "/activities/{id}/streams",
        lambda s: s.hand.get(f"/activities/{s.runs[0]}/streams?keys={KEYS}&key_by_type=true"),
    ),
    (
        "GET",
        "/activities/{id}/streams",
        lambda s: s.hand.get(f"/activities/{s.run}/streams?keys={KEYS}&key_by_type=true"),
    ),
    ("GET", "/activities/{id}/streams", lambda s: s.hand.get(f"/activities/{s.typed}/streams")),
    ("GET", "/gear/{id}", lambda s: s.hand.get(f"/gear/{s.shoes}")),
    ("GET", "/gear/{id}", lambda s: s.hand.get("/gear/g1")),
    ("GET", "/activities/{id}", Stage.refused_with_429),
)
KEYS = "time,distance,latlng,altitude,heartrate,cadence,velocity_smooth,grade_smooth,moving,temp"

STRAVA_DEPARTS_TOO = {"start_latlng", "end_latlng", "errors"}
"""Recorded departures of Strava from its own description: no place is an empty list, and the
errors of a 429 are a text."""


@pytest.mark.parametrize(("method", "path", "ask"), EVERY_ANSWER)
def test_every_answer_is_as_strava_describes_it(
    method: str, path: str, ask: Ask, stage: Stage, swagger: dict[str, Any]
) -> None:
    answer = ask(stage)
    schema = described(swagger, method, path, answer.status_code)
    assert complaints(schema, answer.json()) <= STRAVA_DEPARTS_TOO


def test_the_recordings_depart_from_the_description_just_so(
    exchanges: dict[str, Exchange], swagger: dict[str, Any]
) -> None:
    created = exchanges["create_activity_0"]["response"]["json"]
    refused = exchanges["activity_with_ratelimit_exceeded_0"]["response"]["json"]
    wanted = described(swagger, "POST", "/activities", 201)
    assert complaints(wanted, created) == {"start_latlng", "end_latlng"}
    assert complaints(described(swagger, "GET", "/athlete", 429), refused) == {"errors"}


@pytest.mark.parametrize("odd", ["wrong_types", "fractional_suffer_score", "unknown_sport_type"])
def test_the_description_would_notice_what_is_wrong(
    odd: str, stage: Stage, swagger: dict[str, Any]
) -> None:
    stage.hand.strava.faults.plan(Fault.ODD_RECORD, odd=odd)
    answer = stage.hand.get("/athlete/activities").json()
    schema = described(swagger, "GET", "/athlete/activities", 200)
    # What the description does not name, it cannot notice: the score, for one.
    noticed = complaints(schema, answer) - STRAVA_DEPARTS_TOO
    assert bool(noticed) == (odd != "fractional_suffer_score")
