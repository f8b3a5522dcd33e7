"""The advice goes back onto the run: among the runner's own words, once, and only where it may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from syncer import checks, consents, deliver, models, recommend, taking_back
from syncer.deliver import DeliveryCounts
from syncer.own_words import BEGINS, without_block
from syncer.sandbox.strava import Fault
from tests.strava.conftest import Road

PAIN_WORDS = ("pain", "hurt", "knee", "sore", "ache")


@pytest.fixture
def trained(road: Road) -> Road:
    """Two months of every third day, and the nights that it takes to have looked at all."""
    for days_ago in range(61, 1, -3):
        road.run(days_ago, 8.0)
    road.house.pull(road.alice, "strava")
    road.clock.later(days=1)
    road.house.pull(road.alice, "strava")
    return road


def long_run(road: Road, **fields: object) -> int:
    return road.run(0.2, 14.0, **fields)


def night(road: Road) -> DeliveryCounts:
    told = road.house.pull_and_tell(road.alice, "strava")
    assert told is not None
    return told


def texts(road: Road, run: int) -> tuple[str, str]:
    told = road.strava.world.activity(run)
    return told.get("private_note") or "", told.get("description") or ""


def deliveries(road: Road) -> list[tuple[str, str]]:
    with road.sessions() as session:
        rows = session.exec(select(models.Delivery).order_by(col(models.Delivery.id))).all()
        return [(row.channel, row.state) for row in rows]


def mails(road: Road) -> int:
    return len(list(road.settings.outbox.glob("*.eml"))) if road.settings.outbox.exists() else 0


def said(road: Road) -> int:
    with road.sessions() as session:
        return len(session.exec(select(models.Said)).all())


def choose(road: Road, choice: str) -> None:
    with road.sessions() as session:
        taking_back.choose(session, session.get_one(models.Runner, road.alice), choice)
        session.commit()


def hurts(road: Road, worst: int) -> None:
    """Alice agrees to have it kept, and says so in the title of her long run."""
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        consents.give(session, road.clock(), alice, consents.HEALTH, how="said so")
        session.commit()
    long_run(road, name=f"left knee {worst}/10 and limping home")


def test_the_advice_stands_in_the_private_note_and_no_mail_goes(trained: Road) -> None:
    run = long_run(trained)
    assert night(trained).sent == 1
    note, description = texts(trained, run)
    assert note.startswith(f"{BEGINS} 14.0 km, 75% longer than your longest run")
    assert description == ""
    assert deliveries(trained) == [("strava_note", "sent")]
    assert mails(trained) == 0
    assert said(trained) == 1


def test_a_new_run_costs_four_requests_more_with_a_note_and_two_without(trained: Road) -> None:
    trained.strava.forget_requests()
    night(trained)
    assert trained.strava.count() == 1
    trained.run(0.2, 8.0)
    trained.strava.forget_requests()
    night(trained)
    assert trained.strava.count() == 1 + 2
    trained.clock.later(days=3)
    night(trained)
    long_run(trained)
    trained.strava.forget_requests()
    night(trained)
    assert trained.strava.count() == 1 + 4


def test_the_runners_own_words_survive_to_the_byte(trained: Road) -> None:
    words = "Grüße vom See 🌊\r\n膝盖没事\n\n\u200f שלום  \t"
    run = long_run(trained, private_note=words, description="for all to see\n")
    night(trained)
    note, description = texts(trained, run)
    assert note.startswith(words)
    assert without_block(note) == words
    assert description == "for all to see\n"


def test_the_same_night_again_writes_nothing(trained: Road) -> None:
    run = long_run(trained)
    night(trained)
    before = texts(trained, run)
    trained.strava.forget_requests()
    assert night(trained) == DeliveryCounts()
    assert trained.strava.count("PUT") == 0
    assert texts(trained, run) == before


def test_what_we_wrote_is_not_read_as_the_runners_words(trained: Road) -> None:
    run = long_run(trained)
    hurts(trained, 0)
    trained.strava.world.edit(run, private_note=f"{BEGINS} Your left knee hurts 6/10. ◂")
    done = trained.house.pull(trained.alice, "strava", named={str(run)})
    with trained.sessions() as session:
        assert not session.exec(select(models.PainReport).where(models.PainReport.worst == 6)).all()
    assert done.night.looked_closer


def test_where_it_does_not_stick_it_goes_by_mail_and_never_into_the_public_text(
    trained: Road,
) -> None:
    trained.strava.ways.keeps_private_notes = False
    run = long_run(trained)
    assert night(trained) == DeliveryCounts(another_way=1)
    assert night(trained) == DeliveryCounts(sent=1)
    assert texts(trained, run) == ("", "")
    assert deliveries(trained) == [("strava_note", "failed"), ("email", "sent")]
    assert mails(trained) == 1
    with trained.sessions() as session:
        found = checks.check(session, trained.settings, trained.clock())
    told = {one.code: one.sentence for one in found}
    assert "does not show it" in told["notes_elsewhere"]
    assert "deliveries_failed" not in told


def test_with_no_room_for_a_mail_it_waits_for_the_digest(trained: Road) -> None:
    trained.strava.ways.keeps_private_notes = False
    with trained.sessions() as session:
        session.get_one(models.Runner, trained.alice).notes_on = False
        session.commit()
    long_run(trained)
    assert night(trained) == DeliveryCounts(another_way=1)
    assert deliveries(trained) == [("strava_note", "carried")]
    assert mails(trained) == 0


def test_a_public_line_only_where_it_was_chosen_and_then_without_a_number(trained: Road) -> None:
    choose(trained, "public")
    run = long_run(trained, description="Lovely evening.")
    night(trained)
    note, description = texts(trained, run)
    assert note == ""
    assert description == (
        f"Lovely evening.\n\n{BEGINS} A long one. The next two stay short and easy. ◂"
    )


def test_pain_never_goes_where_others_read_it(trained: Road) -> None:
    choose(trained, "public")
    hurts(trained, 6)
    night(trained)
    night(trained)
    for run in trained.held():
        _, description = texts(trained, int(run))
        assert BEGINS not in description
    assert ("email", "sent") in deliveries(trained)


def test_red_goes_both_ways_and_counts_once(trained: Road) -> None:
    hurts(trained, 6)
    night(trained)
    assert sorted(deliveries(trained)) == [("email", "sent"), ("strava_note", "sent")]
    assert said(trained) == 1


def test_turned_off_all_notes_go_and_the_words_stay(trained: Road) -> None:
    run = long_run(trained, private_note="with Bob")
    night(trained)
    choose(trained, "off")
    trained.clock.later(minutes=1)
    assert deliver.deliver(trained.sessions, trained.settings, trained.clock) == DeliveryCounts(
        taken_back=1
    )
    assert texts(trained, run) == ("with Bob", "")
    trained.strava.forget_requests()
    assert deliver.deliver(trained.sessions, trained.settings, trained.clock) == DeliveryCounts()
    assert trained.strava.count() == 0


def test_turned_private_the_public_line_goes(trained: Road) -> None:
    choose(trained, "public")
    run = long_run(trained, description="Lovely.")
    night(trained)
    choose(trained, "private")
    trained.clock.later(minutes=1)
    night(trained)
    assert texts(trained, run)[1] == "Lovely."


def test_off_means_mail(trained: Road) -> None:
    choose(trained, "off")
    run = long_run(trained)
    night(trained)
    assert texts(trained, run) == ("", "")
    assert deliveries(trained) == [("email", "sent")]


def test_without_leave_to_write_nothing_is_tried(trained: Road) -> None:
    with trained.sessions() as session:
        connection = session.exec(select(models.Connection)).one()
        connection.scopes = "read,activity:read_all"
        session.add(connection)
        session.commit()
    long_run(trained)
    trained.strava.forget_requests()
    night(trained)
    assert trained.strava.count("PUT") == 0
    assert deliveries(trained) == [("email", "sent")]


def test_a_run_deleted_meanwhile_is_told_by_mail(trained: Road) -> None:
    run = long_run(trained)
    done = trained.house.pull(trained.alice, "strava")
    assert done.night.new_runs == 1
    trained.strava.world.delete(run)
    trained.clock.later(minutes=1)
    told = trained.house.tell(trained.alice)
    assert told == DeliveryCounts(another_way=1)
    assert deliveries(trained)[0] == ("strava_note", "failed")


@pytest.mark.parametrize(
    "fault", [Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.HTML, Fault.TRUNCATED, Fault.LOST_ANSWER]
)
def test_a_failing_write_waits_and_is_there_once_in_the_end(trained: Road, fault: Fault) -> None:
    run = long_run(trained, private_note="mine")
    trained.strava.faults.plan(fault, method="PUT")
    assert night(trained) == DeliveryCounts(later=1)
    trained.clock.later(minutes=31)
    night(trained)
    note, _ = texts(trained, run)
    assert note.count(BEGINS) == 1
    assert without_block(note) == "mine"
    assert deliveries(trained) == [("strava_note", "sent")]
    assert said(trained) == 1


def test_a_note_that_the_runner_wrote_into_is_theirs(trained: Road) -> None:
    half = f"{BEGINS} Keep the next two but I want to run"
    run = long_run(trained, private_note=half)
    assert night(trained) == DeliveryCounts(another_way=1)
    assert texts(trained, run)[0] == half


def test_texts_from_longer_ago_are_fetched_again_before_they_are_written(trained: Road) -> None:
    run = long_run(trained)
    done = trained.house.pull(trained.alice, "strava")
    trained.strava.world.edit(run, private_note="written meanwhile")
    trained.clock.now += timedelta(seconds=11)
    trained.house.tell(trained.alice, {"strava": done.night})
    assert texts(trained, run)[0].startswith("written meanwhile\n\n")


def by_garmin(road: Road) -> None:
    """The same long run, brought by another platform and advised, while Strava did not answer."""
    started_at = road.clock() - timedelta(days=0.2)
    with road.sessions() as session:
        session.add(
            models.Activity(
                runner_id=road.alice,
                source="garmin",
                source_id="7",
                kind="run",
                run_kind="road",
                started_at=started_at,
                elapsed_s=14 * 330,
                moving_s=14 * 330,
                distance_m=14_000,
                terms="garmin",
                fetched_at=road.clock(),
                renewed_at=road.clock(),
            )
        )
        session.commit()
        runner = session.get_one(models.Runner, road.alice)
        recommend.advise_days(session, road.settings, road.clock(), runner)


def test_a_mail_that_waits_gives_way_to_the_run_that_strava_brings_later(trained: Road) -> None:
    by_garmin(trained)
    assert deliveries(trained) == [("email", "pending")]
    run = long_run(trained)
    night(trained)
    assert deliveries(trained) == [("strava_note", "sent")]
    assert BEGINS in texts(trained, run)[0]
    assert mails(trained) == 0


def test_a_mail_that_has_left_is_not_said_again_on_the_run(trained: Road) -> None:
    by_garmin(trained)
    deliver.deliver(trained.sessions, trained.settings, trained.clock)
    run = long_run(trained)
    night(trained)
    assert deliveries(trained) == [("email", "sent")]
    assert texts(trained, run) == ("", "")
    assert mails(trained) == 1


def test_a_mail_about_a_strava_run_leads_there_and_names_garmins_device(trained: Road) -> None:
    choose(trained, "off")
    run = long_run(trained, device_name="Garmin Forerunner 255")
    night(trained)
    (mail,) = trained.settings.outbox.glob("*.eml")
    text = mail.read_text()
    assert f"View on Strava: {trained.strava.url}/activities/{run}" in text
    assert "Powered by Strava =C2=B7 Garmin Forerunner 255" in text
