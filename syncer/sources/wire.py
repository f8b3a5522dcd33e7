"""Requests over the wire: each bounded in time and size, over connections that stay open."""

from __future__ import annotations

import time
from functools import cache
from threading import BoundedSemaphore, Lock, Semaphore
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

CONNECT_S, SILENCE_S = 10.0, 30.0
MOST_BYTES = 32 * 1024 * 1024
"""A year of streams is far smaller; whatever is larger is not read to its end."""
FORGOTTEN_S = 30.0
"""What lies between us and a platform may drop a connection that is silent for longer, unsaid."""
MOST_OPEN = 32


class SlowOrHuge(OSError):
    """An answer that takes too long as a whole, or has no end."""


class BoundedSession(requests.Session):
    """A session whose answers come whole within a time and a size, or not at all.

    Sessions share their connections and nothing else: no cookie, no token.
    """

    def __init__(self, timeout_s: float) -> None:
        super().__init__()
        self.timeout_s = timeout_s
        self.trust_env = False
        shared = _connections().adapter(time.monotonic())
        for scheme in ("https://", "http://"):
            self.mount(scheme, shared)

    def request(self, method: str, url: str, **more: Any) -> requests.Response:  # type: ignore[override]
        ends = time.monotonic() + self.timeout_s
        waits = (CONNECT_S, min(SILENCE_S, self.timeout_s))
        more.update(stream=True, timeout=waits, allow_redirects=False)
        response = super().request(method, url, **more)
        parts: list[bytes] = []
        size = 0
        try:
            # `read1` answers with what has come, so that a slow drip meets the end of its time.
            while part := response.raw.read1(64 * 1024, decode_content=True):
                size += len(part)
                parts.append(part)
                if size > MOST_BYTES or time.monotonic() > ends:
                    raise SlowOrHuge("the answer took too long or was too large")
        except HTTPError as error:
            raise requests.ConnectionError(error) from error
        finally:
            response.close()
        response._content = b"".join(parts)
        return response


class Connections:
    """Connections that one runner leaves to the next: to open one takes longer than most answers.

    After a silence new ones are opened; the old ones close with whoever still uses them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._adapter: HTTPAdapter | None = None
        self._asked_at_s = 0.0

    def adapter(self, now_s: float) -> HTTPAdapter:
        """For one session, by the seconds of a clock that never goes back."""
        with self._lock:
            if self._adapter is None or now_s - self._asked_at_s > FORGOTTEN_S:
                self._adapter = HTTPAdapter(max_retries=0, pool_maxsize=MOST_OPEN)
            self._asked_at_s = now_s
            return self._adapter


@cache
def turns(platform: str, at_once: int) -> Semaphore:
    """Who holds one of so many turns may ask that platform; this process shares them."""
    return BoundedSemaphore(at_once)


@cache
def _connections() -> Connections:
    return Connections()
