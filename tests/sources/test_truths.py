"""What holds for any file, found by trying many."""

from __future__ import annotations

import gzip
from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncer.sources import Refused
from syncer.sources.files import Piece, read
from syncer.sources.files.fit_series import tidy
from syncer.sources.files.track import Points
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING

SOUND = (fb.wrapped(fb.file_id() + fb.records(20) + fb.session()), xt.gpx(range(20)), xt.tcx())
NOW = MORNING + timedelta(days=1)


@given(st.lists(st.integers(-50, 50), max_size=60), st.sets(st.integers(0, 60)))
def test_time_in_a_track_only_goes_forward(seconds: list[int], breaks: set[int]) -> None:
    points = Points()
    for nth, second in enumerate(seconds):
        if nth in breaks:
            points.start_segment()
        points.add((float(second), 47.0, 8.0, *(5 * [float("nan")])))
    found = points.series()
    if found is not None:
        started_s, series = found
        assert started_s in seconds
        assert series.time_s.size > 1
        assert (np.diff(series.time_s) > 0).all()
        assert series.pauses_s is None or (series.pauses_s[:, 1] > series.pauses_s[:, 0]).all()


@given(st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(0, 9)), max_size=40))
def test_no_second_and_no_value_is_lost_in_tidying(records: list[tuple[int, int | None]]) -> None:
    columns = {
        "timestamp": np.array([float(second) for second, _ in records]),
        "cadence": np.array([np.nan if v is None else float(v) for _, v in records]),
    }
    tidied = tidy(columns)
    seconds = tidied["timestamp"].tolist()
    assert seconds == sorted({float(second) for second, _ in records})
    for second, value in zip(seconds, tidied["cadence"], strict=True):
        there = [v for s, v in records if s == second and v is not None]
        assert np.isnan(value) if not there else value == there[-1]


@given(st.sampled_from(SOUND), st.integers(0, 4000), st.binary(max_size=8), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_does_worse_than_a_refusal_in_words(
    data: bytes, at: int, noise: bytes, packed: bool
) -> None:
    broken = data[:at] + noise + data[at + len(noise) :]
    try:
        read(Piece("a", data=gzip.compress(broken, 1) if packed else broken), NOW)
    except Refused as refusal:
        said = refusal.reason
    else:
        said = "taken"
    assert len(said) > 3


@given(st.integers(30, 400))
@settings(max_examples=30, deadline=None)
def test_a_compressed_file_cut_anywhere_is_kept_and_marked_or_refused(lost: int) -> None:
    packed = gzip.compress(fb.a_run())[:-lost]
    (run,) = read(Piece("a.fit.gz", data=packed), NOW)
    assert run.salvaged
    assert run.series is not None
