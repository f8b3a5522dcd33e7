"""Records of Garmin's lists and details, one by one: kinds, numbers, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.log import RunKind
from syncer import own_words
from syncer.sources import Kind, Recording, Refused
from syncer.sources.garmin.records import (
    exercises_of_sets,
    is_nobodys_own,
    is_whole,
    part_of,
    record,
    source_id,
)

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def row(key: str = "running", number: int = 1, parent: int = 17, **fields: Any) -> dict[str, Any]:
    """A row of a list, as short as it may be."""
    kind = {"typeId": number, "typeKey": key, "parentTypeId": parent}
    told = {"activityId": 21_000_000_018, "startTimeGMT": "2026-03-14 06:12:05"}
    return told | {"activityType": kind, "distance": 8000.0, "duration": 2640.0} | fields


def read(**fields: Any) -> Recording:
    return record(row(**fields), NOW).recording


@pytest.mark.parametrize(
    ("key", "number", "parent", "kind", "run_kind"),
    [
        ("running", 1, 17, Kind.RUN, RunKind.RUN),
        ("street_running", 7, 1, Kind.RUN, RunKind.ROAD),
        ("track_running", 8, 1, Kind.RUN, RunKind.TRACK),
        ("trail_running", 6, 1, Kind.RUN, RunKind.TRAIL),
        ("treadmill_running", 18, 1, Kind.RUN, RunKind.TREADMILL),
        ("indoor_running", 156, 1, Kind.RUN, RunKind.TREADMILL),
        ("virtual_run", 153, 1, Kind.RUN, RunKind.VIRTUAL),
        ("ultra_run", 181, 1, Kind.RUN, RunKind.RUN),
        ("obstacle_run", 154, 1, Kind.RUN, RunKind.RUN),
        ("a_run_of_next_year", 999, 1, Kind.RUN, RunKind.RUN),
        ("sand_running", 999, 17, Kind.RUN, RunKind.RUN),
        ("cycling", 2, 17, Kind.RIDE, None),
        ("gravel_cycling", 143, 2, Kind.RIDE, None),
        ("mountain_biking", 5, 2, Kind.RIDE, None),
        ("virtual_ride", 152, 2, Kind.RIDE, None),
        ("bmx", 20, 2, Kind.RIDE, None),
        ("lap_swimming", 27, 26, Kind.SWIM, None),
        ("open_water_swimming", 28, 26, Kind.SWIM, None),
        ("hiking", 3, 17, Kind.WALK, None),
        ("walking", 9, 17, Kind.WALK, None),
        ("speed_walking", 31, 9, Kind.WALK, None),
        ("strength_training", 13, 29, Kind.STRENGTH, None),
        ("yoga", 163, 29, Kind.OTHER, None),
        ("elliptical", 30, 29, Kind.OTHER, None),
        ("plogging", 9001, 17, Kind.OTHER, None),
    ],
)
def test_what_garmins_kinds_are(
    key: str, number: int, parent: int, kind: Kind, run_kind: RunKind | None
) -> None:
    found = read(key=key, number=number, parent=parent)
    assert (found.kind, found.run_kind) == (kind, run_kind)


def test_a_row_in_our_units() -> None:
    found = read(
        activityName="Along the water",
        distance=4261.18994140625,
        duration=2223.326904296875,
        elapsedDuration=2225.44091796875,
        movingDuration=2216.0,
        elevationGain=151.0,
        elevationLoss=147.0,
        averageRunningCadenceInStepsPerMinute=171.734375,
        avgGroundContactTime=238.29998779296875,
        avgGroundContactBalance=49.59,
        avgVerticalOscillation=7.95,
        eventType={"typeId": 1, "typeKey": "race"},
        manufacturer="GARMIN",
    )
    assert found.started_at == datetime(2026, 3, 14, 6, 12, 5, tzinfo=UTC)
    assert (found.distance_m, found.moving_s, found.elapsed_s) == (4261.0, 2216.0, 2225.0)
    assert (found.ascent_m, found.descent_m) == (151.0, 147.0)
    assert (found.cadence_spm, found.ground_contact_ms) == (171.7, 238.3)
    assert (found.ground_contact_left_pct, found.vertical_oscillation_cm) == (49.6, 7.9)
    assert (found.title, found.device, found.race) == ("Along the water", "Garmin", True)
    assert found.timezone is None, "a difference of hours names no zone"


@given(metres=st.integers(0, 10_000_000), spm=st.floats(116, 239))
def test_a_number_is_the_same_from_a_list_and_from_a_detail(metres: int, spm: float) -> None:
    """Watches count centimetres; lists tell them in single precision, details rounded."""
    import numpy as np

    exact = metres / 100
    listed = read(
        distance=float(np.float32(exact)),
        averageRunningCadenceInStepsPerMinute=float(np.float32(spm)),
    )
    told = row(distance=None, summaryDTO={"distance": round(exact, 2), "averageRunCadence": spm})
    detailed = record(told, NOW).recording
    assert listed.distance_m == detailed.distance_m
    assert listed.cadence_spm == detailed.cadence_spm


@pytest.mark.parametrize("key", ["hiking", "walking", "lap_swimming", "cycling"])
def test_only_runs_have_a_cadence(key: str) -> None:
    found = read(key=key, number=3, averageRunningCadenceInStepsPerMinute=166.2)
    assert found.cadence_spm is None
    assert read(averageRunningCadenceInStepsPerMinute=166.2).cadence_spm == 166.2


@pytest.mark.parametrize("spm", [0, 84.5, 111.7, 115, 241, -1, "fast", None, True, float("nan")])
def test_what_is_no_running_cadence_is_none(spm: object) -> None:
    assert read(averageRunningCadenceInStepsPerMinute=spm).cadence_spm is None


def splits(walked_s: float, **of_the_run: float) -> list[dict[str, Any]]:
    ran = {"splitType": "RWD_RUN", "duration": 1000.0 - walked_s, **of_the_run}
    walk = {"splitType": "RWD_WALK", "duration": walked_s, "averageRunCadence": 105.0}
    whole = {"splitType": "INTERVAL_ACTIVE", "duration": 1000.0}
    return [walk, whole, ran]


@pytest.mark.parametrize(("walked_s", "spm"), [(0, 166.0), (49, 166.0), (51, None), (300, None)])
def test_an_average_over_walking_is_no_running_cadence(walked_s: float, spm: float | None) -> None:
    found = read(
        averageRunningCadenceInStepsPerMinute=166.0,
        avgGroundContactTime=300.0,
        splitSummaries=splits(walked_s),
    )
    assert found.cadence_spm == spm
    assert found.ground_contact_ms == (None if spm is None else 300.0)


def test_of_a_walk_run_session_the_running_counts() -> None:
    split = splits(300, averageRunCadence=172.0, groundContactTime=251.0, verticalOscillation=8.1)
    told = row(splitSummaries=split, summaryDTO={"averageRunCadence": 151.0})
    found = record(told, NOW).recording
    assert (found.cadence_spm, found.ground_contact_ms) == (172.0, 251.0)
    assert found.vertical_oscillation_cm == 8.1


@pytest.mark.parametrize(
    ("told", "rpe"), [(10, 1.0), (70, 7.0), (100, 10.0), (0, None), (None, None), (900, None)]
)
def test_effort_is_a_tenth_of_garmins(told: object, rpe: float | None) -> None:
    assert read(summaryDTO={"directWorkoutRpe": told}).effort_rpe == rpe


@pytest.mark.parametrize(
    ("told", "feel"), [(0, 1), (25, 2), (50, 3), (75, 4), (100, 5), (60, None), (None, None)]
)
def test_feel_goes_from_one_to_five(told: object, feel: int | None) -> None:
    assert read(summaryDTO={"directWorkoutFeel": told}).feel == feel


def test_what_a_runner_wrote_is_told_without_our_block() -> None:
    described = own_words.with_block("My left knee again.", "Calf raises today.")
    found = record(row(activityName="Slow", description=described), NOW)
    assert found.words == ("Slow", "My left knee again.")
    assert found.texts == {"description": described}


def test_what_was_typed_in_has_no_series() -> None:
    assert not record(row(manualActivity=True), NOW).has_series
    assert not record(row(metadataDTO={"manualActivity": True}), NOW).has_series
    assert record(row(), NOW).has_series


@pytest.mark.parametrize(("name", "zone"), [("Europe/Berlin", "Europe/Berlin"), ("(GMT+1)", None)])
def test_a_zone_counts_if_it_has_a_name(name: str, zone: str | None) -> None:
    assert read(timeZoneUnitDTO={"timeZone": name}).timezone == zone


def test_strength_work_says_what_was_done() -> None:
    found = read(
        key="strength_training",
        number=13,
        summarizedExerciseSets=[
            {"category": "CALF_RAISE", "subCategory": "SINGLE_LEG_STANDING_CALF_RAISE"},
            {"category": "CURL", "subCategory": "BARBELL_BICEPS_CURL"},
            {"category": "SQUAT", "subCategory": "STEP_UP"},
            {"category": "CALF_RAISE"},
            None,
        ],
    )
    assert found.exercises == ("X12", "X08")


def test_sets_say_the_same() -> None:
    def one(category: str, name: str | None, kind: str = "ACTIVE") -> dict[str, Any]:
        return {"setType": kind, "exercises": [{"category": category, "name": name}]}

    told = [one("SQUAT", "STEP_UP"), {"setType": "REST", "exercises": []}, one("PLANK", "PLANK")]
    told += [one("SQUAT", "STEP_UP"), one("CALF_RAISE", None, "REST"), {"setType": "ACTIVE"}]
    assert exercises_of_sets({"exerciseSets": told}) == ("X08", "X17")
    assert exercises_of_sets({"exerciseSets": None}) == ()
    assert exercises_of_sets(None) == ()


def test_a_frame_is_nobodys_own() -> None:
    assert is_nobodys_own(row(key="multi_sport", number=89))
    assert is_nobodys_own(row(parent=True) | {"parent": True})
    assert is_nobodys_own({"activityTypeDTO": {"typeKey": "transition_v2"}})
    assert is_whole({"isMultiSportParent": True})
    assert not is_whole(row(key="transition_v2"))
    assert not is_nobodys_own(row(parentId=7))
    assert not is_nobodys_own(None)
    assert part_of(row(parentId=7)) == "7"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"activityId": None}, "no number"),
        ({"activityId": True}, "no number"),
        ({"activityId": "21"}, "no number"),
        ({"startTimeGMT": None}, "when it began"),
        ({"startTimeGMT": 17}, "when it began"),
        ({"startTimeGMT": "yesterday"}, "when it began"),
        ({"startTimeGMT": "1989-12-31 00:00:00"}, "clock"),
        ({"startTimeGMT": "2027-03-14 06:12:05"}, "future"),
        ({"distance": 2e6}, "cannot be one activity"),
        ({"elapsedDuration": 4e6}, "never stopped"),
    ],
)
def test_an_odd_record_is_refused_by_name(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(**fields)


def test_what_is_no_record_is_refused() -> None:
    for told in (None, 5, "x", [], {}):
        with pytest.raises(Refused):
            record(told, NOW)
        assert source_id(told) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = (
    *("activityId", "activityName", "startTimeGMT", "activityType", "distance", "duration"),
    *("movingDuration", "splitSummaries", "summaryDTO", "metadataDTO", "summarizedExerciseSets"),
    *("averageRunningCadenceInStepsPerMinute", "timeZoneUnitDTO", "parentId", "description"),
    *("directWorkoutRpe", "directWorkoutFeel", "eventType", "manufacturer", "parent"),
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_no_record_can_break_the_reader(fields: dict[str, Any]) -> None:
    told = {**row(), **fields}
    is_nobodys_own(told)
    try:
        found = record(told, NOW).recording
    except Refused:
        return
    for name in ("distance_m", "moving_s", "cadence_spm", "effort_rpe", "ground_contact_ms"):
        value = getattr(found, name)
        assert value is None or 0 <= value <= 1e9
    assert found.started_at <= NOW + timedelta(days=1)
