"""What the stand-in's API answers: lists, details, streams, writing, and who may see what."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain

import pytest

from syncer.sandbox.strava import Ways
from tests.sandbox.strava_at_hand import START, at_hand

OTHERS = {
    "message": "Record Not Found",
    "errors": [{"resource": "Activity", "field": "id", "code": "invalid"}],
}


def test_a_list_holds_the_newest_first_and_ends_with_an_empty_page() -> None:
    with at_hand() as hand:
        old, new, middle = hand.run(9), hand.run(1), hand.run(4)
        assert hand.listed() == [new, middle, old]
        assert hand.listed(page=2, per_page=2) == [old]
        assert hand.listed(page=3, per_page=2) == []


def test_a_list_is_cut_by_the_start_of_the_run() -> None:
    with at_hand() as hand:
        at = int(START.timestamp()) - 4 * 86_400
        old, exact, new = hand.run(9), hand.run(4), hand.run(1)
        assert hand.listed(after=at) == [new]
        assert hand.listed(before=at) == [old]
        assert hand.listed(after=at - 1, before=at + 1) == [exact]


def test_a_run_uploaded_late_is_listed_by_its_start() -> None:
    with at_hand() as hand:
        first = hand.run(1)
        late = hand.run(3)
        assert hand.listed() == [first, late]


@pytest.mark.parametrize("after", [START.timestamp() + 60, START.timestamp() * 1000])
def test_after_in_the_future_is_refused(after: float) -> None:
    with at_hand() as hand:
        answer = hand.get("/athlete/activities", after=int(after))
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "future"


@pytest.mark.parametrize(("per_page", "status"), [(200, 200), (201, 400), (0, 400), ("x", 400)])
def test_a_page_holds_200_at_most(per_page: object, status: int) -> None:
    with at_hand() as hand:
        assert hand.get("/athlete/activities", per_page=per_page).status_code == status


def test_a_page_may_be_short_though_more_follow() -> None:
    with at_hand(ways=Ways(pages_short_by=2)) as hand:
        runs = [hand.run(days) for days in range(1, 8)]
        pages = [hand.listed(page=page, per_page=5) for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [3, 3, 1, 0]
        assert list(chain(*pages)) == runs


@pytest.mark.parametrize("order", ["oldest", "mixed"])
def test_the_order_may_be_another(order: str) -> None:
    with at_hand(ways=Ways(order=order)) as hand:  # type: ignore[arg-type]
        runs = [hand.run(days) for days in range(1, 8)]
        assert sorted(hand.listed()) == sorted(runs)
        assert hand.listed() != runs
        pages = [hand.listed(page=page, per_page=3) for page in (1, 2, 3)]
        assert hand.listed() == list(chain(*pages))


def test_times_say_what_stravas_say() -> None:
    with at_hand() as hand:
        summer = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
        run = hand.world.add_activity(hand.athlete, start_date=summer)
        row = hand.get(f"/activities/{run}").json()
        assert row["start_date"] == "2026-07-01T05:00:00Z"
        assert row["start_date_local"] == "2026-07-01T07:00:00Z"
        assert row["timezone"] == "(GMT+01:00) Europe/Berlin"
        assert row["utc_offset"] == 7200


def test_only_me_is_seen_by_read_all_alone() -> None:
    for scope, seen in (("activity:read", False), ("activity:read_all", True)):
        with at_hand(scopes=[scope]) as hand:
            shown, hidden = hand.run(1), hand.run(2, private=True)
            assert hand.listed() == ([shown, hidden] if seen else [shown])
            answer = hand.get(f"/activities/{hidden}")
            assert answer.status_code == (200 if seen else 404)
            assert hand.get(f"/activities/{hidden}/streams").status_code == answer.status_code


def test_without_a_scope_for_activities_nothing_is_seen() -> None:
    with at_hand(scopes=["read"]) as hand:
        run = hand.run()
        for path in ("/athlete/activities", f"/activities/{run}", f"/activities/{run}/streams"):
            answer = hand.get(path)
            assert answer.status_code == 401
            assert answer.json()["errors"][0]["field"] == "activity:read_permission"
        assert hand.get("/athlete").json()["firstname"] == "Alice"


def test_what_belongs_to_others_or_is_gone_is_not_found() -> None:
    with at_hand() as hand:
        others = hand.world.add_activity(hand.world.add_athlete("Bob"))
        gone = hand.run()
        hand.world.delete(gone)
        for activity in (others, gone, 4):
            answer = hand.get(f"/activities/{activity}")
            assert (answer.status_code, answer.json()) == (404, OTHERS)
            assert hand.put(activity, name="Mine").status_code == 404
        assert hand.listed() == []


def test_streams_that_were_not_recorded_are_absent() -> None:
    with at_hand() as hand:
        inside = hand.run(trainer=True, has_heartrate=False)
        path = f"/activities/{inside}/streams"
        keys = "time,latlng,altitude,heartrate,cadence,watts"
        told = hand.get(path, keys=keys, key_by_type="True").json()
        assert set(told) == {"time", "distance", "cadence"}
        assert max(told["cadence"]["data"]) < 90
        assert told["time"]["original_size"] == len(told["time"]["data"])
        listed = hand.get(path, keys="time").json()
        assert [one["type"] for one in listed] == ["time", "distance"]


def test_what_was_typed_in_has_no_streams() -> None:
    with at_hand() as hand:
        typed = hand.run(manual=True)
        assert hand.get(f"/activities/{typed}/streams", keys="time").status_code == 404
        assert hand.get(f"/activities/{typed}/laps").json() == []


def test_a_list_tells_less_than_a_detail() -> None:
    with at_hand() as hand:
        run = hand.run(description="left knee 4/10", private_note="mine", perceived_exertion=6)
        row, whole = (
            hand.get("/athlete/activities").json()[0],
            hand.get(f"/activities/{run}").json(),
        )
        told_in_full = {"description", "private_note", "perceived_exertion", "laps", "calories"}
        assert not told_in_full & set(row)
        assert told_in_full | {"splits_metric", "splits_standard"} < set(whole)
        assert whole["splits_metric"][0]["distance"] == pytest.approx(1000, abs=20)
        assert len(whole["splits_metric"]) == 8


def test_writing_keeps_what_is_documented_and_the_private_note() -> None:
    with at_hand() as hand:
        run = hand.run(name="Was")
        told = hand.put(run, name="Is", description="膝 ok", private_note="a note", distance=1)
        assert told.status_code == 200
        whole = hand.get(f"/activities/{run}").json()
        assert (whole["name"], whole["description"]) == ("Is", "膝 ok")
        assert (whole["private_note"], whole["distance"]) == ("a note", 8000.0)
        form = hand.ask("PUT", f"/activities/{run}", data={"commute": "true", "sport_type": "Walk"})
        assert (form.json()["commute"], form.json()["type"]) == (True, "Walk")
        assert hand.put(run, sport_type="Plogging").status_code == 400


def test_a_private_note_may_be_ignored_without_a_word() -> None:
    with at_hand(ways=Ways(keeps_private_notes=False)) as hand:
        run = hand.run()
        assert hand.put(run, private_note="a note").status_code == 200
        assert hand.get(f"/activities/{run}").json()["private_note"] == ""


@pytest.mark.parametrize(
    ("scopes", "private", "status"),
    [
        (["activity:read_all"], False, 401),
        (["activity:read", "activity:write"], False, 200),
        (["activity:read", "activity:write"], True, 404),
        (["activity:read_all", "activity:write"], True, 200),
    ],
)
def test_writing_needs_its_scope_and_for_only_me_both(
    scopes: list[str], private: bool, status: int
) -> None:
    with at_hand(scopes=scopes) as hand:
        assert hand.put(hand.run(private=private), name="New").status_code == status


def test_shoes_know_their_kilometres() -> None:
    with at_hand() as hand:
        shoes = hand.world.add_gear(hand.athlete, "Old Faithful", km=500)
        run = hand.run(gear_id=shoes, distance=12_000)
        told = hand.get(f"/gear/{shoes}").json()
        assert (told["distance"], told["converted_distance"]) == (512_000, 512.0)
        assert hand.get(f"/activities/{run}").json()["gear"]["name"] == "Old Faithful"
        assert hand.get("/gear/g1").status_code == 404


def test_a_token_that_is_unknown_or_old_is_refused() -> None:
    with at_hand() as hand:
        assert hand.get("/athlete").status_code == 200
        hand.clock.go(seconds=21_600)
        old = hand.get("/athlete")
        assert old.status_code == 401
        assert old.json()["message"] == "Authorization Error"
        assert "x-ratelimit-limit" not in old.headers
        assert hand.web.get("/api/v3/athlete").status_code == 401


def test_every_request_can_be_counted() -> None:
    with at_hand() as hand:
        run = hand.run()
        hand.get("/athlete/activities", per_page=200)
        hand.put(run, name="Other")
        hand.get("/activities/1")
        strava = hand.strava
        assert [(one.method, one.status) for one in strava.requests] == [
            ("GET", 200),
            ("PUT", 200),
            ("GET", 404),
        ]
        assert strava.requests[0].query == {"per_page": "200"}
        assert strava.count("GET", athlete=hand.athlete) == 2
        assert strava.count(path="/activities/", status=404) == 1
        strava.forget_requests()
        assert strava.count() == 0
