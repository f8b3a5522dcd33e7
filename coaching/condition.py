"""Where it hurts and what brings it on: what it could be. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.advice import Light
from coaching.body import Region, Timing
from coaching.catalogue import Condition, conditions
from coaching.facts import PainReport
from coaching.log import TrainingLog
from coaching.soreness import active_pain

DAYS = 14
MOST = 2
STEEP_M = 100.0
LAPS = 6
SURE = {1: "low", 2: "medium"}
"""By how many things fit; three and more are high."""
_BONES = frozenset({Region.SHIN_INNER, Region.SHIN_FRONT, Region.FOOT_TOP})
_SPOT = "one_finger_spot"
_WARM = frozenset({"warms_up", "eases_when_warm"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that it could be, and how well it fits: low, medium or high."""

    condition: Condition
    confidence: str
    matched: frozenset[str]


def possible(log: TrainingLog, on: date) -> tuple[Candidate, ...]:
    """At most two, the best fitting first; none without a place and one thing that fits."""
    found: list[Candidate] = []
    places = active_pain(log, on)
    red = {place.region for place in places if place.light is Light.RED}
    for region in dict.fromkeys(place.region for place in places):
        feels = _feels(log, region, on)
        if region in _BONES and (region in red or _SPOT in feels):
            continue  # a red bone or one spot on it is a question for a doctor and gets no name
        for condition in conditions().values():
            matched = condition.feels & feels
            if region in condition.regions and matched:
                found.append(Candidate(condition, SURE.get(len(matched), "high"), matched))
    found.sort(key=lambda one: (-len(one.matched), one.condition.code))
    once = {one.condition.code: one for one in reversed(found)}
    return tuple([one for one in found if once[one.condition.code] is one][:MOST])


def _feels(log: TrainingLog, region: Region, on: date) -> Set[str]:
    """What was told of a place in two weeks, and what the runs of its sore days show."""
    feels: set[str] = set()
    for report in log.pain_on(on - timedelta(days=DAYS - 1), on):
        if report.region is not region:
            continue
        feels |= report.feels
        if report.worst:
            feels |= _WARM if report.timing in (Timing.EASES, Timing.AT_START) else set()
            feels |= _of_runs(log, report, on)
    return feels


def _of_runs(log: TrainingLog, report: PainReport, on: date) -> Set[str]:
    shown: set[str] = set()
    for session in log.sessions_on(report.on, report.on, on):
        for run in session.runs:
            if (run.steep_descent_m or 0.0) >= STEEP_M:
                shown.add("downhill")
            if (run.track_laps or 0) >= LAPS:
                shown.add("one_way_track")
    return shown
