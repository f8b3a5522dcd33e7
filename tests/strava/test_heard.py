"""What a runner writes about a run on Strava becomes a report, if the words are plain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from coaching.log import PainReport, Region, Side
from syncer import consents, history, models, platform_pass
from syncer.sandbox.strava import Fault
from tests.roads import NOON
from tests.strava.conftest import Road


def agreed(road: Road, yes: bool = True) -> None:
    with road.sessions() as session:
        runner = session.get_one(models.Runner, road.alice)
        change = consents.give if yes else consents.withdraw
        change(session, NOON, runner, consents.HEALTH, how="said so")
        session.commit()


def passed(road: Road) -> dict[str, int]:
    return dict(platform_pass.pull(road.house, platform_pass.due(road.house)).counts)


def reports(road: Road) -> list[models.PainReport]:
    with road.sessions() as session:
        return list(session.exec(select(models.PainReport)))


@pytest.mark.parametrize("where", ["name", "description", "private_note"])
def test_plain_words_become_a_report_of_that_run(road: Road, where: str) -> None:
    agreed(road)
    road.run(0.3, **{where: "left knee pain 4/10"})
    assert passed(road)["pain_read"] == 1
    (told,) = reports(road)
    assert (told.region, told.side, told.worst, str(told.on)) == ("knee", "left", 4, "2026-03-15")
    assert told.told_by.startswith("words:")


def test_without_consent_nothing_is_read(road: Road) -> None:
    road.run(0.3, name="left knee pain 4/10")
    assert passed(road)["pain_read"] == 0
    assert reports(road) == []


def test_the_same_words_again_are_the_same_report(road: Road) -> None:
    agreed(road)
    activity = road.run(0.3, description="left knee pain 4/10")
    passed(road)
    road.clock.later(days=1)
    assert passed(road)["pain_read"] == 0
    assert len(reports(road)) == 1
    assert activity


def test_a_report_follows_the_words_and_goes_with_them(road: Road) -> None:
    agreed(road)
    activity = road.run(0.1, description="left knee pain 4/10")
    passed(road)
    road.strava.world.edit(activity, description="left knee pain 2/10")
    road.clock.later(hours=20)
    passed(road)
    assert [one.worst for one in reports(road)] == [2]


def test_words_that_are_gone_take_their_report_with_them(road: Road) -> None:
    agreed(road)
    activity = road.run(0.1, description="left knee pain 4/10")
    passed(road)
    road.strava.world.edit(activity, description="lovely")
    road.clock.later(hours=20)
    passed(road)
    assert reports(road) == []


def test_words_read_before_a_night_broke_off_are_not_lost(road: Road) -> None:
    agreed(road)
    road.run(9, description="left knee pain 4/10")
    late = road.run(10)
    road.strava.faults.plan(Fault.UNAVAILABLE, path=f"/activities/{late}")
    platform_pass.pull(road.house, platform_pass.due(road.house))
    assert [one.worst for one in reports(road)] == [4]
    road.clock.later(hours=1)
    passed(road)
    assert [one.worst for one in reports(road)] == [4]


def test_what_was_told_by_hand_stands_above_words(road: Road) -> None:
    agreed(road)
    with road.sessions() as session:
        runner = session.get_one(models.Runner, road.alice)
        told = PainReport(NOON.date(), NOON - timedelta(hours=1), Region.CALF, Side.RIGHT, worst=1)
        history.store_report(session, NOON, runner, told)
        session.commit()
    road.run(0.3, name="left knee pain 4/10")
    passed(road)
    assert [one.region for one in reports(road)] == ["calf"]


def test_what_is_not_plain_is_asked_about_and_not_assumed(road: Road) -> None:
    agreed(road)
    road.run(0.3, name="left knee 4")
    counts = passed(road)
    assert (counts["pain_read"], counts["pain_to_ask"]) == (0, 1)
    assert reports(road) == []
