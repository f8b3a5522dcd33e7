"""The cue trial, hip or foot: one cue on an easy run, on and off, twice. It proves no cause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.advice import Light
from coaching.body import PainClass, Region
from coaching.catalogue import Cue, cues
from coaching.facts import CueTrial, RunKind
from coaching.log import Session, TrainingLog
from coaching.outcomes import GOOD_MAX
from coaching.return_to_run import returning
from coaching.soreness import Soreness, active_pain
from coaching.testing import balance_short, knee_in

TRIALS = 2
HELPS_POINTS = 1.0
PAIN_FROM, PAIN_TO = 1, 4
KEEP_DAYS = 28
"""Our choice: so long a cue that helped is spoken of."""
COUNTS_DAYS = 182
"""Our choice: after half a year a cue may be tried again, whatever it did then."""
GOOD_SESSIONS = 3
FLAT_M = 100.0
"""Convention: so many steep metres, up or down, and a run was not flat."""
HIP_FIRST = ("C1", "C2", "C3", "C5")
FOOT_FIRST = ("C3", "C1", "C2", "C5")
CADENCE_CUE = "C4"
"""The cadence rule's own."""
SHINS = frozenset({Region.SHIN_INNER, Region.SHIN_FRONT})
_EXACT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Trial:
    """A cue and where its trial stands. `helped` is None until both trials were told."""

    cue: Cue
    trials: int
    helped: bool | None
    uneven_next: bool = False


def trial(log: TrainingLog, on: date) -> Trial | None:
    """The cue that helped lately, or the next one to try; None if none fits."""
    places = active_pain(log, on)
    if any(place.light is Light.RED for place in places) or runs_are_counted(log, on):
        return None
    for code in HIP_FIRST:
        if helped(log, on, code):
            return _kept(log, on, cues()[code], places)
    if not _pain_fits(places):
        return None
    for code in _order(log, on, places):
        cue = cues()[code]
        done = trials(log, on, code)
        if len(done) < TRIALS and _allowed(cue, places):
            return Trial(cue, len(done), None)
    return None


def runs_are_counted(log: TrainingLog, on: date) -> bool:
    """Whether the way back to running still counts minutes: no time for experiments."""
    way = returning(log, on)
    return way is not None and way.phase != "build"


def helped(log: TrainingLog, on: date, code: str) -> bool:
    """Whether a cue lowered the pain by a point or more in its last two trials."""
    last = trials(log, on, code)[-TRIALS:]
    return len(last) == TRIALS and all(
        round(one.pain_without - one.pain_with, _EXACT_DIGITS) >= HELPS_POINTS for one in last
    )


def trials(log: TrainingLog, on: date, code: str, days: int = COUNTS_DAYS) -> list[CueTrial]:
    """The trials of a cue in the last `days` local days, the oldest first."""
    first = on - timedelta(days=days - 1)
    start = bisect_left(log.cue_trials, first, key=lambda one: one.on)
    end = bisect_right(log.cue_trials, on, lo=start, key=lambda one: one.on)
    return [one for one in log.cue_trials[start:end] if one.cue == code]


def _kept(log: TrainingLog, on: date, cue: Cue, places: Sequence[Soreness]) -> Trial | None:
    """The cue that helped, spoken of for four weeks; no other is tried after it."""
    done = trials(log, on, cue.code)
    if on - done[-1].on >= timedelta(days=KEEP_DAYS) or not _allowed(cue, places):
        return None
    uneven = cue.code == "C1" and _ready_for_uneven(log, on, done[-1].on, places)
    return Trial(cue, len(done), True, uneven)


def _ready_for_uneven(log: TrainingLog, on: date, since: date, places: Sequence[Soreness]) -> bool:
    """Whether three flat sessions went well with it and nothing is amber."""
    if any(place.light > Light.GREEN for place in places):
        return False
    reports = log.pain_on(since, on)
    well = {r.on for r in reports if r.nothing or (r.worst is not None and r.worst <= GOOD_MAX)}
    well -= {r.on for r in reports if r.worst is not None and r.worst > GOOD_MAX}
    later = log.sessions_on(since + timedelta(days=1), on)
    return sum(_flat(session) and session.local_date in well for session in later) >= GOOD_SESSIONS


def _flat(session: Session) -> bool:
    return not any(
        run.kind is RunKind.TRAIL
        or run.terrain_rough
        or (run.steep_descent_m or 0.0) >= FLAT_M
        or (run.steep_climb_m or 0.0) >= FLAT_M
        for run in session.runs
    )


def _order(log: TrainingLog, on: date, places: Sequence[Soreness]) -> Sequence[str]:
    """The foot first for a shin or a short balance, unless a squat pointed to the hip."""
    shin = any(place.region in SHINS for place in places)
    foot = (shin or balance_short(log, on)) and not knee_in(log, on)
    return FOOT_FIRST if foot else HIP_FIRST


def _pain_fits(places: Sequence[Soreness]) -> bool:
    """Some pain to compare everywhere, and no bone that wants rest."""
    return bool(places) and all(
        place.worst is not None
        and PAIN_FROM <= place.worst <= PAIN_TO
        and (place.region.pain_class is not PainClass.BONE or place.light < Light.AMBER)
        for place in places
    )


def _allowed(cue: Cue, places: Sequence[Soreness]) -> bool:
    return not any(place.region in cue.not_with for place in places)
