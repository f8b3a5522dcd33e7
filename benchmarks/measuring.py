"""Our measuring against the totals that the devices wrote into the same files.

A device's total is no truth, but an independent answer to the same question: it saw the whole
signal, and its maker chose other filters. Ascent and descent are compared where a pressure
sensor recorded them, in percent of at least 30 m, because on flat ground one metre more or
less is a large share of nothing. Devices give the time of their timer, ours leaves out standing.
A device's average cadence counts all of a run, walks and stops too, so its like is our mean over
the whole run; the median of steady running, which the coaching reads, lies above it by nature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks import RECORDED, Row, skipped
from syncer.measure import Measured
from syncer.measure.cadence import steps_per_minute
from syncer.measure.measured import TOP_RUNNING_MPS, measure
from syncer.measure.trace import trace
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import pieces, read

GROUP = "measure"
SHORTEST_M = 1000.0
LEAST_CLIMB_M = 30.0
STEADY_SHARE = 2 / 3


class Compared(NamedTuple):
    """Our number beside the device's; the difference in percent, or in the unit itself."""

    file: str
    ours: float
    theirs: float
    difference: float


@dataclass(frozen=True, slots=True)
class Question:
    """One thing compared: what, in which unit, how near the median has to be."""

    name: str
    unit: str
    goal: str | None


DISTANCE = Question("distance", "%", "<= 0.1")
POSITIONS = Question("distance from positions alone", "%", "<= 1")
MOVING = Question("moving time against the timer", "%", "<= 1")
ASCENT = Question("ascent", "%", "<= 10")
DESCENT = Question("descent", "%", "<= 10")
CADENCE = Question("mean cadence", "spm", "<= 1")
STEADY = Question("median cadence of steady runs", "spm", None)
QUESTIONS = (DISTANCE, POSITIONS, MOVING, ASCENT, DESCENT, CADENCE, STEADY)


def bench() -> Iterator[Row]:
    if not RECORDED.is_dir():
        yield skipped(GROUP, "differences from the devices' totals")
        return
    found = differences(RECORDED / "fit")
    for question in QUESTIONS:
        sizes = [abs(one.difference) for one in found[question]]
        what, unit = question.name, question.unit
        yield Row(GROUP, f"{what}, runs compared", len(sizes), "")
        yield Row(GROUP, f"{what}, median difference", median(sizes), unit, question.goal)
        yield Row(GROUP, f"{what}, worst difference", max(sizes), unit)
    mistaken = [one for one in found[CADENCE] if not 0.75 < one.ours / one.theirs < 1.5]
    yield Row(GROUP, "runs whose strides were taken for steps", len(mistaken), "", "<= 0")


def differences(folder: Path) -> dict[Question, list[Compared]]:
    """Every comparison that the runs in a folder allow, the worst last."""
    found: dict[Question, list[Compared]] = {question: [] for question in QUESTIONS}
    for name, recording in _runs(folder):
        for question, ours, theirs in _comparisons(recording):
            if theirs is None or ours is None:
                continue
            size = ours - theirs
            if question in (ASCENT, DESCENT):
                size *= 100 / max(theirs, LEAST_CLIMB_M)
            elif question.unit == "%":
                size *= 100 / theirs
            found[question].append(Compared(name, ours, theirs, size))
    return {
        question: sorted(compared, key=lambda one: abs(one.difference))
        for question, compared in found.items()
    }


def _runs(folder: Path) -> Iterator[tuple[str, Recording]]:
    """Whole runs of at least a kilometre with a series; damaged files have no totals to trust."""
    for piece in pieces([folder]):
        try:
            recordings = read(piece)
        except Refused:
            continue
        for recording in recordings:
            if recording.kind is not Kind.RUN or recording.series is None or recording.salvaged:
                continue
            if recording.distance_m is not None and recording.distance_m >= SHORTEST_M:
                yield piece.name, recording


def _comparisons(
    recording: Recording,
) -> Iterator[tuple[Question, float | None, float | None]]:
    series = recording.series
    assert series is not None  # only runs with one are compared
    measured = measure(series, recording.run_kind)
    yield DISTANCE, measured.distance_m, recording.distance_m
    if series.lat_deg is not None:
        alone = measure(replace(series, distance_m=None), recording.run_kind)
        yield POSITIONS, alone.distance_m, recording.distance_m
        yield MOVING, measured.moving_s, recording.moving_s
    if series.barometric:
        yield ASCENT, measured.ascent_m, recording.ascent_m
        yield DESCENT, measured.descent_m, recording.descent_m
    yield CADENCE, _mean_cadence(recording), recording.cadence_spm
    if _steady(measured):
        yield STEADY, measured.cadence_spm, recording.cadence_spm


def _steady(measured: Measured) -> bool:
    eligible_s, moving_s = measured.cadence_eligible_s, measured.moving_s
    return eligible_s is not None and moving_s is not None and eligible_s >= STEADY_SHARE * moving_s


def _mean_cadence(recording: Recording) -> float | None:
    """Steps a minute over all records that have any, weighed by their time."""
    assert recording.series is not None
    cleaned = trace(recording.series, TOP_RUNNING_MPS)
    steps = None if cleaned is None else steps_per_minute(cleaned)
    if cleaned is None or steps is None:
        return None
    turning = np.nan_to_num(steps) > 0
    weights = cleaned.step_s[turning]
    return float(np.average(steps[turning], weights=weights)) if weights.sum() > 0 else None
