"""Somebody who is connected to Garmin is forgotten: our sessions leave their calendar with them."""

from __future__ import annotations

import pytest
from sqlmodel import select

from syncer import models, tokens
from syncer.keeping.forget import forget
from syncer.sandbox.garmin import Fault
from syncer.settings import Settings
from tests.garmin.conftest import Road, clock, garmin, road
from tests.garmin.planning import advised, calendar, keep, plan, wants, workouts

__all__ = ["clock", "garmin", "road"]

BY_HAND = ["garmin_calendar", "garmin_access"]


@pytest.fixture
def keyed(road: Road) -> Road:
    """Alice with two strength days on her calendar, in a club with a key for backups."""
    keys = Settings(backup_keys=tokens.new_key()).backup_keys  # type: ignore[arg-type]
    road.settings = road.settings.model_copy(update={"backup_keys": keys})
    wants(road)
    advised(road, plan())
    keep(road)
    assert len(calendar(road)) == 2
    return road


def is_gone(road: Road) -> bool:
    tables = models.Runner, models.Connection, models.ScheduledWorkout
    with road.sessions() as session:
        return not any(session.exec(select(table)).all() for table in tables)


def test_what_stands_on_the_calendar_goes_first(keyed: Road) -> None:
    assert forget(keyed.house, keyed.alice).left == ["garmin_access"]
    assert calendar(keyed) == []
    assert workouts(keyed) == []
    assert is_gone(keyed)


AWAY = (Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.UNAUTHORISED, Fault.RESET, Fault.HTML)


@pytest.mark.parametrize("fault", AWAY)
def test_garmin_away_keeps_nobody_and_stands_in_the_receipt(keyed: Road, fault: Fault) -> None:
    keyed.garmin.faults.plan(fault, 50)
    assert forget(keyed.house, keyed.alice).left == BY_HAND
    assert is_gone(keyed)


def test_another_token_key_keeps_nobody_and_stands_in_the_receipt(keyed: Road) -> None:
    other = Settings(token_keys=tokens.new_key()).token_keys  # type: ignore[arg-type]
    keyed.settings = keyed.settings.model_copy(update={"token_keys": other})
    assert forget(keyed.house, keyed.alice).left == BY_HAND
    assert is_gone(keyed)


def test_a_login_that_garmin_took_back_keeps_nobody(keyed: Road) -> None:
    with keyed.sessions() as session:
        session.get_one(models.Connection, keyed.connection_id).status = "needs_reconnect"
        session.commit()
    assert forget(keyed.house, keyed.alice).left == BY_HAND
    assert is_gone(keyed)
