"""A history lived again: each day once, digests on their weekday, and nothing said twice."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from coaching.facts import Profile, Said
from coaching.log import TrainingLog
from coaching.replay import lived, replay
from tests.coaching.building import TODAY, ago, flag, log, nothing, run

STEADY = [run(8, back) for back in range(8, 60, 4)]
LOCKED = flag("locked_knee", days_ago=3)


def days(past: TrainingLog, read_said: bool = False) -> list[tuple[str, int]]:
    """Where something was answered, and how many days before today."""
    return [(one.where, (TODAY - one.advice.on).days) for one in lived(past, read_said)]


def speaking(past: TrainingLog, read_said: bool = False) -> list[int]:
    """How many days ago a note was spoken, the flag's week only."""
    return [
        (TODAY - advice.on).days
        for advice in replay(past, read_said)
        if advice.note is not None and advice.on >= LOCKED.on
    ]


def recommended(past: TrainingLog, rule: str) -> list[date]:
    """The digests that recommended something of a rule."""
    return [
        one.advice.on
        for one in lived(past)
        if one.where == "digest" and rule in {r.finding.rule for r in one.advice.recommendations}
    ]


def test_days_with_a_run_or_a_report_are_lived_once_the_oldest_first() -> None:
    past = log(run(8, 2), nothing(2), run(5, 2, hour=7), nothing(4), run(8, 3))
    assert [advice.on for advice in replay(past)] == [ago(4), ago(3), ago(2)]


def test_a_digest_comes_after_the_run_of_its_day() -> None:
    # TODAY is a Sunday, the usual day for a digest.
    past = log(run(8, 7), run(8, 6), run(8), run(8, -1))
    assert days(past) == [
        ("note", 7),
        ("digest", 7),
        ("note", 6),
        ("note", 0),
        ("digest", 0),
        ("note", -1),
    ]


def test_a_long_pause_has_two_digests_and_the_last_day_none() -> None:
    past = log(run(8, 41), run(8, 6))
    assert days(past) == [("note", 41), ("digest", 35), ("digest", 28), ("note", 6)]


@pytest.mark.parametrize(
    ("weekday", "first"),
    [
        # The first run was on a Thursday.
        (3, 10),
        (4, 9),
        (2, 4),
    ],
)
def test_a_digest_comes_on_the_runners_own_weekday(weekday: int, first: int) -> None:
    past = log(run(8, 10), run(8, 3), profile=Profile(digest_weekday=weekday))
    assert days(past) == [("note", 10), ("digest", first), ("note", 3)]


def test_a_digest_speaks_of_its_own_day() -> None:
    digests = [one.advice for one in lived(log(run(8, 20), run(8))) if one.where == "digest"]
    assert [digest.on for digest in digests] == [ago(14), ago(7)]
    assert all(digest.note is None and digest.plan is not None for digest in digests)


def test_a_sign_that_was_answered_is_not_answered_again_next_day() -> None:
    assert speaking(log(*STEADY, LOCKED, run(8, 1))) == [3]


def test_a_replay_imagines_what_was_said_unless_told_otherwise() -> None:
    past = log(*STEADY, LOCKED, run(8, 1))
    spoken = [advice.on for advice in replay(past) if advice.note is not None]
    assert LOCKED.on in spoken
    assert ago(1) not in spoken


def test_what_was_really_said_counts_only_when_asked_for() -> None:
    past = log(*STEADY, LOCKED, run(8, 1))
    assert speaking(past, read_said=True) == [3, 1]  # nobody said anything
    told = Said(ago(2), "red_flags", "tier_b", "flag", "note", None, "locked_knee")
    assert speaking(log(*past.runs, LOCKED, told), read_said=True) == [3]
    assert speaking(log(*past.runs, LOCKED, told)) == [3]


def test_what_was_really_said_comes_without_digests() -> None:
    past = log(run(8, 20), run(8, 9), run(8, 1))
    assert days(past, read_said=True) == [("note", 20), ("note", 9), ("note", 1)]


def test_a_digest_remembers_what_digests_said() -> None:
    """A newcomer with four runs a week hears of it every other week."""
    backs = [back for back in range(70) if back % 7 in (0, 1, 3, 5)]
    past = log(*(run(4, back) for back in backs), profile=Profile(novice=True))
    asked = recommended(past, "novice")
    assert len(asked) >= 3
    assert all((later - day).days == 14 for day, later in pairwise(asked))


def test_a_pair_of_shoes_is_spoken_of_once_however_long_ago_that_was() -> None:
    worn = [run(25, back, gear="blue") for back in range(450, 520, 2)]
    later = [run(8, back, gear="blue") for back in (440, 430, 16, 9, 2)]
    assert len(recommended(log(*worn, *later), "shoes")) == 1
