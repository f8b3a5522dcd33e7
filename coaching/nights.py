"""Nights: how long somebody slept, and whether the resting pulse is up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean, median

from coaching.log import Night, TrainingLog

SLEEP_DAYS, MIN_NIGHTS = 7, 14
PULSE_DAYS, MIN_MORNINGS = 28, 21
PULSE_UP_BPM = 7.0
PULSE_UP_DAYS = 2


def slept_h(log: TrainingLog, on: date) -> float | None:
    """The mean of the last 7 nights; None with fewer than 14 nights in 28 days, or 4 of the 7."""
    known = [n.slept_h for n in _nights(log, on, PULSE_DAYS) if n.slept_h is not None]
    week = [n.slept_h for n in _nights(log, on, SLEEP_DAYS) if n.slept_h is not None]
    if len(known) < MIN_NIGHTS or len(week) <= SLEEP_DAYS // 2:
        return None
    return fmean(week)


def pulse_up_bpm(log: TrainingLog, on: date) -> float | None:
    """How far the pulse lay above its 28-day median on both of the last two mornings.

    The lesser of the two; None with fewer than 21 mornings known or unless both were up.
    """
    known = {n.on: n.resting_bpm for n in _nights(log, on, PULSE_DAYS) if n.resting_bpm is not None}
    if len(known) < MIN_MORNINGS:
        return None
    usual = median(known.values())
    days = [on - timedelta(days=back) for back in range(PULSE_UP_DAYS)]
    above = [known[day] - usual for day in days if day in known]
    if len(above) < PULSE_UP_DAYS or min(above) < PULSE_UP_BPM:
        return None
    return min(above)


def _nights(log: TrainingLog, on: date, days: int) -> Sequence[Night]:
    start = bisect_left(log.nights, on - timedelta(days=days - 1), key=lambda n: n.on)
    return log.nights[start : bisect_right(log.nights, on, lo=start, key=lambda n: n.on)]
