"""Runs as a watch records them, in Strava's shape."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np

from syncer.sandbox.members import MAREN
from syncer.sandbox.running import Outing, simulate
from syncer.sandbox.strava import Streams
from syncer.sandbox.strava.simulated import fields_of, streams_of
from syncer.sandbox.world import LOOPS


@cache
def recorded(km: float, every_s: int) -> tuple[dict[str, Any], Streams]:
    """Fields and streams of a run of this length. Everybody shares them: memory is not measured
    on that side."""
    outing = Outing(
        started_at=datetime(2026, 3, 1, 18, tzinfo=UTC),
        distance_m=km * 1000,
        loop=next(loop for loop in LOOPS.values() if loop.outside),
        effort="easy",
        every_s=every_s,
    )
    activity = simulate(outing, MAREN.body, MAREN.place, np.random.default_rng(1))
    return fields_of(activity), streams_of(activity)
