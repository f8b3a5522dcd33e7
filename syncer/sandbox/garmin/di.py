"""Where a ticket becomes tokens, and a refresh token becomes others; or, at need, a cookie."""

from __future__ import annotations

from base64 import b64decode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from syncer.sandbox.garmin.refusals import Refused, as_json, invalid_client
from syncer.sandbox.garmin.tokens import Tokens
from syncer.sandbox.garmin.world import World

TICKET_GRANT = "https://connectapi.garmin.com/di-oauth2-service/oauth/grant/service_ticket"
EXCHANGE_PATH = "/di-oauth2-service/oauth/token"
IOS_PATH, ANDROID_PATH, PORTAL_PATH = "/gcm/ios", "/gcm/android", "/app"
"""Where the services live that tickets are for; Garmin gives each a host of its own."""


class TokenDoor:
    """OAuth for Garmin's own apps, which have ids but no secrets."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        pages = (IOS_PATH, ANDROID_PATH, PORTAL_PATH)
        return [
            Route(EXCHANGE_PATH, self.token, methods=["POST"]),
            *(Route(page, self.web, methods=["GET"]) for page in pages),
        ]

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        client_id = form.get("client_id", "")
        if not client_id or _basic(request) != client_id:
            raise invalid_client()
        with self._world.lock:
            match form.get("grant_type"):
                case "refresh_token":
                    told = form.get("refresh_token", "")
                    login, tokens = self._world.tokens.refresh(told, client_id)
                case kind if kind == TICKET_GRANT:
                    ticket, service = form.get("service_ticket", ""), form.get("service_url", "")
                    login, tokens = self._world.tokens.exchange(ticket, service, client_id)
                case kind:
                    raise Refused(400, {"error": "unsupported_grant_type", "grant_type": kind})
        request.state.profile_id = login.profile_id
        return as_json(_told(tokens, self._world.ways.refresh_lives_s))

    async def web(self, request: Request) -> Response:
        """The page that a ticket opens. Its cookie is a token too, but no client can keep it."""
        answer = HTMLResponse("<html><head><title>Garmin Connect</title></head></html>")
        service = str(request.url).partition("?")[0]
        with self._world.lock:
            ticket = request.query_params.get("ticket", "")
            cookie = self._world.tokens.web_cookie(ticket, service)
        if cookie is not None:
            answer.set_cookie("JWT_WEB", cookie, path="/", httponly=True)
        return answer


def _told(tokens: Tokens, refresh_lives_s: int) -> dict[str, object]:
    return {
        "access_token": tokens.di_token,
        "token_type": "Bearer",
        "refresh_token": tokens.di_refresh_token,
        "expires_in": tokens.expires_in_s,
        "refresh_token_expires_in": refresh_lives_s,
        "scope": "CONNECT_READ CONNECT_WRITE",
        "jti": tokens.di_token[-36:],
    }


def _basic(request: Request) -> str:
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    try:
        return b64decode(text).decode().partition(":")[0] if kind == "Basic" else ""
    except ValueError:
        return ""
