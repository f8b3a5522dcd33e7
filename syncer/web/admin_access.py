"""Whether an admin is at the page: a cookie of its own, set by the link that a command prints.

The link at the foot of a mail opens a runner's page for weeks and may be passed on; it opens
nothing here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from itsdangerous import BadData
from starlette.requests import Request
from starlette.responses import Response

from syncer.links import joined_mark, signer
from syncer.models import Runner
from syncer.settings import Settings
from syncer.web.access import LASTS, SignedIn, form_token_of
from syncer.web.pages import Parts

COOKIE, PATH = "evenstride_admin", "/admin"
SESSION = "evenstride.session.admin"


def let_in(response: Response, settings: Settings, now: datetime, admin: Runner) -> None:
    """Let this browser be this admin for some hours."""
    ends = int((now + LASTS).timestamp())
    response.set_cookie(
        COOKIE,
        str(signer(settings, SESSION).dumps([admin.id, ends, joined_mark(admin)])),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=urlsplit(settings.public_url).scheme == "https",
        path=PATH,
    )


def admin_at(request: Request, parts: Parts) -> tuple[SignedIn, Runner] | None:
    """The admin whose browser this is; None for anybody else's, or when the session is over."""
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
    if runner is None or joined != joined_mark(runner) or not runner.is_admin:
        return None
    # Signing out ends every session that was open then.
    if runner.signed_out_at is not None and ends_at - LASTS <= runner.signed_out_at:
        return None
    return SignedIn(runner_id, form_token_of(parts.settings, text)), runner
