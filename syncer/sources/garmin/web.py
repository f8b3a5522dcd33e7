"""HTTP to Garmin for one runner: bounded in time and size, each failure named.

What each failure leads to:

- the tokens' door says no in OAuth's own words: Revoked for the refresh token, NeedsReconnect
  for all else;
- the tokens' door is ill (5xx, HTML, a reset, silence), or the API says 401 to a token that was
  renewed a moment ago: TryLater. The login is left as it is;
- 403: NotAllowed; 404: Gone; another 4xx: Objected, with what Garmin said. All of these only in
  Garmin's own JSON: a page may come from anybody on the way;
- 429: TryLater for everyone, for an hour;
- 5xx, HTML, truncated or odd JSON, a reset, a slow drip: TryLater after a while.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import requests
from garminconnect import GarminConnectAuthenticationError, GarminConnectConnectionError
from sqlmodel import Session

from syncer import budget
from syncer.budget import Limit, Purpose
from syncer.settings import Settings
from syncer.sources import Gone, NeedsReconnect, NotAllowed, Objected, Revoked, TryLater
from syncer.sources.garmin import NAME
from syncer.sources.garmin.client import NotRenewed, RunnerClient
from syncer.sources.wire import turns
from syncer.tokens import Borrowed

log = logging.getLogger(__name__)

LIMITS = (Limit("all-quarter", 600, daily=False),)
"""Our choice, for Garmin publishes none: forty a minute from one address for all runners. Home
automation has long asked about as much, every few minutes for each person; a night of a runner
takes two to ten."""
OUTAGE, TOO_MANY = timedelta(minutes=15), timedelta(hours=1)


class Web:
    """Garmin's API for one runner. Every request, renewals too, takes its place in the shared
    budget first. Tokens that were renewed are kept before anything else is asked."""

    def __init__(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        settings: Settings,
        now: Callable[[], datetime],
        login: Borrowed,
        purpose: Purpose = Purpose.NIGHT,
    ) -> None:
        self.now = now
        self.requests = 0
        self._sessions, self._settings, self._purpose = sessions, settings, purpose
        self._login, self._ends_s = login, math.inf
        self._client = RunnerClient(settings, self._take_a_place, login.keep)
        try:
            self._client.loads(login.text)
        except GarminConnectConnectionError:
            raise NeedsReconnect("The stored login cannot be read; please connect again.") from None

    def get(self, path: str, **params: object) -> Any:
        """The JSON of one resource."""
        return self._ask("GET", path, _json, params=params)

    def send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The JSON that a change is answered with; an empty object where Garmin says nothing."""
        return self._ask(method, path, _json, **({} if body is None else {"json": dict(body)}))

    def download(self, path: str) -> bytes:
        """A file as it lies there."""
        return self._ask("GET", path, _content, headers={"Accept": "*/*"})

    def hurry(self, within_s: float) -> None:
        """Ask nothing more after so many seconds, for somebody is waiting."""
        self._ends_s = time.monotonic() + within_s

    def outage(self, reason: str) -> TryLater:
        """The same again after a while, spread so that not all come back at once."""
        return TryLater(self.now() + OUTAGE * random.uniform(1.0, 1.5), reason)

    def _ask[T](self, method: str, path: str, read: Callable[[Any], T], **more: Any) -> T:
        with turns(NAME, self._settings.platform_workers):
            left_s = self._ends_s - time.monotonic()
            if left_s <= 0:
                raise self.outage("Somebody waits who cannot wait for Garmin any longer.")
            self._client.hurry(left_s)
            try:
                return read(self._client.request(method, "connectapi", path, **more))
            except NotRenewed as error:
                raise self._of_renewal(error) from None
            except GarminConnectConnectionError as error:
                raise self._of_answer(error.response) from None
            except GarminConnectAuthenticationError:
                raise NeedsReconnect("There is no login; please connect again.") from None
            # Lists within lists without end exhaust the stack of the JSON reader.
            except (requests.RequestException, OSError, ValueError, RecursionError) as error:
                log.warning("garmin answered oddly: %s", type(error).__name__)
                raise self.outage("Garmin did not answer in full.") from None

    def _take_a_place(self) -> None:
        self._login.hold(self.now())
        with self._sessions() as session:
            budget.take(session, NAME, LIMITS, self.now(), self._purpose)
        self.requests += 1

    def _of_renewal(self, error: NotRenewed) -> Exception:
        log.warning("garmin did not renew a login: %s", error)
        if error.refusal == "invalid_grant":
            return Revoked("Garmin no longer knows this connection; please connect again.")
        if error.refusal:
            return NeedsReconnect("Garmin no longer renews this connection; please connect again.")
        if error.status == 429:
            return self._too_many()
        return self.outage("Garmin is not well where logins are renewed.")

    def _of_answer(self, response: requests.Response | None) -> Exception:
        status = 0 if response is None else response.status_code
        if status == 429:
            return self._too_many()
        if response is None or not 400 <= status < 500 or not _is_garmins(response):
            return self.outage("Garmin is not well.")
        if status == 401:
            return self.outage("Garmin refuses a login that it has just renewed.")
        if status == 403:
            return NotAllowed("Garmin does not let us see or change this.")
        return Gone() if status == 404 else Objected(response.text)

    def _too_many(self) -> TryLater:
        now = self.now()
        with self._sessions() as session:
            for limit in LIMITS:
                budget.used_up(session, NAME, limit, now)
        return TryLater(now + TOO_MANY, "Garmin takes no more requests for a while.", everyone=True)


def _json(answer: Any) -> Any:
    return answer.json()


def _content(answer: Any) -> bytes:
    return bytes(answer.content)


def _is_garmins(response: requests.Response) -> bool:
    """Whether a refusal is Garmin's own: it always says in JSON what is wrong."""
    try:
        told = response.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and ("message" in told or "error" in told)
