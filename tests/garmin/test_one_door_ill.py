"""One door of Garmin is ill and the others are well: the night ends, and the runner is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from syncer import checks, models, schedule
from syncer.sandbox.garmin import Fault
from syncer.sandbox.garmin import Night as Slept
from syncer.sources.garmin.account import GarminAccount
from tests.garmin.conftest import Road
from tests.garmin.test_night import ALWAYS, allow_nights, pulled, rows
from tests.roads import NOON


@pytest.fixture
def trained(road: Road) -> Road:
    """Two months of every third day, known for a night."""
    for days_ago in range(61, 1, -3):
        road.run(days_ago)
    road.house.pull(road.alice, "garmin")
    road.clock.later(days=1)
    schedule.tick(road.house)
    road.clock.later(days=1)
    return road


def hours(road: Road, of: int) -> None:
    for _ in range(of):
        schedule.tick(road.house)
        road.clock.later(hours=1)


def notes(road: Road) -> int:
    with road.sessions() as session:
        found = select(models.Delivery).join(models.Advice).where(models.Advice.kind == "note")
        return sum(one.state == "sent" for one in session.exec(found))


@pytest.mark.parametrize(
    ("door", "fault"),
    [
        ("dailySleepData", Fault.SERVER_ERROR),
        ("socialProfile", Fault.HTML),
        ("runningtolerance", Fault.SERVER_ERROR),
        ("runningtolerance", Fault.HTML),
    ],
)
def test_the_runner_is_told_though_an_extra_is_ill(trained: Road, door: str, fault: Fault) -> None:
    allow_nights(trained)
    before, told = trained.connection().night_at, notes(trained)
    trained.run(0.3, 16.0)
    trained.garmin.faults.plan(fault, ALWAYS, path=door)
    hours(trained, 24)
    assert trained.connection().night_at != before
    assert notes(trained) == told + 1


def test_who_has_just_connected_gets_a_night_though_the_tolerance_is_ill(road: Road) -> None:
    road.run(1)
    road.garmin.faults.plan(Fault.HTML, ALWAYS, path="runningtolerance")
    schedule.tick(road.house)
    assert road.connection().night_at is not None


def test_a_look_up_that_fails_is_the_next_nights(trained: Road) -> None:
    ill, gone = trained.run(4), trained.run(3.4)
    pulled(trained)
    trained.clock.later(days=1)
    pulled(trained)
    before = trained.connection().night_at
    for one in (ill, gone):
        trained.world.delete(one)
    trained.garmin.faults.plan(Fault.SERVER_ERROR, ALWAYS, path=f"/activity/{ill}")
    trained.clock.later(days=1)
    schedule.tick(trained.house)
    assert trained.connection().night_at != before
    assert str(ill) in trained.held()
    assert str(gone) not in trained.held()
    trained.garmin.faults.clear()
    trained.clock.later(days=1)
    schedule.tick(trained.house)
    assert str(ill) not in trained.held()


@pytest.mark.parametrize("door", ["dailySleepData", "runningtolerance"])
def test_a_limit_still_ends_the_night_for_everybody(road: Road, door: str) -> None:
    allow_nights(road)
    road.garmin.faults.plan(Fault.TOO_MANY, ALWAYS, path=door)
    done = schedule.tick(road.house)
    assert done.night.stopped == {"garmin"}
    assert road.connection().night_at is None


def test_nights_that_never_end_are_told_by_check(road: Road, monkeypatch: Any) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("syncer.night.body_facts.read", broken)
    hours(road, 3 * 24)
    with road.sessions() as session:
        told = {
            one.code: one.sentence for one in checks.check(session, road.settings, road.clock())
        }
    assert "nothing_comes_in" not in told
    assert "Garmin Connect has not been told for two days" in told["nights_do_not_end"]


@pytest.mark.parametrize("fault", [Fault.EMPTY_LIST, Fault.NOT_FOUND])
def test_an_empty_answer_neither_wipes_nor_silences_the_tolerance(road: Road, fault: Fault) -> None:
    for days_ago in range(1, 60, 2):
        road.run(days_ago, 9.0)
    pulled(road)
    before = {one.week_starts: (one.load, one.tolerance) for one in weeks(road)}
    road.clock.later(days=1)
    road.run(0.1, 9.0)
    road.garmin.faults.plan(fault, path="runningtolerance")
    pulled(road)
    assert {one.week_starts: (one.load, one.tolerance) for one in weeks(road)} == before
    road.garmin.forget_requests()
    road.clock.later(days=1)
    road.run(0.1, 9.0)
    pulled(road)
    assert road.asked("runningtolerance") == 1


def weeks(road: Road) -> list[models.RunningTolerance]:
    return rows(road, models.RunningTolerance)


def test_a_device_that_had_no_tolerance_is_asked_again_after_a_month(road: Road) -> None:
    road.world.accounts[road.account].has_tolerance = False
    pulled(road)
    road.garmin.forget_requests()
    road.clock.later(days=29)
    pulled(road)
    assert road.asked("runningtolerance") == 0
    road.clock.later(days=1)
    pulled(road)
    assert road.asked("runningtolerance") == 1


def test_an_empty_night_deletes_no_known_sleep(road: Road, monkeypatch: Any) -> None:
    allow_nights(road)
    road.world.add_night(road.account, NOON.date(), Slept(6.1 * 3600, None))
    pulled(road)
    road.clock.now += timedelta(hours=8)
    monkeypatch.setattr(GarminAccount, "night", lambda *_: (None, None))
    pulled(road)
    slept = {one.on: one.slept_s for one in rows(road, models.PlatformNight)}
    assert slept[NOON.date()] == pytest.approx(6.1 * 3600)
