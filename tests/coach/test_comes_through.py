"""On either database, and killed on its way, a coach's digest arrives once and shows nobody who
is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from syncer import coach_digests, deliver, models
from syncer.jobs import House
from syncer.keeping.forget import forget
from tests.coach.conftest import (
    AT_SIX,
    BOB,
    LOAD,
    PAIN,
    agree,
    agreed,
    bob,
    coach,
    letters_to,
    stored_and_waiting,
)
from tests.out import club, killed
from tests.out.club import SUNDAY
from tests.out.post_office import open_office
from tests.schedule.conftest import Service, at


def test_it_goes_once_a_week_after_the_runners_own(service: Service) -> None:
    agreed(service, bob(service), LOAD, mail_off_at=None)
    assert service.tick("2026-03-15T17:59+01:00").digests == 0
    assert service.tick(AT_SIX).digests == 2
    (letter,) = letters_to(service, BOB)
    assert "Alice · ▲ amber" in letter
    # The runner's digest left just before, so what it told is known.
    assert "Was advised to keep the next two runs short and easy." in letter
    for hours in range(1, 6 * 24, 17):
        service.clock.now = at(AT_SIX) + timedelta(hours=hours)
        service.tick()
    assert len(letters_to(service, BOB)) == 1
    service.tick("2026-03-22T18:00+01:00")
    assert len(letters_to(service, BOB)) == 2


def test_who_was_forgotten_while_it_waited_is_not_in_it(service: Service) -> None:
    who, runner_id = stored_and_waiting(service, LOAD, PAIN)
    dana = agreed(service, who, LOAD, email="dana@example.org")
    forget(service.house, runner_id)
    service.tick("2026-03-16T07:00+01:00")
    (letter,) = letters_to(service, BOB)
    assert "Alice" not in letter
    assert "Dana" in letter
    with service.sessions() as session:
        assert set(session.exec(select(col(models.CoachLook.runner_id)))) == {dana}


@pytest.mark.parametrize(("moment", "ends"), [("claimed", "sent"), ("handed over", "unknown")])
def test_killed_on_the_way_it_arrives_once(tmp_path: Path, moment: str, ends: str) -> None:
    with open_office() as office:
        config = killed.settings(tmp_path, office.port)
        with club.club(tmp_path) as (session, _):
            him, runner = coach(session, BOB), club.runner(session)
            club.trained(session, runner, SUNDAY)
            agree(session, runner, him, LOAD)
            assert coach_digests.put_on_its_way(session, config, club.NOW, him, SUNDAY)
            assert not coach_digests.put_on_its_way(session, config, club.NOW, him, SUNDAY)
        words = [sys.executable, "-m", "tests.out.killed", str(tmp_path), str(office.port), moment]
        assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
        opened = club.opened(config)
        house = House(club.sessions(opened), config, lambda: club.NOW)
        for _ in range(2):
            deliver.deliver(house.sessions, config, house.now)
        assert office.recipients == [BOB]
        with house.sessions() as session:
            assert club.states(session) == [ends]
            assert len(session.exec(select(models.CoachLook)).all()) == 1
        opened.dispose()
