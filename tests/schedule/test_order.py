"""What happens first: after a long sleep of the machine the night, and then the digest of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from syncer import digests, models, schedule
from syncer.jobs import House
from syncer.sandbox.strava import Fault
from tests.strava.conftest import Road, clock, road, strava

__all__ = ["clock", "road", "strava"]

MONDAY_MORNING = datetime(2026, 3, 16, 8, tzinfo=UTC)


def digest_of(road: Road) -> models.Advice:
    with road.sessions() as session:
        found = select(models.Advice).where(models.Advice.kind == "digest")
        return session.exec(found).one()


def test_a_caught_up_digest_knows_the_night_that_was_missed_with_it(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule.tick(road.house)
    for days_ago in (1.0, 3.0, 5.0):
        road.run(days_ago)
    road.clock.now = MONDAY_MORNING
    order: list[str] = []
    whole_pull, whole_digest = House.pull, digests.digest_one

    def pull(*told: object, **more: object) -> object:
        order.append("night")
        return whole_pull(*told, **more)  # type: ignore[arg-type]

    def digest(*told: object) -> object:
        order.append("digest")
        return whole_digest(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(House, "pull", pull)
    monkeypatch.setattr(digests, "digest_one", digest)
    done = schedule.tick(road.house)
    assert (done.night.pulled, done.digests) == (1, 1)
    assert order == ["night", "digest"]
    assert digest_of(road).created_at == MONDAY_MORNING


def test_a_platform_that_is_down_holds_no_digest_up(road: Road) -> None:
    road.run(1.0)
    schedule.tick(road.house)
    road.clock.now = MONDAY_MORNING
    road.strava.faults.plan(Fault.UNAVAILABLE, times=99)
    done = schedule.tick(road.house)
    assert (done.night.later, done.digests) == (1, 1)
