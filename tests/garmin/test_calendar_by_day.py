"""The calendar between two nights: what was held up, what was told by day, what is not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from coaching.advice import Light
from coaching.log import PainReport, Region
from syncer import history, models, schedule, strength_days, telling
from syncer.models import ScheduledWorkout
from syncer.sandbox.garmin import Fault
from syncer.sandbox.garmin.strength import Lift
from syncer.sources.garmin.account import GarminAccount
from syncer.strength_calendar import AGAIN, Kept
from tests.garmin.conftest import Road
from tests.garmin.planning import (
    MONDAY,
    SUNDAY,
    advised,
    calendar,
    keep,
    plan,
    wants,
    workouts,
)
from tests.garmin.test_night import ALWAYS, pulled
from tests.roads import NOON

LIST = "/workout-service/workouts"


@pytest.fixture
def planned(road: Road) -> Road:
    """Alice wants it, her plan lifts on Tuesday and Thursday, and her night begins."""
    wants(road)
    advised(road, plan())
    road.clock.later(hours=14)
    return road


def ticks(road: Road, hours: float) -> None:
    for _ in range(round(hours * 2)):
        road.clock.later(minutes=30)
        schedule.tick(road.house)


def held(road: Road) -> list[ScheduledWorkout]:
    with road.sessions() as session:
        return list(session.exec(select(ScheduledWorkout)).all())


def test_an_outage_holds_the_calendar_up_for_an_hour_and_not_for_a_day(planned: Road) -> None:
    planned.garmin.faults.plan(Fault.UNAVAILABLE, path="/workout-service/workout")
    schedule.tick(planned.house)
    assert calendar(planned) == []
    ticks(planned, 1)
    assert len(calendar(planned)) == 2


def test_an_outage_holds_up_what_has_to_go_no_longer(planned: Road) -> None:
    schedule.tick(planned.house)
    advised(planned, plan([], []), light=Light.FLAG, about="red_flags:see_doctor", on=SUNDAY)
    planned.clock.later(days=1)
    planned.garmin.faults.plan(Fault.UNAVAILABLE, path="/workout-service/workout")
    schedule.tick(planned.house)
    assert len(calendar(planned)) == 2
    ticks(planned, 1)
    assert calendar(planned) == []


def test_another_worker_with_the_login_costs_no_day(planned: Road, monkeypatch: Any) -> None:
    whole = strength_days.keep

    def at_the_same_moment(*way: Any) -> Kept:
        with planned.let_in():
            return whole(*way)

    with monkeypatch.context() as patched:
        patched.setattr(strength_days, "keep", at_the_same_moment)
        schedule.tick(planned.house)
    assert calendar(planned) == []
    ticks(planned, 1)
    assert len(calendar(planned)) == 2


def test_a_warning_sign_told_by_day_takes_the_week_away_within_the_hour(planned: Road) -> None:
    schedule.tick(planned.house)
    planned.clock.later(hours=6)
    sign = PainReport(
        on=MONDAY,
        said_at=planned.clock(),
        region=Region.CALF,
        worst=8,
        flags=frozenset({"calf_swollen"}),
    )
    with planned.sessions() as session:
        alice = session.get_one(models.Runner, planned.alice)
        telling.tell(session, planned.settings, planned.clock(), alice, sign, "runner")
    assert len(calendar(planned)) == 2
    ticks(planned, 0.5)
    assert calendar(planned) == []


def test_a_quiet_day_costs_no_request(planned: Road) -> None:
    schedule.tick(planned.house)
    ticks(planned, 1)
    planned.garmin.forget_requests()
    ticks(planned, 12)
    assert planned.asked("workout-service") == 0


def test_a_fault_of_ours_stops_nobodys_tick(planned: Road, monkeypatch: Any) -> None:
    planned.garmin.faults.plan(Fault.UNAVAILABLE, path="/workout-service/workout")
    schedule.tick(planned.house)
    tried = list[int]()

    def broken(*_: object) -> None:
        tried.append(1)
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(strength_days, "keep", broken)
        ticks(planned, 3)
    assert len(tried) == 1
    planned.clock.later(hours=20)
    ticks(planned, 0.5)
    assert calendar(planned) != []


def test_what_was_put_off_is_not_asked_for_before_its_time(road: Road) -> None:
    wants(road)
    advised(road, plan())
    road.garmin.faults.plan(Fault.UNAVAILABLE, path=LIST)
    assert keep(road).later == 2
    (until,) = {row.not_before for row in held(road)}
    assert until is not None
    road.garmin.forget_requests()
    road.clock.now = until - timedelta(seconds=1)
    keep(road)
    assert road.asked() == 0
    road.clock.now = until
    assert keep(road).scheduled == 2


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND])
def test_a_list_that_is_gone_is_put_off_and_keeps_nobody_from_leaving(
    road: Road, fault: Fault
) -> None:
    wants(road)
    advised(road, plan())
    road.garmin.faults.plan(fault, ALWAYS, path=LIST)
    assert keep(road) == Kept(later=2)
    assert {row.not_before for row in held(road)} == {NOON + AGAIN}
    strength_days.leave(road.sessions, road.settings, road.clock, road.alice)
    assert calendar(road) == []


def test_what_garmin_finds_wrong_is_offered_again_by_the_next_night(
    road: Road, monkeypatch: Any
) -> None:
    wants(road)
    advised(road, plan())
    road.clock.now = datetime(2026, 3, 16, 1, 47, 35, tzinfo=UTC)
    upload = GarminAccount.upload
    wrong = iter([{"workoutName": ""}])
    monkeypatch.setattr(
        GarminAccount, "upload", lambda self, body: upload(self, {**body, **next(wrong, {})})
    )
    schedule.tick(road.house)
    assert len(calendar(road)) == 1
    road.clock.now = datetime(2026, 3, 17, 1, 47, 5, tzinfo=UTC)
    schedule.tick(road.house)
    assert len(calendar(road)) == 2


def test_a_copy_that_the_runner_gave_a_name_stays(road: Road) -> None:
    wants(road)
    advised(road, plan())
    keep(road)
    body = {**workouts(road)[0], "workoutName": "My own legs, Tuesdays"}
    body.pop("workoutId", None)
    mine = road.world.planner.add(road.account, body)
    road.clock.later(days=1)
    advised(road, plan([date(2026, 3, 20)], on=MONDAY), on=MONDAY, about="run-1")
    keep(road)
    assert mine in road.world.planner.workouts


def test_a_plan_holds_for_a_week(road: Road) -> None:
    wants(road)
    far = date(2026, 3, 25)
    advised(road, plan([far]))
    road.clock.later(days=8)
    assert keep(road) == Kept()
    assert calendar(road) == []
    road.clock.later(days=-1)
    assert keep(road).scheduled == 1


def test_done_after_midnight_counts_for_the_new_day_of_the_runner(road: Road) -> None:
    """Half past midnight on Monday in Berlin is still Sunday in UTC."""
    wants(road)
    midnight = datetime(2026, 3, 15, 23, tzinfo=UTC)
    road.clock.now = midnight + timedelta(hours=2)
    advised(road, plan([MONDAY]))
    road.world.add_strength(road.account, [], startTimeGMT=midnight + timedelta(minutes=30))
    pulled(road)
    assert keep(road) == Kept()
    assert calendar(road) == []


def test_what_two_sessions_of_a_told_day_held_counts_together(road: Road) -> None:
    for hours, lifts in ((6, [Lift("PLANK", "PLANK")]), (2, [])):
        road.world.add_strength(road.account, lifts, startTimeGMT=NOON - timedelta(hours=hours))
    pulled(road)
    with road.sessions() as session:
        told = models.StrengthSession(
            runner_id=road.alice, on=NOON.date(), minutes=20.0, told_at=NOON
        )
        session.add(told)
        session.commit()
        log = history.training_log(session, session.get_one(models.Runner, road.alice))
    (one,) = log.strength
    assert len(one.exercises) == 1
