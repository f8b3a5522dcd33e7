"""The week's strength block on the Garmin calendar: as planned, once, and only where wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from coaching.advice import Light
from syncer import (
    consents,
    garmin_connection,
    models,
    recommend,
    strength_calendar,
    strength_days,
    tokens,
)
from syncer.garmin_connection import Choices
from syncer.models import ScheduledWorkout
from syncer.sandbox.garmin import Fault, Lift
from syncer.sources.garmin.account import GarminAccount
from syncer.sources.garmin.exercises import code_of
from syncer.strength_calendar import Calendar, Kept
from tests.garmin.conftest import Road
from tests.garmin.planning import (
    BLOCK,
    MONDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    advised,
    calendar,
    keep,
    plan,
    wants,
    workouts,
)

BOTH = [(TUESDAY, "Strength, 20 min"), (THURSDAY, "Strength, 20 min")]
WEDNESDAY, FRIDAY = date(2026, 3, 18), date(2026, 3, 20)


@pytest.fixture
def planned(road: Road) -> Road:
    """Alice wants it, and her plan lifts on Tuesday and Thursday."""
    wants(road)
    advised(road, plan())
    return road


def rows(road: Road) -> list[ScheduledWorkout]:
    with road.sessions() as session:
        return list(session.exec(select(ScheduledWorkout)).all())


def in_line(road: Road) -> None:
    """Every workout at Garmin is known here, stands on its day, and stands there once."""
    held = {row.workout_id: row.on for row in rows(road) if row.workout_id is not None}
    there = {str(day.workout_id): day.on for day in road.world.planner.days.values()}
    assert held == there
    assert {str(one) for one in road.world.planner.workouts} == set(held)
    assert len(road.world.planner.days) == len(held)


def later_passes(road: Road, passes: int = 4) -> None:
    for _ in range(passes):
        road.clock.later(hours=2)
        keep(road)


def test_the_block_stands_on_the_days_of_the_plan(planned: Road) -> None:
    assert keep(planned) == Kept(scheduled=2)
    assert calendar(planned) == BOTH
    in_line(planned)
    assert all(row.written_at == planned.clock() for row in rows(planned))


def test_an_unchanged_plan_costs_no_request(planned: Road) -> None:
    keep(planned)
    before = planned.asked()
    planned.clock.later(hours=20)
    assert keep(planned) == Kept()
    assert planned.asked() == before


def test_a_new_week_costs_a_list_and_two_requests_a_day(planned: Road) -> None:
    keep(planned)
    assert planned.asked() == 1 + 2 * 2


@pytest.mark.parametrize("why", ["unasked", "unplanned", "unconnected"])
def test_nothing_is_asked_where_nothing_is_wanted(road: Road, why: str) -> None:
    wants(road, why != "unasked")
    if why != "unplanned":
        advised(road, plan())
    if why == "unconnected":
        with road.sessions() as session:
            session.get_one(models.Connection, road.connection_id).status = "needs_reconnect"
            session.commit()
    assert keep(road) == Kept()
    assert road.asked() == 0
    assert rows(road) == []


def test_a_new_plan_takes_the_place_of_the_old_one_on_days_to_come(planned: Road) -> None:
    keep(planned)
    planned.clock.later(days=3)  # Wednesday
    stood = calendar(planned)[0]
    advised(planned, plan([FRIDAY], ("X05", "X12"), on=WEDNESDAY), on=WEDNESDAY, about="run-1")
    assert keep(planned) == Kept(scheduled=1, removed=1)
    assert calendar(planned) == [stood, (FRIDAY, "Strength, 10 min")]
    in_line(planned)


def test_a_day_that_holds_something_else_now_is_made_anew(planned: Road) -> None:
    keep(planned)
    old = set(planned.world.planner.workouts)
    planned.clock.later(hours=1)
    advised(planned, plan(block=("X05", "X12")), about="run-1")
    assert keep(planned) == Kept(scheduled=2, removed=2)
    assert calendar(planned) == [(TUESDAY, "Strength, 10 min"), (THURSDAY, "Strength, 10 min")]
    assert not old & set(planned.world.planner.workouts)
    in_line(planned)


def test_a_warning_sign_takes_the_week_away_and_clearing_it_brings_it_back(planned: Road) -> None:
    keep(planned)
    planned.clock.later(hours=1)
    advised(planned, plan([], []), light=Light.FLAG, about="red_flags:see_doctor")
    assert keep(planned) == Kept(removed=2)
    assert calendar(planned) == []
    assert rows(planned) == []
    with planned.sessions() as session:
        at = planned.clock() + timedelta(minutes=1)
        cleared = models.FlagCleared(runner_id=planned.alice, on=SUNDAY, how="clinician", at=at)
        session.add(cleared)
        session.commit()
    planned.clock.later(hours=1)
    assert keep(planned) == Kept(scheduled=2)


def test_what_pain_planned_goes_with_the_consent_to_health_data(planned: Road) -> None:
    keep(planned)
    planned.clock.later(hours=1)
    with planned.sessions() as session:
        alice = session.get_one(models.Runner, planned.alice)
        consents.withdraw(session, planned.clock(), alice, consents.HEALTH, how="said so")
        session.commit()
    keep(planned)
    assert calendar(planned) == []


def test_today_stays_once_it_was_done_and_goes_while_it_was_not(planned: Road) -> None:
    keep(planned)
    planned.clock.later(days=2)  # Tuesday
    with planned.sessions() as session:
        session.add(
            models.Activity(
                runner_id=planned.alice,
                source="garmin",
                source_id="1",
                kind="strength",
                started_at=planned.clock() - timedelta(hours=2),
                fetched_at=planned.clock(),
                renewed_at=planned.clock(),
            )
        )
        session.commit()
    advised(planned, plan([], [], on=TUESDAY), on=MONDAY, about="run-1")
    assert keep(planned) == Kept(removed=1)
    assert calendar(planned) == BOTH[:1]


def test_a_session_of_today_that_was_not_done_goes_when_the_plan_says_rest(planned: Road) -> None:
    keep(planned)
    planned.clock.later(days=2)
    advised(planned, plan([], [], on=TUESDAY), on=MONDAY, about="run-1")
    assert keep(planned) == Kept(removed=2)


def test_who_lifted_already_gets_no_second_session_for_today(planned: Road) -> None:
    planned.clock.later(days=2)
    planned.world.add_strength(planned.account, startTimeGMT=planned.clock() - timedelta(hours=3))
    planned.house.pull(planned.alice, "garmin")
    assert keep(planned) == Kept(scheduled=1)
    assert calendar(planned) == BOTH[1:]


def test_who_told_of_strength_work_today_gets_none_either(planned: Road) -> None:
    planned.clock.later(days=2)
    with planned.sessions() as session:
        told = models.StrengthSession(
            runner_id=planned.alice, on=TUESDAY, minutes=20.0, told_at=planned.clock()
        )
        session.add(told)
        session.commit()
    assert keep(planned) == Kept(scheduled=1)
    assert calendar(planned) == BOTH[1:]


def choose(road: Road, workouts: bool) -> None:
    """What Alice says on her page."""
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        garmin_connection.choose(session, alice, Choices(workouts=workouts))
        session.commit()


def test_turned_off_all_of_it_goes(planned: Road) -> None:
    keep(planned)
    choose(planned, workouts=False)
    assert keep(planned) == Kept(removed=2)
    assert (calendar(planned), workouts(planned), rows(planned)) == ([], [], [])
    before = planned.asked()
    assert keep(planned) == Kept()
    assert planned.asked() == before


def test_turned_off_and_on_again_it_stands_there_once(planned: Road) -> None:
    keep(planned)
    choose(planned, workouts=False)
    choose(planned, workouts=True)
    keep(planned)
    assert calendar(planned) == BOTH
    in_line(planned)


def test_while_another_worker_uses_the_login_it_waits(planned: Road) -> None:
    way = planned.sessions, planned.settings, planned.clock, planned.connection_id
    with tokens.borrowed(*way):
        assert keep(planned) == Kept(later=2)
    assert planned.asked() == 0
    planned.clock.later(minutes=2)
    assert keep(planned) == Kept(scheduled=2)


def test_who_disconnects_leaves_nothing_there(planned: Road) -> None:
    keep(planned)
    planned.clock.later(days=3)
    left = strength_days.leave(planned.sessions, planned.settings, planned.clock, planned.alice)
    assert left == Kept(removed=2)
    assert calendar(planned) == []
    assert workouts(planned) == []
    assert rows(planned) == []


def test_what_lies_behind_for_four_weeks_is_tidied_away(planned: Road) -> None:
    keep(planned)
    planned.clock.later(days=28)
    keep(planned)
    assert calendar(planned) == BOTH
    planned.clock.later(days=5)
    assert keep(planned) == Kept(removed=2)
    assert workouts(planned) == []


def test_a_runners_own_workouts_and_what_they_delete_are_left_alone(planned: Road) -> None:
    mine = planned.world.planner.add(planned.account, {"workoutName": "Strength, 20 min"})
    keep(planned)
    gone = next(one for one in planned.world.planner.workouts if one != mine)
    planned.world.planner.drop(gone)
    before = planned.asked()
    assert keep(planned) == Kept()
    assert planned.asked() == before
    assert mine in planned.world.planner.workouts


@pytest.mark.parametrize("nth", range(5))
@pytest.mark.parametrize(
    "fault",
    [Fault.TOO_MANY, Fault.UNAUTHORISED, Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.BAD_GATEWAY],
)
def test_whichever_request_fails_it_stands_there_once_in_the_end(
    planned: Road, fault: Fault, nth: int
) -> None:
    path, method = (
        ("/workout-service/workouts", "GET"),
        ("/workout-service/workout", "POST"),
        ("/workout-service/schedule", "POST"),
        ("/workout-service/", "POST"),
        ("/workout-service/", None),
    )[nth]
    planned.garmin.faults.plan(fault, 1 + (nth > 2), path=path, method=method)
    keep(planned)
    later_passes(planned)
    assert calendar(planned) == BOTH
    in_line(planned)


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.TOO_MANY, Fault.EMPTY_LIST])
def test_a_change_that_fails_half_way_ends_as_one_that_did_not(planned: Road, fault: Fault) -> None:
    keep(planned)
    planned.clock.later(hours=1)
    advised(planned, plan([THURSDAY, FRIDAY], ("X05", "X12")), about="run-1")
    planned.garmin.faults.plan(fault, 2, path="/workout-service/")
    keep(planned)
    later_passes(planned)
    assert calendar(planned) == [(THURSDAY, "Strength, 10 min"), (FRIDAY, "Strength, 10 min")]
    in_line(planned)


def test_an_outage_puts_it_off_and_asks_nobody_before(planned: Road) -> None:
    planned.garmin.faults.plan(Fault.UNAVAILABLE, path="/workout-service/workout")
    assert keep(planned) == Kept(later=2)
    before = planned.asked()
    planned.clock.later(minutes=1)
    assert keep(planned) == Kept()
    assert planned.asked() == before
    planned.clock.later(hours=1)
    assert keep(planned) == Kept(scheduled=2)


class Killed(BaseException):
    """The worker's end."""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", range(1, 12))
def test_killed_before_or_after_any_step_it_stands_there_once_in_the_end(
    planned: Road, step: int, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(planned)
    planned.clock.later(hours=1)
    advised(planned, plan([TUESDAY, FRIDAY], ("X05", "X12")), about="run-1")
    steps = 0

    def counted(whole: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **fields: Any) -> Any:
            nonlocal steps
            steps += 1
            nth = steps
            if nth == step and not after:
                raise Killed
            told = whole(*args, **fields)
            if nth == step:
                raise Killed
            return told

        return one

    with monkeypatch.context() as dying:
        for name in ("workouts", "delete", "upload", "schedule"):
            dying.setattr(GarminAccount, name, counted(getattr(GarminAccount, name)))
        dying.setattr(Calendar, "_write", counted(Calendar._write))
        with pytest.raises(Killed):
            keep(planned)
    later_passes(planned, 2)
    assert calendar(planned) == [(TUESDAY, "Strength, 10 min"), (FRIDAY, "Strength, 10 min")]
    in_line(planned)


def test_a_workout_that_garmin_finds_wrong_waits_for_a_day_and_the_others_do_not(
    planned: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = GarminAccount.upload
    wrong = iter([{"workoutName": ""}])

    def spoilt(self: GarminAccount, body: dict[str, Any]) -> str:
        return upload(self, {**body, **next(wrong, {})})

    monkeypatch.setattr(GarminAccount, "upload", spoilt)
    assert keep(planned) == Kept(scheduled=1, later=1)
    assert calendar(planned) == BOTH[1:]
    planned.clock.later(hours=19)
    assert keep(planned) == Kept()
    planned.clock.later(hours=2)
    assert keep(planned) == Kept(scheduled=1)
    assert calendar(planned) == BOTH
    in_line(planned)


def test_a_pass_asks_for_so_much_and_no_more(
    planned: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strength_calendar, "MOST_REQUESTS", 3)
    assert keep(planned) == Kept(scheduled=1, later=1)
    assert planned.asked() == 3
    assert keep(planned) == Kept(scheduled=1)
    assert calendar(planned) == BOTH
    in_line(planned)


def test_a_login_that_ended_leaves_it_for_when_the_runner_connects_again(planned: Road) -> None:
    planned.world.deauthorise(planned.account)
    assert keep(planned).scheduled == 0
    assert planned.connection().status == "needs_reconnect"
    assert [row.workout_id for row in rows(planned)] == [None, None]
    before = planned.asked()
    assert keep(planned) == Kept()
    assert planned.asked() == before


def test_rows_that_are_lost_leave_no_second_session_behind(planned: Road) -> None:
    keep(planned)
    with planned.sessions() as session:
        for row in session.exec(select(ScheduledWorkout)).all():
            session.delete(row)
        session.commit()
    keep(planned)
    assert calendar(planned) == BOTH
    in_line(planned)


@pytest.mark.parametrize("then", ["turned off", "planned anew", "warned"])
def test_a_workout_whose_id_never_arrived_goes_when_nobody_wants_it_any_more(
    planned: Road, then: str
) -> None:
    planned.garmin.faults.plan(Fault.LOST_ANSWER, path="/workout-service/workout", method="POST")
    keep(planned)
    assert len(workouts(planned)) == 1
    planned.clock.later(hours=2)
    if then == "turned off":
        choose(planned, workouts=False)
    else:
        anew = plan([FRIDAY]) if then == "planned anew" else plan([], [])
        advised(planned, anew, about="run-1")
    keep(planned)
    assert [on for on, _ in calendar(planned)] == ([FRIDAY] if then == "planned anew" else [])
    in_line(planned)


def test_a_done_session_is_told_back_in_our_own_codes(planned: Road) -> None:
    keep(planned)
    made = planned.world.planner.workouts_of(planned.account).values()
    first = min(made, key=lambda one: one.body["workoutId"])
    groups = first.body["workoutSegments"][0]["workoutSteps"]
    sets = [group["workoutSteps"][0] for group in groups]
    lifts = [Lift(one["category"], one["exerciseName"]) for one in sets]
    assert [code_of(lift.category, lift.name) for lift in lifts] == list(BLOCK)
    planned.clock.later(days=2)
    done = planned.world.add_strength(
        planned.account, lifts, startTimeGMT=planned.clock() - timedelta(hours=1)
    )
    with planned.let_in() as account:
        assert account.detail(str(done)).recording.exercises == BLOCK


def test_the_night_brings_the_plan_of_the_digest_onto_the_calendar(road: Road) -> None:
    wants(road)
    for days_ago in range(60, 0, -3):
        road.run(days_ago, 8.0)
    road.house.pull(road.alice, "garmin")
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        week = recommend.digest_runner(session, road.settings, road.clock(), alice)
        assert week is not None
    road.house.tell(road.alice)
    assert [name.split(",")[0] for _, name in calendar(road)] == ["Strength"] * 2
    assert all(SUNDAY < on <= SUNDAY + timedelta(days=7) for on, _ in calendar(road))
