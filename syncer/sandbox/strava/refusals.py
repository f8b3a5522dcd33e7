"""What Strava says when it refuses, in its own words and shape."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

CROWDED = "Limit of connected athletes exceeded"


class Refused(Exception):
    """A request that Strava turns away, with the status and the body it sends."""

    def __init__(self, status: int, body: Mapping[str, object]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def fault(status: int, message: str, *errors: tuple[str, str, str]) -> Refused:
    """The usual body: a message, and errors as (resource, field, code)."""
    keys = ("resource", "field", "code")
    listed = [dict(zip(keys, error, strict=True)) for error in errors]
    return Refused(status, {"message": message, "errors": listed})


def bad_request(resource: str, field: str, code: str) -> Refused:
    return fault(400, "Bad Request", (resource, field, code))


def unauthorised(resource: str = "Application", field: str = "", code: str = "invalid") -> Refused:
    return fault(401, "Authorization Error", (resource, field, code))


def scope_missing(permission: str) -> Refused:
    return unauthorised("AccessToken", f"{permission}_permission", "missing")


def inactive() -> Refused:
    return fault(403, "Forbidden", ("Application", "Status", "Inactive"))


def crowded() -> Refused:
    return fault(403, CROWDED, ("Application", "Athletes", "Exceeded"))


def not_found(resource: str = "Activity") -> Refused:
    return fault(404, "Record Not Found", (resource, "id", "invalid"))


def no_streams() -> Refused:
    return fault(404, "Resource Not Found")


def too_many() -> Refused:
    """Here `errors` is a text, not a list: so it was recorded."""
    said = {"errors": "Rate Limit Exceeded", "status": 429, "message": "Too Many Requests"}
    return Refused(429, said)


def as_json(content: object, status: int = 200) -> Response:
    """An answer as compact JSON, in the content type that Strava sends."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return raw_json(text, status)


def raw_json(text: str, status: int = 200) -> Response:
    headers = {"content-type": "application/json; charset=utf-8"}
    return Response(text.encode(), status_code=status, headers=headers)
