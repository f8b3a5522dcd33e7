"""Strava's consent pages and its token endpoints, as the code flow of OAuth 2 has them.

Source: https://developers.strava.com/docs/authentication/. Who sits at the browser is told by
`signed_in`, by `athlete` in the address, or chosen on the page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from syncer.sandbox.strava.asked import app_of, asked
from syncer.sandbox.strava.grants import Tokens
from syncer.sandbox.strava.pages import consent_page, refused_page
from syncer.sandbox.strava.people import KNOWN_SCOPES, App, athlete_json
from syncer.sandbox.strava.refusals import Refused, as_json, bad_request, unauthorised
from syncer.sandbox.strava.world import World

_ALWAYS_ALLOWED = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person at the browser, who answers the consent page at once."""

    athlete: int
    unticked: frozenset[str] = frozenset()
    denies: bool = False


class OAuth:
    """The routes; `signed_in` may be set at any time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.signed_in: SignedIn | None = None

    def routes(self) -> list[Route]:
        return [
            Route("/oauth/authorize", self.authorize, methods=["GET"]),
            Route("/oauth/mobile/authorize", self.authorize, methods=["GET"]),
            Route("/oauth/accept_application", self.accept, methods=["POST"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/api/v3/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/deauthorize", self.deauthorize, methods=["POST"]),
            Route("/api/v3/oauth/deauthorize", self.deauthorize, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
            Route("/api/v3/oauth/revoke", self.revoke, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """The page; or straight back to the app, when the person's answer is known."""
        told = dict(request.query_params)
        app = self._checked(told)
        scopes = told["scope"].split(",")
        person = self.signed_in
        if "athlete" in told:
            chosen = _number(told["athlete"])
            person = SignedIn(chosen, denies=told.get("approve") == "no")
            if "approve" not in told and not self._granted_before(app, chosen, told):
                return consent_page(told, scopes, self._people(only=chosen))
        if person is None:
            return consent_page(told, scopes, self._people())
        if person.denies:
            return _back(told, error="access_denied")
        return self._agreed(app, told, person.athlete, set(scopes) - person.unticked)

    async def accept(self, request: Request) -> Response:
        """The consent page's form."""
        form = await request.form()
        told = {name: str(value) for name, value in form.items() if name != "granted"}
        app = self._checked(told)
        if told.get("answer") != "authorize":
            return _back(told, error="access_denied")
        granted = {str(scope) for scope in form.getlist("granted")}
        asked_for = set(told["scope"].split(","))
        return self._agreed(app, told, _number(told.get("athlete", "")), granted & asked_for)

    async def token(self, request: Request) -> Response:
        told = await asked(request)
        with self._world.lock:
            app = app_of(self._world, told)
            match told.get("grant_type"):
                case "authorization_code":
                    grant, tokens = self._world.grants.exchange(app, str(told.get("code")))
                    athlete = athlete_json(self._world.athletes[grant.athlete_id])
                    return as_json(self._told(tokens) | {"athlete": athlete})
                case "refresh_token":
                    refresh_token = str(told.get("refresh_token"))
                    return as_json(self._told(self._world.grants.refresh(app, refresh_token)))
                case _:
                    raise bad_request("Application", "grant_type", "invalid")

    async def deauthorize(self, request: Request) -> Response:
        """The older way out, by the athlete's own access token."""
        grant = request.state.grant
        access = request.headers.get("authorization", "").partition(" ")[2]
        self._world.withdraw(grant)
        return as_json({"access_token": access or request.query_params.get("access_token")})

    async def revoke(self, request: Request) -> Response:
        """The newer way out (RFC 7009): Basic id and secret; unknown tokens are no error."""
        told = await asked(request) | _basic(request.headers.get("authorization", ""))
        with self._world.lock:
            app = app_of(self._world, told)
            grant = self._world.grants.by_any(str(told.get("token", "")))
            if grant is not None and grant.app is app:
                self._world.withdraw(grant)
        return as_json({})

    def _checked(self, told: dict[str, str]) -> App:
        """The app that asks, when all it asks with is right. Raises Refused."""
        app = self._world.apps.get(_number(told.get("client_id", "")))
        if app is None:
            raise bad_request("Application", "client_id", "invalid")
        host = urlsplit(told.get("redirect_uri", "")).hostname or ""
        allowed = (*_ALWAYS_ALLOWED, app.callback_domain)
        if host not in allowed and not host.endswith(f".{app.callback_domain}"):
            raise bad_request("Application", "redirect_uri", "invalid")
        if told.get("response_type") != "code":
            raise bad_request("Application", "response_type", "invalid")
        asked_for = told.setdefault("scope", "read").split(",")
        if not set(asked_for) <= set(KNOWN_SCOPES):
            raise bad_request("Authorize", "scope", "invalid")
        return app

    def _granted_before(self, app: App, athlete: int, told: dict[str, str]) -> bool:
        """Asked again with approval_prompt=auto, Strava shows no page."""
        grant = self._world.grants.of(app, athlete)
        wanted = set(told["scope"].split(","))
        return grant is not None and wanted <= grant.scopes and _prompt(told) == "auto"

    def _agreed(
        self, app: App, told: dict[str, str], athlete: int, granted: Iterable[str]
    ) -> Response:
        scopes = frozenset(granted) | {"read"}
        with self._world.lock:
            if athlete not in self._world.athletes:
                raise bad_request("Athlete", "id", "invalid")
            try:
                code = self._world.grants.code(app, athlete, scopes)
            except Refused as refused:
                return refused_page(refused)
        in_order = [scope for scope in KNOWN_SCOPES if scope in scopes]
        return _back(told, code=code, scope=",".join(in_order))

    def _people(self, only: int | None = None) -> list[tuple[int, str]]:
        with self._world.lock:
            return [
                (athlete.id, f"{athlete.firstname} {athlete.lastname}")
                for athlete in self._world.athletes.values()
                if only in (None, athlete.id)
            ]

    def _told(self, tokens: Tokens) -> dict[str, Any]:
        now_s = int(self._world.clock().timestamp())
        left = {"expires_in": tokens.expires_at - now_s}
        return {"token_type": "Bearer", **asdict(tokens), **left}


def _prompt(told: dict[str, str]) -> str:
    return told.get("approval_prompt", "auto")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _basic(header: str) -> dict[str, str]:
    """Id and secret from HTTP Basic. Raises Refused without them."""
    kind, _, packed = header.partition(" ")
    try:
        user, colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise unauthorised() from None
    if kind.lower() != "basic" or not colon:
        raise unauthorised()
    return {"client_id": user, "client_secret": secret}


def _back(told: dict[str, str], **more: str) -> Response:
    """To the app's own page, with `state` as it came, beside its own parameters."""
    address = urlsplit(told["redirect_uri"])
    query = [*parse_qsl(address.query), ("state", told.get("state", "")), *more.items()]
    return RedirectResponse(urlunsplit(address._replace(query=urlencode(query))), 302)
