"""What Garmin says when it refuses: the API in JSON, the tokens' door in OAuth's words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

JSON = "application/json;charset=UTF-8"


class Refused(Exception):
    """A request that is turned away, with the status and the body that are sent."""

    def __init__(self, status: int, body: Mapping[str, object]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def refused(status: int, message: str, error: str) -> Refused:
    return Refused(status, {"message": message, "error": error})


def bad_request(message: str) -> Refused:
    return refused(400, message, "BadRequestException")


def unauthorised(message: str = "HTTP 401 Unauthorized") -> Refused:
    return refused(401, message, "NotAuthorizedException")


def forbidden() -> Refused:
    return refused(403, "HTTP 403 Forbidden", "ForbiddenException")


def not_found(message: str = "HTTP 404 Not Found") -> Refused:
    return refused(404, message, "NotFoundException")


def too_many() -> Refused:
    return refused(429, "HTTP 429 Too Many Requests", "ClientErrorException")


def invalid_grant(why: str) -> Refused:
    return Refused(400, {"error": "invalid_grant", "error_description": why})


def invalid_client() -> Refused:
    return Refused(401, {"error": "invalid_client", "error_description": "Unknown client"})


def as_json(content: object, status: int = 200) -> Response:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return raw_json(text, status)


def raw_json(text: str, status: int = 200) -> Response:
    return Response(text.encode(), status_code=status, headers={"content-type": JSON})


def done() -> Response:
    """Garmin's answer to most writing: 204 and nothing."""
    return Response(status_code=204)
