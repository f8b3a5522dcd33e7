"""The way back to running after a red light, or after a week off because of pain.

Stages from walking to the usual week, worked out anew from the facts each time: entered when
the place has calmed down, one stage on after enough sessions that went well, one back after two
that did not. Distance comes first, then speed, then downhill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from coaching.advice import Light
from coaching.body import PainClass, Region, Side
from coaching.calming import is_about, of_run, released_on
from coaching.log import TrainingLog
from coaching.outcomes import Outcomes
from coaching.soreness import reds

LOOK_BACK_DAYS = 200
STOP_DAYS = 7
"""A shorter stop needs no stages: half of the last painless distance, flat, is the start."""
STOP_OF_USUAL = 2.0
"""Our choice: nor is a stop what is less than twice the usual time between two runs."""
RESTART_SHARES = (0.5, 0.75, 1.0)
"""Of the last painless distance: the first run, then our choice: each that went well gives more."""
WAITS_DAYS = 28
"""A way back that nobody says a word about lapses, like the red light it came from."""
WALK_MIN_S = 20 * 60.0
SPEED_SHARE, NORMAL_SHARE = 0.5, 0.75
"""Of the old weekly distance: from here on speed and hills, from there on all is usual."""
BUILD_RATIO = 1.1
OLD_WEEKS = 4
EARLY_GOOD, EARLY_DAYS = 6, 14
"""Our choice: the way back ends before its stages do after so many good runs in a row, so long
after its start. Long runs in place of short ones do not shorten it."""
_DAY = timedelta(days=1)
_WALKS = frozenset({"walk", "hike"})


class Stage(NamedTuple):
    """`repeats` times `walk_min` minutes of walking and `run_min` of running."""

    repeats: int
    walk_min: int
    run_min: int
    sessions: int


STAGES = (
    Stage(1, 30, 0, 2),
    Stage(5, 4, 1, 2),
    Stage(5, 3, 2, 2),
    Stage(5, 2, 3, 2),
    Stage(5, 1, 4, 2),
    Stage(1, 0, 25, 3),
)
PHASES = ("waiting", "walk_run", "restart", "build")
"""The most patient first."""
BUILD_STAGE = len(STAGES)
"""Behind the walk-run stages: longer, until the week is near its old length."""


@dataclass(frozen=True, slots=True)
class Return:
    """Where a runner stands on the way back.

    `phase` is waiting, restart, walk_run or build; `stage` 0 to 6, None while waiting or
    restarting. `good` sessions of `needed` went well in this stage. `last` says how the latest
    session went: good, bad, back (two bad ones), morning (that answer is missing), unknown, or ""
    where there was none.
    """

    region: Region
    since: date
    phase: str
    stopped_days: int
    stage: int | None = None
    good: int = 0
    needed: int = 0
    last: str = ""
    entered_on: date | None = None
    ceiling_m: float | None = None
    side: Side | None = None
    old_week_m: float = 0.0
    speed_ok: bool = False


def returning(log: TrainingLog, on: date) -> Return | None:
    """The way back that is under way on `on`, or None."""
    return log.keep("returning", on, lambda: _returning(log, on))


def _returning(log: TrainingLog, on: date) -> Return | None:
    """Of several places on their way back, the one that asks for the most patience."""
    ways = [_way(log, start, on) for start in _starts(log, on)]
    return min((way for way in ways if way is not None), key=_patience, default=None)


class _Start(NamedTuple):
    """What stopped the running: where, since when, and whether it was red."""

    region: Region
    side: Side | None
    since: date
    red: bool


def _patience(way: Return) -> tuple[int, int, date]:
    return PHASES.index(way.phase), way.stage or 0, way.since


def _way(log: TrainingLog, start: _Start, on: date) -> Return | None:
    region, side, since, red = start
    before = log.sessions_on(since - timedelta(days=60), since, on)
    last_run = before[-1].local_date if before else since
    entered = released_on(log, region, since, on, side) if red else last_run + STOP_DAYS * _DAY
    if entered is None:
        silent = on - _last_word(log, region, side, since, on) > WAITS_DAYS * _DAY
        lapses = silent and not _is_bone(region)
        waited = (on - last_run).days
        return None if lapses else Return(region, since, "waiting", waited, side=side)
    first_back = next((s.local_date for s in log.sessions_on(entered, on)), None)
    stopped = ((first_back or on) - last_run).days
    way = Return(region, since, "walk_run", stopped, entered_on=entered, side=side)
    return (
        _restart(log, way, entered, on) if stopped < STOP_DAYS else _staged(log, way, entered, on)
    )


def _starts(log: TrainingLog, on: date) -> list[_Start]:
    """The latest red of each place, and the amber that was followed by a week without a run."""
    if not log.pain_on(on - LOOK_BACK_DAYS * _DAY, on):
        return []
    red = reds(log, on, LOOK_BACK_DAYS)
    found = [_Start(region, side, day, True) for (region, side), day in red.items()]
    stop = _amber_stop(log, on)
    if stop is not None and not any(
        timedelta(0) <= stop.since - day < 2 * STOP_DAYS * _DAY or day > stop.since
        for day in red.values()
    ):
        found.append(stop)
    return found


def _amber_stop(log: TrainingLog, on: date) -> _Start | None:
    """The latest amber report after which nothing was run for a week because of it.

    A week that is no longer than usual between two runs, or in which nothing hurt, is no stop.
    """
    for report in reversed(log.pain_on(on - LOOK_BACK_DAYS * _DAY, on - STOP_DAYS * _DAY)):
        if report.region is None or of_run(report) is not Light.AMBER:
            continue
        days = max(STOP_DAYS, STOP_OF_USUAL * _usual_gap_days(log, report.on))
        last = report.on + timedelta(days=round(days) - 1)
        if last >= on or log.sessions_on(report.on + _DAY, last, on):
            continue
        if not any(one.nothing for one in log.pain_on(report.on + _DAY, last)):
            return _Start(report.region, report.side, report.on, False)
    return None


def _usual_gap_days(log: TrainingLog, on: date) -> float:
    """The usual days from one run day to the next, in the eight weeks up to a day."""
    days = sorted({s.local_date for s in log.sessions_on(on - 56 * _DAY, on)})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return median(gaps) if gaps else 0.0


def _last_word(log: TrainingLog, region: Region, side: Side | None, since: date, on: date) -> date:
    told = [
        report.on
        for report in log.pain_on(since, on)
        if report.nothing or is_about(report, region, side)
    ]
    return max(told, default=since)


def _restart(log: TrainingLog, way: Return, entered: date, on: date) -> Return | None:
    """Half of the last painless distance, then more with each run that goes well.

    Over after three of them, or two weeks after the start. After one that did not go well: half
    of it.
    """
    if on - entered > 2 * STOP_DAYS * _DAY:
        return None
    outcomes = Outcomes(log, way.region, way.since, on, way.side)
    base_m, good, last = _painless_m(log, way), 0, ""
    for session in log.sessions_on(entered, on):
        last = outcomes.of(session.local_date, morning_too=False)
        if last == "good":
            good += 1
        elif last == "bad":
            good, base_m = 0, session.distance_m
    if good >= len(RESTART_SHARES):
        return None
    return replace(
        way,
        phase="restart",
        ceiling_m=None if base_m is None else RESTART_SHARES[good] * base_m,
        good=good,
        needed=len(RESTART_SHARES),
        last=last,
    )


def _painless_m(log: TrainingLog, way: Return) -> float | None:
    """The last distance before the red on a day on which nothing was told to hurt."""
    first = way.since - 60 * _DAY
    hurt = {report.on for report in log.pain_on(first, way.since) if not report.nothing}
    sessions = log.sessions_on(first, way.since)
    painless = [s.distance_m for s in sessions if s.local_date not in hurt]
    return painless[-1] if painless else None


def _staged(log: TrainingLog, way: Return, entered: date, on: date) -> Return | None:
    """Through the stages, session by session; once over, it is over."""
    outcomes = Outcomes(log, way.region, way.since, on, way.side)
    old_m = _old_week_m(log, way.since)
    stage, good, bad, in_a_row, last = 0, 0, 0, 0, ""
    ran = {session.local_date for session in log.sessions_on(entered, on)}
    for day in sorted(ran | set(_walks(log, entered, on))):
        last = outcomes.of(day)
        if last == "good":
            good, bad, in_a_row = good + 1, 0, in_a_row + (day in ran)
            if stage < BUILD_STAGE and good >= STAGES[stage].sessions:
                stage, good = stage + 1, 0
        elif last == "bad":
            bad, in_a_row = bad + 1, 0
            if bad > 1:
                stage, good, bad, last = max(stage - 1, 0), 0, 0, "back"
        patient = in_a_row >= EARLY_GOOD and day - entered >= EARLY_DAYS * _DAY
        may_end = stage >= BUILD_STAGE - 1 or (patient and not _is_bone(way.region))
        if may_end and last not in ("bad", "back") and _week_m(log, day) >= NORMAL_SHARE * old_m:
            return None  # the usual week is back
    silent = on - _last_word(log, way.region, way.side, way.since, on) > WAITS_DAYS * _DAY
    if silent and not _is_bone(way.region):
        return None
    way = replace(way, stage=stage, last=last, old_week_m=old_m)
    if stage < BUILD_STAGE:
        return replace(way, good=good, needed=STAGES[stage].sessions)
    week_m = _week_m(log, on)
    longest_m = max((s.distance_m for s in log.sessions_on(on - 13 * _DAY, on)), default=0.0)
    return replace(
        way,
        phase="build",
        ceiling_m=BUILD_RATIO * longest_m or None,
        speed_ok=week_m >= SPEED_SHARE * old_m,
    )


def _is_bone(region: Region) -> bool:
    return region.pain_class is PainClass.BONE


def _walks(log: TrainingLog, first: date, on: date) -> Iterator[date]:
    """The days with a walk long enough to count."""
    for other in reversed(log.others):
        if other.local_date < first - _DAY:
            return
        long_enough = other.sport in _WALKS and other.moving_s >= WALK_MIN_S
        if long_enough and first <= other.local_date <= on:
            yield other.local_date


def _week_m(log: TrainingLog, on: date) -> float:
    return sum(session.distance_m for session in log.sessions_on(on - 6 * _DAY, on))


def _old_week_m(log: TrainingLog, since: date) -> float:
    """The mean week of the four weeks before the stop, weeks before the first run left out."""
    first = log.calendar.first_day()
    if first is None:
        return 0.0
    known = min(OLD_WEEKS, (since - first).days // 7 + 1)
    start = since - (7 * known - 1) * _DAY
    return sum(s.distance_m for s in log.sessions_on(start, since)) / max(known, 1)
