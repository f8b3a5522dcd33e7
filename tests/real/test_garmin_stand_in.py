"""The stand-in answers as Garmin does, as far as anybody recorded what Garmin says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from syncer.sandbox.diary import diary
from syncer.sandbox.members import PIP
from tests.contracts.strava_recordings import always_there, shape
from tests.sandbox.garmin_at_hand import START, Hand, at_hand

pytestmark = pytest.mark.real

Exchange = dict[str, Any]
Ask = Callable[["Stage"], httpx.Response]

LIST = "/activitylist-service/activities/search/activities"
ONE = "/activity-service/activity"
SETTINGS = "/userprofile-service/userprofile/user-settings"


class Stage:
    """One account with a trail run, a run with walking breaks, a hike, a swim and yoga."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.yoga = hand.run(3, activityType="yoga", duration=4366.1, description="Felt fine.")
        self.swim = hand.run(2.5, activityType="open_water_swimming", distance=900.0)
        self.hike = hand.run(2, activityType="hiking", distance=3362.6, duration=2146.0)
        walked = next(
            one for one in diary(PIP, START.date()) if one.planned and one.planned.effort != "easy"
        )
        self.broken = hand.world.add_entry(hand.account, walked)
        self.run = hand.run(1, activityType="trail_running", distance=4261.2, duration=2223.3)
        hand.world.feel(self.run, feel=25, effort=30)

    def sign_in(self, password: str) -> httpx.Response:
        web, service = self.hand.web, f"{self.hand.garmin.url}/gcm/android"
        web.get("/mobile/sso/en_US/sign-in", params={"service": service})
        told = {"username": "alice.waymark@example.org", "password": password}
        asked = {"clientId": "GCM_ANDROID_DARK", "locale": "en-US", "service": service}
        return web.post("/mobile/api/login", params=asked, json=told)

    def put(self, **fields: Any) -> httpx.Response:
        told = {"activityId": self.yoga, **fields}
        return self.hand.ask("PUT", f"{ONE}/{self.yoga}", json=told)

    def detail(self, activity: int) -> httpx.Response:
        return self.hand.get(f"{ONE}/{activity}")


@pytest.fixture
def stage() -> Iterator[Stage]:
    with at_hand() as hand:
        yield Stage(hand)


@pytest.fixture(scope="module")
def exchanges(shared: Path) -> dict[str, Exchange]:
    return {
        path.stem.removeprefix("garmin_test_"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((shared / "platforms" / "recorded").glob("garmin_*.json"))
    }


SAME_REQUEST: dict[str, Ask] = {
    "activity_get_0": lambda s: s.hand.get(LIST, limit=1, start=0),
    "activity_get_1": lambda s: s.detail(s.run),
    "activity_list_0": lambda s: s.hand.get(LIST, limit=3, start=0),
    "activity_list_pagination_0": lambda s: s.hand.get(LIST, limit=2, start=0),
    "activity_list_pagination_1": lambda s: s.hand.get(LIST, limit=2, start=2),
    "activity_update_both_0": lambda s: s.put(activityName="Test", description="both"),
    "activity_update_both_1": lambda s: s.detail(s.yoga),
    "activity_update_both_2": lambda s: s.put(activityName="Yoga", description=""),
    "activity_update_description_only_0": lambda s: s.put(description="only"),
    "activity_update_description_only_1": lambda s: s.detail(s.yoga),
    "activity_update_description_only_2": lambda s: s.put(activityName="Yoga", description=""),
    "activity_update_name_only_0": lambda s: s.put(activityName="Test"),
    "activity_update_name_only_1": lambda s: s.detail(s.yoga),
    "activity_update_name_only_2": lambda s: s.put(activityName="Yoga", description=""),
    "login_email_password_fail_1": lambda s: s.sign_in("not this one"),
    "login_mfa_fail_1": lambda s: s.sign_in("not this one"),
    "user_settings_0": lambda s: s.hand.get(SETTINGS),
}
ELSEWHERE = {"fitness_activity_list_0"}
"""Recorded, but nothing the service asks for: training load by date, from another address."""

WORD_FOR_WORD = {"login_email_password_fail_1", "login_mfa_fail_1"}

POWER = """averagePower avgPower maxPower minPower normPower normalizedPower totalWork
avgForce maxForce normalizedForce beginPotentialStamina endPotentialStamina minAvailableStamina
powerTimeInZone_1 powerTimeInZone_2 powerTimeInZone_3 powerTimeInZone_4 powerTimeInZone_5"""
GUESSES = """vO2MaxValue avgRespirationRate maxRespirationRate minRespirationRate avgStress
maxStress startStress endStress differenceStress cloudPositioningStatus"""
STROKES = """averageSwimCadenceInStrokesPerMinute maxSwimCadenceInStrokesPerMinute averageSwolf
avgStrokeDistance strokes"""
LEFT_OUT = {
    POWER: "no power meter",
    GUESSES: "what a watch guesses of a body, and nothing here asks",
    STROKES: "nobody counts strokes",
    "averageTemperature maxTemperature minTemperature": "no thermometer",
    "maxVerticalSpeed avgVerticalSpeed": "nobody climbs",
    "fastestSplit_1000 fastestSplit_1609": "no list of bests",
    "workoutId directWorkoutComplianceScore": "these runs follow no workout",
    "activeSets steps": "of yoga",
    "splitSummaries[].avgGradeAdjustedSpeed": "of pieces; the whole has it",
}
"""What the recordings have and the stand-in has not, and why: a name, or a path."""

ADDED = {
    "avgGroundContactBalance groundContactBalanceLeft": "the recorded runner wore no strap",
    "moderateIntensityMinutes vigorousIntensityMinutes": "recorded for runs, not for yoga",
}
"""What the stand-in has and the recordings have not."""

NOTHING_TOLD = {
    "metadataDTO.associatedWorkoutId": "these runs follow no workout",
    "birthDate gender height weight": "what a profile says of a body stays out of the sandbox",
    "firstbeatRunningLtTimestamp lactateThresholdSpeed vO2MaxRunning vo2MaxRunning": "guesses",
}
"""What is null here and was a value there."""


def excused(path: str, reasons: dict[str, str]) -> bool:
    names = {name for group in reasons for name in group.split()}
    return path in names or path.rpartition(".")[2] in names


def test_no_recording_is_left_out(exchanges: dict[str, Exchange]) -> None:
    assert exchanges.keys() == SAME_REQUEST.keys() | ELSEWHERE


@pytest.mark.parametrize("name", SAME_REQUEST)
def test_the_same_request_gets_the_same_kind_of_answer(
    name: str, stage: Stage, exchanges: dict[str, Exchange]
) -> None:
    theirs = exchanges[name]["response"]
    ours = SAME_REQUEST[name](stage)
    assert ours.status_code == theirs["status"], ours.text
    assert ours.headers.get("content-type") == theirs["headers"].get("content-type")
    if theirs["json"] is None:
        assert ours.content == b""
    elif name in WORD_FOR_WORD:
        assert ours.json() == theirs["json"]
    elif isinstance(theirs["json"], list):
        assert len(ours.json()) == len(theirs["json"])
        for row in ours.json():
            _same_row(row, _rows(exchanges))
    else:
        _same_shape(ours.json(), theirs["json"])


def _rows(exchanges: dict[str, Exchange]) -> list[dict[str, Any]]:
    lists = (one["response"]["json"] for name, one in exchanges.items() if "fitness" not in name)
    return [row for listed in lists if isinstance(listed, list) for row in listed]


def _same_row(row: dict[str, Any], recorded: list[dict[str, Any]]) -> None:
    """A row looks like the recorded one of its sport, and has what every recorded row has."""
    sport = row["activityType"]["parentTypeId"]
    kin = [one for one in recorded if one["activityType"]["parentTypeId"] == sport]
    if kin:
        _same_shape(row, kin[0])
    else:
        common = always_there(list(recorded))
        # Yoga and the like go nowhere; every recorded row does.
        nowhere = {"startLatitude", "startLongitude", "endLatitude", "endLongitude"}
        assert common - set(row) <= nowhere | {"locationName"}


def _same_shape(ours: object, theirs: object) -> None:
    seen, known = shape(ours), shape(theirs)
    assert not [path for path in known.keys() - seen.keys() if not excused(path, LEFT_OUT)]
    assert not [path for path in seen.keys() - known.keys() if not excused(path, ADDED)]
    for path in seen.keys() & known.keys():
        # What was null when it was recorded may be anything.
        if known[path] != {"null"} and not excused(path, NOTHING_TOLD):
            assert seen[path] <= known[path], path


def test_a_run_with_walking_breaks_looks_like_the_recorded_one(
    stage: Stage, exchanges: dict[str, Exchange]
) -> None:
    """The recorded run is one: this is the run whose splits and stride are made of samples."""
    stage.hand.world.feel(stage.broken, feel=25, effort=30)
    _same_row(stage.hand.row(stage.broken), _rows(exchanges))
    recorded = exchanges["activity_get_1"]["response"]["json"]
    ours = stage.detail(stage.broken).json()
    _same_shape(ours, recorded)
    kinds = [one["splitType"] for one in ours["splitSummaries"]]
    assert sorted(kinds) == sorted(one["splitType"] for one in recorded["splitSummaries"])


NUMBERS = {
    "averageRunningCadenceInStepsPerMinute": (90, 200),
    "maxDoubleCadence": (110, 260),
    "avgGroundContactTime": (200, 420),
    "avgVerticalOscillation": (5, 12),
    "avgVerticalRatio": (5, 14),
    "avgStrideLength": (50, 150),
    "directWorkoutFeel": (0, 100),
    "directWorkoutRpe": (10, 100),
}
"""What both the recorded run and ours lie between: so the units are the same."""


def test_the_units_are_those_of_the_recordings(
    stage: Stage, exchanges: dict[str, Exchange]
) -> None:
    recorded = exchanges["activity_get_0"]["response"]["json"][0]
    feelings = exchanges["activity_get_1"]["response"]["json"]["summaryDTO"]
    mine = stage.hand.row(stage.broken)
    felt = stage.detail(stage.run).json()["summaryDTO"]
    for name, (least, most) in NUMBERS.items():
        for told in (recorded | feelings, mine | felt):
            assert least <= told[name] <= most, name
    for row in (recorded, mine):
        spans = sum(
            one["distance"] for one in row["splitSummaries"] if one["splitType"].startswith("RWD")
        )
        assert spans == pytest.approx(row["distance"], rel=0.01)
        steps = row["averageRunningCadenceInStepsPerMinute"] * row["duration"] / 60
        # Garmin's count leaves out steps that its mean of moving time holds.
        assert row["steps"] == pytest.approx(steps, rel=0.35)


def test_the_lists_would_notice_what_is_missing(
    stage: Stage, exchanges: dict[str, Exchange]
) -> None:
    stage.hand.world.spoil(stage.run, "missing_fields")
    first = stage.hand.get(LIST, limit=1).json()[0]
    with pytest.raises(AssertionError):
        _same_shape(first, _rows(exchanges)[0])
