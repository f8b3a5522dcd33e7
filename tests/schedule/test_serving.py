"""`serve` as a real process: pages and nightly work, begun once and stopped cleanly."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from syncer import models, ticking, tokens
from syncer.sandbox.strava import Fault, StravaStandIn
from tests.conftest import ROOT
from tests.out.post_office import _free_port
from tests.strava.conftest import Road, clock, road, strava
from tests.strava.test_schedule import environment

__all__ = ["clock", "road", "strava"]

PATIENCE_S = 60.0


@contextmanager
def process(road: Road, *words: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "syncer", *words]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment(road), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def until(holds: Callable[[], Any]) -> None:
    """Wait for something, as long as a busy machine may need."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def answers(port: int, path: str = "/healthz") -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10).status_code
    except httpx.TransportError:
        return 0


def now(road: Road) -> None:
    """The processes have no other clock than the machine's, so the sandbox goes by it too."""
    road.clock.now = datetime.now(UTC)
    given = road.strava.world.connect(road.athlete)
    with road.sessions() as session:
        held = session.exec(select(models.Connection)).one()
        ends = road.clock() + timedelta(hours=5)
        pair = tokens.Tokens(given.access_token, given.refresh_token, ends)
        tokens.keep(session, road.settings, held, pair)


def last_tick(road: Road) -> datetime | None:
    with road.sessions() as session:
        return ticking.last(session)


def stopped(running: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, float]:
    begun = time.monotonic()
    running.send_signal(number)
    out, err = running.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err, err
    assert "way=" not in err, err
    return running.returncode, out, time.monotonic() - begun


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_pages_pulls_and_stops_cleanly(road: Road, number: int) -> None:
    now(road)
    road.run()
    port = _free_port()
    with process(road, "serve", "--port", str(port)) as running:
        until(lambda: answers(port))
        until(road.held)
        until(lambda: road.connection().night_at)
        assert answers(port, "/readyz") == 200
        assert last_tick(road) is not None
        code, out, _ = stopped(running, number)
    assert code == 0
    assert "1 pulled" in out
    assert last_tick(road) is None


def test_a_runner_in_hand_is_finished(road: Road) -> None:
    now(road)
    road.run()
    road.strava.faults.plan(Fault.DELAY, path="/athlete/activities", seconds=4.0)
    port = _free_port()
    with process(road, "serve", "--port", str(port)) as running:
        until(lambda: road.connection().pulling_until)
        code, _, _ = stopped(running)
    assert code == 0
    assert len(road.held()) == 1
    assert road.connection().pulling_until is None


def test_one_that_takes_too_long_is_given_back_and_pulled_after_the_next_start(
    road: Road,
    strava: StravaStandIn,
) -> None:
    now(road)
    road.run()
    strava.faults.plan(Fault.DELAY, path="/athlete/activities", seconds=90.0)
    port = _free_port()
    waits = {"EVENSTRIDE_PLATFORM_TIMEOUT_S": "300"}
    with process(road, "serve", "--port", str(port), **waits) as running:
        until(lambda: road.connection().pulling_until)
        code, _, took = stopped(running)
    assert code == 0
    assert took < 20
    assert road.connection().pulling_until is None
    assert road.held() == {}
    strava.faults.clear()
    with process(road, "work") as running:
        until(road.held)
        assert stopped(running)[0] == 0


def test_started_twice_by_mistake_one_of_them_works(road: Road, tmp_path: Path) -> None:
    now(road)
    road.run()
    with ticking.turn(tmp_path) as ours:
        assert ours
        port = _free_port()
        with process(road, "serve", "--port", str(port)) as running:
            until(lambda: answers(port))
            time.sleep(2)
            assert road.strava.count() == 0
            assert stopped(running)[0] == 0
    assert last_tick(road) is None


@pytest.mark.parametrize("command", ["serve", "web"])
def test_a_port_that_is_taken_is_told_in_one_sentence(road: Road, command: str) -> None:
    port = _free_port()
    with process(road, "serve", "--port", str(port)) as first:
        until(lambda: answers(port))
        second = subprocess.run(
            [sys.executable, "-m", "syncer", command, "--port", str(port)],
            cwd=ROOT,
            env=environment(road),
            capture_output=True,
            text=True,
        )
        assert second.returncode == 1
        (sentence,) = second.stderr.splitlines()
        assert f"cannot be served at 127.0.0.1, port {port}" in sentence
        assert stopped(first)[0] == 0


def test_killed_it_leaves_its_turn_to_the_next(road: Road) -> None:
    now(road)
    with process(road, "work") as running:
        until(lambda: last_tick(road))
        running.kill()
    road.run()
    with road.sessions() as session:
        held = session.exec(select(models.Connection)).one()
        held.night_at = held.pulling_until = None
        session.add(held)
        session.commit()
    with process(road, "work") as running:
        until(road.held)
        assert stopped(running)[0] == 0
