"""A part of the nightly work that fails as a whole stops no other part, and is told."""

from __future__ import annotations

import threading

import pytest

from syncer import checks, parting, schedule, troubles
from syncer.keeping import retention
from syncer.serving import _Stop, _Ticking
from syncer.troubles import Trouble
from tests.schedule.conftest import Service


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("a knee that hurts")


def standing(service: Service) -> list[Trouble]:
    with service.sessions() as session:
        return troubles.standing(session)


def told(service: Service) -> list[str]:
    with service.sessions() as session:
        found = checks.check(session, service.settings, service.clock())
    return [one.sentence for one in found if one.code == "work_fails"]


@pytest.mark.parametrize(("module", "chore"), [(parting, "let_lapse"), (retention, "_old_rows")])
def test_a_chore_that_fails_keeps_no_mail_back(
    service: Service, monkeypatch: pytest.MonkeyPatch, module: object, chore: str
) -> None:
    service.runner()
    monkeypatch.setattr(module, chore, broken)
    assert service.tick("2026-03-15T18:00+01:00").digests == 1
    assert len(service.office.mails) == 1
    (sentence,) = told(service)
    assert "RuntimeError" in sentence
    assert "knee" not in sentence


def test_what_goes_well_again_is_told_no_more(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = service.clock()
    with monkeypatch.context() as ill:
        ill.setattr(parting, "let_lapse", broken)
        service.tick()
        service.clock.later(seconds=30)
        service.tick()
    assert [one.since for one in standing(service)] == [since]
    service.tick()
    assert standing(service) == []


def test_what_is_done_once_a_day_is_told_until_it_was_done(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ill:
        ill.setattr(retention, "_old_rows", broken)
        service.tick()
    service.clock.later(minutes=5)
    service.tick()
    assert len(standing(service)) == 1
    service.clock.later(days=1)
    service.tick()
    assert standing(service) == []


class NoStop(_Stop):
    """Without the process's own signals."""

    def __init__(self) -> None:
        self.asked, self.hurried = threading.Event(), threading.Event()


def test_a_tick_that_fails_is_told_though_it_was_awake(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = _Ticking(service.house, lambda _: None, NoStop())
    with monkeypatch.context() as ill:
        ill.setattr(schedule, "_send", broken)
        ticks.once()
    (sentence,) = told(service)
    assert troubles.TICK in sentence
    ticks.once()
    assert told(service) == []
