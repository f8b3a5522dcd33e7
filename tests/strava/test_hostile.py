"""Whatever Strava answers, late, odd, empty or hostile, leads to an outcome with a name."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from syncer.budget import Purpose
from syncer.channels import AnotherWay, RunNote, open_channels
from syncer.channels import TryLater as NoteLater
from syncer.night import Night
from syncer.sandbox.strava import Fault
from syncer.sources import AppBlocked, Gone, NeedsReconnect, TryLater
from syncer.sources.strava.web import Web
from tests.strava.conftest import Road

WAITS = (
    Fault.SERVER_ERROR,
    Fault.BAD_GATEWAY,
    Fault.UNAVAILABLE,
    Fault.HTML,
    Fault.TRUNCATED,
    Fault.EMPTY,
    Fault.WRONG_LENGTH,
    Fault.RESET,
    Fault.LOST_ANSWER,
    Fault.SLOW_DRIP,
    Fault.DELAY,
    Fault.TOO_MANY,
)
"""Faults after which the same is asked again later."""
OUTCOMES: list[tuple[Fault, type[Exception]]] = [
    *((fault, TryLater) for fault in WAITS),
    (Fault.UNAUTHORISED, NeedsReconnect),
    (Fault.INACTIVE, AppBlocked),
    (Fault.NOT_FOUND, Gone),
]


@pytest.mark.parametrize(("fault", "outcome"), OUTCOMES)
@pytest.mark.parametrize("path", ["/athlete/activities", "/activities/", "/streams"])
def test_each_fault_of_each_question_has_its_outcome(
    road: Road, fault: Fault, outcome: type[Exception], path: str
) -> None:
    run = road.run(1)
    asked = {
        "/athlete/activities": "/athlete/activities",
        "/activities/": f"/activities/{run}",
        "/streams": f"/activities/{run}/streams",
    }[path]
    road.strava.faults.plan(fault, path=asked, seconds=30.0)
    web = _web(road)
    with pytest.raises(outcome) as raised:
        web.get(asked, keys="time", key_by_type="true")
    if isinstance(raised.value, TryLater):
        assert raised.value.until > road.clock()
        assert raised.value.everyone == (fault is Fault.TOO_MANY)


@pytest.mark.parametrize("fault", WAITS)
def test_each_fault_of_a_write_leaves_the_note_waiting(road: Road, fault: Fault) -> None:
    run = road.run(1)
    road.night()
    road.strava.faults.plan(fault, method="PUT", seconds=30.0)
    channel = open_channels(road.sessions, road.settings, road.clock)["strava_note"]
    with pytest.raises(NoteLater):
        channel.hand_over(RunNote(road.alice, str(run), "private_note", "Rest."), lambda: None)


@pytest.mark.parametrize("fault", [Fault.INACTIVE, Fault.NOT_FOUND])
def test_a_write_that_is_refused_goes_another_way(road: Road, fault: Fault) -> None:
    run = road.run(1)
    road.night()
    road.strava.faults.plan(fault, method="PUT")
    channel = open_channels(road.sessions, road.settings, road.clock)["strava_note"]
    with pytest.raises(AnotherWay):
        channel.hand_over(RunNote(road.alice, str(run), "private_note", "Rest."), lambda: None)


def test_one_refusal_costs_a_refresh_and_no_connection(road: Road) -> None:
    road.run(1)
    road.strava.faults.plan(Fault.UNAUTHORISED)
    assert road.night().new_runs == 1
    assert road.asked("/oauth/token") == 1
    assert road.connection().status == "connected"


def test_a_page_of_somebody_on_the_way_decides_nothing(road: Road) -> None:
    for status in (401, 403, 404):
        with answering(status, b"<html>Sorry</html>") as url, pytest.raises(TryLater):
            _night(road, url)
    assert road.connection().status == "connected"


def test_a_full_app_and_missing_leave_are_told_apart(road: Road) -> None:
    with answering(403, b'{"message":"Limit of connected athletes exceeded"}') as url:
        with pytest.raises(AppBlocked) as full:
            _web(road, url).get("/athlete")
        assert full.value.full
    with (
        answering(403, b'{"message":"Forbidden","errors":[]}') as url,
        pytest.raises(NeedsReconnect),
    ):
        _web(road, url).get("/athlete")


ODD_BODIES: dict[str, bytes] = {
    "nested beyond reason": b"[" * 200_000,
    "no utf-8": b"\xff\xfe\x00\x01",
    "a number": b"7",
    "null": b"null",
    "a text": b'"hello"',
    "lists in lists": b"[[],[[]],7,null]",
    "a list of nothing": b"[null,null]",
    "not a number": b'[{"id":1,"start_date":"2026-03-14T10:00:00Z","distance":NaN}]',
    "a huge number": b'[{"id":1' + b"0" * 5000 + b"}]",
    "an id of the wrong kind": b'[{"id":"1","start_date":"2026-03-14T10:00:00Z"}]',
    "a title of a megabyte": b'[{"id":5,"start_date":"2026-03-14T10:00:00Z","sport_type":"Run",'
    b'"elapsed_time":1800,"name":"' + b"x" * 1_000_000 + b'"}]',
    "a far year": b'[{"id":5,"start_date":"9999-12-31T23:59:59Z","sport_type":"Run"}]',
}


@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_an_odd_body_breaks_nothing(road: Road, body: bytes) -> None:
    """The first page is odd, all others are empty."""
    with answering(200, body, then=b"[]") as url, suppress(TryLater):
        _night(road, url)
    assert road.connection().status == "connected"


def test_a_bomb_is_not_unpacked(road: Road) -> None:
    bomb = gzip.compress(b"[" + b"0," * 40_000_000 + b"0]")
    packed = {"content-encoding": "gzip"}
    with answering(200, bomb, headers=packed) as url, pytest.raises(TryLater):
        _web(road, url).get("/athlete/activities")


def test_a_redirect_is_not_followed_and_the_token_stays_here(road: Road) -> None:
    with answering(200, b"[]") as elsewhere:
        away = {"location": f"{elsewhere}/athlete/activities"}
        with answering(302, b"", headers=away) as url, pytest.raises(TryLater):
            _web(road, url).get("/athlete/activities")
        assert seen(elsewhere) == []


def test_a_run_that_answers_as_another_changes_neither(road: Road) -> None:
    one, other = road.run(1, name="one"), road.run(2, name="two")
    body = json.dumps({**road.strava.world.activity(other), "id": one, "name": "changed"})
    listed = json.dumps(
        [{**road.strava.world.activity(each), "name": f"{each}"} for each in (one, other)]
    )
    detail = {f"/activities/{one}": body.encode()}
    with answering(200, listed.encode(), then=b"[]", details=detail) as url:
        _night(road, url)
    held = road.held()
    assert (held[str(one)].title, held[str(other)].title) == ("changed", str(other))


_SEEN: dict[str, list[str]] = {}


def seen(url: str) -> list[str]:
    """What was asked for there, with the token it came with."""
    return _SEEN[url]


class answering:  # noqa: N801 (reads as a sentence)
    """A server of its own that gives one answer, then perhaps another."""

    def __init__(
        self,
        status: int,
        body: bytes,
        then: bytes | None = None,
        headers: dict[str, str] | None = None,
        details: dict[str, bytes] | None = None,
    ) -> None:
        bodies = iter([body])

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _SEEN[url].append(self.path)
                path = self.path.partition("?")[0]
                content = (details or {}).get(path)
                if content is None:
                    content = next(bodies, body if then is None else then)
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._url = url = f"http://127.0.0.1:{self._server.server_port}"
        _SEEN[url] = []

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._url

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    _SEEN.clear()


def _web(road: Road, url: str = "") -> Web:
    given = road.strava.world.connect(road.athlete)
    settings = road.settings
    if url:
        settings = settings.model_copy(update={"strava_api_url": url})
    return Web(road.sessions, settings, road.clock, given.access_token, Purpose.PERSON)


def _night(road: Road, url: str) -> Night:
    from syncer import night

    settings = road.settings.model_copy(update={"strava_api_url": url})
    return night.pull_one(road.sessions, settings, road.clock, road.alice, "strava")
