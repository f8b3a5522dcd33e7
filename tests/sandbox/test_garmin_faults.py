"""What goes wrong on demand, on the wire and as the real garminconnect tells of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectNotFoundError,
    GarminConnectTooManyRequestsError,
)

from syncer.sandbox.garmin import ODDITIES, PASSING, Fault, Place, Ways
from tests.sandbox.garmin_at_hand import at_hand, hurry

LIST = "/activitylist-service/activities/search/activities"


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.isdecimal()])
def test_statuses(fault: Fault) -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(fault, times=2)
        answers = [hand.get(LIST) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [int(fault), int(fault), 200]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.TOO_MANY, GarminConnectTooManyRequestsError),
        (Fault.BOT_CHALLENGE, GarminConnectConnectionError),
        (Fault.NOT_FOUND, GarminConnectNotFoundError),
        (Fault.SERVER_ERROR, GarminConnectConnectionError),
        (Fault.BAD_GATEWAY, GarminConnectConnectionError),
        (Fault.UNAVAILABLE, GarminConnectConnectionError),
        (Fault.HTML, GarminConnectConnectionError),
        (Fault.RESET, GarminConnectConnectionError),
        (Fault.LOST_ANSWER, GarminConnectConnectionError),
        (Fault.TRUNCATED, GarminConnectConnectionError),
        (Fault.EMPTY, GarminConnectConnectionError),
        (Fault.WRONG_LENGTH, GarminConnectConnectionError),
    ],
)
def test_the_library_has_a_name_for_each(fault: Fault, error: type[Exception]) -> None:
    with at_hand() as hand:
        hand.run()
        library = hand.signed_in()
        hand.garmin.faults.plan(fault)
        with pytest.raises(error) as caught:
            library.get_activities()
        assert type(caught.value) is error
        assert len(library.get_activities()) == 1


def test_a_401_out_of_the_blue_is_answered_by_new_tokens() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        hand.garmin.faults.plan(Fault.UNAUTHORISED)
        assert library.get_activities() == []
        hand.garmin.faults.plan(Fault.UNAUTHORISED, times=2)
        with pytest.raises(GarminConnectAuthenticationError):
            library.get_activities()


def test_writing_is_refused_under_another_name_than_reading() -> None:
    """Calls that write skip the library's translation: 429 and 401 are connection errors."""
    with at_hand() as hand:
        run, library = str(hand.run()), hand.signed_in()
        hand.garmin.faults.plan(Fault.TOO_MANY, method="PUT")
        with pytest.raises(GarminConnectConnectionError, match="API Error 429") as caught:
            library.set_activity_description(run, "x")
        assert caught.value.response.status_code == 429
        hand.world.deauthorise(hand.account)
        with pytest.raises(GarminConnectConnectionError, match="API Error 401"):
            library.set_activity_description(run, "x")


@pytest.mark.parametrize(("fault", "done"), [(Fault.RESET, False), (Fault.LOST_ANSWER, True)])
def test_an_answer_may_be_lost_after_the_work_was_done(fault: Fault, done: bool) -> None:
    with at_hand() as hand:
        run = hand.run(description="was")
        hand.garmin.faults.plan(fault, method="PUT")
        told = {"activityId": run, "description": "is"}
        with pytest.raises(httpx.ReadError):
            hand.ask("PUT", f"/activity-service/activity/{run}", json=told)
        assert hand.world.activity(run)["description"] == ("is" if done else "was")


def test_a_file_may_come_cut_off() -> None:
    with at_hand() as hand:
        run, library = str(hand.run()), hand.signed_in()
        kind = library.ActivityDownloadFormat.ORIGINAL
        whole = library.download_activity(run, kind)
        hand.garmin.faults.plan(Fault.TRUNCATED, path="/download-service")
        assert library.download_activity(run, kind) == whole[: len(whole) // 2]


def test_a_slow_drip_defeats_a_timeout_between_bytes() -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(Fault.SLOW_DRIP, seconds=1.5)
        hand.web.timeout = httpx.Timeout(1.0)
        began = time.monotonic()
        assert hand.get("/userprofile-service/socialProfile").status_code == 200
        assert time.monotonic() - began >= 1.4


def test_a_long_delay_holds_nobody_else_up_and_the_stand_in_stops_all_the_same() -> None:
    with at_hand() as hand:
        hand.garmin.faults.plan(Fault.DELAY, seconds=60, path=LIST)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(hand.get, LIST)
            while not hand.garmin.count(path=LIST):
                time.sleep(0.01)
            assert hand.get("/userprofile-service/socialProfile").status_code == 200
            hand.garmin.__exit__(None, None, None)
            waiting.exception(timeout=5)


@pytest.mark.parametrize("odd", ODDITIES)
def test_an_odd_record_among_good_ones(odd: str) -> None:
    with at_hand() as hand:
        hand.run(2)
        hand.run(1)
        straight = hand.get(LIST).json()
        hand.garmin.faults.plan(Fault.ODD_RECORD, odd=odd)
        first, second = hand.get(LIST).json()
        assert first != straight[0]
        assert second == straight[1]


def test_a_list_may_be_empty_though_there_is_something() -> None:
    with at_hand() as hand:
        run, library = hand.run(), hand.signed_in()
        hand.garmin.faults.plan(Fault.EMPTY_LIST, path="search")
        assert library.get_activities_by_date("2026-11-01") == []
        assert [row["activityId"] for row in library.get_activities_by_date("2026-11-01")] == [run]


def test_a_record_may_stay_odd() -> None:
    with at_hand() as hand:
        run = hand.run()
        hand.world.spoil(run, "unknown_type")
        assert hand.row(run)["activityType"]["typeKey"] == "plogging"
        with pytest.raises(ValueError, match="no oddity"):
            hand.world.spoil(run, "sparkling")


def test_a_fault_may_wait_for_one_path_method_account_or_door() -> None:
    with at_hand() as hand:
        bob = hand.world.add_account("Bob Fellrunner")
        run, faults = hand.run(), hand.garmin.faults
        faults.plan(Fault.UNAVAILABLE, path="/splits")
        faults.plan(Fault.SERVER_ERROR, method="DELETE")
        faults.plan(Fault.BAD_GATEWAY, account=bob)
        faults.plan(Fault.TOO_MANY, at=Place.SSO)
        one = f"/activity-service/activity/{run}"
        assert hand.get(LIST).status_code == 200
        assert hand.get(f"{one}/splits").status_code == 503
        assert hand.ask("DELETE", one).status_code == 500
        assert hand.web.get("/mobile/sso/en_US/sign-in").status_code == 429
        hand.tokens = hand.world.connect(bob)
        assert hand.get(LIST).status_code == 502
        assert hand.get(LIST).status_code == 200


def test_a_fault_may_keep_one_person_out_while_another_gets_in() -> None:
    with at_hand() as hand:
        bob = hand.world.add_account("Bob Fellrunner")
        alice, faults = hand.signed_in(), hand.garmin.faults
        hand.tokens = hand.world.connect(bob)
        bobs = hand.signed_in()
        for account in (hand.account, bob):
            hand.world.expire_tokens(account)
        faults.plan(Fault.UNAVAILABLE, at=Place.TOKENS, account=bob)
        faults.plan(Fault.TOO_MANY, at=Place.SSO, method="POST", account=bob)
        assert alice.get_activities() == []
        with pytest.raises(GarminConnectAuthenticationError):
            bobs.get_activities()
        person = hand.world.accounts[bob]
        library = hand.library(email=person.email, password=person.password)
        hand.library().login()
        with pytest.raises(GarminConnectTooManyRequestsError):
            library.login()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


def test_chance_is_the_same_for_the_same_seed() -> None:
    def night(seed: int) -> list[Fault | None]:
        with at_hand() as hand:
            hand.run()
            hand.garmin.faults.at_random(0.1, seed)
            for _ in range(200):
                try:
                    hand.get(LIST)
                except httpx.HTTPError:
                    continue
            hand.garmin.faults.clear()
            assert hand.get(LIST).status_code == 200
            return [seen.fault for seen in hand.garmin.requests]

    first = night(7)
    assert first == night(7)
    assert first != night(8)
    assert 10 <= sum(fault is not None for fault in first) <= 32
    assert {fault for fault in first if fault is not None} <= set(PASSING)


def test_latency_is_waited_side_by_side() -> None:
    with at_hand(Ways(latency_s=0.3)) as hand:
        began = time.monotonic()
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: hand.get(LIST).status_code, range(20)))
        assert set(answers) == {200}
        assert 0.3 <= time.monotonic() - began < 3.0


def test_every_request_can_be_counted() -> None:
    with at_hand() as hand:
        run = hand.run()
        hand.get(LIST, limit=5)
        hand.get("/activity-service/activity/1")
        hand.web.get(LIST)
        seen: list[Any] = hand.garmin.requests
        assert [(one.method, one.status) for one in seen] == [
            ("GET", 200),
            ("GET", 404),
            ("GET", 401),
        ]
        assert seen[0].query == {"limit": "5"}
        assert seen[2].account is None
        assert hand.garmin.count("GET", account=hand.account) == 2
        assert hand.garmin.count(path=f"/activity/{run}") == 0
        hand.garmin.forget_requests()
        assert hand.garmin.count() == 0


def test_nobody_asks_without_a_token_and_elsewhere_is_nothing() -> None:
    with at_hand() as hand:
        assert hand.web.get(LIST).json()["message"] == "Token is not active"
        assert hand.get("/gear-service/gear").status_code == 404
