"""Garmin Connect: a runner's activities, nights and calendar, as Garmin's own app sees them.

`client` and `web` speak HTTP and name what went wrong, `login` and `sealed` connect, `records`
reads Garmin's records one by one, `account` is one runner's account and `source` the way into
it. Garmin publishes no such access: `docs/garmin.md` says what that means. Only this package
imports garminconnect, and only when it is used: it is slow to import.
"""

from __future__ import annotations

NAME = "garmin"
"""What activities and connections of this source say."""
LABEL = "Garmin Connect"
"""What people call it."""
