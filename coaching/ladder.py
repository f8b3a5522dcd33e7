"""The ladder for the tendon below the kneecap: holds, slow heavy work, jumps, sport."""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Light
from coaching.body import Region
from coaching.lifting import strength_work
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.soreness import active_pain

STEPS = ("P1", "P2", "P3", "P4")
HOLDS_ABOVE = 3
"""NRS above which the tendon gets holds only."""
SPORT_MAX = 2
STEP_DAYS = 14
"""So long a step is done before the next one."""
STEP_SESSIONS = 4
"""Our choice: so often at least, so that one session two weeks ago is no step."""
COUNTS_DAYS = 84
LATELY_DAYS = 14


def ladder_step(log: TrainingLog, on: date) -> str:
    """The step that fits what was told of the tendon and what was done of the step before.

    Jumps and sport come only after sessions that name the step before: a block done as a whole
    says too little about the one exercise that hurts when it comes too early. Neither comes while
    the tendon is amber, anything is red or the way back still counts minutes.
    """
    step = _earned(log, on)
    places = active_pain(log, on)
    tendon = [place.light for place in places if place.region is Region.KNEE_BELOW_CAP]
    if Light.RED in tendon:
        return STEPS[0]
    way = returning(log, on)
    early = way is not None and way.phase != "build"
    if early or Light.AMBER in tendon or any(place.light is Light.RED for place in places):
        return min(step, STEPS[1])
    return step


def _earned(log: TrainingLog, on: date) -> str:
    told = _levels(log, on)
    lately = [level for day, level in told.items() if on - day <= timedelta(days=LATELY_DAYS)]
    if not lately:
        sore = any(place.region is Region.KNEE_BELOW_CAP for place in active_pain(log, on))
        return STEPS[0] if sore else STEPS[1]
    if lately[-1] > HOLDS_ABOVE:
        return STEPS[0]
    since = max((day for day, level in told.items() if level > HOLDS_ABOVE), default=date.min)
    if not _done_for_long(log, on, "P2", since):
        return STEPS[1]
    if lately[-1] <= SPORT_MAX and _done_for_long(log, on, "P3", since):
        return STEPS[3]
    return STEPS[2]


def _levels(log: TrainingLog, on: date) -> dict[date, int]:
    """The worst NRS told of the tendon on each day, the oldest first.

    Stairs stand in for the single-leg squat, which nobody asks for: one bent knee carries all.
    """
    found: dict[date, int] = {}
    for report in log.pain_on(on - timedelta(days=COUNTS_DAYS), on):
        told: list[int | None] = [0] if report.nothing else []
        if report.region is Region.KNEE_BELOW_CAP:
            told = [report.worst, report.after, report.stairs, report.walking]
        levels = [level for level in told if level is not None]
        if levels:
            found[report.on] = max(*levels, found.get(report.on, 0))
    return found


def _done_for_long(log: TrainingLog, on: date, code: str, since: date) -> bool:
    first = max(on - timedelta(days=COUNTS_DAYS - 1), since)
    days = sorted({s.on for s in strength_work(log, first, on) if code in s.exercises})
    long = bool(days) and days[-1] - days[0] >= timedelta(days=STEP_DAYS)
    return long and len(days) >= STEP_SESSIONS
