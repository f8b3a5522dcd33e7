"""The part of Garmin's API about the person: what a login reads before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncer.sandbox.garmin.people import (
    Account,
    devices,
    personal_information,
    social_profile,
    user_settings,
)
from syncer.sandbox.garmin.refusals import as_json
from syncer.sandbox.garmin.world import World

_SERVICE = "/userprofile-service"


class Profile:
    """The routes. The door has left the account's number in the state."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        settings = f"{_SERVICE}/userprofile/user-settings"
        person = f"{_SERVICE}/userprofile/personal-information/{{name}}"
        watches = "/device-service/deviceregistration/devices"
        return [
            Route(watches, self._tells(devices), methods=["GET"]),
            Route(f"{_SERVICE}/socialProfile", self._tells(social_profile), methods=["GET"]),
            Route(settings, self._tells(user_settings), methods=["GET"]),
            Route(person, self._tells(personal_information), methods=["GET"]),
        ]

    def _tells(self, what: Callable[[Account], object]) -> Callable[[Request], Any]:
        async def told(request: Request) -> Response:
            with self._world.lock:
                return as_json(what(self._world.accounts[request.state.profile_id]))

        return told
