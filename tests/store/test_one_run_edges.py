"""Where each line is drawn between one run and two: just inside, and just outside."""

from __future__ import annotations

import pytest

from coaching.log import RunKind
from syncer.alike import Why
from syncer.measure import Measured
from syncer.sources import Kind
from tests.store.keeping import recorded
from tests.store.test_one_run import belt, garmin, leg, names, one, strava, why


@pytest.mark.parametrize(
    ("hours", "together"),
    [
        *[(1, True), (3.5, True), (5.5, True), (5.75, True), (12.75, True), (14, True)],
        *[(0.5, False), (0.75, False), (2.25, False), (5.6, False), (14.5, False)],
    ],
)
def test_a_clock_may_be_a_zone_away(hours: float, together: bool) -> None:
    found = names(recorded("w", km=5.0), recorded("g", hours * 60, 5.0, file_name="g.gpx"))
    assert (len(found) == 1) is together


@pytest.mark.parametrize(("late_s", "together"), [(15, True), (16, False), (-15, True)])
def test_the_minute_hand_must_agree(late_s: float, together: bool) -> None:
    found = names(recorded("w"), recorded("g", 330 + late_s / 60, file_name="g.gpx"))
    assert (len(found) == 1) is together


@pytest.mark.parametrize(("shared_s", "found"), [(59, []), (60, [Why.PART])])
def test_less_than_a_minute_shared_is_a_clocks_few_seconds(
    shared_s: float, found: list[Why]
) -> None:
    """The shorter one lasts eight minutes, so a tenth of it would be less."""
    warm = garmin("warm", km=1.5, moving_s=480)
    assert why(warm, strava("race", (480 - shared_s) / 60)) == found


@pytest.mark.parametrize(("kind_s", "together"), [(2400, True), (2399, False)])
def test_a_walk_and_a_run_share_four_fifths_of_the_longer(kind_s: float, together: bool) -> None:
    run = garmin("run", km=9.0, moving_s=3000)
    walk = strava("walk", km=7.0, moving_s=kind_s, kind=Kind.WALK)
    assert (len(names(run, walk)) == 1) is together


@pytest.mark.parametrize(("times", "found"), [(1.19, Why.TIME), (1.2, Why.LEG)])
def test_a_whole_event_lasts_longer_than_its_leg(times: float, found: Why) -> None:
    one_leg = leg("run", 0, 10.0, Kind.RUN, 4.0)
    assert why(one_leg, strava("whole", moving_s=2500 * times)) == [found]


@pytest.mark.parametrize(("typed", "counts_m"), [(8.26, 8_100.0), (8.27, 8_270.0)])
def test_a_total_within_two_percent_of_its_series_was_not_typed(
    typed: float, counts_m: float
) -> None:
    assert one(belt("garmin", 8.1, 8_100.0), belt("strava", typed)).distance_m == counts_m


@pytest.mark.parametrize(
    ("gps_m", "counts_m"),
    [(5_600, 5_600), (5_599, 8_000), (12_000, 12_000), (12_001, 8_000)],
)
def test_satellites_say_that_a_treadmill_was_none_only_near_its_guess(
    gps_m: float, counts_m: float
) -> None:
    phone = strava(
        "phone", km=8.0, moving_s=2700, has_gps=True, measured=Measured(distance_m=float(gps_m))
    )
    watch = garmin(
        "watch",
        km=8.0,
        moving_s=2700,
        run_kind=RunKind.TREADMILL,
        measured=Measured(distance_m=8_000.0),
    )
    assert one(phone, watch).distance_m == counts_m


def test_a_maker_that_holds_both_is_a_witness_where_another_one_leads() -> None:
    loops = [garmin("a", km=2.0), garmin("b", 13, 2.0), strava("c", 14, 2.01)]
    assert names(*loops) == [{"a"}, {"b", "c"}]


WHOLE = strava("whole", km=10.0)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((-15, 2.0), (-3.5, 8.0), 3),
        ((-15.1, 2.0), (-3.6, 8.0), 2),
        ((4, 8.0), (59, 2.0), 3),
        ((4, 8.0), (59.1, 2.0), 2),
    ],
)
def test_parts_begin_and_end_no_further_off_than_a_clock(
    first: tuple[float, float], second: tuple[float, float], found: int
) -> None:
    groups = names(WHOLE, garmin("1", *first), garmin("2", *second))
    assert max(len(group) for group in groups) == found


def test_one_leg_is_no_event_that_another_could_be_the_whole_of() -> None:
    alone = leg("ride", 0, 40.0, Kind.RIDE, 9.0)
    other = strava("other", km=40.0, moving_s=4444, kind=Kind.OTHER)
    assert names(alone, other) == [{"ride"}, {"other"}]
