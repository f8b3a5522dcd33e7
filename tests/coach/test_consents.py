"""A coach reads of a runner what that runner agreed to, and not a word more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from coaching.catalogue import conditions, red_flags
from coaching.condition import possible
from coaching.log import PainReport, Region, Side, Timing
from syncer import consents, history, models
from tests.coach.conftest import LOAD, PAIN, Home, agree, coach, take_back, tell
from tests.out import club
from tests.out.club import NOW, SUNDAY

DAY = timedelta(days=1)
HURTS = re.compile(r"knee|\d/10|hurt|sore|pain", re.IGNORECASE)


def test_without_a_consent_a_runner_is_in_no_letter(home: Home) -> None:
    alice = home.member("Alice")
    club.hurt(home.session, alice, SUNDAY, 7)
    home.member("Dana", LOAD)
    text = home.text()
    assert "Alice" not in text
    assert "One runner trained as usual." in text
    assert alice.id not in {runner for runner, *_ in home.looks()}


def test_the_first_step_shows_the_light_and_no_pain(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    club.hurt(home.session, alice, SUNDAY, 7)
    tell(home.session, alice, "pain", "no_running")
    text = home.text()
    assert "Alice · ■ red" in text
    assert "Was advised to rest from running." in text
    assert not HURTS.search(text)
    assert home.looks() == {(alice.id, home.bob.id, "load")}


def test_the_second_step_shows_where_and_how_much(home: Home) -> None:
    alice = home.member("Alice", LOAD, PAIN)
    club.hurt(home.session, alice, SUNDAY, 7)
    assert "Hurt on Sunday: front of the left knee, 7/10." in home.text()
    bob = home.bob.id
    assert home.looks() == {(alice.id, bob, "load"), (alice.id, bob, "pain")}


@pytest.mark.parametrize("withdrawn", [PAIN, consents.HEALTH])
def test_the_second_step_taken_back_ends_at_once(home: Home, withdrawn: str) -> None:
    alice = home.member("Alice", LOAD, PAIN)
    club.hurt(home.session, alice, SUNDAY, 7)
    if withdrawn == PAIN:
        take_back(home.session, alice, home.bob, PAIN)
        assert "Alice · ■ red" in home.text()
    else:
        consents.withdraw(home.session, NOW, alice, consents.HEALTH, how="said so")
        assert "red" not in home.text()
    assert not HURTS.search(home.text())


def test_the_first_step_taken_back_ends_all(home: Home) -> None:
    alice = home.member("Alice", LOAD, PAIN)
    home.member("Dana", LOAD)
    club.hurt(home.session, alice, SUNDAY, 7)
    take_back(home.session, alice, home.bob, LOAD)
    assert "Alice" not in home.text()


def test_a_consent_is_to_one_coach(home: Home) -> None:
    other = coach(home.session, "brigitte@example.org")
    alice = home.member("Alice", LOAD)
    agree(home.session, alice, other, LOAD, PAIN)
    club.hurt(home.session, alice, SUNDAY, 7)
    assert not HURTS.search(home.text())
    assert HURTS.search(home.text(other))


def test_who_coaches_no_more_or_another_club_sees_nobody(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    assert consents.agreeing(home.session, home.bob, LOAD) == [alice]
    home.bob.is_coach = False
    home.session.add(home.bob)
    home.session.commit()
    assert consents.agreeing(home.session, home.bob, LOAD) == ()
    home.session.add(models.Club(id=2, name="Another", created_at=NOW))
    home.bob.is_coach, home.bob.club_id = True, 2
    home.session.add(home.bob)
    home.session.commit()
    assert consents.agreeing(home.session, home.bob, LOAD) == []


def test_a_warning_sign_is_a_red_day_to_a_coach(home: Home) -> None:
    alice = home.member("Alice", LOAD, PAIN)
    sign = next(flag.code for flag in red_flags().values() if flag.tier == "a")
    report = PainReport(SUNDAY, NOW, Region.CALF, Side.LEFT, 6, flags=frozenset({sign}))
    history.store_report(home.session, NOW, alice, report)
    tell(home.session, alice, "red_flags", "tier_a", light="flag")
    text = home.text()
    assert "Alice · ■ red" in text
    assert "Hurt on Sunday: left calf, 6/10." in text
    assert not re.search("flag|doctor today|sign|urgent", text)


@pytest.mark.parametrize("code", list(conditions()))
def test_no_possible_condition_is_ever_told(home: Home, code: str) -> None:
    condition = conditions()[code]
    alice = home.member("Alice", LOAD, PAIN)
    for back in (2, 0):
        report = PainReport(
            on=SUNDAY - back * DAY,
            said_at=NOW - back * DAY,
            region=Region(min(condition.regions)),
            side=Side.LEFT,
            worst=3,
            timing=Timing.PERSISTS,
            feels=condition.feels - {"one_finger_spot"},
        )
        history.store_report(home.session, NOW, alice, report)
    tell(home.session, alice, "possible_condition", "could_be", light="grey")
    log = history.training_log(home.session, alice)
    assert code in {one.condition.code for one in possible(log, SUNDAY)}
    text = home.text()
    assert "Hurt on Sunday:" in text
    assert condition.name.partition(" (")[0] not in text
    assert code not in text


def test_what_was_told_is_the_last_of_the_week_that_left(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    club.hurt(home.session, alice, SUNDAY, 7)
    tell(home.session, alice, "session_spike", "ease_next_two", SUNDAY - 8 * DAY)
    assert "Was advised" not in home.text()
    tell(home.session, alice, "weekly_ramp", "level_week", SUNDAY - 6 * DAY)
    assert "Was advised to keep the next week level." in home.text()
    tell(home.session, alice, "pain", "no_running", SUNDAY - DAY)
    tell(home.session, alice, "strength", "two_sessions", SUNDAY)
    assert "Was advised to rest from running." in home.text()


def test_amber_silent_and_coming_back_stand_in_their_places(home: Home) -> None:
    club.ran(home.session, home.member("Alice", LOAD), SUNDAY, 16.0)
    home.member("Gus", LOAD, until=SUNDAY - 13 * DAY)
    home.member("Hal", LOAD, until=SUNDAY - 10 * DAY)
    nobody = club.runner(home.session, "nora@example.org")
    agree(home.session, nobody, home.bob, LOAD)
    back = home.member("Fay", LOAD, until=SUNDAY - 20 * DAY)
    club.ran(home.session, back, SUNDAY - DAY, 3.0)
    text = home.text()
    places = [
        text.index(one)
        for one in (
            "AMBER",
            "Alice · ▲ amber\n  32 km this week",
            "ON THE WAY BACK (1)",
            "Fay\n  3.0 km this week, 44% less than before.",
            "NO RUN LATELY (2)",
            "Gus\n  No run for 16 days.",
            "Nora\n  No run is known yet.",
            "One other trained as usual.",
        )
    ]
    assert places == sorted(places)


def test_the_way_back_does_not_say_to_the_first_step_that_something_hurt(home: Home) -> None:
    alice = home.member("Alice", LOAD, until=SUNDAY - 20 * DAY)
    club.hurt(home.session, alice, SUNDAY - 21 * DAY, 7)
    for back in (14, 13):
        calm = PainReport(
            on=SUNDAY - back * DAY,
            said_at=NOW - back * DAY,
            region=Region.KNEE_FRONT,
            side=Side.LEFT,
            walking=1,
            stairs=1,
        )
        history.store_report(home.session, NOW, alice, calm)
    club.ran(home.session, alice, SUNDAY - 2 * DAY, 2.0)
    felt = PainReport(
        SUNDAY - 2 * DAY, NOW, Region.KNEE_FRONT, Side.LEFT, 1, morning=0, timing=Timing.EASES
    )
    history.store_report(home.session, NOW, alice, felt)
    home.session.commit()
    text = home.text()
    assert "ON THE WAY BACK (1)\n\nAlice\n  2.0 km this week" in text
    assert not re.search("Stage|Hurt", text)
    agree(home.session, alice, home.bob, PAIN)
    assert "Stage 0 of 5." in home.text()
    assert "Hurt on Friday: front of the left knee, 1/10." in home.text()


def test_a_week_that_cannot_be_read_costs_nobody_else_the_letter(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    club.hurt(home.session, home.member("Dana", LOAD), SUNDAY, 7)
    broken = models.PainReport(
        runner_id=alice.id, on=SUNDAY, said_at=NOW, region="from a later version", worst=3
    )
    home.session.add(broken)
    home.session.commit()
    text = home.text()
    assert "Dana · ■ red" in text
    assert "One runner's week could not be read" in text


def test_a_look_is_written_once_a_week_and_goes_with_the_runner(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    home.text()
    home.text()
    look = home.session.exec(select(models.CoachLook)).one()
    assert (look.runner_id, look.coach_id, look.on, look.at) == (
        alice.id,
        home.bob.id,
        SUNDAY,
        NOW,
    )
    home.session.delete(alice)
    home.session.commit()
    assert home.session.exec(select(col(models.CoachLook.id))).all() == []
