"""The limits: windows by the clock, what counts, and what a refused request is told."""

from __future__ import annotations

import httpx
import pytest

from syncer.sandbox.strava import DEFAULT, SELF_UPGRADED, UNLIMITED, App, Limits, reviewed
from tests.sandbox.strava_at_hand import Hand, at_hand

SMALL = Limits(overall_quarter=4, overall_day=9, read_quarter=3, read_day=6)


def usage(answer: httpx.Response) -> tuple[str, str]:
    return answer.headers["x-ratelimit-usage"], answer.headers["x-readratelimit-usage"]


def statuses(hand: Hand, times: int) -> list[int]:
    return [hand.get("/athlete").status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("limits", "overall", "read"),
    [
        (DEFAULT, "200,2000", "100,1000"),
        (SELF_UPGRADED, "400,4000", "200,2000"),
        (reviewed(300, 3000), "600,6000", "300,3000"),
    ],
)
def test_each_tier_tells_its_limits(limits: Limits, overall: str, read: str) -> None:
    with at_hand(App(limits=limits)) as hand:
        headers = hand.get("/athlete").headers
        assert headers["X-RateLimit-Limit"] == overall
        assert headers["X-ReadRateLimit-Limit"] == read


def test_a_quarter_ends_on_the_clock_and_refused_requests_count_for_the_day() -> None:
    with at_hand(App(limits=SMALL)) as hand:
        assert statuses(hand, 5) == [200, 200, 200, 429, 429]
        hand.clock.go(minutes=12, seconds=29)
        assert statuses(hand, 1) == [429]
        hand.clock.go(seconds=1)
        answer = hand.get("/athlete")
        assert answer.status_code == 429, "three of six were refused, but the day is used up"
        assert usage(answer) == ("0,7", "0,7")
        hand.clock.go(hours=14, minutes=44, seconds=59)
        hand.token = hand.world.connect(hand.athlete).access_token
        assert statuses(hand, 1) == [429]
        hand.clock.go(seconds=1)
        answer = hand.get("/athlete")
        assert answer.status_code == 200
        assert usage(answer) == ("1,1", "1,1")


def test_a_refused_request_is_told_what_was_recorded() -> None:
    with at_hand(App(limits=SMALL)) as hand:
        statuses(hand, 3)
        answer = hand.get("/athlete")
        told = {"errors": "Rate Limit Exceeded", "status": 429, "message": "Too Many Requests"}
        assert answer.json() == told
        assert answer.headers["x-readratelimit-usage"] == "3,4"


def test_writing_a_description_counts_as_a_read_but_an_upload_does_not() -> None:
    with at_hand() as hand:
        run = hand.run()
        assert usage(hand.put(run, description="x")) == ("1,1", "1,1")
        typed = {
            "name": "By hand",
            "sport_type": "Run",
            "start_date_local": "2026-11-19T07:00:00Z",
            "elapsed_time": 1800,
        }
        answer = hand.ask("POST", "/activities", data=typed)
        assert answer.status_code == 201
        assert usage(answer) == ("2,2", ",")
        assert usage(hand.get("/athlete")) == ("3,3", "2,2")


def test_all_athletes_of_an_app_share_its_limits() -> None:
    with at_hand(App(limits=SMALL)) as hand:
        assert statuses(hand, 2) == [200, 200]
        bob = hand.world.add_athlete("Bob")
        hand.token = hand.world.connect(bob).access_token
        assert statuses(hand, 2) == [200, 429]


def test_what_others_used_is_used() -> None:
    with at_hand() as hand:
        hand.world.use_up(quarter=99, day=500)
        answer = hand.get("/athlete")
        assert usage(answer) == ("100,501", "100,501")
        assert statuses(hand, 1) == [429]


def test_an_app_may_have_no_limits_to_speak_of() -> None:
    with at_hand(App(limits=UNLIMITED)) as hand:
        assert set(statuses(hand, 120)) == {200}
