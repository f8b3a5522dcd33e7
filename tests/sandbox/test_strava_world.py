"""What there is on the stand-in: the simulated club's runs, and lines and pieces that add up."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import fitfast
import numpy as np
import pytest
from stravalib.model import SummaryActivity

from syncer.sandbox.club import write_club
from syncer.sandbox.members import INES, PIP, RUTH, STORIES
from syncer.sandbox.strava import EVERYTHING, App, StravaProcess, StravaStandIn
from syncer.sandbox.strava.activities import filled
from syncer.sandbox.strava.polyline import polyline
from syncer.sandbox.strava.streams import Columns, LaterStreams
from tests.sandbox.strava_at_hand import at_hand

UNTIL = date(2026, 11, 20)


def test_a_polyline_is_googles() -> None:
    """The example of Google's own description of the format."""
    points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    assert polyline(points) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert polyline([]) == ""


def test_a_members_runs_are_those_of_their_files(tmp_path: Path) -> None:
    (member,) = write_club(tmp_path, UNTIL, [PIP.key], weeks=4)
    files = sorted(member.folder.glob("*-run.fit"))
    with at_hand() as hand:
        pip = hand.world.add_athlete("Pip", timezone=PIP.timezone)
        runs = hand.world.add_story(pip, PIP, UNTIL, weeks=4)
        assert len(runs) == len(files) > 8
        for run, file in zip(runs, files, strict=True):
            told = hand.world.activity(run)
            session = fitfast.parse(str(file))["session"][0]
            local = datetime.fromisoformat(told["start_date_local"])
            assert f"{local:%Y-%m-%d-%H%M}-run.fit" == file.name
            assert told["distance"] == pytest.approx(session["total_distance"], abs=0.1)
            assert told["moving_time"] == pytest.approx(session["total_timer_time"], abs=1)


def test_a_simulated_runs_streams_agree_with_its_row() -> None:
    with at_hand() as hand:
        run = hand.world.add_story(hand.athlete, RUTH, UNTIL, weeks=1)[0]
        row = hand.get("/athlete/activities").json()[-1]
        assert row["id"] == run
        keys = "time,distance,latlng,altitude,heartrate,cadence,velocity_smooth,grade_smooth,moving"
        path = f"/activities/{run}/streams"
        told = hand.get(path, keys=keys, key_by_type="true").json()
        data = {kind: np.array(stream["data"]) for kind, stream in told.items()}
        assert set(data) == set(keys.split(","))
        assert {len(column) for column in data.values()} == {told["time"]["original_size"]}
        assert data["distance"][-1] == row["distance"]
        assert data["time"][-1] == row["elapsed_time"]
        assert data["cadence"].mean() == pytest.approx(row["average_cadence"], abs=0.1)
        assert 80 < row["average_cadence"] < 95, "one leg, not two"
        assert data["latlng"][0].tolist() == row["start_latlng"]
        assert np.diff(data["time"]).min() >= 1
        assert (np.diff(data["time"]) > 1).any() == (row["elapsed_time"] > row["moving_time"])
        assert data["grade_smooth"].max() < 20


def test_strength_work_is_on_the_account_too() -> None:
    with at_hand() as hand:
        hand.world.add_story(hand.athlete, RUTH, UNTIL, weeks=1)
        rows = hand.get("/athlete/activities").json()
    kinds = [row["sport_type"] for row in rows]
    assert kinds.count("WeightTraining") == 2
    starts = [row["start_date"] for row in rows]
    assert starts == sorted(starts, reverse=True)


def test_what_hurt_stands_where_the_member_wrote_it() -> None:
    with at_hand() as hand:
        runs = hand.world.add_story(hand.athlete, INES, UNTIL, weeks=1)
        told = [hand.get(f"/activities/{run}").json() for run in runs]
        listed = hand.get("/athlete/activities").text
    wrote = [felt for felt in INES.felt if felt.written]
    titles = [felt.title for felt in wrote if felt.title]
    notes = [felt.private_note for felt in wrote if felt.private_note]
    assert [one["name"] for one in told if one["name"] != "Morning Run"] == titles
    assert [one["private_note"] for one in told if one["private_note"]] == notes
    assert not any(note in listed for note in notes), "only a detail tells it"


def test_streams_are_made_when_somebody_asks_and_not_for_a_list() -> None:
    asked: list[int] = []
    line = [(0.25, -1.75), (0.26, -1.75), (0.25, -1.75)]
    columns: Columns = {"time": [0, 60, 120], "distance": [0.0, 170.0, 340.0], "latlng": line}

    def make() -> Columns:
        asked.append(1)
        return columns

    with at_hand() as hand:
        fields = {"start_latlng": line[0], "end_latlng": line[-1]}
        streams = LaterStreams(make, line)
        run = hand.world.add_activity(hand.athlete, fields, streams=streams, distance=340)
        (row,) = hand.get("/athlete/activities").json()
        assert row["map"]["summary_polyline"] == polyline(line)
        assert not asked
        told = hand.get(f"/activities/{run}/streams", keys="time", key_by_type="true").json()
        assert told["time"]["data"] == columns["time"]
        assert asked


def test_laps_and_splits_add_up_to_the_run() -> None:
    with at_hand() as hand:
        run = hand.world.add_story(hand.athlete, RUTH, UNTIL, weeks=1)[0]
        whole = hand.get(f"/activities/{run}").json()
        for pieces in (whole["laps"], whole["splits_metric"], whole["splits_standard"]):
            assert len(pieces) > 3
            assert sum(one["distance"] for one in pieces) == pytest.approx(
                whole["distance"], abs=0.1 * len(pieces)
            )
            assert sum(one["elapsed_time"] for one in pieces) == whole["elapsed_time"]
        assert sum(one["moving_time"] for one in whole["laps"]) == pytest.approx(
            whole["moving_time"], abs=60
        )


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_the_whole_club_is_as_the_library_wants_it(story: object) -> None:
    with at_hand() as hand:
        hand.world.add_story(hand.athlete, story, UNTIL, weeks=2)
        for row in hand.get("/athlete/activities").json():
            SummaryActivity.model_validate(row)


def test_every_field_may_be_given_and_the_rest_follows() -> None:
    now = datetime(2026, 1, 2, 9, tzinfo=UTC)
    whole = filled({"distance": 5000, "private": True}, 7, "America/New_York", now)
    assert (whole["moving_time"], whole["average_speed"]) == (1786, 2.8)
    assert whole["visibility"] == "only_me"
    assert whole["timezone"] == "(GMT-05:00) America/New_York"
    assert filled({"sport_type": "TrailRun"}, 7, "UTC", now)["type"] == "Run"
    assert "average_cadence" not in filled({"sport_type": "Ride"}, 7, "UTC", now)
    json.dumps(whole)


def stand_in(name: str) -> StravaStandIn:
    strava = StravaStandIn(App())
    strava.world.add_athlete(name, connected=EVERYTHING)
    return strava


def names(strava: StravaStandIn) -> list[str]:
    return [athlete.firstname for athlete in strava.world.athletes.values()]


def test_it_may_have_a_process_of_its_own() -> None:
    with StravaProcess(stand_in, "Alice") as strava:
        assert strava.url.startswith("http://127.0.0.1:")
        assert strava.ask(names) == ["Alice"]
