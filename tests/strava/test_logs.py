"""What is written down of a night holds no token, no address and nothing about what hurts."""

from __future__ import annotations

import logging

import pytest
from sqlmodel import select

from syncer import consents, models, schedule, tokens
from syncer.sandbox.strava import Fault
from tests.strava.conftest import Road


@pytest.mark.parametrize("fault", [None, Fault.HTML, Fault.UNAUTHORISED, Fault.TOO_MANY])
def test_a_whole_nights_log_tells_nobodys_secrets(
    road: Road, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("syncer").setLevel(logging.DEBUG)
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        consents.give(session, road.clock(), alice, consents.HEALTH, how="said so")
        session.commit()
    for days_ago in range(60, 0, -3):
        road.run(days_ago, 8.0)
    road.run(0.2, 14.0, name="left knee 6/10, limping", private_note="sore knee")
    schedule.tick(road.house)
    road.clock.later(hours=20)
    if fault is not None:
        road.strava.faults.plan(fault)
    schedule.tick(road.house)
    with road.sessions() as session:
        held = session.exec(select(models.Connection)).one()
        assert session.exec(select(models.PainReport)).all()
    assert held.sealed_tokens is not None
    pair = tokens.unseal(road.settings, held.sealed_tokens)
    text = caplog.text.casefold()
    assert "pulled" in text
    secrets = (pair.access, pair.refresh, road.settings.strava_client_secret.get_secret_value())
    for secret in (*secrets, held.sealed_tokens, alice.email, "knee", "limp", "sore", "6/10"):
        assert secret.casefold() not in text
