"""The platforms that runners connect to, by name. To add one: a package here and a line below."""

from __future__ import annotations

from syncer.sources import Source, garmin, strava

LABELS = {strava.NAME: strava.LABEL, garmin.NAME: garmin.LABEL}
"""What people call each platform, by what activities and connections say."""


def platform(name: str) -> Source:
    """The source of this name. Its library is slow to import, so that happens on first use."""
    if name == strava.NAME:
        from syncer.sources.strava.account import Strava

        return Strava()
    if name == garmin.NAME:
        from syncer.sources.garmin.account import GarminSource

        return GarminSource()
    raise ValueError(f"{name!r} is none of {', '.join(LABELS)}")
