"""HTTP to Strava: one request at a time, bounded in time and size, each failure named.

What each failure leads to:

- 401, or a refused refresh: NeedsReconnect; Revoked where Strava names the refresh token.
- 401 for a wrong secret, 403 with an inactive app or too many athletes: AppBlocked, told to the
  admin.
- 404: Gone; a 400 that names none of these: Objected, with what Strava said.
- 429: TryLater at the end of the window that is used up.
- 5xx, HTML, truncated or odd JSON, a reset, a slow drip: TryLater after a while.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Literal

import requests
from sqlmodel import Session

from syncer import budget
from syncer.budget import Limit, Purpose
from syncer.settings import Settings
from syncer.sources import (
    AppBlocked,
    Gone,
    NeedsReconnect,
    NotAllowed,
    Objected,
    Revoked,
    TryLater,
)
from syncer.sources.strava import NAME
from syncer.sources.wire import BoundedSession, turns

os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "true")
from stravalib.protocol import ApiV3

log = logging.getLogger(__name__)

LIMITS = (
    Limit("all-quarter", 200, daily=False),
    Limit("all-day", 2_000, daily=True),
    Limit("read-quarter", 100, daily=False),
    Limit("read-day", 1_000, daily=True),
)
"""A new app's limits, until the headers say otherwise. Strava counts what writes a note as a
read too, so every request takes a place in each."""
_HEADERS = {
    "x-ratelimit": ("all-quarter", "all-day"),
    "x-readratelimit": ("read-quarter", "read-day"),
}
OUTAGE = timedelta(minutes=15)


class Web:
    """Strava's API for one runner, or without a token for the app itself.

    `again` answers a fresh access token where the one at hand is refused. Every request takes
    its place in the shared budget first. Raises what the module says.
    """

    def __init__(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        settings: Settings,
        now: Callable[[], datetime],
        access_token: str | None = None,
        purpose: Purpose = Purpose.NIGHT,
        again: Callable[[], str] | None = None,
    ) -> None:
        self.sessions = sessions
        self.settings = settings
        self.now = now
        self.purpose = purpose
        self.for_runner = access_token is not None
        self._again = again
        self._sent_at = now()
        self._api = ApiV3(
            access_token=access_token,
            requests_session=BoundedSession(settings.platform_timeout_s),
            rate_limiter=self._learn,
        )

    def get(self, path: str, **params: object) -> Any:
        """The JSON of one resource below the API's address."""
        return self._ask("GET", path, params=params)

    def put(self, path: str, body: Mapping[str, object]) -> Any:
        """The JSON that Strava answers a change with."""
        return self._ask("PUT", path, body=dict(body))

    def post(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None = None) -> Any:
        """The JSON that a form sent to a whole address is answered with; no limit counts it."""
        if basic is not None:
            self._api.rsession.auth = basic
        with turns(NAME, self.settings.platform_workers):
            return named(self, lambda: self._api._request(url, data=dict(form), method="POST"))

    def as_app(self, method: Literal["GET", "POST", "DELETE"], path: str, **told: str) -> Any:
        """What Strava answers the club's app itself, which shows its id and secret instead of a
        runner's token; no limit counts it."""
        keys = {
            "client_id": self.settings.strava_client_id,
            "client_secret": self.settings.strava_client_secret.get_secret_value(),
        }
        url = f"{self.settings.strava_api_url.rstrip('/')}{path}"
        # A GET with a body does not get as far as Strava, so there the secret is in the address.
        where = "params" if method == "GET" else "data"
        more: dict[str, Any] = {where: keys | told}
        return named(self, lambda: self._api._request(url, method=method, **more))

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            return self._asked(method, path, **more)
        except NotAllowed:
            raise
        except NeedsReconnect:
            if self._again is None:
                raise
        # One refusal may come from anybody on the way, or from a clock of ours that is slow. Only
        # Strava's no to a refresh means that the runner has to connect again.
        self._api.access_token = self._again()
        try:
            return self._asked(method, path, **more)
        except NotAllowed:
            raise
        except NeedsReconnect:
            raise outage(self, "Strava refreshes the tokens, but does not take them.") from None

    def _asked(self, method: str, path: str, **more: Any) -> Any:
        url = f"{self.settings.strava_api_url.rstrip('/')}{path}"
        # The turn comes first, so that no time passes between counting a request and sending it.
        with turns(NAME, self.settings.platform_workers):
            with self.sessions() as session:
                self._sent_at = self.now()
                budget.take(session, NAME, LIMITS, self._sent_at, self.purpose)
            return named(self, lambda: self._api._request(url, method=method, **more))  # type: ignore[arg-type]

    def used_up(self, response: requests.Response) -> datetime:
        """Write down which window a 429 speaks of, and answer when it ends."""
        now = self._sent_at
        told = limits_told(response.headers)
        spent = [limit for limit in LIMITS if _is_spent(told.get(limit.name))]
        # Without headers only the shorter windows can be meant: they are over the sooner.
        spent = spent or [limit for limit in LIMITS if not limit.daily]
        with self.sessions() as session:
            for limit in spent:
                budget.used_up(session, NAME, limit, now)
        return max(limit.ends(now) for limit in spent)

    def _learn(self, headers: Mapping[str, str], _method: str) -> None:
        told = limits_told(headers)
        if told:
            with self.sessions() as session:
                budget.learn(session, NAME, LIMITS, self._sent_at, told)


def named(web: Web, ask: Callable[[], Any]) -> Any:
    """What a request answers, or the outcome that its failure has a name for."""
    from stravalib import exc

    try:
        return ask()
    except exc.ObjectNotFound as error:
        # A page of a proxy's own says nothing about what Strava has.
        if not _is_stravas(error.response):
            raise outage(web, "What answered is not Strava.") from None
        raise Gone from None
    except exc.AccessUnauthorized as error:
        raise _of_unauthorized(web, error.response) from None
    except exc.ApplicationInactive:
        raise AppBlocked(
            "Strava has switched the club's app off; its owner can see why on Strava's page of"
            " the app, and switch it on again."
        ) from None
    except exc.Fault as fault:
        raise _of_fault(web, fault.response) from None
    # Lists within lists without end exhaust the stack of the JSON reader.
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        log.warning("strava answered oddly: %s", type(error).__name__)
        raise outage(web, "Strava did not answer in full.") from None


def _of_fault(web: Web, response: requests.Response | None) -> Exception:
    status = None if response is None else response.status_code
    if response is not None and status == 429:
        return TryLater(web.used_up(response), "Strava's limit is used up.", everyone=True)
    if response is not None and status == 403:
        if "athlete" in response.text.lower() and "limit" in response.text.lower():
            return AppBlocked(
                "The club's Strava app has as many runners as Strava allows it; its owner can"
                " raise that on Strava's page of the app.",
                full=True,
            )
        if web.for_runner and _is_stravas(response):
            return NotAllowed("Strava refuses what this needs; please connect again.")
    if response is not None and status == 400:
        return _of_refusal(response.text) or Objected(response.text)
    return outage(web, "Strava is not well.")


def _of_unauthorized(web: Web, response: requests.Response | None) -> Exception:
    """A runner's token that is refused, or the app's own id and secret.

    Without a token, a 401 that does not say whom it means may come from anybody on the way, and
    must not cost a runner the connection.
    """
    if web.for_runner:
        return NeedsReconnect("Strava does not let us in any more; please connect again.")
    said = _of_refusal("" if response is None else response.text)
    return said or outage(web, "Strava refused, and did not say why.")


def _of_refusal(text: str) -> Exception | None:
    """Strava says in the answer whether the app is wrong, a code too old, or a token dead."""
    if '"Application"' in text:
        return AppBlocked(
            "Strava does not know the club's app; check EVENSTRIDE_STRAVA_CLIENT_ID and its secret."
        )
    if '"RefreshToken"' in text:
        return Revoked("Strava no longer knows this connection; please connect again.")
    if "Token" in text or '"AuthorizationCode"' in text:
        return NeedsReconnect("Strava no longer knows this connection; please connect again.")
    return None


def _is_stravas(response: requests.Response | None) -> bool:
    """Whether a refusal is Strava's own: it always says in JSON what is wrong."""
    try:
        told = None if response is None else response.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "message" in told


def outage(web: Web, reason: str) -> TryLater:
    """The same again after a while, spread so that not all come back at once."""
    spread = random.uniform(1.0, 1.5)
    return TryLater(web.now() + OUTAGE * spread, reason)


def limits_told(headers: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """What the headers say of each limit: how much there is, and how much of it is used."""
    lower = {name.lower(): text for name, text in headers.items()}
    told: dict[str, tuple[int, int]] = {}
    for prefix, names in _HEADERS.items():
        most = _numbers(lower.get(f"{prefix}-limit", ""))
        used = _numbers(lower.get(f"{prefix}-usage", ""))
        if len(most) == len(used) == len(names):
            told.update(zip(names, zip(most, used, strict=True), strict=True))
    return told


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    return [int(part) for part in parts if part.isdecimal()]


def _is_spent(told: tuple[int, int] | None) -> bool:
    return told is not None and told[1] >= told[0]
