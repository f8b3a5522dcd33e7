"""One runner's login is theirs alone: its key, its lease, and what leaving leaves behind."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from syncer import checks, garmin_connection, models, parting, platform_pass, strength_days, tokens
from syncer.platform_pass import Pass
from syncer.sandbox.garmin import Fault, Place
from syncer.settings import Settings
from syncer.sources import NeedsReconnect, TryLater
from syncer.sources.garmin import client
from syncer.sources.garmin.account import GarminAccount
from syncer.tokens import NoTokenKey
from tests.garmin.conftest import Road
from tests.roads import NOON


def night(road: Road) -> Pass:
    return platform_pass.pull(road.house, platform_pass.due(road.house))


def with_another_key(road: Road) -> Settings:
    key = Settings(token_keys=tokens.new_key()).token_keys  # type: ignore[arg-type]
    return road.settings.model_copy(update={"token_keys": key})


def add_bob(road: Road, settings: Settings) -> None:
    """Bob's login, sealed with the key of these settings; he comes before Alice."""
    account = road.world.add_account("Bob", "bob@example.org", "pw")
    login = road.world.connect(account).dumps()
    with road.sessions() as session:
        bob = models.Runner(club_id=1, email="bob@example.org", created_at=NOON)
        session.add(bob)
        session.flush()
        assert bob.id is not None
        session.add(
            models.Connection(
                runner_id=bob.id,
                source="garmin",
                external_id=str(account),
                sealed_tokens=tokens.seal_text(settings, login),
                connected_at=NOON,
                listed_at=NOON - timedelta(days=1),
            )
        )
        alice = tokens.connection_of(session, road.alice, "garmin")
        assert alice is not None
        alice.listed_at = NOON - timedelta(hours=20)
        session.add(alice)
        session.commit()


def statuses(road: Road) -> list[str]:
    with road.sessions() as session:
        return sorted(one.status for one in session.exec(select(models.Connection)))


def test_a_token_under_a_lost_key_stops_nobody_else(road: Road) -> None:
    add_bob(road, with_another_key(road))
    run = road.run(0.5)
    with road.sessions() as session:
        told = {one.code: one.sentence for one in checks.check(session, road.settings, NOON)}
    assert "bob@example.org" in told["token_key"]
    assert "alice" not in told["token_key"]
    done = night(road)
    assert (done.pulled, done.reconnect) == (1, 1)
    assert str(run) in road.held()
    assert statuses(road) == ["connected", "needs_reconnect"]


def test_a_wrong_key_asks_nobody_to_connect_again(road: Road) -> None:
    add_bob(road, road.settings)
    road.settings = with_another_key(road)
    with pytest.raises(NoTokenKey, match="another key"):
        night(road)
    assert statuses(road) == ["connected", "connected"]


def test_a_long_night_keeps_its_login_and_its_runner(road: Road) -> None:
    with road.sessions() as session:
        held = session.get_one(models.Connection, road.connection_id)
        held.pulling_until = road.clock() + platform_pass.IN_HAND
        session.add(held)
        session.commit()
    with road.let_in() as one:
        for _ in range(4):
            one.listed(None, ())
            road.clock.later(minutes=6)
            with pytest.raises(TryLater), road.let_in():
                pass
            pulling_until = road.connection().pulling_until
            assert pulling_until is not None
            assert pulling_until > road.clock()


def test_who_lost_the_lease_asks_nothing_more(road: Road) -> None:
    with road.let_in() as one:
        one.listed(None, ())
        road.clock.later(minutes=11)
        with road.let_in() as other:
            other.listed(None, ())
            asked = road.asked()
            with pytest.raises(TryLater, match="Another worker"):
                one.listed(None, ())
            assert road.asked() == asked


@pytest.mark.parametrize("token", ["a\r\nb", "\u2603"])
def test_a_renewal_that_no_header_can_carry_is_an_outage(
    road: Road, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    road.world.expire_tokens(road.account)
    real = client._object

    def odd(answer: Any) -> dict[str, Any]:
        told = real(answer)
        return told | {"access_token": token} if "access_token" in told else told

    with monkeypatch.context() as patched:
        patched.setattr(client, "_object", odd)
        with pytest.raises(TryLater), road.let_in() as account:
            account.listed(None, ())
    with road.let_in() as account:
        account.listed(None, ())


def test_a_login_that_no_header_can_carry_has_to_be_made_again(road: Road) -> None:
    told = json.loads(road.login()) | {"di_token": "a\r\nX-Evil: 1"}
    with road.sessions() as session:
        held = session.get_one(models.Connection, road.connection_id)
        held.sealed_tokens = tokens.seal_text(road.settings, json.dumps(told))
        session.add(held)
        session.commit()
    with pytest.raises(NeedsReconnect), road.let_in():
        pass
    assert road.connection().status == "needs_reconnect"


def lets_read_nights(road: Road) -> None:
    with road.sessions() as session:
        runner = session.get_one(models.Runner, road.alice)
        runner.garmin_nights = True
        session.add(runner)
        session.commit()


@pytest.mark.parametrize("asked", ["night", "tolerance"])
def test_who_leaves_while_garmin_is_asked_leaves_nothing(
    road: Road, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    lets_read_nights(road)
    road.run(0.5)
    real = getattr(GarminAccount, asked)

    def leaves(self: GarminAccount, *when: date) -> object:
        told = real(self, *when)
        with road.sessions() as session:
            parting.forget(session, road.alice, "garmin")
        return told

    monkeypatch.setattr(GarminAccount, asked, leaves)
    night(road)
    with road.sessions() as session:
        for table in (models.PlatformNight, models.RunningTolerance, models.Activity):
            assert session.exec(select(table)).all() == []


def test_a_night_switched_off_while_garmin_is_asked_is_not_kept(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    lets_read_nights(road)
    real = GarminAccount.night

    def switched_off(self: GarminAccount, on: date) -> tuple[float | None, float | None]:
        told = real(self, on)
        with road.sessions() as session:
            runner = session.get_one(models.Runner, road.alice)
            garmin_connection.choose(session, runner, garmin_connection.Choices())
            session.commit()
        return told

    monkeypatch.setattr(GarminAccount, "night", switched_off)
    night(road)
    with road.sessions() as session:
        assert session.exec(select(models.PlatformNight)).all() == []


def test_leaving_waits_for_garmin_no_longer_than_a_page_can(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strength_days, "LEAVES_WITHIN_S", 0.5)
    with road.sessions() as session:
        for day in range(4):
            session.add(
                models.ScheduledWorkout(
                    runner_id=road.alice,
                    source="garmin",
                    on=date(2026, 3, 16 + day),
                    says="x",
                    workout_id=str(1000 + day),
                    schedule_id=str(2000 + day),
                )
            )
        session.commit()
    road.garmin.faults.plan(Fault.DELAY, 99, at=Place.API, seconds=0.4)
    begun = time.monotonic()
    kept = strength_days.leave(road.sessions, road.settings, road.clock, road.alice)
    assert time.monotonic() - begun < 1.5
    assert kept.later > 0
