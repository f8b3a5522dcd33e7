"""A runner's night on Garmin: what comes in, what it costs, and what stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from syncer import history, models, schedule
from syncer.night import Night
from syncer.sandbox.garmin import Fault, Place
from syncer.sandbox.garmin import Night as Slept
from syncer.sandbox.garmin.strength import Lift
from tests.garmin.conftest import Road
from tests.roads import NOON

ALWAYS = 10**6


def pulled(road: Road) -> Night:
    return road.house.pull(road.alice, "garmin").night


def rows(road: Road, table: type[Any]) -> list[Any]:
    with road.sessions() as session:
        return list(session.exec(select(table)).all())


def test_a_night_without_a_new_run_is_one_request(road: Road) -> None:
    road.run(10)
    pulled(road)
    road.clock.later(days=1)
    assert pulled(road).requests == 1


def test_a_new_run_is_measured_from_the_file_of_the_watch(road: Road) -> None:
    run = road.run(1, 8.0)
    night = pulled(road)
    assert (night.new_runs, night.measured) == (1, 1)
    (measured,) = rows(road, models.MeasuredRun)
    assert measured.activity_id == road.held()[str(run)].id
    assert measured.distance_m == pytest.approx(8000, rel=0.02)
    assert measured.cadence_eligible_s > 600


def test_the_same_night_again_changes_nothing(road: Road) -> None:
    for days_ago in (1, 3, 30):
        road.run(days_ago, 7.3, averageRunningCadenceInStepsPerMinute=171.4)
    pulled(road)
    before = {one.source_id: one.model_dump(exclude={"renewed_at"}) for one in road.held().values()}
    road.clock.later(hours=1)
    assert pulled(road).renewed == 0
    after = {one.source_id: one.model_dump(exclude={"renewed_at"}) for one in road.held().values()}
    assert after == before


def test_effort_and_feel_that_come_a_day_late_are_read(road: Road) -> None:
    run = road.run(0.2)
    pulled(road)
    road.world.feel(run, feel=75, effort=60)
    road.clock.later(days=1)
    pulled(road)
    held = road.held()[str(run)]
    assert (held.effort_rpe, held.feel) == (6.0, 4)


def test_ground_contact_its_balance_and_oscillation_are_kept(road: Road) -> None:
    run = road.run(
        1,
        avgGroundContactTime=248.3,
        avgGroundContactBalance=49.2,
        avgVerticalOscillation=9.4,
    )
    pulled(road)
    held = road.held()[str(run)]
    assert held.ground_contact_ms == pytest.approx(248.3, abs=0.1)
    assert held.ground_contact_left_pct == pytest.approx(49.2, abs=0.1)
    assert held.vertical_oscillation_cm == pytest.approx(9.4, abs=0.1)


def test_strength_work_comes_with_its_exercises(road: Road) -> None:
    road.world.add_strength(
        road.account,
        [Lift("PLANK", "PLANK"), Lift("CALF_RAISE", "SINGLE_LEG_STANDING_CALF_RAISE")],
        startTimeGMT=NOON - timedelta(hours=20),
    )
    pulled(road)
    with road.sessions() as session:
        log = history.training_log(session, session.get_one(models.Runner, road.alice))
    (done,) = log.strength
    assert done.exercises == ("X12", "X17")


def test_rides_and_swims_come_as_cross_training(road: Road) -> None:
    road.run(1, 25, activityType="cycling")
    road.run(2, 1.5, activityType="lap_swimming")
    pulled(road)
    assert sorted(one.kind for one in road.held().values()) == ["ride", "swim"]


def allow_nights(road: Road) -> None:
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        alice.garmin_nights = True
        session.add(alice)
        session.commit()


def sleep(road: Road, days: int) -> None:
    for back in range(days):
        on = NOON.date() - timedelta(days=back)
        road.world.add_night(road.account, on, Slept(6.1 * 3600, 51))


def test_nights_are_read_only_where_the_runner_allows_it(road: Road) -> None:
    sleep(road, 30)
    pulled(road)
    assert rows(road, models.PlatformNight) == []
    allow_nights(road)
    road.garmin.forget_requests()
    for _ in range(3):
        pulled(road)
    nights = rows(road, models.PlatformNight)
    assert len(nights) == 28
    assert {one.resting_bpm for one in nights} == {51}
    with road.sessions() as session:
        log = history.training_log(session, session.get_one(models.Runner, road.alice))
    assert len(log.nights) == 28
    assert log.nights[-1].slept_h == pytest.approx(6.1, abs=0.02)


def test_known_nights_are_not_asked_for_again(road: Road) -> None:
    sleep(road, 30)
    allow_nights(road)
    for _ in range(3):
        pulled(road)
    road.garmin.forget_requests()
    pulled(road)
    assert road.asked("dailySleepData") == 0


def test_nights_are_not_read_once_the_consent_is_gone(road: Road) -> None:
    sleep(road, 5)
    allow_nights(road)
    with road.sessions() as session:
        for consent in session.exec(select(models.Consent)):
            consent.withdrawn_at = NOON
        session.commit()
    pulled(road)
    assert rows(road, models.PlatformNight) == []


def test_garmins_tolerance_is_kept_and_asked_for_after_a_new_run(road: Road) -> None:
    for days_ago in range(1, 60, 2):
        road.run(days_ago, 9.0)
    pulled(road)
    weeks = rows(road, models.RunningTolerance)
    assert len(weeks) >= 8
    assert all(one.week_starts.weekday() == weeks[0].week_starts.weekday() for one in weeks)
    assert any(one.load and one.tolerance for one in weeks)
    road.garmin.forget_requests()
    road.clock.later(days=1)
    pulled(road)
    assert road.asked("runningtolerance") == 0


def test_without_a_tolerance_nobody_asks_each_night(road: Road) -> None:
    road.world.accounts[road.account].has_tolerance = False
    pulled(road)
    road.garmin.forget_requests()
    for _ in range(3):
        road.clock.later(days=1)
        road.run(0.1)
        pulled(road)
    assert road.asked("runningtolerance") == 0


def test_a_run_deleted_there_goes_here(road: Road) -> None:
    gone, _ = road.run(2), road.run(1)
    pulled(road)
    road.world.delete(gone)
    road.clock.later(days=1)
    assert pulled(road).deleted == 1
    assert len(road.held()) == 1


def test_an_empty_list_deletes_nothing(road: Road) -> None:
    road.run(2)
    pulled(road)
    road.garmin.faults.plan(Fault.EMPTY_LIST, ALWAYS, at=Place.API)
    road.clock.later(days=1)
    assert pulled(road).deleted == 0
    assert len(road.held()) == 1


def test_pain_told_on_a_run_is_heard(road: Road) -> None:
    road.run(1, activityName="left knee 6/10 on every stair")
    pulled(road)
    (report,) = rows(road, models.PainReport)
    assert (report.region, report.side, report.worst) == ("knee", "left", 6)


def test_an_outage_at_garmin_costs_a_night_and_no_more(road: Road) -> None:
    road.run(1)
    road.garmin.faults.plan(Fault.SERVER_ERROR, ALWAYS, at=Place.API)
    for _ in range(8):
        schedule.tick(road.house)
        road.clock.later(hours=1)
    assert road.connection().status == "connected"
    road.garmin.faults.clear()
    road.clock.later(days=1)
    schedule.tick(road.house)
    assert len(road.held()) == 1


def test_who_signed_out_everywhere_is_asked_once_by_mail(road: Road) -> None:
    road.run(1)
    pulled(road)
    road.world.deauthorise(road.account)
    for _ in range(4):
        road.clock.later(days=1)
        schedule.tick(road.house)
    assert road.connection().status == "needs_reconnect"
    mails = [mail.read_text() for mail in road.settings.outbox.glob("*.eml")]
    asked = [mail for mail in mails if "Your runs from Garmin Connect have stopped" in mail]
    assert len(asked) == 1
    road.clock.later(days=40)
    schedule.tick(road.house)
    assert len(road.held()) == 1, "only Strava asks for what came from there to lapse"
