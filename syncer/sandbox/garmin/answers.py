"""What a fault makes of an answer. How bytes go wrong on the wire is the same as at Strava's."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import HTMLResponse

from syncer.sandbox.garmin import refusals
from syncer.sandbox.garmin.faults import Fault, Mishap, Place
from syncer.sandbox.garmin.oddities import odd_record
from syncer.sandbox.strava import faults as wire
from syncer.sandbox.strava.answers import Answer

_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1></body>\r\n</html>\r\n"
_TITLES = {
    200: "Garmin Connect is being maintained",
    403: "Just a moment...",
    427: "Access denied | sso.garmin.com",
    429: "429 Too Many Requests",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Unavailable",
}


def refusal(refused: refusals.Refused) -> Answer:
    body = json.dumps(refused.body, separators=(",", ":")).encode()
    return Answer(refused.status, body, {"content-type": refusals.JSON})


def instead(mishap: Mishap) -> Answer | None:
    """The answer given in place of doing anything; None when the fault comes later."""
    api = mishap.at is Place.API
    match mishap.fault:
        case Fault.TOO_MANY if api:
            return refusal(refusals.too_many())
        case Fault.UNAUTHORISED:
            return refusal(refusals.unauthorised())
        case Fault.NOT_FOUND:
            return refusal(refusals.not_found())
        case Fault.SERVER_ERROR if api:
            said = refusals.refused(500, "HTTP 500 Server Error", "InternalServerErrorException")
            return refusal(said)
        case Fault.HIDDEN_429:
            told = {"error": {"status-code": "429", "message": "too many requests"}}
            return Answer(200, json.dumps(told).encode(), {"content-type": refusals.JSON})
        case (
            Fault.TOO_MANY
            | Fault.BLOCKED
            | Fault.BOT_CHALLENGE
            | Fault.SERVER_ERROR
            | Fault.BAD_GATEWAY
            | Fault.UNAVAILABLE
            | Fault.HTML
        ):
            return _page(200 if mishap.fault is Fault.HTML else int(mishap.fault))
        case Fault.RESET:
            return Answer(0, b"", mishap=_on_the_wire(mishap))
    return None


def spoiled(answer: Answer, mishap: Mishap) -> Answer:
    """The true answer with the fault in it."""
    match mishap.fault:
        case Fault.TRUNCATED:
            answer.body = answer.body[: len(answer.body) // 2]
        case Fault.EMPTY:
            answer.body = b""
        case Fault.ODD_RECORD:
            answer.body = _with_odd_record(answer.body, mishap.odd)
        case Fault.EMPTY_LIST:
            answer.body = b"[]" if answer.body.startswith(b"[") else answer.body
        case _:
            answer.mishap = _on_the_wire(mishap)
    return answer


def _page(status: int) -> Answer:
    page = _PAGE.format(_TITLES[status])
    return Answer(status, page.encode(), {"content-type": "text/html; charset=utf-8"})


def sso_page(status: int) -> HTMLResponse:
    """The same page, for a route that turns somebody away by itself."""
    return HTMLResponse(_PAGE.format(_TITLES[status]), status)


def _on_the_wire(mishap: Mishap) -> wire.Mishap:
    fault = wire.Fault(mishap.fault.value)
    return wire.Mishap(fault, 1, "", None, None, mishap.seconds, "")


def _with_odd_record(body: bytes, how: str) -> bytes:
    """A list whose first record is odd; anything else stays as it is."""
    listed: Any = json.loads(body) if body.startswith(b"[") else None
    if not isinstance(listed, list) or not listed:
        return body
    return json.dumps([odd_record(listed[0], how), *listed[1:]]).encode()
