"""Connecting to Strava and parting from it. The addresses are settings: both change in 2027."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from syncer.budget import Purpose
from syncer.clock import Clock
from syncer.settings import Settings
from syncer.sources import AppBlocked, Gone, NeedsReconnect, Objected
from syncer.sources.strava.web import Web
from syncer.tokens import Tokens, access, at

SCOPES = ("read", "activity:read_all", "activity:write")
"""What is asked for: all runs, the private ones too, and leave to write the private note."""
READS = frozenset({"activity:read", "activity:read_all"})
WRITES = "activity:write"

Sessions = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Connected:
    """What Strava answers a runner's yes with."""

    tokens: Tokens
    athlete_id: str
    name: str


def authorize_url(settings: Settings, redirect: str, state: str) -> str:
    """Where the runner says yes. `state` comes back with the answer and binds it to the asker."""
    asked = {
        "client_id": settings.strava_client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": ",".join(SCOPES),
        "state": state,
    }
    return f"{settings.strava_oauth_url.rstrip('/')}/oauth/authorize?{urlencode(asked)}"


def may_read(granted: str) -> bool:
    """Whether the runner left the boxes ticked without which there is nothing to look at."""
    return bool(set(granted.replace(",", " ").split()) & READS)


def exchange(sessions: Sessions, settings: Settings, now: Clock, code: str) -> Connected:
    """A runner's yes for tokens. Raises NeedsReconnect where the code is worth nothing any more,
    AppBlocked, TryLater."""
    told = _token(sessions, settings, now, grant_type="authorization_code", code=code)
    athlete = told.get("athlete") or {}
    name = " ".join(str(athlete.get(part) or "") for part in ("firstname", "lastname")).strip()
    if athlete.get("id") is None:
        raise NeedsReconnect("Strava did not say who connected; please try again.")
    return Connected(_tokens(told), str(athlete["id"]), name)


def refresh(sessions: Sessions, settings: Settings, now: Clock, refresh_token: str) -> Tokens:
    """New tokens for old. Raises NeedsReconnect, AppBlocked, TryLater."""
    told = _token(sessions, settings, now, grant_type="refresh_token", refresh_token=refresh_token)
    return _tokens(told)


def let_in(
    sessions: Sessions, settings: Settings, now: Clock, connection_id: int, purpose: Purpose
) -> Web:
    """Strava's API for a connected runner. Raises NeedsReconnect (stored), TryLater, NoTokenKey."""
    ask = partial(refresh, sessions, settings, now)
    given = partial(access, sessions, settings, now, connection_id, ask)
    return Web(sessions, settings, now, given(), purpose, partial(given, force=True))


def revoke(sessions: Sessions, settings: Settings, now: Clock, tokens: Tokens) -> None:
    """Give the runner's yes back, by the new way and, where Strava lacks it, by the old.

    Raises TryLater where Strava cannot be reached, AppBlocked where it has switched the app off;
    a yes that is gone already is no error.
    """
    host, secret = settings.strava_oauth_url.rstrip("/"), settings.strava_client_secret
    basic = (settings.strava_client_id, secret.get_secret_value())
    web = Web(sessions, settings, now, purpose=Purpose.PERSON)
    try:
        web.post(f"{host}/oauth/revoke", {"token": tokens.refresh}, basic)
    except NeedsReconnect:
        return
    except (Gone, Objected, AppBlocked):
        # The old way asks for the runner's token alone, so a wrong secret does not stop it. A token
        # that has ended is refused as though the yes were gone.
        if tokens.expires_at <= now():
            try:
                tokens = refresh(sessions, settings, now, tokens.refresh)
            except NeedsReconnect:
                return
        old = Web(sessions, settings, now, tokens.access, Purpose.PERSON)
        try:
            old.post(f"{settings.strava_api_url.rstrip('/')}/oauth/deauthorize", {})
        except (NeedsReconnect, Gone, Objected):
            return


def _token(sessions: Sessions, settings: Settings, now: Clock, **asked: str) -> dict[str, Any]:
    web = Web(sessions, settings, now, purpose=Purpose.PERSON)
    form = {
        "client_id": settings.strava_client_id,
        "client_secret": settings.strava_client_secret.get_secret_value(),
        **asked,
    }
    told = web.post(f"{settings.strava_oauth_url.rstrip('/')}/oauth/token", form)
    if not isinstance(told, dict):
        raise AppBlocked(
            "Strava's answer to a connection makes no sense; check the app's settings."
        )
    return told


def _tokens(told: dict[str, Any]) -> Tokens:
    try:
        return Tokens(
            str(told["access_token"]),
            str(told["refresh_token"]),
            at(float(str(told["expires_at"]))),
        )
    except (KeyError, ValueError, OverflowError):
        raise NeedsReconnect("Strava's answer lacks the tokens; please connect again.") from None
