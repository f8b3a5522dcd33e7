"""The endpoints by which an app subscribes to events, shown by its id and secret."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.strava.asked import app_of, asked
from syncer.sandbox.strava.people import App
from syncer.sandbox.strava.refusals import as_json, bad_request, not_found
from syncer.sandbox.strava.webhooks import Subscription, Webhooks
from syncer.sandbox.strava.world import World

_PATH = "/api/v3/push_subscriptions"


class Push:
    """The routes. These calls carry the limits' headers but do not count."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        return [
            Route(_PATH, self.create, methods=["POST"]),
            Route(_PATH, self.list, methods=["GET"]),
            Route(f"{_PATH}/{{id:int}}", self.delete, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        told = await asked(request)
        app = app_of(self._world, told)
        for name in ("callback_url", "verify_token"):
            if not told.get(name):
                raise bad_request("PushSubscription", name.replace("_", " "), "missing")
        made = await run_in_threadpool(
            self._webhooks.subscribe, app, str(told["callback_url"]), str(told["verify_token"])
        )
        return self._answer(app, _told(made), 201)

    async def list(self, request: Request) -> Response:
        app = app_of(self._world, await asked(request))
        mine = [
            _told(one)
            for one in self._webhooks.subscriptions.values()
            if one.client_id == app.client_id
        ]
        return self._answer(app, mine, 200)

    async def delete(self, request: Request) -> Response:
        app = app_of(self._world, await asked(request))
        found = self._webhooks.subscriptions.get(request.path_params["id"])
        if found is None or found.client_id != app.client_id:
            raise not_found("PushSubscription")
        del self._webhooks.subscriptions[found.id]
        headers = self._headers(app) | {"content-type": "application/json; charset=utf-8"}
        return Response(status_code=204, headers=headers)

    def _answer(self, app: App, told: object, status: int) -> Response:
        answer = as_json(told, status)
        answer.headers.update(self._headers(app))
        return answer

    def _headers(self, app: App) -> dict[str, str]:
        with self._world.lock:
            return app.meter.headers(app.limits, self._world.clock())


def _told(one: Subscription) -> dict[str, Any]:
    made = f"{one.created_at:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "id": one.id,
        "resource_state": 2,
        "application_id": one.client_id,
        "callback_url": one.callback_url,
        "created_at": made,
        "updated_at": made,
    }
