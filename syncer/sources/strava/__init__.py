"""Strava: what it says of a runner's activities, asked for with good manners.

`web` speaks HTTP and names what went wrong, `oauth` connects and parts, `records` reads its
records one by one, `series` its streams. Only this package imports stravalib, and only when it
is used: it is slow to import.
"""

from __future__ import annotations

NAME = "strava"
"""What activities and connections of this source say."""
LABEL = "Strava"
"""What people call it."""
