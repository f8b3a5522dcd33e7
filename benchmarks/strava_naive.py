"""The naive way, for comparison: each night the details and streams of the last seven days.

Written as a plain script with stravalib would be: its own client, list, one run after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from stravalib import Client
from stravalib.util.limiter import RateLimiter

WEEK = timedelta(days=7)
TYPES = ["time", "distance", "latlng", "altitude", "heartrate", "cadence", "velocity_smooth"]


class _Nearby(HTTPAdapter):
    """Takes what is meant for www.strava.com to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: Any, **more: Any) -> Any:  # type: ignore[override]
        request.url = request.url.replace("https://www.strava.com", self._url)
        return super().send(request, **more | {"timeout": 10})


def night(url: str, access_tokens: Iterable[str], now: datetime) -> int:
    """One night of everybody; answers how many runs were looked at."""
    looked_at = 0
    for token in access_tokens:
        session = requests.Session()
        session.mount("https://www.strava.com", _Nearby(url))
        # Its own limiter would sleep; here only the requests are counted.
        limiter = RateLimiter()
        limiter.rules.append(lambda _headers, _method: None)
        client = Client(access_token=token, requests_session=session, rate_limiter=limiter)
        for listed in client.get_activities(after=now - WEEK):
            assert listed.id is not None
            client.get_activity(listed.id)
            client.get_activity_streams(listed.id, types=TYPES)
            looked_at += 1
    return looked_at
