"""From a time series to what a run was. NumPy only, pure: the same arrays give the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MEASURED_WITH = "2"
"""Version of the measuring; a run measured with another one is measured anew when seen again."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One recording as parallel arrays of length n; NaN marks a missing value.

    `time_s` counts from the start and never decreases. `cadence_per_min` is as recorded (FIT
    stores strides of one foot; `cadence` decides), fractional part added. `distance_m` is
    cumulative. `pauses_s` (k x 2) holds start and end of each stop of the timer, in the same
    seconds. `barometric` says that altitude comes from a pressure sensor.
    """

    time_s: FloatArray
    distance_m: FloatArray | None = None
    speed_mps: FloatArray | None = None
    altitude_m: FloatArray | None = None
    lat_deg: FloatArray | None = None
    lon_deg: FloatArray | None = None
    cadence_per_min: FloatArray | None = None
    heart_rate_bpm: FloatArray | None = None
    pauses_s: FloatArray | None = None
    barometric: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run was, by our own measuring. None where the series did not carry it."""

    measured_with: str = MEASURED_WITH
    moving_s: float | None = None
    distance_m: float | None = None
    cadence_spm: float | None = None
    cadence_speed_mps: float | None = None
    cadence_eligible_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    steep_descent_m: float | None = None
    steep_climb_m: float | None = None
    terrain_rough: bool = False
    track_laps: int | None = None
    surface_m: Mapping[str, float] = field(default_factory=dict)
    speed_s: Mapping[str, float] = field(default_factory=dict)
    """Moving seconds by speed and by heart rate; `effort` reads them back."""
    heart_s: Mapping[str, float] = field(default_factory=dict)
