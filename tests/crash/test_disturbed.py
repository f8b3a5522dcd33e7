"""A disk that is full, a database that is locked, mail and platforms that are down: once it is
over, the night ends as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash import disturbances
from tests.crash.ending import differences
from tests.crash.playing import Playing
from tests.crash.test_killed import calm

SUBJECT = "One question about the morning after"


@pytest.fixture(scope="module")
def playing() -> Iterator[Playing]:
    with Playing() as one:
        yield one


@pytest.mark.parametrize(
    ("disturbance", "says"),
    [
        (disturbances.full_disk, "database or disk is full"),
        (disturbances.read_only, "attempt to write a readonly database"),
        (disturbances.locked, "database is locked"),
    ],
)
def test_a_database_that_takes_nothing_is_said_in_the_log_and_caught_up(
    playing: Playing, disturbance: object, says: str
) -> None:
    night = playing.ask(disturbance)  # type: ignore[arg-type]
    assert says in night.log
    assert differences(playing.ask(calm).ending, night.ending) == []
    assert night.ending.unknown == {}


def test_a_mail_server_that_dies_with_a_mail_in_hand(playing: Playing) -> None:
    night = playing.ask(disturbances.hangs_up_on_mails)
    assert differences(playing.ask(calm).ending, night.ending) == []
    told = {(runner, kind) for runner, kind, _, _ in night.ending.unknown}
    # Warning signs and red lights went again; of the others nobody knows.
    assert told == {(1, "question"), (3, "note"), (4, "question"), (5, "note")}


def test_a_mail_server_that_drops_the_connection_after_it_said_yes(playing: Playing) -> None:
    night = playing.ask(disturbances.drops_after_each_mail)
    assert differences(playing.ask(calm).ending, night.ending) == []
    assert night.ending.unknown == {}


def test_a_clock_set_back_by_two_hours(playing: Playing) -> None:
    night = playing.ask(disturbances.clock_back)
    assert differences(playing.ask(calm).ending, night.ending) == []


def test_no_mail_for_a_day_costs_the_question_of_that_morning_alone(playing: Playing) -> None:
    usual, _ = playing.ask(disturbances.no_mail_for_a_day, False)
    night, codes = playing.ask(disturbances.no_mail_for_a_day, True)
    assert "deliveries_waiting" in codes
    found = differences(usual.ending, night.ending)
    assert [one for one in found if "question of" not in one and SUBJECT not in one] == []
    assert night.ending.unknown == {}


def test_platforms_down_for_three_days(playing: Playing) -> None:
    usual = playing.ask(calm).ending
    night, codes = playing.ask(disturbances.no_platform_for_three_days)
    assert "nothing_comes_in" in codes
    assert night.ending.texts == usual.texts
    for table in ("activity", "measuredrun", "postednote", "painreport"):
        assert night.ending.rows[table] == usual.rows[table]
    assert len(set(night.ending.calendar)) == len(night.ending.calendar) > 0
    assert night.ending.held == night.ending.twice == []
