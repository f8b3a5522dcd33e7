"""An even recording that agrees with an activity's fields, for those that were given none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.garmin.kinds import is_inside, is_run, is_wet, sport_of

_EVERY_S = 2
_M_PER_DEGREE = 111_195.0
_MIDDLE_LAT, _MIDDLE_LON = 0.25, -1.75
"""Where activities without a place of their own go round: open ocean, nobody's home."""


def starts_at(metres: float) -> tuple[float, float]:
    """Where an even course of this length begins and ends."""
    return _MIDDLE_LAT, _MIDDLE_LON + metres / (2 * np.pi) / _M_PER_DEGREE


def even(fields: Mapping[str, Any], started_at: datetime) -> Activity:
    """The recording: one speed, a round course, gentle hills, a lap a kilometre."""
    kind = str(fields["activityType"]["typeKey"])
    seconds = max(round(float(fields["duration"])), 1)
    metres = float(fields.get("distance") or 0.0)
    time_s = np.unique(np.append(np.arange(0.0, seconds, _EVERY_S), float(seconds)))
    speed_mps = metres / seconds
    distance_m = speed_mps * time_s
    wave = np.sin(time_s / 50)
    sport, sub_sport = sport_of(kind)
    outside = metres > 0 and not is_inside(kind)
    radius = metres / (2 * np.pi) / _M_PER_DEGREE
    turn = 2 * np.pi * distance_m / max(metres, 1.0)
    steps = fields.get("averageRunningCadenceInStepsPerMinute")
    pulse = fields.get("averageHR")
    offset = started_at.utcoffset()
    assert offset is not None
    laps = np.arange(1000.0, metres - 50, 1000.0) if is_run(kind) else np.array([])
    return Activity(
        started_at=started_at,
        utc_offset_s=round(offset.total_seconds()),
        sport=sport,
        sub_sport=sub_sport,
        time_s=time_s,
        laps_s=(*(float(round(at / speed_mps)) for at in laps.tolist()), float(seconds)),
        lat_deg=_MIDDLE_LAT + radius * np.sin(turn) if outside else None,
        lon_deg=_MIDDLE_LON + radius * np.cos(turn) if outside else None,
        altitude_m=12 + 4 * np.sin(distance_m / 300) if outside and not is_wet(kind) else None,
        distance_m=distance_m if metres else None,
        speed_mps=speed_mps * (1 + 0.02 * wave) if metres else None,
        cadence_spm=None if steps is None else float(steps) + 2 * wave,
        heart_rate_bpm=None if pulse is None else float(pulse) + 3 * wave,
        ascent_m=fields.get("elevationGain") if outside else None,
        descent_m=fields.get("elevationLoss") if outside else None,
    )
