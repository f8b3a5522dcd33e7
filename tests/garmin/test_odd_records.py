"""Records that no runner made, and text that nothing can store: alone refused, or put right."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from syncer import platform_pass
from syncer.sources import Refused
from syncer.sources.files import garmin_export
from syncer.sources.garmin import health, original, records
from syncer.sources.garmin.account import GarminAccount
from syncer.sources.garmin.health import Tolerance
from syncer.sources.strava import records as strava_records
from tests.garmin.conftest import Road
from tests.roads import NOON

RUN = {
    "activityId": 5,
    "activityType": {"typeKey": "running", "typeId": 1},
    "startTimeGMT": "2026-03-14 07:00:00",
    "distance": 8000.0,
    "duration": 2400.0,
}


@pytest.mark.parametrize("title", ["Morning \ud83d", "Morning \ud83d\x00"])
def test_half_a_character_is_a_question_mark(title: str) -> None:
    of_garmin = records.record({**RUN, "activityName": title, "description": title}, NOON)
    assert of_garmin.recording.title == "Morning ?"
    assert of_garmin.words == ("Morning ?", "Morning ?")
    assert strava_records._text({"name": title}, "name") == "Morning ?"
    row = {"activityId": 1, "startTimeGmt": 1.77e12, "name": title}
    fact = garmin_export._fact(row)
    assert fact is not None
    assert fact.told.title == "Morning ?"


@pytest.mark.parametrize(
    "odd",
    [
        {"startTimeGMT": "0001-01-01T00:00:00+14:00"},
        {"duration": 9e8},
        {"elapsedDuration": 2e9},
        {"elevationLoss": 40_000.0},
        {"elevationGain": 40_000.0},
    ],
)
def test_what_no_runner_did_is_refused(odd: dict[str, object]) -> None:
    records.record(RUN, NOON)
    with pytest.raises(Refused):
        records.record({**RUN, **odd}, NOON)


@pytest.mark.parametrize("value", [10**400, float("nan"), float("inf"), True, "60"])
def test_a_pulse_that_is_no_number_is_unknown(value: object) -> None:
    assert health._between(value, 20.0, 150.0) is None


def test_a_week_told_twice_is_one(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    road.run(0.5)
    week = Tolerance(date(2026, 3, 9), 1.0, 2.0)
    monkeypatch.setattr(GarminAccount, "tolerance", lambda *when: [week, week])
    assert platform_pass.pull(road.house, platform_pass.due(road.house)).pulled == 1


def test_a_damaged_lzma_member_is_refused(road: Road) -> None:
    made = road.run(0.5)
    with road.let_in() as account:
        wanted = account.detail(str(made)).recording
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1_ACTIVITY.fit", b"x" * 5000)
    damaged = bytearray(packed.getvalue())
    damaged[60:75] = bytes(byte ^ 0xFF for byte in damaged[60:75])
    with pytest.raises(Refused):
        original.series(bytes(damaged), wanted, NOON)


@pytest.mark.parametrize(
    ("manufacturer", "device"), [("GARMIN", "Garmin"), ("THE_SUFFERFEST", "The Sufferfest")]
)
def test_a_maker_is_told_in_words(manufacturer: str, device: str) -> None:
    assert records.record({**RUN, "manufacturer": manufacturer}, NOON).recording.device == device
