"""Workouts and the calendar, as the real garminconnect writes and reads them."""

from __future__ import annotations

from typing import Any

import pytest
from garminconnect import GarminConnectConnectionError, GarminConnectNotFoundError
from garminconnect.workout import StrengthWorkout, WorkoutSegment, create_strength_set

from syncer.sandbox.garmin import Fault
from tests.sandbox.garmin_at_hand import at_hand

STRENGTH = {"sportTypeId": 5, "sportTypeKey": "strength_training"}


def strength(name: str = "Strength for runners", exercise: str = "STEP_UP") -> Any:
    steps: list[Any] = [
        create_strength_set("CALF_RAISE", 1, 3, 15, 60, "SINGLE_LEG_STANDING_CALF_RAISE"),
        create_strength_set("SQUAT", 4, 3, 10, 60, exercise, weight_kg=8.0),
    ]
    segment = WorkoutSegment(segmentOrder=1, sportType=STRENGTH, workoutSteps=steps)
    return StrengthWorkout(
        workoutName=name, estimatedDurationInSecs=1500, workoutSegments=[segment]
    )


def on_calendar(library: Any, year: int, month: int) -> list[tuple[str, int]]:
    items = library.get_scheduled_workouts(year, month)["calendarItems"]
    return [(one["date"], one["id"]) for one in items if one["itemType"] == "workout"]


def test_a_workout_is_made_read_changed_and_dropped() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        made = library.upload_strength_workout(strength())
        number = made["workoutId"]
        assert made["workoutName"] == "Strength for runners"
        steps = made["workoutSegments"][0]["workoutSteps"]
        assert steps[0]["workoutSteps"][0]["category"] == "CALF_RAISE"
        assert len({one["stepId"] for one in (*steps, *steps[0]["workoutSteps"])}) == 4
        hand.clock.go(hours=1)
        changed = strength("Strength, a little more").to_dict()
        assert library.update_workout(number, changed) == {}
        whole = library.get_workout_by_id(number)
        assert whole["workoutName"] == "Strength, a little more"
        assert whole["updateDate"] > whole["createdDate"]
        assert library.delete_workout(number) == {}
        with pytest.raises(GarminConnectNotFoundError):
            library.get_workout_by_id(number)


def test_workouts_are_listed_in_pages_without_their_steps() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        made = []
        for nth in range(5):
            made.append(library.upload_workout(strength(f"No. {nth}").to_dict())["workoutId"])
            hand.clock.go(minutes=1)
        rows = library.get_workouts(0, 3)
        assert [row["workoutId"] for row in rows] == made[:1:-1]
        assert "workoutSegments" not in rows[0]
        assert [row["workoutId"] for row in library.get_workouts(3, 3)] == made[1::-1]
        assert hand.world.planner.workouts_of(hand.account).keys() == set(made)


def test_a_workout_is_put_on_a_day_moved_and_taken_off() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        number = library.upload_strength_workout(strength())["workoutId"]
        day = library.schedule_workout(number, "2026-11-24")
        schedule = day["workoutScheduleId"]
        assert day["calendarDate"] == "2026-11-24"
        assert day["workout"]["workoutId"] == number
        assert on_calendar(library, 2026, 11) == [("2026-11-24", schedule)]
        assert library.get_scheduled_workout_by_id(schedule)["calendarDate"] == "2026-11-24"
        library.reschedule_workout(schedule, "2026-11-26")
        assert on_calendar(library, 2026, 11) == [("2026-11-26", schedule)]
        period = library.get_scheduled_workouts_by_period("2026-11-25", "2026-11-30")
        assert [one["workoutScheduleId"] for one in period] == [schedule]
        assert library.unschedule_workout(schedule) == {}
        assert on_calendar(library, 2026, 11) == []
        assert library.get_workout_by_id(number)["workoutId"] == number
        with pytest.raises(GarminConnectNotFoundError, match="workout schedule"):
            library.unschedule_workout(schedule)


def test_a_month_shows_whole_weeks_so_one_day_is_seen_from_two_months() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        number = library.upload_strength_workout(strength())["workoutId"]
        schedule = library.schedule_workout(number, "2026-11-30")["workoutScheduleId"]
        assert on_calendar(library, 2026, 11) == [("2026-11-30", schedule)]
        assert on_calendar(library, 2026, 12) == [("2026-11-30", schedule)]
        assert on_calendar(library, 2026, 10) == []
        assert on_calendar(library, 2027, 1) == []


def test_a_calendar_shows_what_was_done_too() -> None:
    with at_hand() as hand:
        run = hand.run(1)
        items = hand.signed_in().get_scheduled_workouts(2026, 11)["calendarItems"]
        assert [(one["itemType"], one["id"]) for one in items] == [("activity", run)]


def test_a_workout_that_goes_leaves_the_calendar() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        number = library.upload_strength_workout(strength())["workoutId"]
        library.schedule_workout(number, "2026-11-24")
        library.schedule_workout(number, "2026-11-26")
        library.delete_workout(number)
        assert on_calendar(library, 2026, 11) == []


def test_a_lost_answer_leaves_a_workout_that_can_be_found_by_name() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        hand.garmin.faults.plan(Fault.LOST_ANSWER, method="POST")
        with pytest.raises(Exception, match="aborted"):
            library.upload_strength_workout(strength("Twice?"))
        assert [row["workoutName"] for row in library.get_workouts()] == ["Twice?"]


def spoilt(**step: Any) -> dict[str, Any]:
    body: dict[str, Any] = strength().to_dict()
    body["workoutSegments"][0]["workoutSteps"][0]["workoutSteps"][0] |= step
    return body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (spoilt(exerciseName="SOMERSAULT"), "Invalid Sub-Category Passed"),
        (spoilt(category="SOMERSAULTS"), "Invalid Category Passed"),
        (spoilt(endCondition={"conditionTypeId": 5, "conditionTypeKey": "reps"}), "power, not"),
        (spoilt(stepType={"stepTypeId": 99}), "unknown stepType"),
        (spoilt(stepOrder=5), "stepOrder must be unique"),
        (spoilt(type="StepDTO"), "unknown step"),
        (strength().to_dict() | {"workoutName": ""}, "workoutName"),
        (strength().to_dict() | {"workoutSegments": []}, "workoutSegments"),
        (
            strength().to_dict()
            | {"sportType": {"sportTypeId": 4, "sportTypeKey": "strength_training"}},
            "swimming, not strength_training",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any], said: str) -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        with pytest.raises(GarminConnectConnectionError, match="API Error 400") as caught:
            library.upload_workout(body)
        assert said in str(caught.value)
        assert library.get_workouts() == []


def test_numbers_and_keys_can_be_looked_up() -> None:
    with at_hand() as hand:
        told = hand.signed_in().get_workout_types()
        sports = {one["sportTypeId"]: one["sportTypeKey"] for one in told["workoutSportTypes"]}
        assert sports[5] == "strength_training"
        ends = {one["conditionTypeId"]: one for one in told["workoutConditionTypes"]}
        assert ends[10]["conditionTypeKey"] == "reps"


def test_nobody_touches_anothers_calendar() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        number = library.upload_strength_workout(strength())["workoutId"]
        schedule = library.schedule_workout(number, "2026-11-24")["workoutScheduleId"]
        hand.tokens = hand.world.connect(hand.world.add_account("Bob Fellrunner"))
        bob = hand.signed_in()
        assert on_calendar(bob, 2026, 11) == []
        for call, told in ((bob.delete_workout, number), (bob.unschedule_workout, schedule)):
            with pytest.raises(GarminConnectConnectionError, match="403"):
                call(told)
        assert bob.get_workouts() == []
