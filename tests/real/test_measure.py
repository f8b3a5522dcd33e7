"""Our measuring beside what the devices themselves wrote into the same recorded runs."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from benchmarks.measuring import (
    ASCENT,
    CADENCE,
    DESCENT,
    DISTANCE,
    MOVING,
    POSITIONS,
    STEADY,
    Compared,
    Question,
    differences,
)
from syncer.measure.measured import measure
from syncer.sources import Kind, Refused
from syncer.sources.files import pieces, read
from tests.measure.test_measured import assert_sound

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[Question, list[Compared]]:
    return differences(shared / "fit")


@pytest.mark.parametrize(
    ("question", "runs", "usual", "worst"),
    [
        (DISTANCE, 200, 0.01, 2),
        (POSITIONS, 80, 1, 90),
        (MOVING, 80, 0.5, 60),
        (ASCENT, 25, 6, 20),
        (DESCENT, 25, 6, 22),
        (CADENCE, 100, 1, 25),
        (STEADY, 50, 6, 25),
    ],
    ids=lambda value: value.name if isinstance(value, Question) else None,
)
def test_we_measure_what_the_devices_measured(
    found: dict[Question, list[Compared]], question: Question, runs: int, usual: float, worst: float
) -> None:
    """Bounds lie a little above what was found, so that a worse measuring shows."""
    compared = found[question]
    assert len(compared) >= runs
    assert median(abs(one.difference) for one in compared) <= usual
    assert abs(compared[-1].difference) <= worst, compared[-1]


def test_every_recorded_run_measures_to_numbers(shared: Path) -> None:
    count = 0
    for piece in pieces([shared / "fit", shared / "gpx", shared / "tcx"]):
        try:
            recordings = read(piece)
        except Refused:
            continue
        for recording in recordings:
            if recording.series is not None:
                kind = recording.run_kind if recording.kind is Kind.RUN else None
                assert_sound(measure(recording.series, kind))
                count += 1
    assert count > 400


def test_no_file_has_strides_for_steps(found: dict[Question, list[Compared]]) -> None:
    assert [one for one in found[CADENCE] if not 0.75 < one.ours / one.theirs < 1.5] == []


def test_ascent_is_neither_always_high_nor_always_low(
    found: dict[Question, list[Compared]],
) -> None:
    assert abs(median(one.difference for one in found[ASCENT])) < 2
