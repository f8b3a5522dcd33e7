"""How much longer one session was than anything in the 30 days before, and what may come next.

Shared by the rule `session_spike`, by every rule that must know of a spike, and by the plan.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.advice import Light
from coaching.experience import History, history_level, is_novice
from coaching.log import Session, TrainingLog

WINDOW_DAYS = 30
SMALL_ABOVE = 1.10
MODERATE_ABOVE = 1.30
STRONG_ABOVE = 2.00
MIN_SESSIONS = 4
MIN_FIRST_DAYS_AGO = 14
FLOOR_M = 5_000.0
"""Our choice: a shorter run is never called a spike, however short the others were."""
FLOOR_EXTRA_M = 1_000.0
"""Our choice: nor is one that is longer by less than this."""

CAP_RATIO = 1.10
CAP_STEP_M = 500.0
NOVICE_STEP_M, NOVICE_EXTRA_M = 1_000.0, 2_000.0
"""Our choice: a novice's longest run grows by a tenth or 1 km, whichever is more, at most 2 km."""

_EXACT_DIGITS = 9
"""14.08 / 12.8 is 1.1 on paper and 1.1000000000000001 in a float: edges are compared rounded."""


@dataclass(frozen=True, slots=True)
class Spike:
    """One session against the longest of the 30 days before it. `light` is green or amber."""

    session: Session
    longest_m: float
    ratio: float
    light: Light
    label: str | None

    @property
    def is_amber(self) -> bool:
        return self.light is Light.AMBER


def _window(log: TrainingLog, session: Session, as_of: date) -> Sequence[Session]:
    start = session.started_at
    return log.sessions_from(start - timedelta(days=WINDOW_DAYS), start, as_of)


def spike(log: TrainingLog, session: Session, on: date) -> Spike | None:
    """A session of the local day `on` judged; None where too little is known to compare.

    A distance that a treadmill only estimated is not judged: it may be off by more than a spike.
    """
    if session.distance_estimated or history_level(log, on) < History.SETTLED:
        return None
    window = _window(log, session, on)
    if len(window) < MIN_SESSIONS:
        return None
    first_day = min(s.local_date for s in window)
    if session.local_date - first_day < timedelta(days=MIN_FIRST_DAYS_AGO):
        return None
    longest_m = max(s.distance_m for s in window)
    ratio = session.distance_m / longest_m
    label = _label(session.distance_m, longest_m)
    light = Light.GREEN if label is None else Light.AMBER
    return Spike(session, longest_m, ratio, light, label)


def _label(distance_m: float, longest_m: float) -> str | None:
    ratio = round(distance_m / longest_m, _EXACT_DIGITS)
    extra_m = round(distance_m - longest_m, 3)
    if ratio <= SMALL_ABOVE or distance_m < FLOOR_M or extra_m < FLOOR_EXTRA_M:
        return None
    if ratio <= MODERATE_ABOVE:
        return "small"
    return "moderate" if ratio <= STRONG_ABOVE else "strong"


def sessions_to_judge(log: TrainingLog, on: date) -> list[Session]:
    """What a day's spike rule looks at: sessions that started on it or went on into it."""
    return [*log.calendar.reaching_into(on), *log.sessions_on(on, on)]


def spike_on(log: TrainingLog, on: date) -> Spike | None:
    """The day's greatest spike; None where nothing could be compared."""
    known: dict[date, Spike | None] = log.keep("spikes", date.min, dict)
    if on not in known:
        known[on] = _spike_on(log, on)
    return known[on]


def _spike_on(log: TrainingLog, on: date) -> Spike | None:
    judged = [spike(log, session, on) for session in sessions_to_judge(log, on)]
    found = [one for one in judged if one is not None]
    return max(found, key=lambda one: (one.light, one.ratio, one.session.key), default=None)


def amber_spikes(log: TrainingLog, first: date, last: date) -> list[Spike]:
    """The amber spikes of the local days `first` to `last`, each as it was seen on its day."""
    days = sorted({session.local_date for session in log.sessions_on(first, last)})
    found = [spike_on(log, day) for day in days]
    return [one for one in found if one is not None and one.is_amber]


def spiked_since(log: TrainingLog, on: date, days: int) -> bool:
    """Whether any of the last `days` local days, `on` included, had an amber spike."""
    return bool(amber_spikes(log, on - timedelta(days=days - 1), on))


def next_long_run_m(log: TrainingLog, on: date) -> float | None:
    """How long the longest run of the coming days may be, in whole half kilometres.

    None where too little is known. One big jump is no new base to jump from (our choice): a spike
    does not count for a week, a race or one above twice the longest not for 30 days.
    """
    if longest_lately_m(log, on) is None:
        return None
    first = on - timedelta(days=WINDOW_DAYS - 1)
    jumps = _no_bases(log, first, on)
    keys = {jump.session.key for jump in jumps}
    usual = [s.distance_m for s in log.sessions_on(first, on) if s.key not in keys]
    longest_m = max([*usual, *(jump.longest_m for jump in jumps[:1])])
    novice = is_novice(log, on)
    return novice_cap_m(longest_m) if novice else down_to_step(CAP_RATIO * longest_m)


def _no_bases(log: TrainingLog, first: date, on: date) -> list[Spike]:
    """The spikes of these days that are no base to jump from.

    Only sessions that can be one are judged: of this week, races, and those beyond double of all
    before them.
    """
    days: set[date] = set()
    longest_m = 0.0
    for session in log.sessions_on(first, on):
        lately = on - session.local_date < timedelta(days=7)
        if lately or session.race or session.distance_m > STRONG_ABOVE * longest_m:
            days.add(session.local_date)
        longest_m = max(longest_m, session.distance_m)
    found = [spike_on(log, day) for day in sorted(days)]
    return [one for one in found if one is not None and one.is_amber and _is_no_base(one, on)]


def _is_no_base(jump: Spike, on: date) -> bool:
    lately = on - jump.session.local_date < timedelta(days=7)
    return lately or jump.session.race or round(jump.ratio, _EXACT_DIGITS) > STRONG_ABOVE


def novice_cap_m(longest_m: float) -> float:
    """How long a novice's next longest run may be, in whole half kilometres."""
    step_m = max((CAP_RATIO - 1.0) * longest_m, NOVICE_STEP_M)
    return down_to_step(longest_m + min(step_m, NOVICE_EXTRA_M))


def longest_lately_m(log: TrainingLog, on: date) -> float | None:
    """The longest session of the 30 days that end on `on`; None where too little is known."""
    lately = log.sessions_on(on - timedelta(days=WINDOW_DAYS - 1), on)
    if history_level(log, on) < History.SETTLED or len(lately) < MIN_SESSIONS:
        return None
    if on - lately[0].local_date < timedelta(days=MIN_FIRST_DAYS_AGO):
        return None
    return max(s.distance_m for s in lately)


def down_to_step(distance_m: float) -> float:
    """A planned distance rounded down to half kilometres."""
    return math.floor(round(distance_m / CAP_STEP_M, _EXACT_DIGITS)) * CAP_STEP_M
