"""The neutral line on a Garmin run: beside the advice, not in its place, and never about pain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from syncer import (
    consents,
    deliver,
    garmin_connection,
    models,
    recommend,
    taking_back,
    tokens,
)
from syncer.channels import AnotherWay, RunNote, open_channels
from syncer.deliver import DeliveryCounts
from syncer.garmin_connection import Choices
from syncer.own_words import BEGINS, without_block
from syncer.sandbox.garmin import Fault
from syncer.sandbox.strava import StravaStandIn
from syncer.tokens import Tokens
from tests.garmin.conftest import Road
from tests.roads import NOON

LINE = f"{BEGINS} A long one. The next two stay short and easy. ◂"


def public(road: Road, note: str = "public") -> None:
    """What Alice chooses for notes on Garmin."""
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        garmin_connection.choose(session, alice, Choices(note=note))
        session.commit()


@pytest.fixture
def trained(road: Road) -> Road:
    """Two months of every third day; Alice chose the line."""
    for days_ago in range(61, 1, -3):
        road.run(days_ago, 8.0)
    road.house.pull(road.alice, "garmin")
    road.clock.later(days=1)
    road.house.pull(road.alice, "garmin")
    public(road)
    return road


def long_run(road: Road, **fields: object) -> int:
    return road.run(0.2, 14.0, **fields)


def night(road: Road) -> DeliveryCounts:
    told = road.house.pull_and_tell(road.alice, "garmin")
    assert told is not None
    return told


def later(road: Road, **time: float) -> DeliveryCounts:
    """Another pass over what waits."""
    road.clock.later(**time)
    return deliver.deliver(road.sessions, road.settings, road.clock)


def text(road: Road, run: int) -> str:
    return road.world.activity(run).get("description") or ""


def deliveries(road: Road) -> list[tuple[str, str]]:
    with road.sessions() as session:
        rows = session.exec(select(models.Delivery).order_by(col(models.Delivery.id))).all()
        return [(row.channel, row.state) for row in rows]


def mails(road: Road) -> list[Path]:
    return sorted(road.settings.outbox.glob("*.eml")) if road.settings.outbox.exists() else []


def said(road: Road) -> int:
    with road.sessions() as session:
        return len(session.exec(select(models.Said)).all())


def hurts(road: Road, worst: int) -> int:
    """Alice says so in the title of her long run."""
    return long_run(road, activityName=f"left knee {worst}/10 and limping home")


def writes(road: Road) -> int:
    return road.garmin.count("PUT", path="/activity-service/activity")


def test_with_garmin_alone_the_advice_comes_by_mail_and_the_line_stands_on_the_run(
    trained: Road,
) -> None:
    run = long_run(trained)
    assert night(trained) == DeliveryCounts(sent=2)
    assert text(trained, run) == LINE
    assert deliveries(trained) == [("garmin_note", "sent"), ("email", "sent")]
    assert len(mails(trained)) == 1
    assert said(trained) == 1


def test_it_is_off_until_it_was_chosen(trained: Road) -> None:
    public(trained, "off")
    run = long_run(trained)
    night(trained)
    assert text(trained, run) == ""
    assert writes(trained) == 0
    assert deliveries(trained) == [("email", "sent")]


@pytest.mark.parametrize("worst", [3, 6])
def test_what_hurts_never_stands_on_garmin(trained: Road, worst: int) -> None:
    hurts(trained, worst)
    night(trained)
    later(trained, hours=1)
    assert all(BEGINS not in text(trained, int(run)) for run in trained.held())
    assert writes(trained) == 0
    assert ("email", "sent") in deliveries(trained)


def test_the_runners_own_words_survive_to_the_byte(trained: Road) -> None:
    words = "Grüße vom See 🌊\n膝盖没事\n\n\u200f שלום  \t"
    run = long_run(trained, description=words)
    night(trained)
    assert text(trained, run) == f"{words}\n\n{LINE}"
    assert without_block(text(trained, run)) == words


def test_the_same_night_again_writes_nothing(trained: Road) -> None:
    run = long_run(trained)
    night(trained)
    before, wrote = text(trained, run), writes(trained)
    assert night(trained) == DeliveryCounts()
    assert (text(trained, run), writes(trained)) == (before, wrote)


def test_turned_off_the_line_goes_and_the_words_stay(trained: Road) -> None:
    run = long_run(trained, description="with Bob")
    night(trained)
    public(trained, "off")
    assert later(trained, minutes=1) == DeliveryCounts(taken_back=1)
    assert text(trained, run) == "with Bob"
    before = trained.asked()
    assert later(trained, minutes=1) == DeliveryCounts()
    assert trained.asked() == before


def test_a_choice_about_strava_leaves_the_line_on_garmin_alone(trained: Road) -> None:
    run = long_run(trained)
    night(trained)
    with trained.sessions() as session:
        taking_back.choose(session, session.get_one(models.Runner, trained.alice), "off")
        session.commit()
    assert later(trained, minutes=1) == DeliveryCounts()
    assert text(trained, run) == LINE


def test_a_runner_who_edited_the_line_keeps_it(trained: Road) -> None:
    half = f"{BEGINS} A long one, and I"
    run = long_run(trained, description=half)
    assert night(trained) == DeliveryCounts(another_way=1, sent=1)
    assert text(trained, run) == half
    assert deliveries(trained) == [("garmin_note", "failed"), ("email", "sent")]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("GET", Fault.TOO_MANY),
        ("GET", Fault.HTML),
        ("GET", Fault.TRUNCATED),
        ("PUT", Fault.TOO_MANY),
        ("PUT", Fault.UNAVAILABLE),
        ("PUT", Fault.HTML),
        ("PUT", Fault.RESET),
        ("PUT", Fault.LOST_ANSWER),
    ],
)
def test_a_failing_write_waits_and_the_line_is_there_once_in_the_end(
    trained: Road, method: str, fault: Fault
) -> None:
    run = long_run(trained, description="mine")
    trained.house.pull(trained.alice, "garmin")
    trained.clock.later(minutes=1)
    trained.garmin.faults.plan(fault, path="/activity-service/activity/", method=method)
    assert trained.house.tell(trained.alice) == DeliveryCounts(later=1, sent=1)
    assert len(mails(trained)) == 1
    for _ in range(3):
        later(trained, hours=2)
    assert text(trained, run) == f"mine\n\n{LINE}"
    assert deliveries(trained) == [("garmin_note", "sent"), ("email", "sent")]
    assert (len(mails(trained)), said(trained)) == (1, 1)


def test_a_refused_token_is_renewed_and_the_line_is_written(trained: Road) -> None:
    run = long_run(trained)
    trained.house.pull(trained.alice, "garmin")
    trained.clock.later(minutes=1)
    trained.garmin.faults.plan(Fault.UNAUTHORISED, path="/activity-service/activity/")
    assert trained.house.tell(trained.alice) == DeliveryCounts(sent=2)
    assert text(trained, run) == LINE
    assert trained.connection().status == "connected"


def test_a_run_deleted_meanwhile_costs_no_second_mail(trained: Road) -> None:
    run = long_run(trained)
    trained.house.pull(trained.alice, "garmin")
    trained.world.delete(run)
    trained.clock.later(minutes=1)
    assert trained.house.tell(trained.alice) == DeliveryCounts(another_way=1, sent=1)
    later(trained, hours=1)
    assert deliveries(trained) == [("garmin_note", "failed"), ("email", "sent")]
    assert len(mails(trained)) == 1


def test_where_the_connection_ended_the_mail_goes_all_the_same(trained: Road) -> None:
    long_run(trained)
    trained.house.pull(trained.alice, "garmin")
    trained.world.deauthorise(trained.account)
    trained.clock.later(minutes=1)
    trained.house.tell(trained.alice)
    assert ("email", "sent") in deliveries(trained)
    assert trained.connection().status == "needs_reconnect"


def test_a_line_tells_nothing_so_without_room_for_a_mail_the_digest_does(trained: Road) -> None:
    with trained.sessions() as session:
        session.get_one(models.Runner, trained.alice).notes_on = False
        session.commit()
    run = long_run(trained)
    assert night(trained) == DeliveryCounts(sent=1)
    assert text(trained, run) == LINE
    assert deliveries(trained) == [("garmin_note", "sent"), ("email", "carried")]
    assert said(trained) == 0
    trained.clock.later(days=6)
    with trained.sessions() as session:
        alice = session.get_one(models.Runner, trained.alice)
        week = recommend.digest_runner(session, trained.settings, trained.clock(), alice)
        assert week is not None
        assert len(week.content["carries"]) == 1


def test_a_line_that_came_too_late_is_dropped_and_no_digest_carries_it(trained: Road) -> None:
    run = long_run(trained)
    trained.house.pull(trained.alice, "garmin")
    trained.garmin.faults.plan(Fault.UNAVAILABLE, path="/activity-service/activity/")
    trained.clock.later(minutes=1)
    trained.house.tell(trained.alice)
    assert deliveries(trained)[0] == ("garmin_note", "pending")
    assert later(trained, days=9) == DeliveryCounts(failed=1)
    assert deliveries(trained) == [("garmin_note", "failed"), ("email", "sent")]
    assert text(trained, run) == ""


def test_what_changes_before_the_mail_left_takes_the_line_along(trained: Road) -> None:
    with trained.sessions() as session:
        session.get_one(models.Runner, trained.alice).notes_on = False
        session.commit()
    run = long_run(trained)
    night(trained)
    assert text(trained, run) == LINE
    with trained.sessions() as session:
        alice = session.get_one(models.Runner, trained.alice)
        report = models.PainReport(
            runner_id=trained.alice,
            on=trained.clock().date(),
            said_at=trained.clock(),
            region="knee_front",
            side="left",
            worst=4,
            told_by="check-in",
        )
        session.add(report)
        session.commit()
        assert consents.has(session, alice, consents.HEALTH)
    trained.clock.later(minutes=1)
    night(trained)
    assert text(trained, run) == ""


def test_what_changes_and_still_has_a_line_keeps_one(trained: Road) -> None:
    with trained.sessions() as session:
        session.get_one(models.Runner, trained.alice).notes_on = False
        session.commit()
    run = long_run(trained, description="mine")
    night(trained)
    trained.world.edit(run, distance=16_000.0)
    trained.clock.later(minutes=1)
    assert night(trained) == DeliveryCounts(sent=1)
    assert text(trained, run) == f"mine\n\n{LINE}"
    assert deliveries(trained) == [("garmin_note", "sent"), ("email", "carried")]


def test_a_description_of_another_run_is_never_written_back(trained: Road) -> None:
    run = long_run(trained)
    channel = open_channels(trained.sessions, trained.settings, trained.clock)["garmin_note"]
    with pytest.raises(AnotherWay):
        channel.hand_over(RunNote(trained.alice, "999", "description", "x"), lambda: None)
    assert text(trained, run) == ""


@pytest.fixture
def both(trained: Road) -> Iterator[tuple[Road, StravaStandIn, int]]:
    """Alice on both platforms, and her long run too."""
    with StravaStandIn(clock=trained.clock) as strava:
        trained.settings = trained.settings.model_copy(
            update={
                "strava_client_id": str(strava.app.client_id),
                "strava_client_secret": SecretStr(strava.app.client_secret),
                "strava_oauth_url": strava.url,
                "strava_api_url": f"{strava.url}/api/v3",
            }
        )
        athlete = strava.world.add_athlete("Alice", "Even")
        given = strava.world.connect(athlete)
        with trained.sessions() as session:
            connection = models.Connection(
                runner_id=trained.alice,
                source="strava",
                external_id=str(athlete),
                scopes="read,activity:read_all,activity:write",
                connected_at=NOON,
            )
            until = NOON + timedelta(hours=72)
            pair = Tokens(given.access_token, given.refresh_token, until)
            tokens.keep(session, trained.settings, connection, pair)
        yield trained, strava, athlete


def on_both(both: tuple[Road, StravaStandIn, int]) -> tuple[Road, int, int]:
    """One long run, its numbers on Garmin and on Strava, after both were pulled."""
    road, strava, athlete = both
    mine = long_run(road)
    start = road.clock() - timedelta(days=0.2)
    fields = {"start_date": start, "distance": 14_000.0, "moving_time": 4620}
    theirs = strava.world.add_activity(athlete, {**fields, "elapsed_time": 4620})
    road.house.pull(road.alice, "garmin")
    road.house.pull(road.alice, "strava")
    road.clock.later(minutes=1)
    return road, mine, theirs


def strava_texts(strava: StravaStandIn, run: int) -> tuple[str, str]:
    told = strava.world.activity(run)
    return told.get("private_note") or "", told.get("description") or ""


def test_on_both_platforms_each_gets_what_was_chosen_for_it(
    both: tuple[Road, StravaStandIn, int],
) -> None:
    road, mine, theirs = on_both(both)
    assert road.house.tell(road.alice) == DeliveryCounts(sent=2)
    note, description = strava_texts(both[1], theirs)
    assert note.startswith(f"{BEGINS} 14.0 km, 75% longer")
    assert description == ""
    assert text(road, mine) == LINE
    assert deliveries(road) == [("strava_note", "sent"), ("garmin_note", "sent")]
    assert (mails(road), said(road)) == ([], 1)


@pytest.mark.parametrize(
    ("on_strava", "on_garmin", "ways"),
    [
        ("private", "off", ["strava_note"]),
        ("off", "public", ["garmin_note", "email"]),
        ("off", "off", ["email"]),
        ("public", "public", ["strava_note", "garmin_note"]),
    ],
)
def test_or_the_one_that_was_chosen(
    both: tuple[Road, StravaStandIn, int], on_strava: str, on_garmin: str, ways: list[str]
) -> None:
    road, mine, theirs = on_both(both)
    public(road, on_garmin)
    with road.sessions() as session:
        taking_back.choose(session, session.get_one(models.Runner, road.alice), on_strava)
        session.commit()
    road.house.tell(road.alice)
    assert deliveries(road) == [(way, "sent") for way in ways]
    assert (text(road, mine) == LINE) == (on_garmin == "public")
    note, description = strava_texts(both[1], theirs)
    assert bool(note) == (on_strava == "private")
    assert (description == LINE) == (on_strava == "public")
    assert said(road) == 1


def test_a_note_that_strava_does_not_keep_goes_by_one_mail_whatever_garmin_shows(
    both: tuple[Road, StravaStandIn, int],
) -> None:
    road, mine, _ = on_both(both)
    both[1].ways.keeps_private_notes = False
    assert road.house.tell(road.alice) == DeliveryCounts(another_way=1, sent=1)
    assert later(road, minutes=1) == DeliveryCounts(sent=1)
    assert text(road, mine) == LINE
    assert deliveries(road) == [
        ("strava_note", "failed"),
        ("garmin_note", "sent"),
        ("email", "sent"),
    ]
    assert (len(mails(road)), said(road)) == (1, 1)


def test_red_goes_by_strava_and_mail_and_says_nothing_on_garmin(
    both: tuple[Road, StravaStandIn, int],
) -> None:
    road, strava, athlete = both
    run = hurts(road, 6)
    start = road.clock() - timedelta(days=0.2)
    fields = {"start_date": start, "distance": 14_000.0, "moving_time": 4620}
    strava.world.add_activity(athlete, {**fields, "elapsed_time": 4620})
    road.house.pull(road.alice, "strava")
    night(road)
    assert text(road, run) == ""
    assert sorted(deliveries(road)) == [("email", "sent"), ("strava_note", "sent")]
