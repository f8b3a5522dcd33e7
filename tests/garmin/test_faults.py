"""Every way in which an answer of Garmin's may fail, for each kind of request."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from syncer import tokens
from syncer.budget import Purpose
from syncer.sandbox.garmin import Fault
from syncer.sources import Gone, NotAllowed, Objected, TryLater
from syncer.sources.garmin import web
from syncer.sources.garmin.account import GarminAccount, GarminSource
from syncer.tokens import CONNECTED
from tests.garmin.conftest import Road

Act = Callable[[GarminAccount, str], Any]
READS: dict[str, tuple[str, Act]] = {
    "list": ("/activitylist", lambda a, run: a.listed(None, ())),
    "detail": ("/activity-service", lambda a, run: a.detail(run)),
    "file": ("/download-service", lambda a, run: a.series(a.detail(run))),
    "night": ("/dailySleepData", lambda a, run: a.night(date(2026, 3, 14))),
    "tolerance": ("/runningtolerance", lambda a, run: a.tolerance(WEEK, WEEK)),
    "workouts": ("/workout-service/workouts", lambda a, run: a.workouts()),
    "calendar": ("/calendar-service", lambda a, run: a.calendar(2026, 3)),
}
WRITES: dict[str, tuple[str, Act]] = {
    "description": ("/activity-service", lambda a, run: a.set_description(run, "Well done.")),
    "upload": ("/workout-service/workout", lambda a, run: a.upload({"workoutName": "x"})),
    "schedule": ("/workout-service/schedule", lambda a, run: a.schedule("7", WEEK)),
    "unschedule": ("/workout-service/schedule", lambda a, run: a.unschedule("7")),
    "delete": ("/workout-service/workout", lambda a, run: a.delete("7")),
}
EVERYTHING = {**READS, **WRITES}
WEEK = date(2026, 3, 9)
ILL = (
    *(Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.BOT_CHALLENGE),
    *(Fault.BLOCKED, Fault.HTML, Fault.RESET),
)
CUT = (Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.EMPTY, Fault.WRONG_LENGTH)


def struck(road: Road, fault: Fault, what: str, **how: Any) -> tuple[str, Act]:
    run = str(road.run())
    path, act = EVERYTHING[what]
    road.garmin.faults.plan(fault, 9, path=path, **how)
    return run, act


@pytest.mark.parametrize("fault", ILL)
@pytest.mark.parametrize("what", EVERYTHING)
def test_an_outage_is_tried_again_later(road: Road, what: str, fault: Fault) -> None:
    run, act = struck(road, fault, what)
    with pytest.raises(TryLater) as raised, road.let_in() as account:
        act(account, run)
    assert not raised.value.everyone
    assert timedelta(minutes=15) <= raised.value.until - road.clock() < timedelta(minutes=23)
    assert road.connection().status == CONNECTED


@pytest.mark.parametrize("fault", CUT)
@pytest.mark.parametrize("what", READS)
def test_an_answer_cut_short_is_asked_for_again(road: Road, what: str, fault: Fault) -> None:
    run, act = struck(road, fault, what)
    with pytest.raises(TryLater), road.let_in() as account:
        act(account, run)
    road.garmin.faults.clear()
    with road.let_in() as account:
        act(account, run)


@pytest.mark.parametrize("what", EVERYTHING)
def test_too_many_requests_are_everybodys_matter(road: Road, what: str) -> None:
    run, act = struck(road, Fault.TOO_MANY, what)
    with pytest.raises(TryLater) as raised, road.let_in() as account:
        act(account, run)
    assert raised.value.everyone
    assert raised.value.until == road.clock() + timedelta(hours=1)
    road.garmin.forget_requests()
    with pytest.raises(TryLater) as again, road.let_in() as account:
        account.listed(None, ())
    assert again.value.everyone
    assert road.asked() == 0, "who comes next need not ask to know it"


@pytest.mark.parametrize("what", EVERYTHING)
def test_a_401_that_stays_after_a_renewal_ends_nothing(road: Road, what: str) -> None:
    run, act = struck(road, Fault.UNAUTHORISED, what)
    with pytest.raises(TryLater), road.let_in() as account:
        act(account, run)
    assert road.connection().status == CONNECTED


@pytest.mark.parametrize("what", sorted(set(EVERYTHING) - {"file"}))
def test_what_garmin_does_not_have_is_gone(road: Road, what: str) -> None:
    run, act = struck(road, Fault.NOT_FOUND, what)
    with pytest.raises(Gone), road.let_in() as account:
        act(account, run)
    assert road.connection().status == CONNECTED


def test_a_run_without_a_file_has_no_series(road: Road) -> None:
    run, act = struck(road, Fault.NOT_FOUND, "file")
    with road.let_in() as account:
        assert act(account, run) is None


def test_what_is_anothers_is_not_allowed_and_ends_nothing(road: Road) -> None:
    bob = road.world.add_account("Bob Waymark")
    his = str(road.world.add_activity(bob))
    with road.let_in() as account:
        for act in (account.detail, account.look_up, account.description):
            with pytest.raises(NotAllowed):
                act(his)
        with pytest.raises(NotAllowed):
            account.set_description(his, "Well done.")
    with pytest.raises(NotAllowed), road.let_in() as account:
        account.detail(his)
    assert road.connection().status == CONNECTED
    assert "description" not in road.world.activity(int(his))


def test_a_change_that_garmin_finds_wrong_is_told_with_its_words(road: Road) -> None:
    with road.let_in() as account, pytest.raises(Objected) as raised:
        account.upload({"workoutName": ""})
    assert "workoutName must not be empty" in raised.value.said
    assert "workoutName" not in str(raised.value), "logs show no answer"


def test_a_change_whose_answer_is_lost_is_no_success(road: Road) -> None:
    """It may stand all the same: who writes looks before writing again."""
    run = str(road.run())
    road.garmin.faults.plan(Fault.LOST_ANSWER, 2)
    with road.let_in() as account:
        with pytest.raises(TryLater):
            account.set_description(run, "Well done.")
        with pytest.raises(TryLater):
            account.upload(strength())
        assert account.description(run) == "Well done."
        assert [one.name for one in account.workouts()] == ["Strength, 20 min"]


def strength() -> dict[str, object]:
    sport = {"sportTypeId": 5, "sportTypeKey": "strength_training"}
    step = {
        "type": "ExecutableStepDTO",
        "stepOrder": 1,
        "stepType": {"stepTypeId": 3, "stepTypeKey": "interval"},
        "endCondition": {"conditionTypeId": 10, "conditionTypeKey": "reps"},
        "endConditionValue": 12,
        "targetType": {"workoutTargetTypeId": 1, "workoutTargetTypeKey": "no.target"},
        "category": "CALF_RAISE",
        "exerciseName": "STANDING_CALF_RAISE",
    }
    segment = {"segmentOrder": 1, "sportType": sport, "workoutSteps": [step]}
    return {"workoutName": "Strength, 20 min", "sportType": sport, "workoutSegments": [segment]}


@pytest.mark.parametrize("what", ["list", "detail", "file"])
@pytest.mark.parametrize("fault", [Fault.SLOW_DRIP, Fault.DELAY])
def test_a_slow_answer_is_left_in_time(road: Road, what: str, fault: Fault) -> None:
    run, act = struck(road, fault, what, seconds=30.0)
    begun = time.monotonic()
    with pytest.raises(TryLater), road.let_in() as account:
        act(account, run)
    assert time.monotonic() - begun < 8


def test_the_last_part_of_the_quarter_is_kept_for_people(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "LIMITS", (web.Limit("all-quarter", 10, daily=False),))
    with road.let_in() as account:
        for _ in range(9):
            account.workouts()
        with pytest.raises(TryLater) as raised:
            account.workouts()
    assert raised.value.everyone
    assert raised.value.until == road.clock() + timedelta(minutes=15)
    assert road.asked() == 9
    person = road.sessions, road.settings, road.clock, road.connection_id, Purpose.PERSON
    with GarminSource().let_in(*person) as account:
        account.workouts()
    road.clock.later(minutes=15)
    with road.let_in() as account:
        account.workouts()
        assert account.requests == 1


def test_what_an_address_cannot_hold_is_never_asked_for(road: Road) -> None:
    with road.let_in() as account:
        for wrong in ("../../userprofile-service", "7?x=1", "", "７"):
            with pytest.raises(Gone):
                account.look_up(wrong)
    assert road.asked() == 0


@contextmanager
def without_end() -> Iterator[str]:
    """A server whose every answer goes on for ever."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        done = threading.Event()

        def pour() -> None:
            with door.accept()[0] as line:
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
                while not done.is_set():
                    try:
                        line.sendall(b" " * 1_000_000)
                    except OSError:
                        return

        thread = threading.Thread(target=pour)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        done.set()
        thread.join()


@pytest.mark.parametrize("expired", [False, True], ids=["API", "tokens' door"])
def test_an_answer_without_an_end_is_left(road: Road, expired: bool) -> None:
    if expired:
        road.garmin.ways.token_lives_s = 0
        road.world.tokens.expire(road.account)
        with road.sessions() as session:
            held = tokens.connection_of(session, road.alice, "garmin")
            assert held is not None
            fresh = road.world.connect(road.account).dumps()
            held.sealed_tokens = tokens.seal_text(road.settings, fresh)
            session.add(held)
            session.commit()
    with without_end() as url:
        patient = {"garmin_url": url, "platform_timeout_s": 60.0}
        road.settings = road.settings.model_copy(update=patient)
        begun = time.monotonic()
        with pytest.raises(TryLater), road.let_in() as account:
            account.listed(None, ())
        assert time.monotonic() - begun < 20, "its size ends it, long before the time is over"
    assert road.connection().status == CONNECTED
