"""What a request carries, wherever Strava takes it from: query, form or JSON."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from syncer.sandbox.strava.people import App
from syncer.sandbox.strava.refusals import bad_request, unauthorised
from syncer.sandbox.strava.world import World


async def asked(request: Request) -> dict[str, Any]:
    """All parameters, those of the body over those of the address."""
    found: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.body()
        if body:
            try:
                told = json.loads(body)
            except ValueError:
                raise bad_request("Application", "body", "invalid") from None
            found |= told if isinstance(told, dict) else {}
    else:
        found |= dict((await request.form()).items())
    return found


def app_of(world: World, told: dict[str, Any]) -> App:
    """The app that names itself by id and secret. Raises Refused."""
    told_id = str(told.get("client_id", ""))
    app = world.apps.get(int(told_id)) if told_id.isdecimal() else None
    if app is None:
        raise bad_request("Application", "client_id", "invalid")
    if told.get("client_secret") != app.client_secret:
        raise unauthorised()
    return app
