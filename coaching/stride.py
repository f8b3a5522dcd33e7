"""Cadence on easy flat running, against the runner's own line only, and the trial of more steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from coaching.body import Region
from coaching.log import Run, TrainingLog
from coaching.trial import CADENCE_CUE, HELPS_POINTS, TRIALS, helped, trials

WINDOW_DAYS, SPEED_DAYS = 56, 28
MIN_RUNS, MIN_ELIGIBLE_S, MIN_RUN_S = 6, 90 * 60.0, 8 * 60.0
EASY_SHARE = 0.6
"""Easy are the slowest six of ten runs of four weeks, and whatever was no faster."""
TRIAL_DAYS = 14
COUNTS_DAYS = 84
"""Our choice: so long after its end no new trial is offered."""
BEFORE_DAYS, AFTER_DAYS = 14, 7
"""Our choice: the pain before is that of two weeks, the pain now that of one."""


@dataclass(frozen=True, slots=True)
class EasyCadence:
    """Median steps a minute, both feet, of easy runs, and the speed they belong to."""

    spm: float
    speed_mps: float


def easy_cadence(log: TrainingLog, on: date) -> EasyCadence | None:
    """None with fewer than 6 runs, or 90 minutes of flat steady running, in 56 days."""
    sessions = log.sessions_on(on - timedelta(days=WINDOW_DAYS - 1), on)
    known = [run for session in sessions for run in session.runs if _counts(run)]
    if len(known) < MIN_RUNS:
        return None
    if sum(run.cadence_eligible_s or 0.0 for run in known) < MIN_ELIGIBLE_S:
        return None
    recent = on - timedelta(days=SPEED_DAYS)
    speeds = sorted(_speed(run) for run in known if run.local_date > recent)
    if not speeds:
        return None
    limit = speeds[math.ceil(EASY_SHARE * len(speeds)) - 1]
    easy = [run for run in known if _speed(run) <= limit]
    return EasyCadence(
        median(run.cadence_spm or 0.0 for run in easy), median(_speed(run) for run in easy)
    )


def steps_since(log: TrainingLog, on: date) -> date | None:
    """The day on which a trial of more steps began: it was offered, or tried; None without one."""
    first = on - timedelta(days=COUNTS_DAYS - 1)
    offered = [
        said.on
        for said in log.said_on(first, on - timedelta(days=1))
        if said.rule == "cadence" and said.action == "try_steps"
    ]
    tried = [one.on for one in trials(log, on, CADENCE_CUE, COUNTS_DAYS)]
    return min([*offered, *tried], default=None)


def steps_ended(log: TrainingLog, on: date) -> bool:
    """Whether a trial of more steps was ended within 12 weeks."""
    first = on - timedelta(days=COUNTS_DAYS - 1)
    return any(
        said.rule == "cadence" and said.action == "stop_steps"
        for said in log.said_on(first, on - timedelta(days=1))
    )


def steps_helped(log: TrainingLog, since: date, on: date, places: Sequence[Region]) -> bool | None:
    """Whether the pain is a point lower than before the trial; None where too little was told.

    What was felt on and off in one run speaks first, then the weeks before and after.
    """
    if len(trials(log, on, CADENCE_CUE, (on - since).days + 1)) >= TRIALS:
        return helped(log, on, CADENCE_CUE)
    before = _usual(log, since - timedelta(days=BEFORE_DAYS - 1), since, places)
    now = _usual(log, max(on - timedelta(days=AFTER_DAYS - 1), since + _DAY), on, places)
    return None if before is None or now is None else before - now >= HELPS_POINTS


def _usual(log: TrainingLog, first: date, last: date, places: Sequence[Region]) -> float | None:
    """The median of the days' worst NRS in these places; a day without pain counts as 0."""
    worst: dict[date, int] = {}
    for report in log.pain_on(first, last):
        level = report.worst if report.region in places else None
        level = 0 if report.nothing else level
        if level is not None:
            worst[report.on] = max(level, worst.get(report.on, 0))
    return float(median(worst.values())) if worst else None


def _counts(run: Run) -> bool:
    eligible = (run.cadence_eligible_s or 0.0) >= MIN_RUN_S
    return eligible and run.cadence_spm is not None and run.cadence_speed_mps is not None


def _speed(run: Run) -> float:
    return run.cadence_speed_mps or 0.0


_DAY = timedelta(days=1)
