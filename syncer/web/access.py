"""Who is at the page: a signed cookie that says which runner, and until when.

It is set by a link from a mail to that runner, nothing else. Forms carry a token made of the
session, so that no other page can send them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from itsdangerous import BadData
from sqlalchemy import update
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response

from syncer.links import joined_mark, signer
from syncer.models import Runner
from syncer.settings import Settings
from syncer.web.pages import Parts

COOKIE = "evenstride"
LASTS = timedelta(hours=12)
SESSION, STATE = "evenstride.session.cookie", "evenstride.session.state"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A runner's session. `form_token` belongs to it alone."""

    runner_id: int
    form_token: str


def sign_in(response: Response, settings: Settings, now: datetime, runner: Runner) -> SignedIn:
    """Let this browser be this runner for some hours."""
    ends = int((now + LASTS).timestamp())
    assert runner.id is not None
    text = str(signer(settings, SESSION).dumps([runner.id, ends, joined_mark(runner)]))
    response.set_cookie(
        COOKIE,
        text,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=urlsplit(settings.public_url).scheme == "https",
        path="/",
    )
    return SignedIn(runner.id, form_token_of(settings, text))


def signed_in(request: Request, parts: Parts) -> SignedIn | None:
    """Whose browser this is; None for a stranger's, or when the session is over."""
    text = request.cookies.get(COOKIE, "")
    try:
        runner_id, ends, joined = signer(parts.settings, SESSION).loads(text)
        ends_at = datetime.fromtimestamp(ends, UTC)
    except (BadData, ValueError, TypeError):
        return None
    if parts.now() >= ends_at:
        return None
    with parts.sessions() as session:
        runner = session.get(Runner, runner_id)
    if runner is None or joined != joined_mark(runner):
        return None
    # Signing out ends every session that was open then, a stolen one too.
    if runner.signed_out_at is not None and ends_at - LASTS <= runner.signed_out_at:
        return None
    if request.method == "POST":
        _was_seen(parts, runner)
    return SignedIn(runner_id, form_token_of(parts.settings, text))


def _was_seen(parts: Parts, runner: Runner) -> None:
    """A sign of life, once a day. Looking is none: a mail scanner follows links too."""
    now = parts.now()
    if runner.seen_at is not None and runner.seen_at > now - timedelta(days=1):
        return
    with parts.sessions() as session:
        seen = update(Runner).where(col(Runner.id) == runner.id).values(seen_at=now)
        session.connection().execute(seen)
        session.commit()


def sign_out(response: Response, parts: Parts, runner_id: int) -> None:
    """End all sessions of this runner."""
    with parts.sessions() as session:
        runner = session.get_one(Runner, runner_id)
        runner.signed_out_at = parts.now()
        session.add(runner)
        session.commit()
    response.delete_cookie(COOKIE, path="/")


def is_own_form(session: SignedIn, token: str) -> bool:
    """Whether a form was ours, shown in this very session."""
    return hmac.compare_digest(session.form_token.encode(), token.encode("utf-8", "replace"))


def state_for(settings: Settings, session: SignedIn, now: datetime) -> str:
    """What goes to Strava and comes back: bound to this session, good for an hour."""
    ends = int((now + timedelta(hours=1)).timestamp())
    return str(signer(settings, STATE).dumps([session.form_token, ends]))


def is_own_state(settings: Settings, session: SignedIn, now: datetime, state: str) -> bool:
    try:
        token, ends = signer(settings, STATE).loads(state)
    except (BadData, ValueError, TypeError):
        return False
    return is_own_form(session, str(token)) and now < datetime.fromtimestamp(ends, UTC)


def form_token_of(settings: Settings, text: str) -> str:
    """What the forms of one session carry; `text` is its cookie."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"form:{text}".encode(), hashlib.sha256).hexdigest()
