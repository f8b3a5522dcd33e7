"""The stand-in in a process of its own, for benchmarks whose own work must not slow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from syncer.sandbox.garmin.server import GarminStandIn
from syncer.sandbox.strava.process import StravaProcess


class GarminProcess(StravaProcess):
    """Runs what `build` returns. All that is asked of it is a `url` inside a `with`."""

    def __init__(self, build: Callable[..., GarminStandIn], *told: Any) -> None:
        super().__init__(cast("Callable[..., Any]", build), *told)
