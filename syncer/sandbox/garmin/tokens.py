"""Tickets, tokens and refresh tokens: what a login buys, how long it lives, how it dies.

A ticket of the sign-in pages buys an access token, a JWT whose `exp` the client reads, and a
refresh token that is good for one use.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from syncer.sandbox.garmin.people import Account, Ways
from syncer.sandbox.garmin.refusals import invalid_client, invalid_grant

TICKET_LIVES_S = 300
_SCOPES = (
    *("ATP_READ", "ATP_WRITE", "COMMUNITY_COURSE_READ", "COMMUNITY_COURSE_WRITE"),
    *("CONNECT_READ", "CONNECT_WRITE", "DT_CLIENT_ANALYTICS_WRITE", "GARMINPAY_READ"),
    *("GARMINPAY_WRITE", "GHS_HID", "GOLF_API_READ", "GOLF_API_WRITE", "INSIGHTS_READ"),
    *("INSIGHTS_WRITE", "PRODUCT_SEARCH_READ"),
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Proof of one login, for one service; `way` is mobile, portal or widget."""

    profile_id: int
    service: str
    way: str
    dies_at_s: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client holds for an account, as `Client.dumps()` of the library writes it."""

    di_token: str
    di_refresh_token: str
    di_client_id: str
    expires_in_s: int

    def dumps(self) -> str:
        """The text that `Garmin.login(text)` and `Client.loads(text)` take."""
        return json.dumps(
            {
                "di_token": self.di_token,
                "di_refresh_token": self.di_refresh_token,
                "di_client_id": self.di_client_id,
            }
        )


@dataclass(slots=True)
class Login:
    """One device that is logged in. `access` holds each token's last second."""

    profile_id: int
    client_id: str
    way: str
    refresh_token: str = ""
    refresh_dies_at_s: int = 0
    access: dict[str, int] = field(default_factory=dict)


class TokenDesk:
    """All logins. Whoever calls holds the world's lock."""

    def __init__(self, clock: Callable[[], datetime], ways: Ways) -> None:
        self._clock = clock
        self._ways = ways
        self._tickets: dict[str, Ticket] = {}
        self._logins: list[Login] = []
        self._by_access: dict[str, Login] = {}
        self._refreshing: dict[str, Login] = {}

    def ticket(self, account: Account, service: str, way: str) -> str:
        text = f"ST-{secrets.randbelow(10**7):07}-{secrets.token_urlsafe(15)}-sso"
        dies_at_s = self._now_s() + TICKET_LIVES_S
        self._tickets[text] = Ticket(account.profile_id, service, way, dies_at_s)
        return text

    def exchange(self, text: str, service: str, client_id: str) -> tuple[Login, Tokens]:
        """Tokens for a ticket, once, if the service is the one it was given for."""
        if client_id not in self._ways.di_clients:
            raise invalid_client()
        ticket = self._tickets.get(text)
        if ticket is None or ticket.service != service or ticket.dies_at_s <= self._now_s():
            raise invalid_grant("Service ticket validation failed")
        del self._tickets[text]
        return self.give(ticket.profile_id, client_id, ticket.way)

    def give(self, profile_id: int, client_id: str, way: str) -> tuple[Login, Tokens]:
        login = Login(profile_id, client_id, way)
        self._logins.append(login)
        self._new_refresh(login)
        return login, self._tokens(login)

    def refresh(self, refresh_token: str, client_id: str) -> tuple[Login, Tokens]:
        """Fresh tokens. The old refresh token dies, whether or not the answer arrives."""
        login = self._refreshing.get(refresh_token)
        known = login is not None and login.client_id == client_id
        if login is None or not known or login.refresh_dies_at_s <= self._now_s():
            raise invalid_grant("Invalid refresh token")
        if self._ways.rotates_refresh_tokens:
            self._new_refresh(login)
        return login, self._tokens(login)

    def web_cookie(self, text: str, service: str) -> str | None:
        """The cookie of the web pages for a ticket; None where it buys none."""
        ticket = self._tickets.get(text)
        if not self._ways.gives_web_cookie or ticket is None or ticket.service != service:
            return None
        del self._tickets[text]
        return self._new_access(Login(ticket.profile_id, "GarminConnect", ticket.way))

    def by_access(self, access_token: str) -> Login | None:
        """Whose token it is; None when it is unknown, dead, expired or called not active."""
        login = self._by_access.get(access_token)
        if login is None or login.way in self._ways.inactive_tokens_of:
            return None
        return login if login.access.get(access_token, 0) > self._now_s() else None

    def by_refresh(self, refresh_token: str) -> Login | None:
        """Whose refresh token it is, while it lives."""
        return self._refreshing.get(refresh_token)

    def expire(self, profile_id: int) -> None:
        """Every access token of the account ends now; refreshing still works."""
        for login in self._of(profile_id):
            login.access = dict.fromkeys(login.access, 0)

    def revoke(self, profile_id: int) -> None:
        """All tokens of the account die, and no refresh token brings new ones."""
        for login in self._of(profile_id):
            self._logins.remove(login)
            self._refreshing.pop(login.refresh_token, None)
            for token in login.access:
                self._by_access.pop(token, None)

    def _of(self, profile_id: int) -> list[Login]:
        return [login for login in self._logins if login.profile_id == profile_id]

    def _tokens(self, login: Login) -> Tokens:
        access = self._new_access(login)
        lives_s = self._ways.token_lives_s
        return Tokens(access, login.refresh_token, login.client_id, lives_s)

    def _new_access(self, login: Login) -> str:
        now_s = self._now_s()
        expires_s = now_s + self._ways.token_lives_s
        claims = {
            "scope": list(_SCOPES),
            "iss": "https://diauth.garmin.com",
            "revocation_eligibility": ["GLOBAL_SIGNOUT", "MANAGED_STATUS"],
            "client_type": "UNDEFINED",
            "exp": expires_s,
            "iat": now_s,
            "garmin_guid": f"{login.profile_id:032x}",
            "jti": secrets.token_hex(16),
            "client_id": login.client_id,
        }
        token = _jwt(claims)
        # What expired long ago need not be remembered, or a benchmark's memory would grow.
        for old in [old for old, dies in login.access.items() if dies <= now_s]:
            del login.access[old]
            self._by_access.pop(old, None)
        login.access[token] = expires_s
        self._by_access[token] = login
        return token

    def _new_refresh(self, login: Login) -> None:
        self._refreshing.pop(login.refresh_token, None)
        told = {
            "refreshTokenValue": secrets.token_hex(32),
            "garminGuid": f"{login.profile_id:032x}",
        }
        login.refresh_token = urlsafe_b64encode(json.dumps(told).encode()).decode()
        login.refresh_dies_at_s = self._now_s() + self._ways.refresh_lives_s
        self._refreshing[login.refresh_token] = login

    def _now_s(self) -> int:
        return int(self._clock().timestamp())


def _jwt(claims: dict[str, object]) -> str:
    """A token of the right shape. Nobody but Garmin can check a signature, so it is noise."""
    head = {"typ": "JWT", "alg": "RS256", "kid": "di-oauth-signer-stand-in"}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (head, claims)]
    parts.append(secrets.token_bytes(256))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
