"""The time zone of a place, so that a run belongs to the runner's own day."""

from __future__ import annotations

import numpy as np

from syncer.measure import Series


def timezone_of(series: Series) -> str | None:
    """The IANA name of the zone where the series begins, None without a position."""
    if series.lat_deg is None or series.lon_deg is None:
        return None
    placed = np.flatnonzero(~np.isnan(series.lat_deg) & ~np.isnan(series.lon_deg))
    if not placed.size:
        return None
    # Its map takes 35 MB once loaded, which a file without a position need not pay.
    from tzfpy import get_tz

    first = placed[0]
    return get_tz(float(series.lon_deg[first]), float(series.lat_deg[first])) or None
