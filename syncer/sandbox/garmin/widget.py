"""Signing in by the HTML widget, the oldest way in, which is limited apart from the others."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from syncer.sandbox.garmin.people import Account, Trouble
from syncer.sandbox.garmin.visits import Visit, Visits
from syncer.sandbox.garmin.world import World

_SIGN_IN = "GARMIN Authentication Application"
_TITLES = {
    Trouble.LOCKED: "Account Locked",
    Trouble.CAPTCHA: _SIGN_IN,
    Trouble.CHILD: "Unable to Sign In",
}


class Widget:
    """The widget's pages. They answer 200 whatever they say; only the title tells."""

    def __init__(self, world: World, visits: Visits) -> None:
        self._world = world
        self._visits = visits

    def routes(self) -> list[Route]:
        return [
            Route("/sso/embed", self.embed, methods=["GET"]),
            Route("/sso/signin", self.form, methods=["GET"]),
            Route("/sso/signin", self.login, methods=["POST"]),
            Route("/sso/verifyMFA/mfaCode", self.send_code, methods=["POST"]),
            Route("/sso/verifyMFA/loginEnterMfaCode", self.code, methods=["POST"]),
        ]

    async def embed(self, request: Request) -> Response:
        answer = _page(_SIGN_IN)
        with self._world.lock:
            self._visits.begin(answer)
        return answer

    async def form(self, request: Request) -> Response:
        with self._world.lock:
            visit = self._visits.of(request)
            return _page("No session") if visit is None else _page(_SIGN_IN, _csrf(visit))

    async def login(self, request: Request) -> Response:
        form = await request.form()
        with self._world.lock:
            visit = self._visits.of(request)
            if visit is None or form.get("_csrf") != visit.csrf:
                return _page("Invalid CSRF token")
            account = self._visits.account(form.get("username"), form.get("password"))
            if account is None:
                return _page("Invalid sign in", _csrf(visit))
            if account.trouble is not None:
                return _page(_TITLES[account.trouble], _csrf(visit))
            if account.mfa is not None:
                visit.owes_code = account
                if account.mfa == "totp":
                    account.new_code()
                return _page(_SIGN_IN, _code_wanted(account, visit))
            self._visits.end(visit)
            return self._ticket(request, account)

    async def send_code(self, request: Request) -> Response:
        """The link "request a new code": signing in by the widget sends none by itself."""
        with self._world.lock:
            visit = self._visits.of(request)
            if visit is None or visit.owes_code is None:
                return HTMLResponse("", 403)
            visit.owes_code.new_code()
        return Response(b"{}", headers={"content-type": "application/json"})

    async def code(self, request: Request) -> Response:
        form = await request.form()
        with self._world.lock:
            visit = self._visits.of(request)
            account = visit.owes_code if visit is not None else None
            if visit is None or account is None or form.get("_csrf") != visit.csrf:
                return _page("Invalid CSRF token")
            request.state.profile_id = account.profile_id
            if not account.codes or form.get("mfa-code") != account.codes[-1]:
                return _page(_SIGN_IN, _code_wanted(account, visit))
            self._visits.end(visit)
            return self._ticket(request, account)

    def _ticket(self, request: Request, account: Account) -> Response:
        service = request.query_params.get("service", "")
        ticket = self._world.tokens.ticket(account, service, "widget")
        address = f"{service}?ticket={ticket}"
        return _page("Success", f'<script>var response_url = "{address}";</script>')


def _page(title: str, body: str = "") -> HTMLResponse:
    return HTMLResponse(f"<html><head><title>{title}</title></head><body>{body}</body></html>")


def _csrf(visit: Visit) -> str:
    return f'<input type="hidden" name="_csrf" value="{visit.csrf}">'


def _code_wanted(account: Account, visit: Visit) -> str:
    told = {
        "customerGuid": f"{account.profile_id:032x}",
        "mfaMethod": account.mfa or "",
        "locale": "en_US",
        "clientId": "gauth-widget",
        "codeSentTo": "",
    }
    lines = "".join(f'var {name} = "{escape(value)}";' for name, value in told.items())
    return f"{_csrf(visit)}<script>{lines}</script>"
