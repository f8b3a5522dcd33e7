"""A browser or app on its way through the sign-in pages: its cookie, and what it still owes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from syncer.sandbox.garmin.people import Account
from syncer.sandbox.garmin.world import World

_COOKIE = "SESSION"


@dataclass(slots=True)
class Visit:
    """One visit. `owes_code` is whose second step is still open; `csrf` is the form's secret."""

    csrf: str
    owes_code: Account | None = None


class Visits:
    """All visits. Whoever calls holds the world's lock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._visits: dict[str, Visit] = {}

    def begin(self, answer: Response) -> Visit:
        """A new visit, whose cookie goes with the answer."""
        name, visit = secrets.token_urlsafe(18), Visit(secrets.token_hex(20))
        self._visits[name] = visit
        answer.set_cookie(_COOKIE, name, path="/", httponly=True)
        return visit

    def of(self, request: Request) -> Visit | None:
        """Whose cookie it is; None for an app that never loaded the page."""
        return self._visits.get(request.cookies.get(_COOKIE, ""))

    def end(self, visit: Visit) -> None:
        for name in [name for name, one in self._visits.items() if one is visit]:
            del self._visits[name]

    def account(self, email: object, password: object) -> Account | None:
        """Who it is by e-mail and password; None when one of them is wrong."""
        account = self._world.by_email(str(email))
        return account if account is not None and account.password == password else None
