"""Two recordings of one run are one run, whoever comes first; two runs stay two."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.log import RunKind
from syncer.alike import Why
from syncer.doubtful import joined
from syncer.halves import with_parts_joined
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.same_run import outings
from syncer.sources import Kind
from tests.store.keeping import recorded


def names(recordings: list[Recorded]) -> list[set[str]]:
    return [{one.source_id for one in outing.recordings} for outing in outings(recordings)]


def test_watch_and_phone_are_one_run() -> None:
    watch = recorded("watch", km=10.0, cadence_spm=172.0, measured=Measured(cadence_spm=173.0))
    phone = recorded("phone", minutes_later=0.5, km=10.3, title="With Bob", source="strava")
    (outing,) = outings([phone, watch])
    assert outing.title == "With Bob"
    assert outing.cadence_spm == 173.0
    assert outing.sources == ("files", "strava")


@pytest.mark.parametrize("order", [1, -1])
def test_what_must_stay_apart_gives_nothing_to_the_richer_one(order: int) -> None:
    watch = recorded("watch", km=10.0, measured=Measured(cadence_spm=173.0), source="files")
    there = recorded("there", km=10.3, title="With Bob", source="strava", terms="strava-apart")
    (outing,) = outings([watch, there][::order])
    assert (outing.title, outing.distance_m, outing.cadence_spm) == ("", 10_000.0, 173.0)
    assert outing.sources == ("files", "strava")


def test_what_must_stay_apart_counts_alone_where_it_is_the_richer() -> None:
    row = recorded("row", km=10.0, effort_rpe=7.0)
    there = recorded(
        "there", measured=Measured(cadence_spm=173.0), source="strava", terms="strava-apart"
    )
    (outing,) = outings([row, there])
    assert (outing.cadence_spm, outing.effort_rpe) == (173.0, None)


@pytest.mark.parametrize(
    ("minutes", "runs"),
    [(0, 1), (20, 1), (26, 1), (28, 1), (49, 1), (50, 2), (55, 2), (70, 2)],
)
def test_recordings_that_share_their_time_are_one_run(minutes: float, runs: int) -> None:
    assert len(outings([recorded("a"), recorded("b", minutes)])) == runs


@pytest.mark.parametrize(
    ("minutes", "why"), [(26, Why.TIME), (27.5, Why.TIME), (28, Why.PART), (49.4, Why.PART)]
)
def test_less_than_half_of_the_time_is_doubtful(minutes: float, why: Why) -> None:
    (pair,) = joined([recorded("a"), recorded("b", minutes)])
    assert (pair.why, pair.doubtful) == (why, why is Why.PART)


def test_what_is_doubtful_counts_once_with_the_longer_one() -> None:
    (outing,) = outings([recorded("a", km=10.0), recorded("b", 30, km=8.0, source="garmin")])
    assert outing.distance_m == 10_000.0


def test_two_runs_on_one_evening_stay_two() -> None:
    assert names([recorded("a", 0, 5), recorded("b", 40, 5)]) == [{"a"}, {"b"}]


def test_neighbours_are_not_chained() -> None:
    chain = [recorded("a", 0), recorded("b", 30), recorded("c", 60)]
    assert names(chain) == [{"a", "b"}, {"c"}]


def test_a_run_and_a_ride_at_once_stay_apart() -> None:
    assert len(outings([recorded("run"), recorded("ride", kind=Kind.RIDE)])) == 2


def test_a_row_of_a_table_joins_its_file() -> None:
    row = recorded("row", elapsed_s=None, moving_s=None, source="strava", title="Long one")
    (outing,) = outings([recorded("file"), row])
    assert outing.title == "Long one"
    assert outing.distance_m == 10_000


def test_a_sound_file_is_believed_before_a_salvaged_one() -> None:
    torn = recorded("torn", km=9.9, salvaged="it is cut off")
    whole = recorded("whole", km=10.0)
    (outing,) = outings([torn, whole])
    assert outing.distance_m == 10_000


def test_a_treadmill_is_a_guess() -> None:
    (outing,) = outings([recorded("belt", run_kind=RunKind.TREADMILL)])
    assert outing.distance_estimated


some = st.builds(
    lambda n, minutes, km, source: recorded(
        f"{source}-{n}", minutes, km, source=source, id=n + 1, file_name=f"{n}.fit"
    ),
    st.integers(0, 500),
    st.integers(0, 600),
    st.floats(1, 30),
    st.sampled_from(["files", "strava", "garmin"]),
)
many = st.lists(some, max_size=8, unique_by=lambda one: one.name)


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    recordings: list[Recorded], chance: random.Random
) -> None:
    mixed = recordings.copy()
    chance.shuffle(mixed)
    assert outings(mixed) == outings(recordings)


@given(many)
def test_every_recording_is_in_one_run_and_mileage_counts_once(
    recordings: list[Recorded],
) -> None:
    found = outings(recordings)
    inside = [one.name for outing in found for one in outing.recordings]
    assert sorted(inside) == sorted(one.name for one in recordings)
    for outing in found:
        either = [*outing.recordings, *with_parts_joined(outing.recordings)]
        assert (outing.distance_m or 0.0) <= max(one.distance_m or 0.0 for one in either)


@given(many, st.data())
def test_a_recording_that_goes_leaves_the_run_alive(
    recordings: list[Recorded], data: st.DataObject
) -> None:
    for outing in outings(recordings):
        if len(outing.recordings) > 1:
            gone = data.draw(st.sampled_from(list(outing.recordings)))
            left = [one for one in outing.recordings if one is not gone]
            (still,) = outings(left[:1])
            assert still.distance_m
            assert still.started_at >= datetime(2026, 3, 15, tzinfo=UTC)
