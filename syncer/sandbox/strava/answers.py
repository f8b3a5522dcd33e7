"""An answer in bytes, what a fault makes of it, and how it goes over the wire, or does not."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from starlette.types import Receive, Scope, Send

from syncer.sandbox.strava import refusals
from syncer.sandbox.strava.faults import BEFORE, Fault, Mishap
from syncer.sandbox.strava.oddities import odd_record

_GATEWAY = "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1></body>\r\n</html>\r\n"
_REASONS = {
    200: "We&rsquo;ll be right back",
    502: "502 Bad Gateway",
    503: "503 Service Unavailable",
}
_DRIP_S = 0.25


@dataclass(slots=True)
class Answer:
    """Status, headers and body. `mishap` says how sending it goes wrong."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    mishap: Mishap | None = None


def refusal(refused: refusals.Refused) -> Answer:
    body = json.dumps(refused.body, separators=(",", ":")).encode()
    return Answer(refused.status, body, {"content-type": "application/json; charset=utf-8"})


def instead(mishap: Mishap) -> Answer | None:
    """The answer given in place of doing anything; None when the fault comes later."""
    match mishap.fault:
        case Fault.TOO_MANY:
            return refusal(refusals.too_many())
        case Fault.UNAUTHORISED:
            return refusal(refusals.unauthorised())
        case Fault.INACTIVE:
            return refusal(refusals.inactive())
        case Fault.NOT_FOUND:
            return refusal(refusals.not_found())
        case Fault.SERVER_ERROR:
            return refusal(refusals.fault(500, "error"))
        case Fault.BAD_GATEWAY | Fault.UNAVAILABLE | Fault.HTML:
            status = 200 if mishap.fault is Fault.HTML else int(mishap.fault)
            page = _GATEWAY.format(_REASONS[status])
            return Answer(status, page.encode(), {"content-type": "text/html; charset=utf-8"})
        case Fault.RESET:
            return Answer(0, b"", mishap=mishap)
    assert mishap.fault not in BEFORE
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
        case _:
            answer.mishap = mishap
    return answer


def _with_odd_record(body: bytes, how: str) -> bytes:
    """A list whose first record is odd; anything else stays as it is."""
    listed: Any = json.loads(body) if body else None
    if not isinstance(listed, list) or not listed:
        return body
    return json.dumps([odd_record(listed[0], how), *listed[1:]]).encode()


async def send_out(
    answer: Answer, closing: Event, scope: Scope, receive: Receive, send: Send
) -> None:
    """Put the answer on the wire, with what goes wrong there; `closing` cuts long waits short."""
    fault = answer.mishap.fault if answer.mishap is not None else None
    if fault in (Fault.RESET, Fault.LOST_ANSWER):
        _reset(scope["state"]["transport"])
        await _until_gone(receive)
        return
    if fault is Fault.WRONG_LENGTH:
        transport = scope["state"]["transport"]
        transport.write(_too_short(answer))
        transport.close()
        await _until_gone(receive)
        return
    assert answer.mishap is None or fault in (Fault.SLOW_DRIP, Fault.DELAY)
    if answer.mishap is not None and fault is Fault.DELAY:
        await _pause(answer.mishap.seconds, closing)
    headers = answer.headers | {"content-length": str(len(answer.body))}
    if answer.status == 204:
        del headers["content-length"]
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.mishap is not None and fault is Fault.SLOW_DRIP:
        await _drip(answer.body, answer.mishap.seconds, closing, send)
    else:
        await send({"type": "http.response.body", "body": answer.body})


async def _pause(seconds: float, closing: Event) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not closing.is_set():
        await asyncio.sleep(min(left, _DRIP_S))


async def _drip(body: bytes, seconds: float, closing: Event, send: Send) -> None:
    pieces = max(1, min(len(body), round(seconds / _DRIP_S)))
    size = -(-len(body) // pieces)
    for start in range(0, len(body), size):
        await _pause(seconds / pieces, closing)
        await send(
            {"type": "http.response.body", "body": body[start : start + size], "more_body": True}
        )
    await send({"type": "http.response.body", "body": b""})


def _reset(transport: asyncio.Transport) -> None:
    """Close so that the other side sees a reset, not an end."""
    linger = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()


def _too_short(answer: Answer) -> bytes:
    headers = answer.headers | {"content-length": str(len(answer.body) + 100)}
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    return f"HTTP/1.1 {answer.status} OK\r\n{''.join(lines)}\r\n".encode() + answer.body


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
