"""A runner whose night always fails stops nobody, is named with the reason, and costs little."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from syncer import again, checks, coming, night, recommend, schedule, units
from syncer.models import Connection, UnitOfWork
from tests.commands.conftest import ALICE
from tests.strava.conftest import Road, clock, road, strava
from tests.strava.test_pass import join

__all__ = ["clock", "road", "strava"]


def hers(road: Road) -> Connection:
    with road.sessions() as session:
        own = Connection.runner_id == road.alice
        return session.exec(select(Connection).where(own)).one()


def aside(road: Road) -> list[str]:
    with road.sessions() as session:
        found = checks.check(session, road.settings, road.clock())
    return [one.sentence for one in found if one.code == "put_aside"]


def failed(road: Road) -> list[UnitOfWork]:
    with road.sessions() as session:
        nightly = col(UnitOfWork.kind).in_([units.NIGHT, units.ADVICE])
        return list(session.exec(select(UnitOfWork).where(nightly)))


def poison(monkeypatch: pytest.MonkeyPatch, road: Road, what: str) -> None:
    """Alice's pull, or the thinking about what it brought, breaks us."""
    module, name = (night, "pull_one") if what == units.NIGHT else (recommend, "advise_days")
    whole = getattr(module, name)

    def broken(*told: Any, **more: Any) -> Any:
        mine = told[3] == road.alice if what == units.NIGHT else told[3].id == road.alice
        if mine:
            raise ValueError("a knee that hurts")
        return whole(*told, **more)

    monkeypatch.setattr(module, name, broken)


@pytest.mark.parametrize("what", [units.NIGHT, units.ADVICE])
def test_a_poisoned_runner_is_put_aside_named_and_tried_once_a_night(
    road: Road, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    bea, _ = join(road, "Bea")
    with monkeypatch.context() as ill:
        poison(ill, road, what)
        for _ in range(30):
            schedule.tick(road.house)
            road.clock.later(minutes=20)
        assert hers(road).night_at is None
        (unit,) = failed(road)
        assert (unit.kind, unit.attempts) == (what, units.MOST_TRIES)
        (sentence,) = aside(road)
        assert ALICE in sentence
        assert "ValueError" in sentence
        assert "knee" not in sentence
        assert f"{what} put aside" in {one.what for one in coming.coming(road.house, road.alice)}
        for _ in range(48):
            road.clock.later(hours=1)
            schedule.tick(road.house)
        assert failed(road)[0].attempts == units.MOST_TRIES + 2
    with road.sessions() as session:
        assert again.give(session, bea) == 0
        assert again.give(session) == 1
    assert schedule.tick(road.house).night.pulled == 1
    assert hers(road).night_at == road.clock()
    assert (failed(road), aside(road)) == ([], [])


def test_what_fails_once_is_tried_again_in_minutes(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ill:
        poison(ill, road, units.ADVICE)
        schedule.tick(road.house)
    road.clock.later(minutes=3)
    assert schedule.tick(road.house).night.pulled == 1
    assert (failed(road), hers(road).not_before) == ([], None)
