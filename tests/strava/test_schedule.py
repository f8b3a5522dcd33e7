"""One tick does what is due, once, and nothing that is not."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from syncer import models, recommend, schedule, tokens
from syncer.deliver import DeliveryCounts
from syncer.models import Runner
from syncer.platform_pass import Pass
from syncer.sandbox.strava import Fault, Limits
from tests.conftest import ROOT
from tests.strava.conftest import Road
from tests.strava.test_pass import join


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def alice(zone: str = "Europe/Berlin", number: int = 0) -> Runner:
    return Runner(id=number, club_id=1, email="a@example.org", timezone=zone, created_at=at(NOON))


NOON = "2026-03-15T12:00+00:00"


@pytest.mark.parametrize(
    ("now", "begun"),
    [
        ("2026-03-15T01:59:59+01:00", "2026-03-14T02:00+01:00"),
        ("2026-03-15T02:00:00+01:00", "2026-03-15T02:00+01:00"),
        ("2026-03-15T23:59:00+01:00", "2026-03-15T02:00+01:00"),
        # There is no two o'clock on the spring night, and there are two in autumn.
        ("2026-03-29T12:00:00+02:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25T12:00:00+01:00", "2026-10-25T00:00+00:00"),
    ],
)
def test_a_night_begins_in_the_runners_own_small_hours(now: str, begun: str) -> None:
    assert schedule.small_hours(alice(), at(now)) == at(begun)


def test_every_day_of_a_year_has_one_night_in_any_zone() -> None:
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"):
        runner = alice(zone, 7)
        hours = [at(NOON) + timedelta(hours=nth) for nth in range(24 * 366)]
        begun = sorted({schedule.small_hours(runner, one) for one in hours})
        assert len(begun) == 367
        gaps = {b - a for a, b in itertools.pairwise(begun)}
        assert all(timedelta(hours=22) < gap < timedelta(hours=26) for gap in gaps)


def test_nights_are_spread() -> None:
    begun = [schedule.small_hours(alice(number=nth), at(NOON)) for nth in range(120)]
    assert len(set(begun)) == 120
    assert max(begun) - min(begun) < timedelta(minutes=120)


def test_a_tick_pulls_who_is_due_and_the_next_finds_nothing_to_do(road: Road) -> None:
    join(road, "Bea")
    road.run()
    done = schedule.tick(road.house)
    assert (done.night.pulled, done.night.counts["new_runs"]) == (2, 1)
    road.strava.forget_requests()
    assert not schedule.tick(road.house).is_news
    assert road.strava.count() == 0


def test_the_next_night_comes_once_and_a_missed_one_is_caught_up_once(road: Road) -> None:
    schedule.tick(road.house)
    road.clock.later(hours=20)
    assert schedule.tick(road.house).night.pulled == 1
    road.clock.later(days=5)
    assert schedule.tick(road.house).night.pulled == 1
    assert schedule.tick(road.house).night.pulled == 0


def test_who_was_put_off_is_pulled_again_in_the_same_night(road: Road) -> None:
    run = road.run()
    road.strava.faults.plan(Fault.UNAVAILABLE, path=f"/activities/{run}")
    assert schedule.tick(road.house).night.later == 1
    assert schedule.tick(road.house).night == schedule.Pass()
    road.clock.later(minutes=31)
    assert schedule.tick(road.house).night.pulled == 1
    with road.sessions() as session:
        assert session.exec(select(models.MeasuredRun)).all()


def test_a_used_up_limit_ends_the_tick_and_the_next_window_goes_on(road: Road) -> None:
    join(road, "Bea")
    road.strava.world.use_up(quarter=200)
    assert schedule.tick(road.house).night.later == 2
    road.strava.forget_requests()
    schedule.tick(road.house)
    assert road.strava.count() == 0
    road.clock.later(minutes=15)
    assert schedule.tick(road.house).night.pulled == 2


def test_asked_to_stop_nobody_new_is_begun_with(road: Road) -> None:
    assert schedule.tick(road.house, lambda: True).night == schedule.Pass()


def environment(road: Road) -> dict[str, str]:
    told = road.settings
    return {
        **os.environ,
        "EVENSTRIDE_DATA_DIR": str(told.data_dir),
        "EVENSTRIDE_DATABASE_URL": f"sqlite:///{told.data_dir / 'club.db'}",
        "EVENSTRIDE_SECRET_KEY": told.secret_key.get_secret_value(),
        "EVENSTRIDE_TOKEN_KEYS": told.token_keys.get_secret_value(),
        "EVENSTRIDE_STRAVA_CLIENT_ID": told.strava_client_id,
        "EVENSTRIDE_STRAVA_CLIENT_SECRET": told.strava_client_secret.get_secret_value(),
        "EVENSTRIDE_STRAVA_OAUTH_URL": told.strava_oauth_url,
        "EVENSTRIDE_STRAVA_API_URL": told.strava_api_url,
    }


def test_work_runs_until_a_signal_and_stops_cleanly(road: Road) -> None:
    road.clock.now = datetime.now(UTC)  # the process has no other
    given = road.strava.world.connect(road.athlete)
    with road.sessions() as session:
        held = session.exec(select(models.Connection)).one()
        ends = road.clock() + timedelta(hours=5)
        pair = tokens.Tokens(given.access_token, given.refresh_token, ends)
        tokens.keep(session, road.settings, held, pair)
    road.run()
    command = [sys.executable, "-m", "syncer", "work"]
    working = subprocess.Popen(
        command, cwd=ROOT, env=environment(road), stdout=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 60
        while not road.held() and time.monotonic() < until:
            time.sleep(0.1)
        working.send_signal(signal.SIGTERM)
        out, _ = working.communicate(timeout=30)
    finally:
        working.kill()
    assert working.returncode == 0
    assert len(road.held()) == 1
    assert "1 pulled" in out


def test_a_runner_in_another_workers_hand_is_left_to_it(road: Road) -> None:
    bea, _ = join(road, "Bea")
    with road.sessions() as session:
        row = session.exec(
            select(models.Connection).where(models.Connection.runner_id == bea)
        ).one()
        row.pulling_until = road.clock() + timedelta(minutes=5)
        session.add(row)
        session.commit()
    assert schedule.tick(road.house).night.pulled == 1
    road.clock.later(minutes=6)
    assert schedule.tick(road.house).night.pulled == 1


def test_a_runner_who_cannot_be_advised_is_not_asked_for_again_all_night(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("not as expected")

    monkeypatch.setattr(recommend, "advise_days", broken)
    assert schedule.tick(road.house).night.pulled == 1
    road.strava.forget_requests()
    assert schedule.tick(road.house).night.pulled == 0
    assert road.strava.count() == 0


def test_who_waits_longest_comes_first(road: Road) -> None:
    bea, _ = join(road, "Bea")
    cem, _ = join(road, "Cem")
    with road.sessions() as session:
        for runner_id, days in ((road.alice, 1), (bea, 3)):
            who = models.Connection.runner_id == runner_id
            row = session.exec(select(models.Connection).where(who)).one()
            row.night_at = road.clock() - timedelta(days=days)
            session.add(row)
        session.commit()
    assert [one.runner_id for one in schedule.due_tonight(road.house)] == [cem, bea, road.alice]


def test_with_limits_far_too_small_everybody_has_a_night_in_turn(road: Road) -> None:
    for nth in range(11):
        join(road, f"R{nth}")
    road.strava.app.limits = Limits(10, 10, 5, 5)
    for _ in range(4 * 24 * 4):
        schedule.tick(road.house)
        road.clock.later(minutes=15)
    with road.sessions() as session:
        nights = [row.night_at for row in session.exec(select(models.Connection))]
    assert all(at is not None and road.clock() - at < timedelta(days=4) for at in nights)


def test_what_waits_to_be_told_goes_before_the_night_uses_the_limit_up(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def told(*_: object, **__: object) -> DeliveryCounts:
        order.append("told")
        return DeliveryCounts()

    def pulled(*_: object, **__: object) -> Pass:
        order.append("pulled")
        return Pass()

    monkeypatch.setattr(schedule.deliver, "deliver", told)
    monkeypatch.setattr(schedule.platform_pass, "pull", pulled)
    schedule.tick(road.house)
    assert order == ["told", "pulled"]
