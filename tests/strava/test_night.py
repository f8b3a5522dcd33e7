"""A runner's night on Strava: what is asked for, what is kept, and what is let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import select

from syncer import history, models, night
from syncer.sandbox.strava import Fault
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from tests.strava.conftest import Road


def test_the_first_night_takes_the_whole_history_in(road: Road) -> None:
    for days in (400, 300, 100, 3):
        road.run(days)
    counts = road.night()
    assert counts.new_runs == 4
    assert len(road.held()) == 4
    assert road.asked("/streams") == 1  # only the run of these weeks is looked at closely
    with road.sessions() as session:
        log = history.training_log(session, session.get_one(models.Runner, road.alice))
    assert [round(run.distance_m or 0) for run in log.runs] == [8000] * 4
    assert log.runs[-1].cadence_spm is not None


def test_a_night_without_news_costs_one_request(road: Road) -> None:
    road.run(10)
    road.night()
    road.clock.later(days=1)
    road.strava.forget_requests()
    counts = road.night()
    assert counts.requests == 1
    assert road.asked() == 1
    assert (counts.new_runs, counts.deleted) == (0, 0)


def test_a_new_run_costs_two_more_and_one_the_night_after(road: Road) -> None:
    road.run(10)
    road.night()
    road.clock.later(days=1)
    road.run(0.3)
    road.strava.forget_requests()
    assert road.night().requests == 3
    road.clock.later(days=1)
    assert road.night().requests == 2  # what was written about it meanwhile
    road.clock.later(days=1)
    assert road.night().requests == 1
    assert road.asked("/streams") == 1


def test_what_is_edited_there_follows_here(road: Road) -> None:
    activity = road.run(1, name="Morning Run")
    road.night()
    road.strava.world.edit(activity, name="Cup", workout_type=1, distance=8500.0)
    road.clock.later(days=1)
    assert road.night().renewed == 1
    (row,) = road.held().values()
    assert (row.title, row.race, row.distance_m) == ("Cup", True, 8500.0)
    assert row.renewed_at == road.clock()


def test_a_run_that_turns_out_a_ride_is_no_run(road: Road) -> None:
    activity = road.run(1)
    road.night()
    road.strava.world.change_type(activity, "Ride")
    road.clock.later(days=1)
    road.night()
    (row,) = road.held().values()
    assert row.kind == "ride"
    with road.sessions() as session:
        assert session.exec(select(models.MeasuredRun)).all() == []


def test_what_is_deleted_there_is_deleted_here(road: Road) -> None:
    gone, _ = road.run(3), road.run(1)
    road.night()
    road.strava.world.delete(gone)
    road.clock.later(days=1)
    assert road.night().deleted == 1
    assert str(gone) not in road.held()
    assert len(road.held()) == 1


def test_an_empty_list_deletes_nothing(road: Road) -> None:
    activity = road.run(1)
    road.night()
    road.strava.world.delete(activity)
    road.clock.later(days=1)
    assert road.night().deleted == 0
    assert len(road.held()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault.SERVER_ERROR,
        Fault.HTML,
        Fault.TRUNCATED,
        Fault.EMPTY,
        Fault.RESET,
        Fault.WRONG_LENGTH,
        Fault.SLOW_DRIP,
        Fault.DELAY,
        Fault.TOO_MANY,
    ],
)
def test_a_passing_failure_loses_nothing_and_is_tried_later(road: Road, fault: Fault) -> None:
    road.run(1)
    road.night()
    road.run(0.1)
    road.clock.later(hours=5)
    road.strava.faults.plan(fault, path="/athlete/activities")
    with pytest.raises(TryLater) as later:
        road.night()
    assert road.clock() < later.value.until <= road.clock() + timedelta(days=1)
    assert len(road.held()) == 1
    assert road.connection().status == "connected"
    road.clock.now = later.value.until
    assert road.night().new_runs == 1


def test_a_failure_in_the_middle_keeps_what_came_before(road: Road) -> None:
    for days in (1, 2, 3):
        road.run(days)
    road.strava.faults.plan(Fault.SERVER_ERROR, path="/streams")
    with pytest.raises(TryLater):
        road.night()
    assert len(road.held()) == 3
    road.clock.later(hours=1)
    assert road.night().measured == 3


def test_a_runner_who_left_has_to_connect_again(road: Road) -> None:
    road.run(1)
    road.night()
    road.strava.world.deauthorise(road.athlete)
    for _ in range(2):
        with pytest.raises(NeedsReconnect):
            road.night()
    connection = road.connection()
    assert connection.status == "needs_reconnect"
    assert connection.problem
    assert len(road.held()) == 1


def test_an_inactive_app_is_the_admins_matter(road: Road) -> None:
    road.strava.app.active = False
    with pytest.raises(AppBlocked, match="switched the club's app off"):
        road.night()
    assert road.connection().status == "connected"


def test_tokens_are_refreshed_ahead_and_the_new_pair_is_used(road: Road) -> None:
    road.run(1)
    road.clock.later(hours=5, minutes=55)
    road.night()
    assert road.asked("/oauth/token") == 1
    assert road.connection().expires_at == road.clock() + timedelta(hours=6)
    road.night()
    assert road.asked("/oauth/token") == 1


@pytest.mark.parametrize("odd", ["missing_fields", "nulls", "wrong_types", "not_a_record"])
def test_one_odd_record_is_named_and_the_rest_goes_in(road: Road, odd: str) -> None:
    road.run(2)
    road.run(1)
    road.strava.faults.plan(Fault.ODD_RECORD, path="/athlete/activities", odd=odd)
    counts = road.night()
    assert counts.skipped == 1
    assert len(road.held()) == 1
    with road.sessions() as session:
        (told,) = session.exec(select(models.SkippedRecord)).all()
    assert told.reason
    road.clock.later(days=1)
    road.night()
    with road.sessions() as session:
        assert session.exec(select(models.SkippedRecord)).all() == []
    assert len(road.held()) == 2


@pytest.mark.parametrize("odd", ["fractional_suffer_score", "unknown_sport_type", "nobody_there"])
def test_what_breaks_a_strict_reader_breaks_nothing_here(road: Road, odd: str) -> None:
    road.run(1)
    road.strava.faults.plan(Fault.ODD_RECORD, path="/athlete/activities", odd=odd)
    assert road.night().skipped == 0
    assert len(road.held()) == 1


def test_a_short_page_is_not_the_last(road: Road) -> None:
    road.strava.ways.pages_short_by = 198  # two a page
    for days in range(1, 8):
        road.run(days)
    road.night()
    assert len(road.held()) == 7


def test_shoes_are_called_by_their_name_everywhere(road: Road) -> None:
    gear = road.strava.world.add_gear(road.athlete, "Old faithful")
    road.run(100, gear_id=gear)
    road.run(1, gear_id=gear)
    road.night()
    assert {row.gear for row in road.held().values()} == {"Old faithful"}
    road.clock.later(days=1)
    road.night()
    assert {row.gear for row in road.held().values()} == {"Old faithful"}


def test_a_manual_run_has_no_streams_and_is_asked_for_none(road: Road) -> None:
    road.run(1, manual=True)
    road.night()
    road.clock.later(days=1)
    road.night()
    assert road.asked("/streams") == 0
    assert len(road.held()) == 1


def test_the_limit_puts_the_rest_off_and_is_never_exceeded(road: Road) -> None:
    for days in range(1, 30):
        road.run(days)
    road.strava.world.use_up(quarter=80)
    with pytest.raises(TryLater) as later:
        road.night()
    assert later.value.everyone
    assert later.value.until == road.clock() + timedelta(minutes=15)
    assert road.strava.count(status=429) == 0
    while True:
        road.clock.now = later.value.until
        try:
            road.night()
        except TryLater as again:
            later.value.until = again.until
            continue
        break
    assert road.strava.count(status=429) == 0


def test_what_the_runner_wrote_is_handed_on_and_not_kept(road: Road) -> None:
    road.run(1, name="Evening Run", description="left knee 4/10", private_note="after 5k")
    told: list[Sequence[str]] = []
    night.pull_one(
        road.sessions,
        road.settings,
        road.clock,
        road.alice,
        "strava",
        listen=lambda _session, words: told.extend(words.values()),
    )
    assert told == [("Evening Run", "left knee 4/10", "after 5k")]
    with road.sessions() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM activity").all()
    assert not any("left knee" in str(row) for row in rows)


def test_no_position_is_kept(road: Road) -> None:
    road.run(1)
    road.night()
    with road.sessions() as session:
        for table in ("activity", "measuredrun"):
            columns = session.connection().exec_driver_sql(f"SELECT * FROM {table}").keys()
            assert not {"lat_deg", "lon_deg", "latlng", "polyline"} & set(columns)


@pytest.mark.parametrize(("terms", "kept"), [("renewed", 1), ("strict", 0)])
def test_in_the_strict_reading_measures_live_seven_days(road: Road, terms: str, kept: int) -> None:
    road.settings = road.settings.model_copy(update={"strava_terms": terms})
    road.run(1)
    road.night()
    road.clock.later(days=7)
    road.night()
    with road.sessions() as session:
        assert len(session.exec(select(models.MeasuredRun)).all()) == kept
    assert len(road.held()) == 1
    assert road.asked("/streams") == 1
