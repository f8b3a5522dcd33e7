"""The way back to running after a red light, or after a week off because of pain.

Stages from walking to the usual week, worked out anew from the facts each time: entered when
the place has calmed down, one stage on after enough sessions that went well, one back after two
that did not. Distance comes first, then speed, then downhill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from coaching.advice import Light
from coaching.body import PainClass, Region
from coaching.calming import of_run, released_on, same_place
from coaching.log import TrainingLog
from coaching.outcomes import Outcomes
from coaching.soreness import reds

LOOK_BACK_DAYS = 200
STOP_DAYS = 7
"""A shorter stop needs no stages: half of the last painless distance, flat, is the start."""
RESTART_SHARE = 0.5
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
    session went: good, bad, back (two bad ones), unknown, or "" where there was none.
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
    since: date
    red: bool


def _patience(way: Return) -> tuple[int, int, date]:
    return PHASES.index(way.phase), way.stage or 0, way.since


def _way(log: TrainingLog, start: _Start, on: date) -> Return | None:
    region, since, red = start
    before = log.sessions_on(since - timedelta(days=60), since, on)
    last_run = before[-1].local_date if before else since
    entered = released_on(log, region, since, on) if red else last_run + STOP_DAYS * _DAY
    if entered is None:
        silent = on - _last_word(log, region, since, on) > WAITS_DAYS * _DAY
        lapses = silent and region.pain_class is not PainClass.BONE
        waited = (on - last_run).days
        return None if lapses else Return(region, since, "waiting", waited)
    first_back = next((s.local_date for s in log.sessions_on(entered, on)), None)
    stopped = ((first_back or on) - last_run).days
    if stopped < STOP_DAYS:
        return _restart(log, region, since, entered, stopped, on)
    return _staged(log, Return(region, since, "walk_run", stopped, entered_on=entered), on)


def _starts(log: TrainingLog, on: date) -> list[_Start]:
    """The latest red of each place, and the amber that was followed by a week without a run."""
    if not log.pain_on(on - LOOK_BACK_DAYS * _DAY, on):
        return []
    red = reds(log, on, LOOK_BACK_DAYS)
    found = [_Start(region, day, True) for region, day in red.items()]
    stop = _amber_stop(log, on)
    if stop is not None and not any(
        timedelta(0) <= stop.since - day < 2 * STOP_DAYS * _DAY or day > stop.since
        for day in red.values()
    ):
        found.append(stop)
    return found


def _amber_stop(log: TrainingLog, on: date) -> _Start | None:
    """The latest amber report after which nothing was run for a week."""
    for report in reversed(log.pain_on(on - LOOK_BACK_DAYS * _DAY, on - STOP_DAYS * _DAY)):
        if report.region is None or of_run(report) is not Light.AMBER:
            continue
        last = report.on + (STOP_DAYS - 1) * _DAY
        if not log.sessions_on(report.on + _DAY, last, on):
            return _Start(report.region, report.on, False)
    return None


def _last_word(log: TrainingLog, region: Region, since: date, on: date) -> date:
    told = [
        report.on
        for report in log.pain_on(since, on)
        if report.nothing or (report.region is not None and same_place(report.region, region))
    ]
    return max(told, default=since)


def _restart(
    log: TrainingLog, region: Region, since: date, entered: date, stopped: int, on: date
) -> Return | None:
    """Half of the last painless distance until one run went well; over after two weeks."""
    outcomes = Outcomes(log, region, since, on)
    for session in log.sessions_on(entered, on):
        if outcomes.of(session.local_date, morning_too=False) == "good":
            return None
    if on - entered > 2 * STOP_DAYS * _DAY:
        return None
    hurt = {report.on for report in log.pain_on(since - 60 * _DAY, since) if not report.nothing}
    painless = [
        session.distance_m
        for session in log.sessions_on(since - 60 * _DAY, since, on)
        if session.local_date not in hurt
    ]
    ceiling_m = RESTART_SHARE * painless[-1] if painless else None
    return Return(region, since, "restart", stopped, entered_on=entered, ceiling_m=ceiling_m)


def _staged(log: TrainingLog, way: Return, on: date) -> Return | None:
    """Through the stages, session by session."""
    entered = way.entered_on
    assert entered is not None
    outcomes = Outcomes(log, way.region, way.since, on)
    old_m = _old_week_m(log, way.since)
    stage, good, bad, in_a_row, last = 0, 0, 0, 0, ""
    ran = {session.local_date for session in log.sessions_on(entered, on)}
    for day in sorted(ran | set(_walks(log, entered, on))):
        if stage >= BUILD_STAGE:
            break
        last = outcomes.of(day)
        if last == "good":
            good, bad, in_a_row = good + 1, 0, in_a_row + (day in ran)
            if good >= STAGES[stage].sessions:
                stage, good = stage + 1, 0
        elif last == "bad":
            bad, in_a_row = bad + 1, 0
            if bad > 1:
                stage, good, bad, last = max(stage - 1, 0), 0, 0, "back"
    if on - _last_word(log, way.region, way.since, on) > WAITS_DAYS * _DAY:
        return None
    patient = in_a_row >= EARLY_GOOD and on - entered >= EARLY_DAYS * _DAY
    if stage >= BUILD_STAGE - 1 or (patient and way.region.pain_class is not PainClass.BONE):
        if last == "good" and _week_m(log, on) >= NORMAL_SHARE * old_m:
            return None  # the usual week is back
    way = replace(way, stage=stage, last=last, old_week_m=old_m)
    if stage < BUILD_STAGE:
        return replace(way, good=good, needed=STAGES[stage].sessions)
    return _building(log, way, on)


def _walks(log: TrainingLog, first: date, on: date) -> Iterator[date]:
    """The days with a walk long enough to count."""
    for other in reversed(log.others):
        if other.local_date < first - _DAY:
            return
        long_enough = other.sport in _WALKS and other.moving_s >= WALK_MIN_S
        if long_enough and first <= other.local_date <= on:
            yield other.local_date


def _building(log: TrainingLog, way: Return, on: date) -> Return | None:
    """Longer week by week, until the week is near its old length."""
    week_m = _week_m(log, on)
    if week_m >= NORMAL_SHARE * way.old_week_m:
        return None
    longest_m = max((s.distance_m for s in log.sessions_on(on - 13 * _DAY, on)), default=0.0)
    return replace(
        way,
        phase="build",
        ceiling_m=BUILD_RATIO * longest_m or None,
        speed_ok=week_m >= SPEED_SHARE * way.old_week_m,
    )


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
