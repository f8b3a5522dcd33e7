"""Clubs with a platform's stand-in beside them, for what is held to a contract over the socket."""

from __future__ import annotations

from tests.garmin.conftest import garmin
from tests.garmin.conftest import road as garmin_road
from tests.strava.conftest import clock, road, strava

__all__ = ["clock", "garmin", "garmin_road", "road", "strava"]
