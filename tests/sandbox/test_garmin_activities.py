"""Activities on the stand-in as the real garminconnect reads, writes and downloads them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import fitfast
import numpy as np
import pytest
from garminconnect import GarminConnectConnectionError, GarminConnectNotFoundError
from garminconnect.activity_details import parse_activity_detail_metrics

from syncer.sandbox.diary import diary
from syncer.sandbox.garmin import Lift, Ways
from syncer.sandbox.members import PIP, RUTH
from tests.sandbox.garmin_at_hand import START, Hand, at_hand

UNTIL = START.date()


def days(library: Any, first: str, last: str | None = None, **more: Any) -> list[int]:
    return [row["activityId"] for row in library.get_activities_by_date(first, last, **more)]


def fit_of(packed: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (name,) = archive.namelist()
        assert name.endswith("_ACTIVITY.fit")
        return fitfast.parse(archive.read(name))


def pip_walks(hand: Hand) -> int:
    """A run with walking breaks."""
    entry = next(one for one in diary(PIP, UNTIL) if one.planned and one.planned.effort != "easy")
    made: int = hand.world.add_entry(hand.account, entry)
    return made


def test_days_are_local_and_both_count() -> None:
    with at_hand(timezone="Pacific/Auckland") as hand:
        late = datetime(2026, 11, 10, 11, 30, tzinfo=UTC)
        run = hand.world.add_activity(hand.account, startTimeGMT=late)
        library = hand.signed_in()
        assert hand.row(run)["startTimeLocal"] == "2026-11-11 00:30:00"
        assert days(library, "2026-11-11", "2026-11-11") == [run]
        assert days(library, "2026-11-10", "2026-11-10") == []
        assert days(library, "2026-11-01") == [run]


@pytest.mark.parametrize(("runs", "asked"), [(0, 1), (1, 2), (20, 2), (21, 3), (45, 4)])
def test_the_library_turns_pages_until_one_is_empty(runs: int, asked: int) -> None:
    with at_hand() as hand:
        made = [hand.run(nth / 10) for nth in range(1, runs + 1)]
        assert days(hand.signed_in(), "2026-11-01", "2026-11-20") == made
        assert hand.garmin.count("GET", "search/activities") == asked


def test_the_newest_come_first_unless_asked_otherwise() -> None:
    with at_hand() as hand:
        old, new, middle = hand.run(9), hand.run(1), hand.run(4)
        library = hand.signed_in()
        assert days(library, "2026-11-01") == [new, middle, old]
        assert days(library, "2026-11-01", sortorder="asc") == [old, middle, new]
        newest: Any = library.get_activities(0, 2)
        assert [row["activityId"] for row in newest] == [new, middle]
        assert library.count_activities() == 3


def test_a_list_can_be_asked_for_one_sport() -> None:
    with at_hand() as hand:
        trail = hand.run(1, activityType="trail_running")
        hand.run(2, activityType="cycling", distance=40_000.0)
        road = hand.run(3)
        library = hand.signed_in()
        assert days(library, "2026-11-01", activitytype="running") == [trail, road]
        assert days(library, "2026-11-01", activitytype="trail_running") == [trail]


def test_only_the_detail_tells_of_feelings_which_may_come_later() -> None:
    with at_hand() as hand:
        run, library = hand.run(description="left knee 4/10"), hand.signed_in()
        before = library.get_activity(str(run))
        assert before["description"] == "left knee 4/10"
        assert "directWorkoutFeel" not in before["summaryDTO"]
        hand.clock.go(days=1)
        hand.world.feel(run, feel=25, effort=70)
        after = library.get_activity(str(run))
        assert after["summaryDTO"]["directWorkoutFeel"] == 25
        assert after["summaryDTO"]["directWorkoutRpe"] == 70
        assert after["metadataDTO"]["lastUpdateDate"] > before["metadataDTO"]["lastUpdateDate"]
        assert not {"description", "directWorkoutRpe"} & set(hand.row(run))


def test_a_description_is_written_over_the_whole() -> None:
    with at_hand() as hand:
        run, library = hand.run(description="mine"), hand.signed_in()
        assert library.set_activity_description(str(run), "mine\n\n膝 ok") == {}
        assert library.get_activity(str(run))["description"] == "mine\n\n膝 ok"
        library.set_activity_description(str(run), "")
        assert "description" not in library.get_activity(str(run))
        library.set_activity_name(str(run), "Hills")
        assert hand.row(run)["activityName"] == "Hills"


def test_an_athlete_edits_and_deletes() -> None:
    with at_hand() as hand:
        run, gone, library = hand.run(1), hand.run(2), hand.signed_in()
        hand.world.change_type(run, "treadmill_running")
        hand.world.edit(run, activityName="Indoors", description="felt light")
        hand.world.delete(gone)
        assert days(library, "2026-11-01") == [run]
        assert hand.row(run)["activityType"]["typeKey"] == "treadmill_running"
        assert library.get_activity(str(run))["activityName"] == "Indoors"
        with pytest.raises(GarminConnectNotFoundError):
            library.get_activity(str(gone))
        library.set_activity_type(str(run), 6, "trail_running", 1)
        assert hand.row(run)["activityType"]["typeId"] == 6
        library.delete_activity(str(run))
        assert hand.listed() == []


def test_what_belongs_to_others_is_forbidden() -> None:
    with at_hand() as hand:
        bobs = hand.world.add_activity(hand.world.add_account("Bob Fellrunner"))
        library = hand.signed_in()
        with pytest.raises(GarminConnectConnectionError, match="403"):
            library.get_activity(str(bobs))
        with pytest.raises(GarminConnectConnectionError, match="403"):
            library.set_activity_description(str(bobs), "x")
        assert hand.listed() == []


def test_the_file_is_the_watchs_own() -> None:
    with at_hand() as hand:
        entry = diary(RUTH, UNTIL, weeks=1)[0]
        run, library = hand.world.add_entry(hand.account, entry), hand.signed_in()
        packed = library.download_activity(str(run), library.ActivityDownloadFormat.ORIGINAL)
        session = fit_of(packed)["session"][0]
        row = hand.row(run)
        assert session["total_distance"] == pytest.approx(row["distance"], abs=0.1)
        assert session["total_timer_time"] == pytest.approx(row["duration"], abs=1)
        again = library.download_activity(str(run), library.ActivityDownloadFormat.ORIGINAL)
        assert packed == again


@pytest.mark.parametrize(
    ("kind", "fields", "sport", "outside"),
    [
        ("running", {}, "running", True),
        ("treadmill_running", {}, "running", False),
        ("cycling", {"distance": 30_000.0, "duration": 4_000.0}, "cycling", True),
        ("lap_swimming", {"distance": 1_500.0, "duration": 1_900.0}, "swimming", False),
        ("strength_training", {"duration": 1_500.0}, "training", False),
        ("walking", {"distance": 3_000.0, "duration": 2_000.0}, "walking", True),
    ],
)
def test_every_sport_has_a_row_a_detail_and_a_file(
    kind: str, fields: dict[str, Any], sport: str, outside: bool
) -> None:
    with at_hand() as hand:
        made, library = hand.run(activityType=kind, **fields), hand.signed_in()
        row, whole = hand.row(made), library.get_activity(str(made))
        assert whole["activityTypeDTO"]["typeKey"] == row["activityType"]["typeKey"] == kind
        assert ("startLatitude" in row) == row["hasPolyline"] == outside
        on_foot = kind in ("running", "treadmill_running", "walking")
        assert ("averageRunningCadenceInStepsPerMinute" in row) == on_foot
        assert ("avgGroundContactTime" in row) == ("running" in kind)
        assert whole["summaryDTO"]["duration"] == row["duration"]
        packed = library.download_activity(str(made), library.ActivityDownloadFormat.ORIGINAL)
        fit = fit_of(packed)
        assert str(fit["session"][0]["sport"]) in (sport, _number(sport))
        assert library.get_activity_splits(str(made))["lapDTOs"]


def _number(sport: str) -> str:
    numbers = {"running": 1, "cycling": 2, "swimming": 5, "training": 10, "walking": 11}
    return str(numbers[sport])


def test_what_was_typed_in_has_no_file() -> None:
    with at_hand() as hand:
        typed, library = hand.run(manualActivity=True), hand.signed_in()
        row = hand.row(typed)
        assert row["manualActivity"] is True
        assert not {"averageHR", "deviceId", "startLatitude", "steps"} & set(row)
        with pytest.raises(GarminConnectNotFoundError):
            library.download_activity(str(typed), library.ActivityDownloadFormat.ORIGINAL)
        assert library.get_activity_splits(str(typed))["lapDTOs"] == []
        assert library.get_activity(str(typed))["metadataDTO"]["manualActivity"] is True


def test_the_series_agrees_with_the_row() -> None:
    with at_hand() as hand:
        run = hand.world.add_story(hand.account, RUTH, UNTIL, weeks=1)[0]
        library, row = hand.signed_in(), hand.row(run)
        told = library.get_activity_details(str(run), maxchart=20_000)
        assert told["metricsCount"] == told["totalMetricsCount"]
        samples = parse_activity_detail_metrics(told)
        column = {key: np.array([one[key] for one in samples], float) for key in samples[0]}
        assert column["sumDistance"][-1] == pytest.approx(row["distance"], abs=0.1)
        assert column["sumElapsedDuration"][-1] == row["elapsedDuration"]
        assert column["sumDuration"][-1] == pytest.approx(row["duration"], abs=1)
        steps = column["directDoubleCadence"]
        mean = row["averageRunningCadenceInStepsPerMinute"]
        assert 150 < mean < 200, "both feet"
        assert steps.mean() == pytest.approx(mean, abs=0.5)
        one_foot = column["directRunCadence"] + column["directFractionalCadence"]
        assert np.abs(2 * one_foot - steps).max() <= 0.51
        assert column["directTimestamp"][0] == row["beginTimestamp"]
        for key, name in (
            ("directGroundContactTime", "avgGroundContactTime"),
            ("directVerticalOscillation", "avgVerticalOscillation"),
            ("directStrideLength", "avgStrideLength"),
            ("directGroundContactBalanceLeft", "avgGroundContactBalance"),
        ):
            assert np.nanmean(column[key]) == pytest.approx(row[name], rel=0.01)


def test_a_series_is_thinned_as_asked_and_its_order_differs() -> None:
    with at_hand() as hand:
        first, second = hand.run(1), hand.run(2, activityType="treadmill_running")
        library = hand.signed_in()
        told = library.get_activity_details(str(first), maxchart=100, maxpoly=50)
        assert told["metricsCount"] == len(told["activityDetailMetrics"]) <= 100
        assert told["totalMetricsCount"] > 1000
        assert len(told["geoPolylineDTO"]["polyline"]) <= 50
        inside = library.get_activity_details(str(second))
        assert inside["geoPolylineDTO"] is None
        orders = [[one["key"] for one in each["metricDescriptors"]] for each in (told, inside)]
        assert "directLatitude" in orders[0]
        assert "directLatitude" not in orders[1]
        assert [key for key in orders[0] if key in orders[1]] != orders[1]


def test_balance_is_told_by_a_strap_alone() -> None:
    with at_hand() as hand:
        hand.world.accounts[hand.account].wears_strap = False
        run = hand.run()
        assert "avgGroundContactBalance" not in hand.row(run)
        told = hand.signed_in().get_activity_details(str(run))
        keys = {one["key"] for one in told["metricDescriptors"]}
        assert "directGroundContactTime" in keys
        assert "directGroundContactBalanceLeft" not in keys


def test_walking_breaks_are_told_apart() -> None:
    with at_hand() as hand:
        run, library = pip_walks(hand), hand.signed_in()
        row = hand.row(run)
        kinds = {one["splitType"]: one for one in row["splitSummaries"]}
        assert set(kinds) == {"INTERVAL_ACTIVE", "RWD_RUN", "RWD_WALK"}
        assert kinds["RWD_WALK"]["noOfSplits"] >= 2
        parts = kinds["RWD_RUN"]["distance"] + kinds["RWD_WALK"]["distance"]
        assert parts == pytest.approx(row["distance"], rel=0.01)
        told = library.get_activity_split_summaries(str(run))["splitSummaries"]
        spm = {one["splitType"]: one["averageRunCadence"] for one in told}
        assert spm["RWD_WALK"] < 130 < spm["RWD_RUN"]
        mean = row["averageRunningCadenceInStepsPerMinute"]
        assert spm["RWD_WALK"] < mean < spm["RWD_RUN"], "the row's mean holds the walking too"
        typed = library.get_activity_typed_splits(str(run))["splits"]
        kinds_in_turn = [one["type"] for one in typed[1:]]
        assert all(a != b for a, b in pairwise(kinds_in_turn))


def test_laps_add_up() -> None:
    with at_hand() as hand:
        run = hand.world.add_story(hand.account, PIP, UNTIL, weeks=1)[-1]
        told = hand.signed_in().get_activity_splits(str(run))
        row, laps = hand.row(run), told["lapDTOs"]
        assert len(laps) == row["lapCount"]
        assert sum(one["distance"] for one in laps) == pytest.approx(row["distance"], abs=0.2)
        assert sum(one["duration"] for one in laps) == pytest.approx(row["duration"], abs=0.1)


def test_strength_work_counts_its_sets() -> None:
    with at_hand() as hand:
        lifts = [Lift("CALF_RAISE", "SINGLE_LEG_STANDING_CALF_RAISE", sets=2, reps=15)]
        made = hand.world.add_strength(hand.account, lifts)
        told = hand.signed_in().get_activity_exercise_sets(made)["exerciseSets"]
        assert [one["setType"] for one in told] == ["ACTIVE", "REST"] * 2
        assert told[0]["exercises"][0]["category"] == "CALF_RAISE"
        row = hand.row(made)
        assert (row["totalSets"], row["totalReps"]) == (2, 30)
        assert row["summarizedExerciseSets"][0]["sets"] == 2


def test_a_triathlon_is_a_whole_and_its_legs() -> None:
    with at_hand() as hand:
        legs = (
            {"activityType": "open_water_swimming", "distance": 1_500.0, "duration": 1_800.0},
            {"activityType": "cycling", "distance": 40_000.0, "duration": 4_500.0},
            {"activityType": "running", "distance": 10_000.0, "duration": 3_000.0},
        )
        whole, children = hand.world.add_multisport(hand.account, legs)
        library = hand.signed_in()
        told = library.get_activity(str(whole))
        assert told["isMultiSportParent"] is True
        assert told["metadataDTO"]["childIds"] == children
        row = hand.row(whole)
        assert row["parent"] is True
        assert (row["distance"], row["duration"]) == (51_500.0, 9_300.0)
        assert row["endTimeGMT"] == hand.row(children[2])["endTimeGMT"]
        assert [hand.row(child)["parentId"] for child in children] == [whole] * 3
        assert hand.row(children[2])["startTimeGMT"] == hand.row(children[1])["endTimeGMT"]
        assert set(hand.listed()) == {whole, *children}
        assert hand.listed(excludeChildren="true") == [whole]
        hand.garmin.ways.lists_children = False
        assert hand.listed() == [whole]
        hand.world.delete(whole)
        with pytest.raises(GarminConnectNotFoundError):
            library.get_activity(str(children[0]))


def test_times_say_what_garmins_say() -> None:
    with at_hand() as hand:
        summer = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
        run = hand.world.add_activity(hand.account, startTimeGMT=summer)
        row, whole = hand.row(run), hand.world.activity(run)
        assert (row["startTimeGMT"], row["startTimeLocal"]) == (
            "2026-07-01 05:00:00",
            "2026-07-01 07:00:00",
        )
        assert whole["summaryDTO"]["startTimeLocal"] == "2026-07-01T07:00:00.0"
        assert whole["timeZoneUnitDTO"]["unitKey"] == "Europe/Berlin"
        assert row["beginTimestamp"] == summer.timestamp() * 1000


def test_lists_tell_lengths_in_single_precision() -> None:
    with at_hand() as hand:
        run = hand.run(distance=4261.19, duration=2223.327)
        assert hand.row(run)["distance"] == 4261.18994140625
        assert hand.world.activity(run)["summaryDTO"]["distance"] == 4261.19


def test_latency_is_waited() -> None:
    with at_hand(Ways(latency_s=0.2)) as hand:
        began = datetime.now(UTC)
        hand.listed()
        assert (datetime.now(UTC) - began).total_seconds() >= 0.2


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/activitylist-service/activities/search/activities?limit=0", None, 400),
        ("GET", "/activitylist-service/activities/search/activities?limit=1001", None, 400),
        ("GET", "/activitylist-service/activities/search/activities?start=x", None, 400),
        ("PUT", "/activity-service/activity/{run}", b"no JSON", 400),
        ("PUT", "/activity-service/activity/{run}", b"[]", 400),
        ("PUT", "/activity-service/activity/{run}", b'{"activityId": 1}', 400),
        (
            "PUT",
            "/activity-service/activity/{run}",
            b'{"activityId": {run}, "activityTypeDTO": {"typeKey": "plogging"}}',
            400,
        ),
        ("GET", "/activity-service/activity/{run}/splits", None, 200),
        ("GET", "/activity-service/activity/here", None, 404),
        ("GET", "/calendar-service/year/2026/month/12", None, 400),
        ("GET", "/userstats-service/wellness/daily/{name}?fromDate=today", None, 400),
        (
            "GET",
            "/userstats-service/wellness/daily/{name}?fromDate=2020-01-01&untilDate=2026-01-01",
            None,
            400,
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    method: str, path: str, body: bytes | None, status: int
) -> None:
    with at_hand() as hand:
        run = str(hand.run())
        name = hand.world.accounts[hand.account].display_name
        told = None if body is None else body.replace(b"{run}", run.encode())
        asked = path.replace("{run}", run).replace("{name}", name)
        assert hand.ask(method, asked, content=told).status_code == status


def test_zones_favourites_and_tables() -> None:
    with at_hand() as hand:
        run, typed, library = hand.run(), hand.run(2, manualActivity=True), hand.signed_in()
        zones: Any = library.get_activity_hr_in_timezones(str(run))
        assert [one["zoneNumber"] for one in zones] == [1, 2, 3, 4, 5]
        assert sum(one["secsInZone"] for one in zones) == pytest.approx(hand.row(run)["duration"])
        none: Any = library.get_activity_hr_in_timezones(str(typed))
        assert none == []
        library.set_activity_favorite(run)
        assert hand.row(run)["favorite"] is True


def test_a_watch_without_a_pulse_or_a_place_still_makes_a_row() -> None:
    with at_hand() as hand:
        entry = next(one for one in diary(RUTH, UNTIL) if one.planned)
        bare = replace(entry.recorded(), heart_rate_bpm=None, lat_deg=None, lon_deg=None)
        run, library = hand.world.add_run(hand.account, bare, activityName="Bare"), hand.signed_in()
        row = hand.row(run)
        assert row["activityName"] == "Bare"
        assert not {"averageHR", "hrTimeInZone_1", "startLatitude", "endLatitude"} & set(row)
        assert row["hasPolyline"] is False
        keys = {one["key"] for one in library.get_activity_details(str(run))["metricDescriptors"]}
        assert "directSpeed" in keys
        assert not {"directHeartRate", "directLatitude"} & keys
        assert "averageHR" not in library.get_activity_splits(str(run))["lapDTOs"][0]
