"""A proxy between us and Strava's stand-in: passes all on, unless a test meddles with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.strava.conftest import Road

JSON, HTML = "application/json", "text/html"


@dataclass(frozen=True)
class Told:
    """An answer on its way back."""

    status: int
    body: bytes
    kind: str = JSON

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def says(told: object, status: int = 200) -> Told:
    return Told(status, json.dumps(told).encode())


def page(status: int) -> Told:
    """What somebody on the way answers, who is not Strava."""
    return Told(status, b"<html>Access denied</html>", HTML)


PassOn = Callable[[], Told]
Meddle = Callable[[str, str, PassOn], Told]
"""Answers a method and a path below the API's address, by passing it on or in its place."""


@contextmanager
def on_the_way(road: Road, meddle: Meddle) -> Iterator[Road]:
    """The same road, with somebody on it."""
    strava = road.strava.url.removeprefix("http://")

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))

            def pass_on() -> Told:
                there = HTTPConnection(strava, timeout=30)
                kept = ("authorization", "content-type")
                headers = {name: self.headers[name] for name in kept if name in self.headers}
                there.request(self.command, self.path, body, headers)
                answer = there.getresponse()
                told = Told(answer.status, answer.read(), answer.headers["content-type"])
                there.close()
                return told

            path = self.path.partition("?")[0].removeprefix("/api/v3")
            told = meddle(self.command, path, pass_on)
            self.send_response(told.status)
            self.send_header("content-type", told.kind)
            self.send_header("content-length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def do_GET(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/api/v3"
    try:
        yield replace(road, settings=road.settings.model_copy(update={"strava_api_url": url}))
    finally:
        server.shutdown()
        server.server_close()
