"""What a request carries: the object in its body, a day in its address."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from starlette.requests import Request

from syncer.sandbox.garmin.refusals import bad_request


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the body. Raises Refused for anything else."""
    try:
        found = json.loads(await request.body())
    except ValueError:
        raise bad_request("The body is no JSON") from None
    if not isinstance(found, dict):
        raise bad_request("The body is no object")
    return found


def day_of(text: object) -> date:
    """A day as Garmin writes it. Raises Refused for what is none."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise bad_request(f"{text} is no date") from None
