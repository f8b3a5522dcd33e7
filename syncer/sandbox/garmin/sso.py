"""Signing in as Garmin's app and its web portal do: a page, then JSON, perhaps a code, a ticket.

Both flows answer alike. What was not recorded (a locked account, a CAPTCHA, a wrong code) has
the recorded shape with a type of its own.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from syncer.sandbox.garmin.answers import sso_page
from syncer.sandbox.garmin.people import Account, Trouble
from syncer.sandbox.garmin.visits import Visits
from syncer.sandbox.garmin.world import World

_FLOWS = {"mobile": "/mobile/sso/en_US/sign-in", "portal": "/portal/sso/en-US/sign-in"}


class SignIn:
    """The two JSON flows of the sign-in pages."""

    def __init__(self, world: World, visits: Visits) -> None:
        self._world = world
        self._visits = visits

    def routes(self) -> list[Route]:
        routes = []
        for flow, page in _FLOWS.items():
            routes += [
                Route(page, self.page, methods=["GET"]),
                Route(f"/{flow}/api/login", self.login, methods=["POST"]),
                Route(f"/{flow}/api/mfa/verifyCode", self.code, methods=["POST"]),
            ]
        return routes

    async def page(self, request: Request) -> Response:
        answer = HTMLResponse("<html><head><title>Sign In</title></head><body></body></html>")
        with self._world.lock:
            self._visits.begin(answer)
        return answer

    async def login(self, request: Request) -> Response:
        told = await _told(request)
        with self._world.lock:
            visit = self._visits.of(request)
            if visit is None:
                # So it was observed: who posts without having loaded the page is turned away.
                return sso_page(429)
            account = self._visits.account(told.get("username"), told.get("password"))
            if account is None:
                return _wrong_password()
            if account.trouble is not None:
                return _in_trouble(account.trouble)
            if account.mfa is not None:
                account.new_code()
                visit.owes_code = account
                return _code_wanted(account)
            self._visits.end(visit)
            return self._ticket(request, account)

    async def code(self, request: Request) -> Response:
        """The second step. A visit may be finished at either flow's address."""
        told = await _told(request)
        with self._world.lock:
            visit = self._visits.of(request)
            if visit is None or visit.owes_code is None:
                return _said("SESSION_EXPIRED", "sessionExpired", "UNAUTHORIZED")
            account = visit.owes_code
            request.state.profile_id = account.profile_id
            if told.get("mfaVerificationCode") != account.codes[-1]:
                return _said("MFA_CODE_INVALID", "mfaCodeInvalid", "UNAUTHORIZED")
            self._visits.end(visit)
            return self._ticket(request, account)

    def _ticket(self, request: Request, account: Account) -> Response:
        service = request.query_params.get("service", "")
        flow = request.url.path.split("/")[1]
        ticket = self._world.tokens.ticket(account, service, flow)
        return _said("SUCCESSFUL", "", "OK", serviceURL=service, serviceTicketId=ticket)


def _wrong_password() -> Response:
    message = "generalLoginInvalidUsernameOrPassword"
    return _said("INVALID_USERNAME_PASSWORD", message, "UNAUTHORIZED")


def _in_trouble(trouble: Trouble) -> Response:
    match trouble:
        case Trouble.LOCKED:
            return _said("ACCOUNT_LOCKED", "accountLocked", "UNAUTHORIZED")
        case Trouble.CAPTCHA:
            return _said("CAPTCHA_REQUIRED", "captchaRequired", "UNAUTHORIZED")
        case Trouble.CHILD:
            return _said("ACCOUNT_RESTRICTED", "accountRestricted", "UNAUTHORIZED")


def _code_wanted(account: Account) -> Response:
    info = {
        "mfaLastMethodUsed": account.mfa,
        "email": "r***@example.org",
        "phoneNumber": None,
        "defaultMfaMethod": account.mfa,
        "mfaUISetting": {"allowPhoneOption": False, "allowAddEmailAddress": False},
    }
    return _said("MFA_REQUIRED", "mfaRequired", "OK", customerMfaInfo=info)


def _said(kind: str, message: str, http_status: str, **more: Any) -> Response:
    """The recorded shape of every answer of both flows."""
    told = {
        "serviceURL": None,
        "serviceTicketId": None,
        "responseStatus": {"type": kind, "message": message, "httpStatus": http_status},
        "responseReason": None,
        "customerMfaInfo": None,
        "consentTypeList": None,
        "captchaAlreadyPassed": False,
        "samlResponse": None,
        "authType": None,
        **more,
    }
    body = json.dumps(told, separators=(",", ":")).encode()
    status = 200 if http_status == "OK" else 401
    return Response(body, status, {"content-type": "application/json"})


async def _told(request: Request) -> dict[str, Any]:
    try:
        told = json.loads(await request.body())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
