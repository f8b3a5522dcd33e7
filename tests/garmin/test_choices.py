"""What a runner chose for notes and extras: nothing that has to go comes back by choosing again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from syncer import consents, garmin_connection, models, parting, schedule, taking_back
from syncer.garmin_connection import Choices
from syncer.models import PostedNote
from syncer.sources.garmin.account import GarminAccount
from syncer.sources.garmin.login import LetIn
from tests.garmin.conftest import Road
from tests.roads import NOON


def stands(road: Road, platform: str, place: str, unwanted: bool = False) -> None:
    """A note of ours on run 7 there."""
    with road.sessions() as session:
        note = PostedNote(
            runner_id=road.alice,
            source=platform,
            source_id="7",
            place=place,
            posted_at=NOON,
            unwanted=unwanted,
        )
        session.add(note)
        session.commit()


def notes(road: Road) -> list[PostedNote]:
    with road.sessions() as session:
        return list(session.exec(select(PostedNote)).all())


def test_saving_choices_again_keeps_the_line_going_that_has_to_go(road: Road) -> None:
    stands(road, "garmin", "description", unwanted=True)
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        garmin_connection.choose(session, alice, Choices(note="public", workouts=True))
        session.commit()
    assert [one.unwanted for one in notes(road)] == [True]


def test_choosing_the_private_side_brings_no_note_about_pain_back(road: Road) -> None:
    stands(road, "strava", "private_note")
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        consents.withdraw(session, NOON, alice, consents.HEALTH, how="no")
        taking_back.choose(session, alice, "private")
        session.commit()
    assert [one.unwanted for one in notes(road)] == [True]


def test_a_note_that_cannot_be_taken_back_by_a_fault_of_ours_costs_nobodys_night(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(GarminAccount, "description", broken)
    stands(road, "garmin", "description", unwanted=True)
    road.run(1)
    schedule.tick(road.house)
    assert len(road.held()) == 1
    assert [one.not_before for one in notes(road)] == [NOON + taking_back.SHUT_FOR]


def test_a_note_on_a_run_that_is_gone_there_is_forgotten_here(road: Road) -> None:
    stands(road, "garmin", "description", unwanted=True)
    schedule.tick(road.house)
    assert notes(road) == []


def test_who_leaves_and_comes_back_is_asked_anew(road: Road) -> None:
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        garmin_connection.choose(session, alice, Choices("public", workouts=True, nights=True))
        session.commit()
        parting.forget(session, road.alice, "garmin")
        given = LetIn(road.world.connect(road.account).dumps(), str(road.account), "Alice")
        garmin_connection.connect(session, road.settings, road.clock(), road.alice, given)
        session.commit()
    found = road.runner()
    chosen = Choices(found.garmin_note, found.garmin_workouts, found.garmin_nights)
    assert chosen == Choices()


def test_leaving_strava_keeps_what_was_chosen_for_garmin(road: Road) -> None:
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        garmin_connection.choose(session, alice, Choices("public", workouts=True))
        session.commit()
        parting.forget(session, road.alice, "strava")
    assert road.runner().garmin_workouts
