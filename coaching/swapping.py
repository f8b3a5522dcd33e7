"""What to do instead of running while something hurts: which sports, how often, how long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.advice import Light
from coaching.body import PainClass
from coaching.log import TrainingLog
from coaching.soreness import soreness

USUAL_DAYS = 28
KNOWN_DAYS = 84
MIN_SESSIONS = 2
AMBER_SHARE = 0.4
"""Convention: after amber pain runs are 30 to 50 % shorter; what is left out is swapped."""
FEWEST, MOST = 2, 4
SHORTEST_MIN, LONGEST_MIN, STEP_MIN = 15, 90, 5
SPORTS = ("ride", "swim", "row", "elliptical", "water_running")
OFFERED = ("ride", "swim", "row", "water_running")


@dataclass(frozen=True, slots=True)
class Swap:
    """`sessions` a week of `minutes` each, in one of these sports; the runner's own come first."""

    sessions: int
    minutes: int
    sports: tuple[str, ...]


def swap(log: TrainingLog, on: date) -> Swap | None:
    """None without amber or red pain, for a red bone, or where the usual week is unknown."""
    sore = soreness(log, on)
    light = max((place.light for place in sore), default=Light.GREY)
    if light < Light.AMBER:
        return None
    bone = [p for p in sore if p.light is Light.RED and p.region.pain_class is PainClass.BONE]
    if bone:
        return None
    day = max(place.day for place in sore if place.light is light)
    usual = log.sessions_on(day - timedelta(days=USUAL_DAYS - 1), day, on)
    if len(usual) < MIN_SESSIONS:
        return None
    weeks = USUAL_DAYS / 7
    minutes = sum(session.moving_s for session in usual) / 60.0 / weeks
    sessions = min(max(round(len(usual) / weeks), FEWEST), MOST)
    each = minutes * (1.0 if light is Light.RED else AMBER_SHARE) / sessions
    rounded = round(each / STEP_MIN) * STEP_MIN
    return Swap(sessions, min(max(rounded, SHORTEST_MIN), LONGEST_MIN), _sports(log, on))


def _sports(log: TrainingLog, on: date) -> tuple[str, ...]:
    """What the runner does anyway, the most often first; else what most people can get at."""
    done: Counter[str] = Counter()
    for other in reversed(log.others):
        if other.local_date < on - timedelta(days=KNOWN_DAYS):
            break
        if other.local_date <= on and other.sport in SPORTS:
            done[other.sport] += 1
    own = sorted(done, key=lambda sport: (-done[sport], SPORTS.index(sport)))
    return tuple(own) or OFFERED
