"""One run out of two, case by case: clocks, parts, legs, belts, kinds; and what stays two."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.log import RunKind
from syncer.alike import Why
from syncer.doubtful import doubtful, joined
from syncer.measure import Measured
from syncer.outing import Outing, Recorded
from syncer.same_run import outings
from syncer.sources import Kind
from tests.store.keeping import recorded


def garmin(name: str, minutes_later: float = 0, km: float = 10.0, **more: Any) -> Recorded:
    return recorded(name, minutes_later, km, source="garmin", file_name=None, **more)


def strava(name: str, minutes_later: float = 0, km: float = 10.0, **more: Any) -> Recorded:
    return recorded(name, minutes_later, km, source="strava", file_name=None, **more)


def one(*recordings: Recorded) -> Outing:
    found = outings(recordings)
    assert found == outings(recordings[::-1])
    (outing,) = found
    return outing


def names(*recordings: Recorded) -> list[set[str]]:
    found = outings(recordings)
    assert found == outings(recordings[::-1])
    return [{each.source_id for each in outing.recordings} for outing in found]


def why(*recordings: Recorded) -> list[Why]:
    return [each.why for outing in outings(recordings) for each in joined(outing.recordings)]


@pytest.mark.parametrize("minutes", [0, 3, 14, -14])
def test_a_watch_some_minutes_off_saw_the_same_long_run(minutes: float) -> None:
    both = garmin("watch", minutes, 10.02), strava("phone")
    assert why(*both) == [Why.TIME]
    assert one(*both).sources == ("garmin", "strava")


@pytest.mark.parametrize(
    ("minutes", "km", "found"),
    [
        (7, 2.0, [Why.MINUTES]),
        (14.9, 2.0, [Why.MINUTES]),
        (14.9, 1.985, [Why.MINUTES]),
        (14.9, 1.97, [Why.ALIKE]),
        (14.9, 1.91, [Why.ALIKE]),
        (14.9, 1.88, []),
        (15.1, 2.0, []),
    ],
)
def test_a_short_run_is_known_by_its_way_and_time_where_the_clocks_do_not_meet(
    minutes: float, km: float, found: list[Why]
) -> None:
    assert why(garmin("watch", km=2.0), strava("phone", minutes, km)) == found


def test_a_loop_run_twice_on_one_platform_is_two_runs() -> None:
    assert names(garmin("a", km=2.0), garmin("b", 13, 2.0)) == [{"a"}, {"b"}]


def test_a_loop_run_twice_is_two_runs_where_one_platform_saw_both() -> None:
    twice = [garmin("a", km=2.0), garmin("b", 13, 2.0), strava("c", 14, 2.0)]
    assert names(*twice) == [{"a"}, {"b", "c"}]
    assert not doubtful(outings(twice))


def test_repetitions_saved_as_files_of_one_kind_stay_apart() -> None:
    repetitions = [recorded(str(n), 6 * n, 1.0) for n in range(4)]
    assert len(outings(repetitions)) == 4


def test_a_run_that_one_device_split_is_one_beside_the_other_that_has_it_whole() -> None:
    first, second = garmin("1", 0, 5.0), garmin("2", 30, 5.1)
    run = one(strava("whole", km=10.4, moving_s=3450), first, second)
    assert run.sources == ("garmin", "garmin", "strava")


def test_measured_parts_are_added_up_where_the_whole_was_not_measured() -> None:
    halves = [
        garmin(
            name,
            minutes,
            5.0,
            measured=Measured(
                moving_s=1650.0,
                distance_m=5_050.0,
                ascent_m=40.0,
                cadence_spm=spm,
                cadence_eligible_s=eligible_s,
                surface_m={"trail": 2_050.0, "paved": 3_000.0},
            ),
        )
        for name, minutes, spm, eligible_s in (("1", 0, 170.0, 300.0), ("2", 30, 174.0, 900.0))
    ]
    run = one(strava("whole", km=10.4, moving_s=3450, title="With Bob"), *halves)
    assert (run.distance_m, run.moving_s, run.ascent_m) == (10_100.0, 3_300.0, 80.0)
    assert run.surface_m == {"trail": 4_100.0, "paved": 6_000.0}
    assert (run.cadence_spm, run.title) == (174.0, "With Bob")


def test_a_whole_recording_without_a_distance_gets_it_from_its_parts() -> None:
    heart = recorded("heart", km=0.0, moving_s=3600)
    run = one(heart, garmin("1", 0, 5.0), garmin("2", 31, 5.0))
    assert run.distance_m == 10_000.0


@pytest.mark.parametrize("late", [-12, -6, 0, 6, 12])
def test_a_part_that_lies_beside_the_whole_run_belongs_to_it(late: float) -> None:
    """Both parts by a watch whose clock is off."""
    run = one(strava("whole"), garmin("1", late, 2.0), garmin("2", late + 11.5, 7.9))
    assert run.sources == ("garmin", "garmin", "strava")
    assert run.distance_m == 10_000.0


def test_a_warm_up_is_no_part_of_a_race_that_is_all_there() -> None:
    both = [garmin("warm", -8, 1.0), garmin("race"), strava("race-s")]
    assert names(*both) == [{"warm"}, {"race", "race-s"}]


def test_half_of_a_run_is_not_the_whole_of_it() -> None:
    run = one(strava("whole"), garmin("1", 0, 4.0, measured=Measured(distance_m=4_000.0)))
    assert run.distance_m == 10_000.0


def test_two_devices_that_split_a_run_elsewhere_count_each_metre_once() -> None:
    a = [garmin("a1", 0, 5.0), garmin("a2", 27.5, 5.0)]
    b = [strava("b1", 0, 3.0), strava("b2", 16.5, 7.0)]
    assert one(*a, *b).distance_m == 10_000.0
    assert sorted(why(*a, *b)) == [Why.PARTS, Why.TIME, Why.TIME]
    assert not doubtful(outings([*a, *b]))


def test_two_devices_with_clocks_apart_that_split_a_run_elsewhere_are_doubtful() -> None:
    a = [garmin("a1", 0, 5.0), garmin("a2", 27.5, 5.0)]
    b = [strava("b1", 1, 3.0), strava("b2", 17.5, 7.0)]
    assert one(*a, *b).distance_m == 10_000.0
    assert [each.why for each in doubtful(outings([*a, *b]))] == [Why.PART]


WARM_UP, RACE = 3.0, 10.0


@pytest.mark.parametrize("late", [-4, 0, 4])
@pytest.mark.parametrize("pause", [1, 10])
def test_a_warm_up_and_a_race_stay_two(late: float, pause: float) -> None:
    began = WARM_UP * 5.5 + pause
    both = [
        garmin("warm", 0, WARM_UP),
        garmin("race", began, RACE),
        strava("warm-s", late, WARM_UP),
        strava("race-s", began + late, RACE),
    ]
    assert names(*both) == [{"warm", "warm-s"}, {"race", "race-s"}]
    assert not doubtful(outings(both))


def test_a_platform_that_knows_only_the_race_does_not_take_the_warm_up_away() -> None:
    early = [garmin("warm", 0, WARM_UP), garmin("race", 20, RACE), strava("race-s", 12, RACE)]
    assert names(*early) == [{"warm"}, {"race", "race-s"}]
    assert not doubtful(outings(early))


def test_a_warm_up_here_and_a_race_there_that_touch_are_two() -> None:
    assert names(garmin("warm", 0, WARM_UP), strava("race", 15, RACE)) == [{"warm"}, {"race"}]


def test_a_warm_up_here_and_a_race_there_that_overlap_are_doubtful() -> None:
    found = outings([garmin("warm", 0, WARM_UP), strava("race", 12, RACE)])
    assert [each.why for each in doubtful(found)] == [Why.PART]
    assert [outing.distance_m for outing in found] == [10_000.0]


def test_one_platform_twice_at_once_is_one_run() -> None:
    """Strava refuses the same file, not a second watch's."""
    assert names(strava("watch"), strava("phone", 0.5, 10.3)) == [{"watch", "phone"}]


def leg(name: str, minutes: float, km: float, kind: Kind, speed_mps: float) -> Recorded:
    return garmin(
        name,
        minutes,
        km,
        kind=kind,
        moving_s=km * 1000 / speed_mps,
        part_of="triathlon",
        run_kind=RunKind.RUN if kind is Kind.RUN else None,
    )


def triathlon() -> list[Recorded]:
    return [
        leg("swim", 0, 1.5, Kind.SWIM, 1.0),
        leg("ride", 28, 40.0, Kind.RIDE, 9.0),
        leg("run", 105, 10.0, Kind.RUN, 4.0),
    ]


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.RUN, Kind.RIDE, Kind.SWIM])
def test_the_whole_of_a_triathlon_adds_nothing_to_its_legs(kind: Kind) -> None:
    whole = strava("whole", km=51.5, moving_s=146 * 60, kind=kind, title="Club race", race=True)
    found = {outing.kind: outing for outing in outings([*triathlon(), whole])}
    assert set(found) == {Kind.SWIM, Kind.RIDE, Kind.RUN}
    assert len(outings([*triathlon(), whole])) == 3
    run = found[Kind.RUN]
    assert (run.distance_m, run.title, run.race) == (10_000.0, "Club race", True)
    assert [each.why for each in joined(run.recordings)] == [Why.LEG]
    assert sum(outing.distance_m or 0.0 for outing in found.values()) == 51_500.0


def test_a_leg_here_and_the_same_leg_there_are_one_run() -> None:
    legs = triathlon()
    assert {"run", "there"} in names(*legs, strava("there", 105.5, 10.1, moving_s=2520))


def test_a_ride_on_the_day_of_a_triathlon_is_a_ride() -> None:
    home = strava("home", 155, 40.0, kind=Kind.RIDE, moving_s=4400)
    assert len(outings([*triathlon(), home])) == 4


def belt(source: str, km: float, measured_m: float | None = None, **more: Any) -> Recorded:
    ours = None
    if measured_m is not None:
        ours = Measured(moving_s=2700.0, distance_m=measured_m, surface_m={"treadmill": measured_m})
    more = {"run_kind": RunKind.TREADMILL, "moving_s": 2700, "measured": ours} | more
    return recorded(source, 0, km, source=source, file_name=None, **more)


@pytest.mark.parametrize(
    ("watch", "typed", "counts_m"),
    [
        (belt("garmin", 8.1, 8_100.0), belt("strava", 7.5), 7_500.0),
        (belt("garmin", 8.1, 8_100.0), belt("strava", 8.6), 8_600.0),
        (belt("garmin", 7.5, 8_100.0), belt("strava", 8.1), 7_500.0),
        (belt("garmin", 7.5, 8_100.0), belt("strava", 8.1, 8_105.0), 7_500.0),
        (belt("garmin", 8.1, 8_100.0), belt("strava", 8.12), 8_100.0),
        (belt("garmin", 8.1), belt("strava", 7.5), 7_500.0),
        (belt("garmin", 8.1, 8_100.0), belt("strava", 7.5, run_kind=RunKind.RUN), 7_500.0),
    ],
)
def test_on_a_belt_the_distance_that_was_typed_counts(
    watch: Recorded, typed: Recorded, counts_m: float
) -> None:
    run = one(watch, typed)
    assert (run.distance_m, run.run_kind) == (counts_m, RunKind.TREADMILL)
    assert run.distance_estimated
    assert sum(run.surface_m.values()) in (0, pytest.approx(counts_m))


def test_a_corrected_treadmill_run_alone_goes_as_far_as_its_runner_says() -> None:
    run = one(belt("garmin", 7.5, 8_100.0))
    assert (run.distance_m, run.surface_m) == (7_500.0, {"treadmill": 7_500.0})


def test_a_torn_treadmill_file_is_not_believed_for_its_total() -> None:
    assert one(belt("garmin", 2.0, 8_100.0, salvaged="it is cut off")).distance_m == 8_100.0


def test_outdoors_the_series_is_believed_before_a_total() -> None:
    run = one(garmin("watch", km=7.5, has_gps=True, measured=Measured(distance_m=8_100.0)))
    assert run.distance_m == 8_100.0


@pytest.mark.parametrize(
    ("speed_mps", "kind"), [(1.4, Kind.WALK), (1.99, Kind.WALK), (2.0, Kind.RUN), (3.0, Kind.RUN)]
)
def test_a_run_here_and_a_walk_there_are_one_outing_and_the_pace_says_which(
    speed_mps: float, kind: Kind
) -> None:
    both = [
        garmin("watch", km=6.0, moving_s=6000 / speed_mps, run_kind=RunKind.TRAIL),
        strava("walk", 0.2, 6.0, moving_s=6000 / speed_mps, kind=Kind.WALK),
    ]
    outing = one(*both)
    assert outing.kind is kind
    assert outing.run_kind is (RunKind.TRAIL if kind is Kind.RUN else None)
    assert why(*both) == [Why.KIND]


def test_a_workout_says_nothing_against_a_run_or_a_walk() -> None:
    workout = strava("workout", kind=Kind.OTHER)
    assert one(garmin("run"), workout).kind is Kind.RUN
    assert one(garmin("walk", kind=Kind.WALK), workout).kind is Kind.WALK


def test_a_run_and_a_walk_without_a_distance_are_a_run() -> None:
    walk = strava("walk", km=0.0, moving_s=3000, kind=Kind.WALK)
    assert one(garmin("run", km=0.0, moving_s=3000), walk).kind is Kind.RUN


@pytest.mark.parametrize("kind", [Kind.RIDE, Kind.STRENGTH, Kind.SWIM])
def test_what_nobody_mistakes_for_a_run_stays_apart(kind: Kind) -> None:
    assert names(garmin("run"), strava("other", kind=kind)) == [{"run"}, {"other"}]


def test_a_run_within_a_long_walk_is_a_run_of_its_own() -> None:
    walk = strava("walk", -60, 12.0, moving_s=9000, kind=Kind.WALK)
    assert names(walk, garmin("run", 0, 5.0)) == [{"walk"}, {"run"}]
