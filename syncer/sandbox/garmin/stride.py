"""How a stand-in's runner touches the ground, from speed and cadence: plausible, no more.

Slower and with fewer steps, the foot stays longer on the ground; faster, the body rises higher.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from syncer.sandbox.fit_writer import Activity

FloatArray = NDArray[np.float64]

WALKING_MPS = 1.8
_USUAL_MPS, _USUAL_SPM = 2.9, 168.0


@dataclass(frozen=True, slots=True, eq=False)
class Stride:
    """One value a sample. Lengths in centimetres, as Garmin tells them; balance is the left."""

    contact_ms: FloatArray
    balance_left_pct: FloatArray
    oscillation_cm: FloatArray
    step_cm: FloatArray
    ratio_pct: FloatArray


@lru_cache(maxsize=4)
def stride(activity: Activity, person: int) -> Stride | None:
    """The stride of an activity with speed and cadence; None for any other.

    `person` decides on which foot somebody stands a little longer, always the same one.
    """
    if activity.speed_mps is None or activity.cadence_spm is None:
        return None
    speed = np.maximum(activity.speed_mps, 0.3)
    steps = np.maximum(activity.cadence_spm, 40.0)
    faster, quicker = speed - _USUAL_MPS, steps - _USUAL_SPM
    wave = np.sin(activity.time_s / 47)
    contact = np.clip(250 - 45 * faster - 0.9 * quicker + 4 * wave, 180, 460)
    rise = np.clip(8.6 + 0.9 * faster - 0.03 * quicker + 0.2 * wave, 4.0, 12.0)
    step = np.clip(speed * 60 / steps * 100, 25, 220)
    lean = (person * 37 % 25 - 12) / 10
    balance = 50 + lean + 0.25 * np.sin(activity.time_s / 90)
    return Stride(contact, balance, rise, step, rise / step * 100)


def running(activity: Activity) -> NDArray[np.bool_]:
    """At which samples somebody ran and did not walk or stand."""
    assert activity.speed_mps is not None
    return activity.speed_mps >= WALKING_MPS
