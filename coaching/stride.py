"""Cadence on easy flat running, against the runner's own line only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from coaching.log import Run, TrainingLog

WINDOW_DAYS, SPEED_DAYS = 56, 28
MIN_RUNS, MIN_ELIGIBLE_S, MIN_RUN_S = 6, 90 * 60.0, 8 * 60.0
EASY_SHARE = 0.6
"""Easy is slower than this part of the runs of four weeks."""


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
    limit = speeds[min(int(EASY_SHARE * len(speeds)), len(speeds) - 1)]
    easy = [run for run in known if _speed(run) <= limit]
    return EasyCadence(
        median(run.cadence_spm or 0.0 for run in easy), median(_speed(run) for run in easy)
    )


def _counts(run: Run) -> bool:
    eligible = (run.cadence_eligible_s or 0.0) >= MIN_RUN_S
    return eligible and run.cadence_spm is not None and run.cadence_speed_mps is not None


def _speed(run: Run) -> float:
    return run.cadence_speed_mps or 0.0
