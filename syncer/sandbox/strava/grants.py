"""What athletes granted to apps: codes, access tokens that live six hours, refresh tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syncer.sandbox.strava.people import App, Ways
from syncer.sandbox.strava.refusals import bad_request, crowded

TOKEN_LIVES_S = 21_600
CODE_LIVES_S = 600
_RENEWED_WITHIN_S = 3_600


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an app holds for an athlete, by Strava's own names."""

    access_token: str
    refresh_token: str
    expires_at: int


@dataclass(slots=True)
class Grant:
    """One athlete's consent to one app. `access` holds each token's last second."""

    app: App
    athlete_id: int
    scopes: frozenset[str]
    refresh_token: str = ""
    access: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Code:
    client_id: int
    athlete_id: int
    scopes: frozenset[str]
    dies_at: datetime


class Grants:
    """All consents. Whoever calls holds the world's lock."""

    def __init__(self, clock: Callable[[], datetime], ways: Ways) -> None:
        self._clock = clock
        self._ways = ways
        self._codes: dict[str, _Code] = {}
        self._grants: dict[tuple[int, int], Grant] = {}
        self._by_token: dict[str, Grant] = {}

    def code(self, app: App, athlete_id: int, scopes: frozenset[str]) -> str:
        """A code for one exchange. Raises Refused when the app has all its athletes already."""
        if self._ways.athlete_limit_met_at == "authorize":
            self._room(app, athlete_id)
        code = secrets.token_hex(20)
        dies_at = self._clock() + timedelta(seconds=CODE_LIVES_S)
        self._codes[code] = _Code(app.client_id, athlete_id, scopes, dies_at)
        return code

    def exchange(self, app: App, code: str) -> tuple[Grant, Tokens]:
        """Tokens for a code, once. Raises Refused."""
        held = self._codes.get(code)
        if held is None or held.client_id != app.client_id or held.dies_at <= self._clock():
            raise bad_request("RequestToken", "code", "invalid")
        self._room(app, held.athlete_id)
        del self._codes[code]
        return self.give(app, held.athlete_id, held.scopes)

    def give(self, app: App, athlete_id: int, scopes: frozenset[str]) -> tuple[Grant, Tokens]:
        """Connect an athlete to an app, or connect anew with these scopes."""
        key = (app.client_id, athlete_id)
        grant = self._grants.setdefault(key, Grant(app, athlete_id, scopes))
        grant.scopes = scopes
        if not grant.refresh_token:
            self._new_refresh_token(grant)
        return grant, self._tokens(grant, self._new_access(grant))

    def refresh(self, app: App, refresh_token: str) -> Tokens:
        """Fresh tokens. An access token with more than an hour to live is given again."""
        grant = self._by_token.get(refresh_token)
        if grant is None or grant.app is not app or grant.refresh_token != refresh_token:
            raise bad_request("RefreshToken", "refresh_token", "invalid")
        latest = max(reversed(grant.access), key=lambda token: grant.access[token], default="")
        if grant.access.get(latest, 0) - self._now_s() <= _RENEWED_WITHIN_S:
            latest = self._new_access(grant)
        if self._ways.rotates_refresh_tokens:
            self._new_refresh_token(grant)
        return self._tokens(grant, latest)

    def by_access(self, access_token: str) -> Grant | None:
        """Whose access token it is; None when it is unknown, dead or expired."""
        grant = self._by_token.get(access_token)
        if grant is None or grant.access.get(access_token, 0) <= self._now_s():
            return None
        return grant

    def by_any(self, token: str) -> Grant | None:
        return self._by_token.get(token)

    def of(self, app: App, athlete_id: int) -> Grant | None:
        return self._grants.get((app.client_id, athlete_id))

    def of_athlete(self, athlete_id: int) -> list[Grant]:
        return [grant for grant in self._grants.values() if grant.athlete_id == athlete_id]

    def revoke(self, grant: Grant) -> None:
        """All tokens of the grant die at once."""
        self._grants.pop((grant.app.client_id, grant.athlete_id), None)
        for token in (grant.refresh_token, *grant.access):
            self._by_token.pop(token, None)

    def expire(self, athlete_id: int) -> None:
        """Every access token of the athlete ends now; refreshing still works."""
        for grant in self.of_athlete(athlete_id):
            grant.access = dict.fromkeys(grant.access, 0)

    def _room(self, app: App, athlete_id: int) -> None:
        connected = {key[1] for key in self._grants if key[0] == app.client_id}
        if athlete_id not in connected and len(connected) >= app.athlete_limit:
            raise crowded()

    def _tokens(self, grant: Grant, access_token: str) -> Tokens:
        return Tokens(access_token, grant.refresh_token, grant.access[access_token])

    def _new_access(self, grant: Grant) -> str:
        token = secrets.token_hex(20)
        grant.access[token] = self._now_s() + TOKEN_LIVES_S
        self._by_token[token] = grant
        return token

    def _new_refresh_token(self, grant: Grant) -> None:
        self._by_token.pop(grant.refresh_token, None)
        grant.refresh_token = secrets.token_hex(20)
        self._by_token[grant.refresh_token] = grant

    def _now_s(self) -> int:
        return int(self._clock().timestamp())
