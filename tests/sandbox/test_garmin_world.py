"""What there is on the stand-in: the simulated club's runs, and numbers a body could make."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import fitfast
import numpy as np
import pytest
from garminconnect import Garmin

from syncer.sandbox.club import write_club
from syncer.sandbox.diary import diary
from syncer.sandbox.fit_writer import TREADMILL
from syncer.sandbox.garmin import GarminProcess, GarminStandIn
from syncer.sandbox.garmin.kinds import KINDS, above, kind_of_run, sport_of
from syncer.sandbox.garmin.simulated import recorded_again
from syncer.sandbox.garmin.splits import summaries
from syncer.sandbox.garmin.stride import stride
from syncer.sandbox.members import INES, PIP, RUTH, STORIES
from tests.sandbox.garmin_at_hand import at_hand, pointed

UNTIL = date(2026, 11, 20)


def test_a_members_runs_are_those_of_their_files(tmp_path: Path) -> None:
    (member,) = write_club(tmp_path, UNTIL, [PIP.key], weeks=4)
    files = sorted(member.folder.glob("*-run.fit"))
    with at_hand() as hand:
        pip = hand.world.add_account("Pip Newgate", timezone=PIP.timezone)
        runs = hand.world.add_story(pip, PIP, UNTIL, weeks=4)
        assert len(runs) == len(files) > 8
        for run, file in zip(runs, files, strict=True):
            told = hand.world.activity(run)["summaryDTO"]
            session = fitfast.parse(str(file))["session"][0]
            local = datetime.fromisoformat(told["startTimeLocal"])
            assert f"{local:%Y-%m-%d-%H%M}-run.fit" == file.name
            assert told["distance"] == pytest.approx(session["total_distance"], abs=0.1)
            assert told["duration"] == pytest.approx(session["total_timer_time"], abs=1)


def test_strength_work_is_on_the_account_with_its_sets() -> None:
    with at_hand() as hand:
        hand.world.add_story(hand.account, RUTH, UNTIL, weeks=1)
        path = "/activitylist-service/activities/search/activities"
        rows = hand.get(path).json()
    lifted = [row for row in rows if row["activityType"]["typeKey"] == "strength_training"]
    assert len(lifted) == 2
    assert all(row["totalSets"] == 9 for row in lifted)
    assert not any("distance" in row and row["distance"] for row in lifted)


def test_what_hurt_stands_where_the_member_wrote_it() -> None:
    with at_hand() as hand:
        runs = hand.world.add_story(hand.account, INES, UNTIL, weeks=2)
        told = [hand.world.activity(run) for run in runs]
        words = [one.get("description", "") for one in told]
        assert sum("kneecap" in text for text in words) == 1
        assert sum("kneecap" in one["activityName"] for one in told) == 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_everybody_touches_the_ground_as_people_do(story: object) -> None:
    with at_hand() as hand:
        runs = hand.world.add_story(hand.account, story, UNTIL, weeks=3)
        rows = [hand.row(run) for run in runs]
        ran = [row for row in rows if "averageRunningCadenceInStepsPerMinute" in row]
        assert ran
        for row in ran:
            assert 140 < row["averageRunningCadenceInStepsPerMinute"] < 195
            assert 200 < row["avgGroundContactTime"] < 340
            assert 48 < row["avgGroundContactBalance"] < 52
            assert 6 < row["avgVerticalOscillation"] < 11
            assert 70 < row["avgStrideLength"] < 140
            assert 6 < row["avgVerticalRatio"] < 12


def test_the_foot_leaves_the_ground_sooner_when_running_faster() -> None:
    entry = next(one for one in diary(RUTH, UNTIL) if one.planned)
    activity = entry.recorded()
    ground = stride(activity, 1)
    assert ground is not None
    assert activity.speed_mps is not None
    fast = activity.speed_mps > np.quantile(activity.speed_mps, 0.8)
    slow = activity.speed_mps < np.quantile(activity.speed_mps, 0.2)
    assert ground.contact_ms[fast].mean() < ground.contact_ms[slow].mean()


def test_two_people_lean_differently_and_each_the_same_every_day() -> None:
    entry = next(one for one in diary(RUTH, UNTIL) if one.planned)
    leans = {}
    for person in (1, 2):
        ground = stride(entry.recorded(), person)
        assert ground is not None
        leans[person] = ground.balance_left_pct.mean()
    assert abs(leans[1] - leans[2]) > 0.2


def test_a_kerb_is_no_walking_break() -> None:
    entry = next(one for one in diary(RUTH, UNTIL) if one.planned)
    kinds = [one["splitType"] for one in summaries(entry.recorded(), 1)]
    assert kinds == ["INTERVAL_ACTIVE", "RWD_RUN"]


def test_a_recording_is_made_when_somebody_asks() -> None:
    with at_hand() as hand:
        runs = hand.world.add_story(hand.account, RUTH, UNTIL, weeks=2)
        recorded_again.cache_clear()
        hand.listed()
        hand.world.activity(runs[0])
        assert recorded_again.cache_info().misses == 0
        library = hand.signed_in()
        library.get_activity_details(str(runs[0]))
        library.download_activity(str(runs[0]), library.ActivityDownloadFormat.ORIGINAL)
        assert recorded_again.cache_info().misses == 1


def test_kinds_know_what_they_belong_to() -> None:
    assert above("trail_running") == above("running") == "running"
    assert above("lap_swimming") == "swimming"
    assert above("plogging") == "other"
    assert kind_of_run(TREADMILL) == "treadmill_running"
    assert kind_of_run(99) == "running"
    assert all(sport_of(key) for key in KINDS)
    with at_hand() as hand:
        table: Any = hand.signed_in().get_activity_types()
        told = {one["typeKey"]: one for one in table}
        assert told["trail_running"]["parentTypeId"] == told["running"]["typeId"] == 1


def test_the_watch_has_a_name() -> None:
    with at_hand() as hand:
        run, library = hand.run(), hand.signed_in()
        watches: Any = library.get_devices()
        assert watches[0]["productDisplayName"] == "Forerunner 265"
        assert watches[0]["deviceId"] == hand.row(run)["deviceId"]
        hand.world.accounts[hand.account].device = None
        assert library.get_devices() == []
        assert "deviceId" not in hand.row(hand.run(2))


def one_account() -> GarminStandIn:
    garmin = GarminStandIn()
    account = garmin.world.add_account("Alice Waymark")
    garmin.world.add_activity(account, startTimeGMT=datetime.now(UTC) - timedelta(days=1))
    return garmin


def tokens_there(garmin: GarminStandIn) -> str:
    (account,) = garmin.world.accounts
    return garmin.world.connect(account).dumps()


def requests_there(garmin: GarminStandIn) -> int:
    return garmin.count()


def test_it_may_live_in_a_process_of_its_own() -> None:
    with GarminProcess(one_account) as garmin:
        library = pointed(Garmin(retry_attempts=0), garmin.url)
        library.client.loads(garmin.ask(tokens_there))
        assert len(library.get_activities()) == 1
        assert garmin.ask(requests_there) == 1


def test_an_e_mail_and_a_password_are_made_up_and_everybody_has_another() -> None:
    garmin = GarminStandIn()
    first, second = garmin.world.add_account("Ann One"), garmin.world.add_account("Ben Two")
    ann, ben = garmin.world.accounts[first], garmin.world.accounts[second]
    assert ann.email == "ann.one@example.org"
    assert ann.password != ben.password
    assert ann.display_name != ben.display_name
    assert garmin.world.by_email(" Ann.One@example.org ") is ann
    assert garmin.world.by_email("nobody@example.org") is None
