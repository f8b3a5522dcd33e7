"""Subscribing, and the events that follow what people do on Strava."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from syncer.sandbox.strava import EVERYTHING, Ways
from tests.sandbox.strava_at_hand import START, Hand, at_hand


class Callback(ThreadingHTTPServer):
    """A callback of ours: what it got, and how it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.got: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.says = [200]
        self.waits_s = 0.0
        self.echoes = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/unguessable"

    @property
    def events(self) -> list[tuple[str, str, dict[str, str]]]:
        events = [event for event, _ in self.got]
        return [(one["object_type"], one["aspect_type"], one["updates"]) for one in events]


class Listener(BaseHTTPRequestHandler):
    server: Callback

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        told = {"hub.challenge": asked["hub.challenge"][0]} if self.server.echoes else {}
        self._answer(200, json.dumps(told).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((json.loads(body), headers | {"body": body.decode()}))
        time.sleep(self.server.waits_s)
        says = self.server.says
        self._answer(says.pop(0) if len(says) > 1 else says[0], b"{}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def callback() -> Iterator[Callback]:
    with Callback() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def keys(hand: Hand) -> dict[str, Any]:
    app = hand.strava.app
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def subscribe(hand: Hand, url: str) -> httpx.Response:
    told = keys(hand) | {"callback_url": url, "verify_token": "ours"}
    return hand.web.post("/api/v3/push_subscriptions", data=told)


def quick(**more: Any) -> Ways:
    return Ways(webhook_patience_s=0.3, webhook_retry_s=0.0, **more)


def test_a_subscription_is_made_listed_and_deleted(callback: Callback) -> None:
    with at_hand() as hand:
        made = subscribe(hand, callback.url)
        assert made.status_code == 201
        assert made.headers["x-ratelimit-usage"] == "0,0"
        path = "/api/v3/push_subscriptions"
        assert [one["id"] for one in hand.web.get(path, params=keys(hand)).json()] == [
            made.json()["id"]
        ]
        again = subscribe(hand, callback.url)
        assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "already exists")
        one = f"{path}/{made.json()['id']}"
        assert hand.web.delete(one, params=keys(hand) | {"client_secret": "x"}).status_code == 401
        assert hand.web.request("DELETE", one, data=keys(hand)).status_code == 204
        assert hand.web.delete(one, params=keys(hand)).status_code == 404
        assert hand.web.get(path, params=keys(hand)).json() == []


def test_a_callback_that_does_not_answer_rightly_is_refused(callback: Callback) -> None:
    with at_hand(ways=quick()) as hand:
        callback.echoes = False
        assert subscribe(hand, callback.url).json()["errors"][0]["code"] == "not verifiable"
        for url in ("http://127.0.0.1:9/hooks", "http://club.example/hooks"):
            code = subscribe(hand, url).json()["errors"][0]["code"]
            assert code == "GET to callback URL does not return 200"


def test_what_people_do_is_told(callback: Callback) -> None:
    with at_hand() as hand:
        world = hand.world
        before = hand.run()
        subscription = subscribe(hand, callback.url).json()["id"]
        settle = hand.strava.webhooks.settle
        run = hand.run()
        settle()
        assert callback.got[0][0] == {
            "aspect_type": "create",
            "event_time": int(START.timestamp()),
            "object_id": run,
            "object_type": "activity",
            "owner_id": hand.athlete,
            "subscription_id": subscription,
            "updates": {},
        }
        for change in (
            lambda: world.edit(before, name="New", description="told nobody"),
            lambda: world.edit(before, description="told nobody"),
            lambda: hand.put(run, private_note="told nobody"),
            lambda: hand.put(run, name="By app"),
            lambda: world.change_type(run, "Walk"),
            lambda: world.set_private(run),
            lambda: world.delete(run),
            lambda: world.deauthorise(hand.athlete),
            lambda: hand.run(),
        ):
            change()
            settle()
        assert callback.events[1:] == [
            ("activity", "update", {"title": "New"}),
            ("activity", "update", {"title": "By app"}),
            ("activity", "update", {"type": "Walk"}),
            ("activity", "update", {"private": "true"}),
            ("activity", "delete", {}),
            ("athlete", "update", {"authorized": "false"}),
        ]
        assert hand.get("/athlete").status_code == 401


def test_hiding_looks_like_deleting_to_who_may_not_see_it(callback: Callback) -> None:
    with at_hand(scopes=["activity:read"]) as hand:
        subscribe(hand, callback.url)
        run = hand.run(private=True)
        hand.world.set_private(run, private=False)
        hand.strava.webhooks.settle()
        hand.world.set_private(run)
        hand.strava.webhooks.settle()
        assert [aspect for _, aspect, _ in callback.events] == ["create", "delete"]


def test_an_event_is_tried_three_times(callback: Callback) -> None:
    with at_hand(ways=quick()) as hand:
        subscribe(hand, callback.url)
        callback.says = [500, 302, 200]
        hand.run()
        assert [(one.tries, one.taken) for one in hand.strava.webhooks.settle()] == [(3, True)]
        callback.says = [500]
        hand.run()
        assert hand.strava.webhooks.settle()[-1].taken is False
        assert len(callback.got) == 6


def test_an_answer_that_comes_too_late_does_not_count(callback: Callback) -> None:
    with at_hand(ways=quick()) as hand:
        subscribe(hand, callback.url)
        callback.waits_s = 0.6
        hand.run()
        assert [(one.tries, one.taken) for one in hand.strava.webhooks.settle()] == [(3, False)]


def test_events_get_lost_now_and_then(callback: Callback) -> None:
    with at_hand() as hand:
        subscribe(hand, callback.url)
        hand.strava.webhooks.lose()
        hand.run()
        hand.run()
        assert len(hand.strava.webhooks.settle()) == 1


def test_events_may_be_signed(callback: Callback) -> None:
    with at_hand(ways=Ways(signs_webhooks=True)) as hand:
        subscribe(hand, callback.url)
        hand.run()
        hand.strava.webhooks.settle()
        headers = callback.got[0][1]
        stamp, _, mac = headers["x-strava-signature"].partition(",v1=")
        signed = f"{stamp.removeprefix('t=')}.{headers['body']}".encode()
        secret = hand.strava.app.client_secret.encode()
        assert mac == hmac.new(secret, signed, hashlib.sha256).hexdigest()


def test_nobody_is_told_of_those_who_never_connected(callback: Callback) -> None:
    with at_hand(scopes=["read"]) as hand:
        subscribe(hand, callback.url)
        hand.world.add_activity(hand.world.add_athlete("Bob"))
        hand.run()
        assert hand.strava.webhooks.settle() == []
        hand.world.connect(hand.athlete, EVERYTHING)
        hand.run()
        assert len(hand.strava.webhooks.settle()) == 1
