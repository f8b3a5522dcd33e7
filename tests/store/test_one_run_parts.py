"""A run in parts: by one device or by all, cut where they like; parts that cover it together."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.alike import APART, SAME, Why
from syncer.doubtful import doubtful, joined
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.same_run import outings
from syncer.sources import Kind
from tests.store.keeping import MORNING, recorded
from tests.store.test_one_run import garmin, names, one, strava, why
from tests.store.test_one_run_truths import SOURCES, decided, mileage_m

SPEED_MPS = 3.0
BETWEEN_S = 120.0


def part(source: str, start_s: float, span_s: float, number: int) -> Recorded:
    return Recorded(
        id=number,
        source=source,
        source_id=str(number),
        kind=Kind.RUN,
        started_at=MORNING + timedelta(seconds=start_s),
        elapsed_s=span_s,
        moving_s=span_s,
        distance_m=span_s * SPEED_MPS,
        file_name="a.fit" if source == "files" else None,
    )


@st.composite
def split_runs(draw: st.DrawFn) -> tuple[list[float], list[tuple[int, Recorded]]]:
    """Runs one after another in seconds, which all sources have, each cut where it likes."""
    off_s = {source: draw(st.floats(-5, 5)) for source in SOURCES}
    lasted_s = draw(st.lists(st.floats(1800, 7200), min_size=1, max_size=3))
    at_s, found = 0.0, list[tuple[int, Recorded]]()
    for run, span_s in enumerate(lasted_s):
        for source in SOURCES:
            inner = draw(st.lists(st.floats(0.1, 0.9), max_size=3))
            cuts = [0.0, *sorted(inner), 1.0]
            for begins, ends in pairwise(cuts):
                if (ends - begins) * span_s >= 60.0:
                    start_s = at_s + begins * span_s + off_s[source]
                    one = part(source, start_s, (ends - begins) * span_s, len(found) + 1)
                    found.append((run, one))
        at_s += span_s + BETWEEN_S
    return lasted_s, found


@given(split_runs(), st.data())
def test_a_run_that_all_devices_split_counts_each_metre_once(
    day: tuple[list[float], list[tuple[int, Recorded]]], data: st.DataObject
) -> None:
    lasted_s, held = day
    run_of = {each.id: run for run, each in held}
    told = [each for _, each in held]
    for _ in range(data.draw(st.integers(0, 3))):
        first, second = data.draw(st.sampled_from(told)), data.draw(st.sampled_from(told))
        if first.id != second.id:
            same = run_of[first.id] == run_of[second.id]
            told = decided(told, first, second, SAME if same else APART)
    found = outings(told)
    assert mileage_m(found) == pytest.approx(sum(lasted_s) * SPEED_MPS, rel=0.1)
    for outing in found:
        assert len(joined(outing.recordings)) == len(outing.recordings) - 1
        assert len({run_of[each.id] for each in outing.recordings}) == 1


@pytest.mark.parametrize(
    "spans",
    [
        "garmin 3 1951, garmin 1954 2621, strava -5 1944, strava 1939 2629,"
        " files 5 827, files 831 2036, files 2867 1710",
        "garmin 1 1481, garmin 1482 2521, garmin 4003 1129, strava 0 2328, strava 2328 1349,"
        " strava 3678 1453, files -2 2401, files 2399 1785, files 4184 944",
        "garmin -4 1200, garmin 1196 521, garmin 1717 415, strava 0 713, strava 713 979,"
        " strava 1692 445",
        "garmin 2 3884, garmin 3886 45, garmin 3931 1667, strava -3 1045, strava 1042 1661,"
        " strava 2702 2891, files 3 2328, files 2332 3268",
    ],
)
def test_splits_that_once_lost_metres_or_found_too_many(spans: str) -> None:
    parts = [each.split() for each in spans.split(",")]
    held = [part(s, float(at), float(span), n) for n, (s, at, span) in enumerate(parts, 1)]
    by_garmin_s = sum(each.span_s for each in held if each.source == "garmin")
    assert mileage_m(outings(held)) == pytest.approx(by_garmin_s * SPEED_MPS, rel=0.02)
    assert not doubtful(outings(held))


@pytest.mark.parametrize(("late_min", "found"), [(0.5, False), (0.52, True)])
def test_devices_that_split_a_run_elsewhere_are_sure_where_their_clocks_agree(
    late_min: float, found: bool
) -> None:
    a = [garmin("a1", 0, 5.0), garmin("a2", 27.5, 5.0)]
    b = [strava("b1", late_min, 3.0), strava("b2", 16.5 + late_min, 7.0)]
    assert bool(doubtful(outings([*a, *b]))) is found


def test_runs_that_both_devices_cut_at_one_place_stay_two() -> None:
    runs = [garmin("a1", 0, 3.0), garmin("a2", 16.5, 10.0)]
    runs += [strava("b1", 0.4, 3.0), strava("b2", 16.9, 4.0), strava("b3", 38.9, 6.0)]
    assert names(*runs) == [{"a1", "b1"}, {"a2", "b2", "b3"}]


def test_what_lies_in_the_time_of_others_goes_with_them() -> None:
    """The one that leads has a quarter of it, the other one the rest."""
    leads, other = garmin("leads", 0, 9.0), strava("other", 35, 4.0)
    inside = recorded("inside", 47.5, 1.5)
    assert why(leads, other, inside) == [Why.TIME, Why.TIME]
    assert one(leads, other, inside).sources == ("files", "garmin", "strava")


def test_every_merge_is_explained_after_the_runner_joined_more() -> None:
    held = [strava("whole", id=1), garmin("1", -12, 2.0, id=2), garmin("2", -0.5, 7.9, id=3)]
    held.append(garmin("e", 45, 35 / 5.5, id=4))
    (asked,) = doubtful(outings(held))
    after = outings(decided(held, asked.one, asked.other, SAME))
    assert [len(joined(outing.recordings)) for outing in after] == [3]


def test_recordings_that_nothing_joins_are_explained_all_the_same() -> None:
    (each,) = joined([garmin("a"), garmin("b", 600)])
    assert (each.why, each.doubtful) == (Why.AMONG, False)


def test_what_was_said_of_a_part_is_said_of_the_run() -> None:
    whole = strava("whole", km=10.0)
    for told in ({"race": True}, {"race_told": True}):
        assert one(whole, garmin("1", 0, 5.0), garmin("2", 28, 5.0, **told)).race
    assert not one(
        strava("whole", race=True), garmin("1", 0, 5.0), garmin("2", 28, 5.0, race_told=False)
    ).race
    halves = [garmin("1", 0, 5.0, effort_told=3.0), garmin("2", 28, 5.0, effort_told=5.0)]
    assert one(strava("whole", effort_rpe=9.0), *halves).effort_rpe == 5.0
    assert one(whole, garmin("1", 0, 5.0), garmin("2", 28, 5.0, planned=True)).planned


def test_all_that_adds_up_is_added_up() -> None:
    halves = [
        garmin(
            name,
            minutes,
            5.0,
            has_gps=gps,
            effort_rpe=effort,
            measured=Measured(
                moving_s=1650.0,
                distance_m=5_000.0,
                steep_descent_m=100.0,
                steep_climb_m=50.0,
                track_laps=laps,
                speed_s={"3": 1650.0},
                heart_s={"150": 1600.0},
            ),
        )
        for name, minutes, gps, effort, laps in (("1", 0, True, 2.0, 5), ("2", 28, False, 6.0, 4))
    ]
    run = one(strava("whole"), *halves)
    assert (run.steep_descent_m, run.steep_climb_m, run.track_laps) == (200.0, 100.0, 9)
    assert (run.speed_s, run.heart_s) == ({"3": 3300.0}, {"150": 3200.0})
    assert run.effort_rpe == 6.0


@pytest.mark.parametrize(
    ("second_s", "km"), [(-10, 10.0), (-11, 9.5)], ids=["rounding", "an overlap"]
)
def test_parts_of_one_maker_touch_by_its_rounding_only(second_s: float, km: float) -> None:
    """Parts that overlap by more are two devices, and the whole one counts."""
    halves = [garmin("1", 0, 5.0), garmin("2", 27.5 + second_s / 60, 5.0)]
    assert one(strava("whole", km=9.5, moving_s=3300, measured=None), *halves).distance_m in (
        km * 1000,
        9_500.0,
    )
    assert one(recorded("heart", km=0.0, moving_s=3300), *halves).distance_m == (
        10_000.0 if second_s == -10 else 5_000.0
    )


def test_a_part_that_is_the_whole_gets_nothing_from_another() -> None:
    whole, piece = garmin("1", 0, 9.3), garmin("2", 51.2, 0.5)
    assert one(strava("whole", km=10.0, moving_s=3300), whole, piece).distance_m != 9_800.0


@pytest.mark.parametrize(("km", "counts_m"), [(4.9, None), (5.0, 5_000.0)])
def test_a_few_minutes_way_is_not_the_way_of_an_hour(km: float, counts_m: float | None) -> None:
    heart = recorded("heart", km=0.0, moving_s=3300)
    assert one(heart, garmin("watch", 5, km)).distance_m == counts_m


def halves_said_same(*held: Recorded) -> float | None:
    (run,) = outings(decided(held, held[0], held[1], SAME))
    return run.distance_m


def test_a_watch_that_stopped_and_a_phone_that_went_on_count_together() -> None:
    watch, phone = garmin("w", 0, 30 / 5.5, id=1), strava("s", 25, 35 / 5.5, id=2)
    assert halves_said_same(watch, phone) == pytest.approx(60 / 5.5 * 1000)
    assert halves_said_same(phone, watch) == pytest.approx(60 / 5.5 * 1000)


def test_all_measures_of_such_halves_are_of_the_same_time() -> None:
    def ours(minutes: float) -> Measured:
        metres = minutes / 5.5 * 1000
        return Measured(moving_s=minutes * 60, distance_m=metres, surface_m={"trail": metres})

    watch = garmin("w", 0, 30 / 5.5, id=1, measured=ours(30))
    phone = strava("s", 25, 35 / 5.5, id=2, measured=ours(35))
    (run,) = outings(decided([watch, phone], watch, phone, SAME))
    assert run.distance_m == pytest.approx(60 / 5.5 * 1000)
    assert run.moving_s == 3600.0
    assert run.surface_m == {"trail": pytest.approx(60 / 5.5 * 1000)}


def test_two_recordings_of_one_device_after_each_other_count_together_if_they_are_one() -> None:
    assert halves_said_same(garmin("a", 0, 5.0, id=1), garmin("b", 30, 4.0, id=2)) == 9_000.0


def test_the_same_again_by_a_clock_that_is_off_adds_nothing() -> None:
    assert halves_said_same(garmin("a", 0, 2.0, id=1), strava("b", 3, 2.0, id=2)) == 2_000.0
