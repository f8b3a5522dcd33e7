"""A club with Strava's stand-in beside it, for what is held to a contract over the socket."""

from __future__ import annotations

from tests.strava.conftest import clock, road, strava

__all__ = ["clock", "road", "strava"]
