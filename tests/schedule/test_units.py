"""A unit of work belongs to one worker at a time, is tried a few times, and is then put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syncer import units
from syncer.channels import TryLater
from syncer.units import HELD, PAUSES, InHand
from tests.schedule.conftest import Service


def claim(service: Service, about: str = "2026-03-15") -> InHand | None:
    with service.sessions() as session:
        return units.claim(session, service.clock(), units.DIGEST, 1, about)


def work(service: Service, done: list[str], fails: Exception | None = None) -> bool | None:
    def do() -> bool:
        if fails is not None:
            raise fails
        done.append("done")
        return True

    return units.work_off(service.sessions, service.clock, units.DIGEST, 1, "2026-03-15", do)


@pytest.fixture(autouse=True)
def alice(service: Service) -> None:
    assert service.runner() == 1


def test_a_unit_in_hand_is_nobody_elses(service: Service) -> None:
    assert claim(service) is not None
    assert claim(service) is None
    assert claim(service, "2026-03-22") is not None


@pytest.mark.parametrize(("after", "free"), [(HELD - timedelta(seconds=1), False), (HELD, True)])
def test_a_dead_worker_holds_a_unit_for_minutes_and_no_longer(
    service: Service, after: timedelta, free: bool
) -> None:
    claim(service)
    service.clock.now += after
    assert (claim(service) is not None) is free


def test_a_claim_from_a_clock_that_was_wrong_holds_nothing(service: Service) -> None:
    claim(service)
    service.clock.later(hours=-2)
    assert claim(service) is not None


def test_who_lost_a_unit_can_no_longer_end_it(service: Service) -> None:
    def slow() -> bool:
        service.clock.now += HELD
        assert claim(service) is not None
        return True

    units.work_off(service.sessions, service.clock, units.DIGEST, 1, "2026-03-15", slow)
    (unit,) = service.units()
    assert (unit.attempts, unit.ended_at) == (2, None)
    assert unit.claimed_until is not None


def test_what_is_done_is_done(service: Service) -> None:
    done: list[str] = []
    assert [work(service, done), work(service, done)] == [True, None]
    assert done == ["done"]


def test_a_named_wait_is_kept(service: Service) -> None:
    until = service.clock() + timedelta(hours=3)
    done: list[str] = []
    assert work(service, done, TryLater("It is shut.", until)) is None
    (unit,) = service.units()
    assert unit.problem == "It is shut."
    assert unit.not_before is not None
    assert unit.not_before > until
    service.clock.now = until
    assert work(service, done) is None
    service.clock.now = unit.not_before
    assert work(service, done) is True


def test_after_the_last_try_it_is_put_aside_with_its_reason(service: Service) -> None:
    for _ in range(len(PAUSES) + 3):
        work(service, [], RuntimeError())
        service.clock.later(hours=6)
    (unit,) = service.units()
    assert unit.attempts == len(PAUSES) + 1
    assert unit.problem is not None
    assert unit.ended_at is not None


def test_what_ends_the_process_each_time_is_put_aside_too(service: Service) -> None:
    for _ in range(len(PAUSES) + 1):
        assert claim(service) is not None
        service.clock.now += HELD
    assert claim(service) is None
    (unit,) = service.units()
    assert unit.ended_at == service.clock()
    assert unit.problem is not None
    assert "The process ended" in unit.problem


@pytest.mark.parametrize("attempt", range(1, len(PAUSES) + 1))
def test_pauses_grow_and_differ(attempt: int) -> None:
    seen = [units.pause(attempt) for _ in range(200)]
    usual = PAUSES[attempt - 1]
    assert 0.75 * usual <= min(seen) < 0.85 * usual
    assert 1.15 * usual < max(seen) <= 1.25 * usual


def test_what_ended_long_ago_is_forgotten_and_nothing_else(service: Service) -> None:
    done: list[str] = []
    work(service, done)
    claim(service, "2026-05-17")
    service.clock.later(days=60)
    units.tidy(service.sessions, service.clock())
    assert len(service.units()) == 2
    service.clock.later(seconds=1)
    units.tidy(service.sessions, service.clock())
    assert [unit.about for unit in service.units()] == ["2026-05-17"]
