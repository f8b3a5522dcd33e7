"""A pass over everybody who is connected: no failure stops the next, and nothing is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from urllib3.connection import HTTPConnection

from syncer import checks, models, platform_pass, tokens
from syncer.platform_pass import Pass
from syncer.sandbox.strava import UNLIMITED, Fault
from syncer.sources.wire import FORGOTTEN_S, BoundedSession, Connections
from syncer.tokens import Tokens
from tests.roads import NOON
from tests.strava.conftest import Road


def join(road: Road, name: str) -> tuple[int, int]:
    """Another runner of the club, connected: ours, and Strava's number."""
    athlete = road.strava.world.add_athlete(name, "Even")
    given = road.strava.world.connect(athlete)
    with Session(road.engine) as session:
        runner = models.Runner(club_id=1, email=f"{name.lower()}@example.org", created_at=NOON)
        session.add(runner)
        session.flush()
        assert runner.id is not None
        who = runner.id
        connection = models.Connection(
            runner_id=who, source="strava", external_id=str(athlete), connected_at=NOON
        )
        pair = Tokens(given.access_token, given.refresh_token, NOON + timedelta(hours=6))
        tokens.keep(session, road.settings, connection, pair)
    return who, athlete


def passed(road: Road) -> Pass:
    return platform_pass.pull(road.house, platform_pass.due(road.house))


def told(road: Road) -> dict[str, str]:
    with road.sessions() as session:
        return {one.code: one.sentence for one in checks.check(session, road.settings, NOON)}


def test_one_runners_failure_never_stops_the_next(road: Road) -> None:
    join(road, "Bea")
    _, cem = join(road, "Cem")
    _, dee = join(road, "Dee")
    for athlete in (road.athlete, cem, dee):
        road.strava.world.add_activity(athlete)
    road.strava.world.deauthorise(road.athlete)
    road.strava.faults.plan(Fault.SERVER_ERROR, athlete=cem)
    done = passed(road)
    assert (done.pulled, done.later, done.reconnect) == (2, 1, 1)
    assert [row.runner_id for row in road.held().values()] == [4]
    assert "alice@example.org" in told(road)["needs_reconnect"]
    road.clock.later(hours=1)
    assert passed(road).pulled == 3
    assert len(road.held()) == 2


def test_who_was_put_off_is_not_asked_for_before_its_time(road: Road) -> None:
    road.strava.faults.plan(Fault.UNAVAILABLE)
    assert passed(road).later == 1
    road.strava.forget_requests()
    road.clock.later(minutes=5)
    assert (passed(road).pulled, road.asked()) == (0, 0)
    road.clock.later(minutes=30)
    assert passed(road).pulled == 1


def test_a_blocked_app_ends_the_pass_and_is_told(road: Road) -> None:
    join(road, "Bea")
    road.strava.app.active = False
    done = passed(road)
    assert (done.pulled, done.later) == (0, 2)
    assert "switched the club's app off" in (done.blocked or "")
    assert "switched" in told(road)["strava_app"]
    road.strava.app.active = True
    road.clock.later(hours=7)
    assert passed(road).pulled == 2
    assert "strava_app" not in told(road)


def test_a_used_up_limit_ends_the_pass_for_everybody(road: Road) -> None:
    for name in ("Bea", "Cem"):
        join(road, name)
    road.strava.world.use_up(quarter=200)
    done = passed(road)
    assert (done.pulled, done.later) == (0, 3)
    assert road.strava.count(status=429) <= 1
    road.clock.later(minutes=15)
    assert passed(road).pulled == 3


@pytest.mark.parametrize("seed", [1, 2])
def test_a_night_in_which_every_tenth_request_fails_ends_like_an_undisturbed_one(
    road: Road, seed: int
) -> None:
    road.strava.app.limits = UNLIMITED
    everybody = [(road.alice, road.athlete), *(join(road, f"R{nth}") for nth in range(12))]
    for nth, (_, athlete) in enumerate(everybody):
        for days in range(1, 3 + nth % 3):
            start = road.clock() - timedelta(days=days)
            road.strava.world.add_activity(athlete, {"start_date": start})
    road.strava.faults.at_random(0.1, seed)
    for _ in range(30):
        done = passed(road)
        if done.later == 0 and done.pulled:
            break
        road.clock.later(minutes=31)
    road.strava.faults.clear()
    held = list(road.held().values())
    assert len(held) == sum(2 + nth % 3 for nth in range(13))
    assert len({(row.runner_id, row.source_id) for row in held}) == len(held)
    with road.sessions() as session:
        measured = session.exec(select(models.MeasuredRun)).all()
        assert len(measured) == len(held)
        states = {one.status for one in session.exec(select(models.Connection))}
    assert states == {"connected"}


def test_no_more_requests_are_under_way_than_were_allowed(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nth in range(9):
        join(road, f"R{nth}")
    road.strava.ways.latency_s = 0.05
    road.settings = road.settings.model_copy(update={"platform_workers": 2})
    under_way, most, lock = 0, 0, threading.Lock()
    send = BoundedSession.request

    def counted(self: BoundedSession, method: str, url: str, **more: Any) -> Any:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            return send(self, method, url, **more)
        finally:
            with lock:
                under_way -= 1

    monkeypatch.setattr(BoundedSession, "request", counted)
    assert passed(road).pulled == 10
    assert most == 2


def test_runners_leave_their_connections_to_the_next(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    connect = HTTPConnection.connect

    def counted(self: HTTPConnection) -> None:
        opened.append(1)
        connect(self)

    monkeypatch.setattr(HTTPConnection, "connect", counted)
    for nth in range(19):
        join(road, f"R{nth}")
    assert passed(road).pulled == 20
    assert len(opened) <= road.settings.platform_workers


def test_after_a_silence_connections_are_opened_anew() -> None:
    held = Connections()
    first = held.adapter(0.0)
    assert held.adapter(FORGOTTEN_S) is first
    assert held.adapter(3 * FORGOTTEN_S) is not first
