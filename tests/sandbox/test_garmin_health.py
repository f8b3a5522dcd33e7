"""Nights, the pulse at rest and the tolerance for running, as the real garminconnect reads them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from garminconnect import GarminConnectConnectionError
from garminconnect.typed import SleepData

from syncer.sandbox.garmin import Night
from syncer.sandbox.members import RUTH
from tests.sandbox.garmin_at_hand import at_hand

ON = date(2026, 11, 19)


def test_a_night_has_sleep_and_a_pulse() -> None:
    with at_hand() as hand:
        hand.world.add_night(hand.account, ON, Night(25_200, 47, 71))
        library = hand.signed_in()
        told = library.get_sleep_data(ON.isoformat())
        slept = SleepData.model_validate(told).daily_sleep_dto
        assert slept is not None
        assert slept.sleep_time_seconds == 25_200
        assert slept.sleep_scores is not None
        assert slept.sleep_scores.overall is not None
        assert slept.sleep_scores.overall.value == 71
        assert told["restingHeartRate"] == 47
        metrics = library.get_rhr_day(ON.isoformat())["allMetrics"]["metricsMap"]
        assert metrics["WELLNESS_RESTING_HEART_RATE"] == [
            {"value": 47.0, "calendarDate": "2026-11-19"}
        ]
        assert library.get_stats(ON.isoformat())["restingHeartRate"] == 47


def test_a_night_nobody_measured_is_full_of_nothing() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        told = library.get_sleep_data(ON.isoformat())
        assert told["dailySleepDTO"]["sleepTimeSeconds"] is None
        assert "restingHeartRate" not in told
        metrics = library.get_rhr_day(ON.isoformat())["allMetrics"]["metricsMap"]
        assert metrics["WELLNESS_RESTING_HEART_RATE"] == []


def test_a_pulse_may_be_known_though_sleep_is_not() -> None:
    with at_hand() as hand:
        hand.world.add_night(hand.account, ON, Night(None, 52, None))
        told = hand.signed_in().get_sleep_data(ON.isoformat())
        assert told["dailySleepDTO"]["sleepTimeSeconds"] is None
        assert told["restingHeartRate"] == 52


def test_many_nights_at_once() -> None:
    with at_hand() as hand:
        for ago in range(40):
            on = ON - timedelta(days=ago)
            hand.world.add_night(hand.account, on, Night(27_000 - ago, 45 + ago % 5))
        library = hand.signed_in()
        first, last = (ON - timedelta(days=39)).isoformat(), ON.isoformat()
        pulses = library.get_rhr_daily(first, last)
        assert len(pulses) == 40
        assert pulses[0] == {"calendarDate": first, "value": 49.0}
        nights = library.get_sleep_daily(first, last)
        assert [one["calendarDate"] for one in nights] == [one["calendarDate"] for one in pulses]


def test_a_members_nights_are_alike_but_not_the_same() -> None:
    with at_hand() as hand:
        hand.world.add_nights(hand.account, RUTH, ON, weeks=4)
        library = hand.signed_in()
        pulses = [one["value"] for one in library.get_rhr_daily("2026-10-01", ON.isoformat())]
        assert len(pulses) == 28
        assert 44 <= min(pulses) < max(pulses) <= 50
        slept = library.get_sleep_data(ON.isoformat())["dailySleepDTO"]["sleepTimeSeconds"]
        assert 6 * 3600 < slept < 9 * 3600


def test_the_load_on_the_legs_by_day_and_by_week() -> None:
    with at_hand() as hand:
        for ago in range(1, 43):
            hand.run(ago, distance=10_000.0 if ago <= 7 else 5_000.0)
        library = hand.signed_in()
        (day,) = library.get_running_tolerance("2026-11-19", "2026-11-19", "daily")
        assert day["calendarDate"] == "2026-11-19"
        assert day["acuteDistance"] == 70_000
        assert day["acuteImpactLoad"] > day["acuteTolerance"] > 35_000
        assert day["runningToleranceFeedBackPhrase"] == "HIGH_LOAD"
        weeks = library.get_running_tolerance("2026-11-02", "2026-11-15")
        assert [one["startOfWeek"] for one in weeks] == ["2026-11-02", "2026-11-09"]
        assert weeks[0]["totalDistance"] == 35_000


def test_a_watch_may_know_nothing_of_tolerance() -> None:
    with at_hand() as hand:
        hand.world.accounts[hand.account].has_tolerance = False
        hand.run()
        assert hand.signed_in().get_running_tolerance("2026-11-01", "2026-11-20") == []


def test_nobody_reads_anothers_nights() -> None:
    with at_hand() as hand:
        library = hand.signed_in()
        library.display_name = "somebody-else"
        with pytest.raises(GarminConnectConnectionError, match="403"):
            library.get_sleep_data(ON.isoformat())
