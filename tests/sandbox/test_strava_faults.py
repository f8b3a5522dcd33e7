"""What goes wrong on demand, as a client meets it on the wire."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from syncer.sandbox.strava import ODDITIES, PASSING, UNLIMITED, App, Fault, Ways
from tests.sandbox.strava_at_hand import at_hand

LIST = "/athlete/activities"


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.isdecimal()])
def test_statuses(fault: Fault) -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(fault, times=2)
        answers = [hand.get(LIST) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [int(fault), int(fault), 200]
        assert "x-ratelimit-usage" in answers[0].headers


def test_a_planned_429_says_that_the_quarter_is_used_up() -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(Fault.TOO_MANY)
        answer = hand.get(LIST)
        assert answer.headers["x-ratelimit-usage"] == "200,1"
        assert answer.headers["x-readratelimit-usage"] == "100,1"
        assert hand.get(LIST).headers["x-ratelimit-usage"] == "2,2"


def test_a_page_of_html_with_200() -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(Fault.HTML)
        answer = hand.get(LIST)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.EMPTY])
def test_bodies_that_are_no_json(fault: Fault) -> None:
    with at_hand() as hand:
        hand.run()
        hand.strava.faults.plan(fault)
        answer = hand.get(LIST)
        assert answer.status_code == 200
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            answer.json()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.RESET, httpx.ReadError),
        (Fault.LOST_ANSWER, httpx.ReadError),
        (Fault.WRONG_LENGTH, httpx.RemoteProtocolError),
    ],
)
def test_connections_that_break(fault: Fault, error: type[Exception]) -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(fault)
        with pytest.raises(error):
            hand.get(LIST)
        assert hand.get(LIST).status_code == 200


@pytest.mark.parametrize(("fault", "done"), [(Fault.RESET, False), (Fault.LOST_ANSWER, True)])
def test_an_answer_may_be_lost_after_the_work_was_done(fault: Fault, done: bool) -> None:
    with at_hand() as hand:
        run = hand.run(name="Was")
        hand.strava.faults.plan(fault, method="PUT")
        with pytest.raises(httpx.ReadError):
            hand.put(run, name="Is")
        assert hand.world.activity(run)["name"] == ("Is" if done else "Was")


def test_a_slow_drip_defeats_a_timeout_between_bytes() -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(Fault.SLOW_DRIP, seconds=1.5)
        began = time.monotonic()
        hand.web.timeout = httpx.Timeout(1.0)
        assert hand.get("/athlete").status_code == 200
        assert time.monotonic() - began >= 1.4


def test_a_long_delay_holds_nobody_else_up_and_the_stand_in_stops_all_the_same() -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(Fault.DELAY, seconds=60, path=LIST)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(hand.get, LIST)
            began = time.monotonic()
            while not hand.strava.count(path=LIST):
                time.sleep(0.01)
            assert hand.get("/athlete").status_code == 200
            assert time.monotonic() - began < 5
            hand.strava.__exit__(None, None, None)
            waiting.exception(timeout=5)


@pytest.mark.parametrize("odd", ODDITIES)
def test_an_odd_record_among_good_ones(odd: str) -> None:
    with at_hand() as hand:
        hand.run(2)
        hand.run(1)
        straight = hand.get(LIST).json()
        hand.strava.faults.plan(Fault.ODD_RECORD, odd=odd)
        first, second = hand.get(LIST).json()
        assert first != straight[0]
        assert second == straight[1]


def test_a_record_may_stay_odd() -> None:
    with at_hand() as hand:
        run = hand.run()
        hand.world.spoil(run, "fractional_suffer_score")
        assert [row["suffer_score"] for row in hand.get(LIST).json()] == [41.5]
        with pytest.raises(ValueError, match="no oddity"):
            hand.world.spoil(run, "sparkling")


def test_a_fault_may_wait_for_one_path_method_or_athlete() -> None:
    with at_hand() as hand:
        bob = hand.world.add_athlete("Bob", connected=["read", "activity:read"])
        run = hand.run()
        faults = hand.strava.faults
        faults.plan(Fault.UNAVAILABLE, path="/streams")
        faults.plan(Fault.SERVER_ERROR, method="PUT")
        faults.plan(Fault.BAD_GATEWAY, athlete=bob)
        assert hand.get(LIST).status_code == 200
        assert hand.get(f"/activities/{run}/streams").status_code == 503
        assert hand.put(run, name="x").status_code == 500
        hand.token = hand.world.connect(bob).access_token
        assert hand.get(LIST).status_code == 502


def test_token_requests_fail_only_when_they_are_named() -> None:
    with at_hand() as hand:
        hand.strava.faults.plan(Fault.UNAVAILABLE)
        assert hand.web.post("/oauth/token", data={}).status_code == 400
        hand.strava.faults.clear()
        hand.strava.faults.plan(Fault.UNAVAILABLE, path="/oauth/token")
        assert hand.web.post("/oauth/token", data={}).status_code == 503


def test_chance_is_the_same_for_the_same_seed() -> None:
    def night(seed: int) -> list[Fault | None]:
        with at_hand(App(limits=UNLIMITED)) as hand:
            hand.run()
            hand.strava.faults.at_random(0.1, seed)
            for _ in range(200):
                try:
                    hand.get(LIST)
                except httpx.HTTPError:
                    continue
            hand.strava.faults.at_random(0)
            assert hand.get(LIST).status_code == 200
            return [seen.fault for seen in hand.strava.requests]

    first = night(7)
    assert first == night(7)
    assert first != night(8)
    assert 10 <= sum(fault is not None for fault in first) <= 32
    assert {fault for fault in first if fault is not None} <= set(PASSING)


def test_latency_is_waited_side_by_side() -> None:
    with at_hand(App(limits=UNLIMITED), Ways(latency_s=0.3)) as hand:
        began = time.monotonic()
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: hand.get("/athlete").status_code, range(20)))
        assert set(answers) == {200}
        assert 0.3 <= time.monotonic() - began < 3.0
