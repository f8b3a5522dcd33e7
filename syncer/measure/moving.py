"""How far a runner went, and how long they were really moving."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncer.measure.trace import LONGEST_SILENCE_S, Trace, speed_from_distance

MOVING_MPS = 0.5
"""Slower than this is standing; a tired walk is twice as fast (our choice)."""
MOST_UNSEEN = 0.1
OWN_SPEED_S = 10.0
"""Up to this long a record's own speed speaks for the time before it."""


def distance_m(trace: Trace) -> float | None:
    """Metres covered, by the device's counter, else along the positions; None without either."""
    return None if trace.distance_m is None else float(trace.distance_m[-1])


def moving_s(trace: Trace, on_treadmill: bool) -> float | None:
    """Seconds in motion; None where the timer was asked and never ran."""
    seconds = float(trace.step_s[in_motion(trace, on_treadmill)].sum())
    return None if seconds == 0 and _by_timer(trace, on_treadmill) else seconds


def in_motion(trace: Trace, on_treadmill: bool) -> NDArray[np.bool_]:
    """For each record, whether the time that it ends counts as time in motion.

    By the timer, pauses taken out, where nothing tells motion from standing; a silence of over
    an hour never counts then.
    """
    if _by_timer(trace, on_treadmill):
        return trace.step_s <= LONGEST_SILENCE_S
    return moving(trace)


def _by_timer(trace: Trace, on_treadmill: bool) -> bool:
    """On a treadmill the belt moves and the watch guesses, so the timer is believed; so it is
    where a good part of the distance came without the samples that led to it."""
    distance = distance_m(trace)
    unseen = distance is not None and trace.caught_up_m > MOST_UNSEEN * distance
    return on_treadmill or unseen or (distance is None and trace.speed_mps is None)


def moving(trace: Trace) -> NDArray[np.bool_]:
    """For each record, whether the runner moved in the time that it ends.

    Short steps are judged by the recorded speed or by the way of the ten seconds around them,
    whichever is greater: counters that move in whole metres stand still between two of them.
    Longer steps are judged by the distance they covered alone, because the record that ends a
    stop at a traffic light already shows running speed.
    """
    own = np.zeros(len(trace.step_s))
    if trace.speed_mps is not None:
        own = np.nan_to_num(trace.speed_mps)
    if trace.distance_m is None:
        return (own >= MOVING_MPS) & (trace.step_s <= LONGEST_SILENCE_S)
    own = np.maximum(own, speed_from_distance(trace.step_s, trace.distance_m))
    covered = np.diff(trace.distance_m, prepend=0.0)
    return np.where(
        trace.step_s <= OWN_SPEED_S, own >= MOVING_MPS, covered >= MOVING_MPS * trace.step_s
    )
