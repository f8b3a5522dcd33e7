"""A link from a mail, opened at a page: whose it is and about which day, or what to do instead."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session
from starlette.responses import Response

from syncer import links, models
from syncer.links import LinkExpired, LinkRefused, Purpose, Signed
from syncer.posting import reader_of, today_of
from syncer.telling import BY_MAIL
from syncer.web.pages import STRANGER, Parts, page
from templates import Reader


@dataclass(frozen=True, slots=True)
class Opened:
    """A good link: the runner, and the day that its mail was about.

    `form_token` has to come back with the form; `by` names the mail in what is stored.
    """

    runner: models.Runner
    signed: Signed
    day: date
    today: date
    form_token: str
    by: str

    @property
    def days(self) -> list[date]:
        """The days that an answer may be about: the mail's own first, then today."""
        return sorted({self.day, self.today})

    @property
    def reader(self) -> Reader:
        return reader_of(self.runner)

    def is_own_form(self, form_token: str) -> bool:
        """Whether a form was shown by us, for this very link."""
        return hmac.compare_digest(self.form_token.encode(), form_token.encode())


def opened(parts: Parts, session: Session, purpose: Purpose, token: str) -> Opened | Response:
    """What a link says, or the page that helps where it is too old or is none."""
    now = parts.now()
    try:
        signed = links.verify(parts.settings, now, purpose, token)
    except LinkExpired:
        return instead("old", 410, purpose, token)
    except LinkRefused:
        return instead("odd", 404)
    runner = links.runner_of(session, signed)
    if runner is None:
        return instead("odd", 404)
    today = today_of(runner, now)
    about = date.fromisoformat(signed.about)
    # Nobody has lived through a later day, but for who moved to the west since the mail.
    day = about if purpose is Purpose.MORNING else min(about, today)
    by = f"{BY_MAIL}{_what(purpose)}{signed.about}:{int(signed.expires_at.timestamp())}"
    form_token = links.form_mark(parts.settings, token)
    return Opened(runner, signed, day, today, form_token, by)


def instead(why: str, status: int, purpose: Purpose | None = None, token: str = "") -> Response:
    """The page in place of a link that opens nothing: a new one comes by mail."""
    return page("new_link", STRANGER, status, why=why, purpose=purpose or "", token=token)


def _what(purpose: Purpose) -> str:
    """Both answers to one question take each other's place; the morning's is another question."""
    return "morning:" if purpose is Purpose.MORNING else ""
