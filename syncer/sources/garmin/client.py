"""garminconnect's own client, so that nothing about it is hidden from us.

It signs in, renews tokens and sends requests as Garmin's app does. Here it answers within a
time and a size, tells how a renewal went instead of swallowing it, keeps no login that cannot be
kept, and is silent: what it logs holds answers, addresses and tracebacks.
"""

from __future__ import annotations

import http.cookiejar
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeGuard

import garminconnect.client
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
_MOST_PAGE_BYTES = 16 * 1024 * 1024
"""A page of the sign-in is a hundredth of that."""
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


class TurnedAway(SignInEnds):
    """A way in that is shut for now, before a password was told; one other may be open."""

    def __init__(self) -> None:
        super().__init__("too_many")


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

    def hurry(self, within_s: float) -> None:
        """Wait for no answer longer than that."""
        self._timeout_s = self._api_session.timeout_s = min(self._timeout_s, within_s)

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
            if answer.status_code != 200:
                raise NotRenewed(answer.status_code, _refusal(answer.status_code, told))
            if _may_be_sent(refresh):
                self.di_refresh_token = refresh
            if not _may_be_sent(access):
                # The old refresh token may be dead by now, so a new one is kept all the same.
                self._renewed(self.dumps())
                raise NotRenewed(answer.status_code, "")
            self.di_token = access
            client_id = self._extract_client_id_from_jwt(access)
            self.di_client_id = client_id if _may_be_sent(client_id) else self.di_client_id
            self._renewed(self.dumps())

    def loads(self, tokenstore: str) -> None:
        """As the library, but nothing that no request could carry: it would be an outage for ever.
        Raises GarminConnectConnectionError."""
        super().loads(tokenstore)
        rest = (self.di_refresh_token, self.di_client_id)
        known = [self.di_token, *(one for one in rest if one is not None)]
        if not all(_may_be_sent(one) for one in known):
            raise GarminConnectConnectionError("a login that cannot be sent")

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
        except NotRenewed as error:
            self._last_rejection_status = 401 if error.refusal else None
            return not error.refusal
        except (requests.RequestException, OSError, ValueError, RecursionError):
            return True
        self.profile = told if isinstance(told, dict) else None
        return True

    def _do_mobile_login(self, sess: Any, email: str, password: str) -> None:
        with _once():
            super()._do_mobile_login(sess, email, password)

    def _do_portal_web_login(self, sess: Any, email: str, password: str) -> None:
        with _once():
            super()._do_portal_web_login(sess, email, password)

    def _widget_web_login(self, email: str, password: str) -> None:
        with _once():
            super()._widget_web_login(email, password)

    def _post_credentials(self, *args: Any, **kwargs: Any) -> None:
        """An account that is locked is so by every way in; knocking on makes it worse. So it is
        with a puzzle to solve."""
        try:
            super()._post_credentials(*args, **kwargs)
        except GarminConnectConnectionError as error:
            if "CAPTCHA" in str(error):
                raise SignInEnds("captcha") from None
            said = str(error).rpartition("responseStatus=")[2].upper()
            if "LOCKED" in said:
                raise SignInEnds("locked") from None
            if "RESTRICTED" in said or "CHILD" in said:
                raise SignInEnds("not_allowed") from None
            raise


@contextmanager
def _once() -> Iterator[None]:
    """The library knocks again under other names where Garmin says that there were too many;
    here it says so once. Its texts tell a page that was asked for from a password that was told."""
    try:
        yield
    except GarminConnectTooManyRequestsError as error:
        raise (TurnedAway() if " GET returned " in str(error) else SignInEnds("too_many")) from None


class _SsoSession(curl.Session[Any]):
    """A browser's handshake, as the library makes it, with an end to each page."""

    def __init__(self, **more: Any) -> None:
        options = {CurlOpt.MAXFILESIZE_LARGE: _MOST_PAGE_BYTES}
        super().__init__(curl_options=options, **more)


class _Curl:
    """Where the library looks for its sessions; it keeps that in one place, to be set."""

    Session = _SsoSession
    post = staticmethod(curl.post)


garminconnect.client.cffi_requests = _Curl  # type: ignore[attr-defined,assignment]


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


def _may_be_sent(value: object) -> TypeGuard[str]:
    """Whether a header can hold it."""
    return isinstance(value, str) and bool(value) and value.isascii() and value.isprintable()


def _refusal(status: int, told: dict[str, Any]) -> str:
    word = told.get("error")
    return word if status in (400, 401) and word in OAUTH_REFUSALS else ""
