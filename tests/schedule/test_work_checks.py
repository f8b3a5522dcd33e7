"""`check` tells of nightly work that died, and of what was given up."""

from __future__ import annotations

import pytest

from syncer import checks, recommend, ticking
from tests.schedule.conftest import Service

OURS = {"work_asleep", "put_aside"}


def told(service: Service) -> dict[str, str]:
    with service.sessions() as session:
        found = checks.check(session, service.settings, service.clock())
    return {one.code: one.sentence for one in found if one.code in OURS}


def test_work_that_died_is_told_until_it_is_awake_again(service: Service) -> None:
    service.tick()
    service.clock.later(minutes=5)
    assert told(service) == {}
    service.clock.later(seconds=1)
    assert told(service).keys() == {"work_asleep"}
    service.tick()
    assert told(service) == {}


def test_work_that_was_stopped_is_no_fault(service: Service) -> None:
    service.tick()
    ticking.asleep(service.sessions)
    service.clock.later(days=1)
    assert told(service) == {}


def test_what_was_put_aside_is_told_with_its_reason_for_a_week(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.runner()

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(recommend, "digest_runner", broken)
    service.tick("2026-03-15T18:00+01:00")
    assert told(service) == {}
    for _ in range(5):
        service.clock.later(hours=6)
        service.tick()
    assert "RuntimeError" in told(service)["put_aside"]
    service.clock.later(days=8)
    ticking.asleep(service.sessions)
    assert told(service) == {}
