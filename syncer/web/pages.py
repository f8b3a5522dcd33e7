"""What all pages share: the parts they are made with, and how one is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import HTMLResponse

import templates
from syncer.database import SessionFactory
from syncer.settings import Settings
from templates import Reader

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    " data:; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STRANGER = Reader()


def _nothing() -> None:
    """Where no work is done beside the pages, the next tick elsewhere looks into it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every page works with: made once, in the command that serves."""

    sessions: SessionFactory
    settings: Settings
    now: Callable[[], datetime]
    heard: Callable[[], None] = _nothing
    """Called when a platform told of something that should be looked into soon."""


def page(name: str, reader: Reader, status: int = 200, **facts: object) -> HTMLResponse:
    """One of the templates `web/<name>.html`."""
    text = templates.render(f"web/{name}.html", reader=reader, **facts)
    return HTMLResponse(text, status_code=status, headers=_HEADERS)


def message(
    code: str, status: int = 400, reader: Reader = STRANGER, **facts: object
) -> HTMLResponse:
    """A page of one sentence and what to do next."""
    return page("message", reader, status, code=code, facts=facts)
