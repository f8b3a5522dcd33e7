"""garminconnect's own client, so that nothing about it is hidden from us.

It signs in, renews tokens and sends requests as Garmin's app does. Here it answers within a
time and a size, tells how a renewal went instead of swallowing it, keeps no login that cannot be
kept, and is silent: what it logs holds answers, addresses and tracebacks.
"""

from __future__ import annotations

import http.cookiejar
import logging
from collections.abc import Callable
from typing import Any

import requests
from curl_cffi import CurlOpt
from curl_cffi import requests as curl
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)
from garminconnect.client import Client

from syncer.settings import Settings
from syncer.sources.wire import BoundedSession

_MOST_TOKEN_BYTES = 1024 * 1024
OAUTH_REFUSALS = frozenset(
    {
        *("invalid_request", "invalid_client", "invalid_grant"),
        *("unauthorized_client", "unsupported_grant_type", "invalid_scope"),
    }
)
"""What an OAuth server says when it means no (RFC 6749, 5.2); all else is somebody being ill."""

logging.getLogger("garminconnect").setLevel(logging.CRITICAL + 1)


class NotRenewed(Exception):
    """The tokens' door gave no new tokens: its status, and OAuth's word for it ("" without)."""

    def __init__(self, status: int, refusal: str) -> None:
        super().__init__(f"{status} {refusal}".strip())
        self.status = status
        self.refusal = refusal


class SignInEnds(GarminConnectAuthenticationError):
    """A sign-in that no other way in would change; `problem` is a code of `login`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class RunnerClient(Client):
    """One runner's client. `before` is called before each request, `renewed` with what `dumps`
    says as soon as tokens were renewed: the old ones may be dead by then."""

    def __init__(
        self,
        settings: Settings,
        before: Callable[[], None] = lambda: None,
        renewed: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._timeout_s = settings.platform_timeout_s
        self._before, self._renewed = before, renewed
        self._api_session = _ApiSession(settings.platform_timeout_s, before)
        self._refusals: list[tuple[int, str]] = []
        self.profile: dict[str, Any] | None = None
        if settings.garmin_url:
            self._point_at(settings.garmin_url.rstrip("/"))

    def _point_at(self, url: str) -> None:
        self._sso = self._connect = self._connectapi = url
        self._ios_service_url = f"{url}/gcm/ios"
        self._mobile_sso_service_url = f"{url}/gcm/android"
        self._portal_service_url = f"{url}/app"
        self._di_token_url = f"{url}/di-oauth2-service/oauth/token"

    def _http_post(self, url: str, **kwargs: Any) -> Any:
        """To the tokens' door, with a browser's handshake as the library does it."""
        self._before()
        return curl.post(
            url,
            impersonate="chrome",
            allow_redirects=False,
            curl_options={CurlOpt.MAXFILESIZE_LARGE: _MOST_TOKEN_BYTES},
            **(kwargs | {"timeout": self._timeout_s}),
        )

    def _refresh_session(self) -> None:
        """New tokens for old, which are dead with the answer. Raises NotRenewed; what the
        network raises too."""
        with self._token_lock:
            if not self.di_refresh_token or not self.di_client_id:
                raise NotRenewed(0, "invalid_grant")
            form = {
                "grant_type": "refresh_token",
                "client_id": self.di_client_id,
                "refresh_token": self.di_refresh_token,
            }
            answer = self._di_token_post(self.di_client_id, "application/json", form)
            told = _object(answer)
            access, refresh = told.get("access_token"), told.get("refresh_token")
            if answer.status_code != 200 or not isinstance(access, str) or not access:
                raise NotRenewed(answer.status_code, _refusal(answer.status_code, told))
            self.di_token = access
            if isinstance(refresh, str) and refresh:
                self.di_refresh_token = refresh
            self.di_client_id = self._extract_client_id_from_jwt(access) or self.di_client_id
            self._renewed(self.dumps())

    def _di_token_post(self, client_id: str, accept: str, data: dict[str, str]) -> Any:
        answer = super()._di_token_post(client_id, accept, data)
        if answer.status_code != 200:
            self._refusals.append(
                (answer.status_code, _refusal(answer.status_code, _object(answer)))
            )
        return answer

    def _establish_session(
        self, ticket: str, sess: Any = None, service_url: str | None = None
    ) -> None:
        """Without the library's way out: a cookie that lets in and that nobody can keep."""
        self._refusals.clear()
        try:
            self._exchange_service_ticket(ticket, service_url=service_url)
        except GarminConnectTooManyRequestsError:
            raise SignInEnds("too_many") from None
        except (GarminConnectAuthenticationError, OSError):
            meant = bool(self._refusals) and all(refusal for _, refusal in self._refusals)
            raise SignInEnds("unusable" if meant else "outage") from None
        if not self.di_token or not self.di_refresh_token:
            raise SignInEnds("unusable")

    def _verify_token(self) -> bool:
        """Whether the API takes the token; what it tells of its owner is kept."""
        try:
            told = self.connectapi("/userprofile-service/socialProfile")
        except GarminConnectConnectionError as error:
            status = getattr(error.response, "status_code", None)
            self._last_rejection_status = status if status in (401, 403) else None
            return self._last_rejection_status is None
        except NotRenewed:
            self._last_rejection_status = 401
            return False
        except (requests.RequestException, OSError, ValueError, RecursionError):
            return True
        self.profile = told if isinstance(told, dict) else None
        return True

    def _post_credentials(self, *args: Any, **kwargs: Any) -> None:
        """An account that is locked is so by every way in; knocking on makes it worse."""
        try:
            super()._post_credentials(*args, **kwargs)
        except GarminConnectConnectionError as error:
            said = str(error).rpartition("responseStatus=")[2].upper()
            if "LOCKED" in said:
                raise SignInEnds("locked") from None
            if "RESTRICTED" in said or "CHILD" in said:
                raise SignInEnds("not_allowed") from None
            raise


class _ApiSession(BoundedSession):
    """Requests to the API. No cookie of it is kept: each request says itself who asks."""

    def __init__(self, timeout_s: float, before: Callable[[], None]) -> None:
        super().__init__(timeout_s)
        self._before = before
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))

    def request(self, method: str, url: str, **more: Any) -> requests.Response:  # type: ignore[override]
        self._before()
        return super().request(method, url, **more)


def _object(answer: Any) -> dict[str, Any]:
    """The JSON object of an answer; empty where it holds none."""
    try:
        told = answer.json()
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _refusal(status: int, told: dict[str, Any]) -> str:
    word = told.get("error")
    return word if status in (400, 401) and word in OAUTH_REFUSALS else ""
