"""Subscriptions, and the events that go to them: up to three tries, two seconds each.

Source: https://developers.strava.com/docs/webhooks/. A callback is only ever called on this
machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from threading import Event, Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from syncer.sandbox.strava.people import App
from syncer.sandbox.strava.refusals import bad_request
from syncer.sandbox.strava.world import World

TRIES = 3
_AT_ONCE = 8
_HERE = ("127.0.0.1", "localhost", "::1")
_FIRST_SUBSCRIPTION = 310_001


@dataclass(frozen=True, slots=True)
class Subscription:
    id: int
    client_id: int
    callback_url: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one event: how often it was tried, and whether anybody took it."""

    event: Mapping[str, Any]
    tries: int
    taken: bool


class Webhooks:
    """One subscription an app. Events leave from threads of their own, in no sure order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self._stopping = Event()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="strava-webhook")
        self._waiting: set[Future[None]] = set()
        self._lose = 0
        self._count = 0
        self._delivered: list[Delivery] = []
        self.subscriptions: dict[int, Subscription] = {}
        world.tell = self.tell

    def subscribe(self, app: App, callback_url: str, verify_token: str) -> Subscription:
        """Ask the callback, and subscribe when it answers as it should. Raises Refused."""
        if any(one.client_id == app.client_id for one in self.subscriptions.values()):
            raise bad_request("PushSubscription", "", "already exists")
        challenge = secrets.token_hex(8)
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        }
        address = f"{callback_url}{'&' if '?' in callback_url else '?'}{urlencode(query)}"
        status, body = self._call("GET", address, b"", {})
        if status != 200:
            code = "GET to callback URL does not return 200"
            raise bad_request("PushSubscription", "callback url", code)
        if not _echoes(body, challenge):
            raise bad_request("PushSubscription", "callback url", "not verifiable")
        with self._lock:
            self._count += 1
            number = _FIRST_SUBSCRIPTION + self._count
            made = Subscription(number, app.client_id, callback_url, self._world.clock())
            self.subscriptions[number] = made
        return made

    def tell(self, app: App, event: dict[str, Any]) -> None:
        """Send an event to the app's subscription, if it has one, and unless it gets lost."""
        with self._lock:
            found = [one for one in self.subscriptions.values() if one.client_id == app.client_id]
            if not found or self._stopping.is_set():
                return
            if self._lose > 0:
                self._lose -= 1
                return
            whole = {**event, "subscription_id": found[0].id}
            sending = self._pool.submit(self._send, app, found[0].callback_url, whole)
            self._waiting.add(sending)
            sending.add_done_callback(self._waiting.discard)

    def lose(self, count: int = 1) -> None:
        """Let the next events get lost, as they do now and then."""
        with self._lock:
            self._lose += count

    def settle(self, timeout_s: float = 30.0) -> list[Delivery]:
        """Wait until no event is under way; all deliveries so far, done or given up."""
        wait(set(self._waiting), timeout_s)
        with self._lock:
            return list(self._delivered)

    def stop(self) -> None:
        self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, app: App, url: str, event: dict[str, Any]) -> None:
        body = json.dumps(event, separators=(",", ":")).encode()
        tries, taken = 0, False
        while tries < TRIES and not taken and not self._stopping.is_set():
            if tries:
                self._stopping.wait(self._world.ways.webhook_retry_s)
            tries += 1
            status, _ = self._call("POST", url, body, self._headers(app, body))
            taken = status == 200
        with self._lock:
            self._delivered.append(Delivery(event, tries, taken))

    def _headers(self, app: App, body: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self._world.ways.signs_webhooks:
            stamp = str(int(self._world.clock().timestamp()))
            signed = stamp.encode() + b"." + body
            mac = hmac.new(app.client_secret.encode(), signed, hashlib.sha256).hexdigest()
            headers["x-strava-signature"] = f"t={stamp},v1={mac}"
        return headers

    def _call(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Status and body; status 0 when nothing came in time, or from elsewhere."""
        address = urlsplit(url)
        if address.scheme != "http" or address.hostname not in _HERE:
            return 0, b""
        patience_s = self._world.ways.webhook_patience_s
        connection = HTTPConnection(address.hostname, address.port, timeout=patience_s)
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()


def _echoes(body: bytes, challenge: str) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("hub.challenge") == challenge
