"""How much strength work was done and asked for, what it is for, and when it rests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coaching.body import Region
from coaching.facts import Said
from coaching.lifting import (
    Need,
    bone_is_sore,
    cut_is_due,
    muscle_is_red,
    need,
    pauses,
    reminded,
    sessions_done,
    strength_work,
    was_asked_enough,
)
from tests.coaching.building import TODAY, ago, answered, lifted, log, nothing, pain, run

RUNS = [run(8, back) for back in range(0, 200, 3)]


def told(days_ago: int, action: str = "two_sessions", rule: str = "strength") -> Said:
    return Said(ago(days_ago), rule, action, "grey", "digest")


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ([lifted(0), lifted(13)], 2),
        ([lifted(14), lifted(-1)], 0),
        ([lifted(2), lifted(2)], 1),
        ([lifted(2, minutes=9.9)], 0),
        ([lifted(2, minutes=10)], 1),
        ([answered("done", days_ago=13), answered("done")], 2),
        ([answered("done", days_ago=14)], 0),
        ([answered("done", days_ago=2), lifted(2)], 1),
        ([answered("too_hard", days_ago=2)], 0),
        ([answered("done", "cadence", 2)], 0),
    ],
)
def test_a_day_with_strength_work_is_one_session(facts: list[Any], count: int) -> None:
    assert sessions_done(log(*facts), TODAY) == count


def test_the_days_asked_about_are_counted() -> None:
    past = log(lifted(27), lifted(28))
    assert sessions_done(past, TODAY, 28) == 1
    assert sessions_done(past, TODAY, 29) == 2
    assert [one.on for one in strength_work(past, ago(28), ago(28))] == [ago(28)]


def sore(*backs: int, region: str = "knee_front", worst: int = 3) -> list[Any]:
    return [pain(region, worst, "eases", back) for back in backs]


def quiet(*backs: int) -> list[Any]:
    return [nothing(back) for back in backs]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], Need(2, None)),
        (sore(2), Need(3, Region.KNEE_FRONT, since=ago(2))),
        (sore(30, 16, 2), Need(3, Region.KNEE_FRONT, since=ago(30))),
        (sore(1, worst=1), Need(3, Region.KNEE_FRONT, since=ago(1))),  # not yet an episode
        (sore(2, region="achilles", worst=4), Need(2, Region.ACHILLES, since=ago(2))),
        (
            [*sore(9, region="achilles", worst=5), *sore(2, worst=1)],
            Need(3, Region.KNEE_FRONT, since=ago(2)),  # the knee comes first
        ),
        (
            [*sore(24), *quiet(21, 18, 15, 12)],
            Need(1, Region.KNEE_FRONT, settled=True, since=ago(24)),
        ),
        ([*sore(60, 57, 54)], Need(2, None, since=ago(40))),  # nobody said another word
        ([*sore(150, 147, 144), *quiet(141, 138, 135, 132)], Need(2, None, since=ago(46))),
    ],
)
def test_what_strength_work_is_for(facts: list[Any], expected: Need) -> None:
    assert need(log(*RUNS, *facts), TODAY) == expected


SETTLED = [*RUNS, *sore(34), *quiet(31, 28, 25, 22)]
"""Sore 34 days ago, settled 20 days ago."""


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ([], False),
        ([told(20, "relapse_reminder")], True),
        ([told(21, "relapse_reminder")], False),  # of another pain
        ([told(1, "relapse_reminder")], True),
        ([told(0, "relapse_reminder")], False),  # today's own
        ([told(5)], False),
        ([told(5, "relapse_reminder", "mobility")], False),
    ],
)
def test_a_pause_is_spoken_of_once_after_each_pain(said: list[Said], spoken: bool) -> None:
    assert reminded(log(*SETTLED, *said), TODAY) == spoken
    assert not reminded(log(*RUNS, *said), TODAY)


@pytest.mark.parametrize(
    ("asked", "enough"),
    [
        ((111, 50, 1), True),
        ((112, 50, 1), False),
        ((50, 30, 0), False),
        ((90, 60, 27), True),
        ((90, 60, 28), False),
        ((50, 1), False),
    ],
)
def test_after_three_requests_without_a_session_it_is_asked_for_seldom(
    asked: tuple[int, ...], enough: bool
) -> None:
    said = [told(back) for back in asked]
    assert was_asked_enough(log(*said), TODAY) == enough
    assert not was_asked_enough(log(*said, lifted(100)), TODAY)
    assert was_asked_enough(log(*said, lifted(112)), TODAY) == enough
    others = [told(back, rule="cadence") for back in asked]
    assert not was_asked_enough(log(*others), TODAY)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (told(13), False),
        (told(14), True),
        (told(27), True),
        (told(28), False),
        (told(20, "treat_three"), True),
        (told(20, "cut_block"), True),
        (told(20, "relapse_reminder"), False),
        (told(20, rule="cadence"), False),
    ],
)
def test_a_block_is_cut_when_too_little_was_done_of_what_was_asked(said: Said, due: bool) -> None:
    assert cut_is_due(log(said), TODAY, 2) == due
    assert cut_is_due(log(said, lifted(4), lifted(9)), TODAY, 2) == due
    assert not cut_is_due(log(said, lifted(1), lifted(4), lifted(9)), TODAY, 2)


@pytest.mark.parametrize(
    ("facts", "paused"),
    [
        ([lifted(13, pain_told=3)], True),
        ([lifted(14, pain_told=3)], False),
        ([lifted(3, pain_told=2)], False),
        ([lifted(3)], False),
        ([lifted(5, pain_told=6), lifted(3, pain_told=1)], False),  # the last time counts
        ([lifted(5, pain_told=1), lifted(3, pain_told=3)], True),
        ([lifted(3, pain_told=3), *sore(2, region="achilles", worst=2)], False),
        ([lifted(3, pain_told=4), *sore(2, region="achilles", worst=2)], True),
        ([lifted(3, pain_told=3), *sore(2, worst=2)], True),
        ([], False),
    ],
)
def test_strength_work_that_hurt_the_last_time_pauses(facts: list[Any], paused: bool) -> None:
    assert pauses(log(*RUNS, *facts), TODAY) == paused


@pytest.mark.parametrize(
    ("region", "worst", "bone", "muscle"),
    [
        ("shin_inner", 3, False, False),
        ("shin_inner", 4, True, False),
        ("calf", 5, False, False),
        ("calf", 6, False, True),
        ("hamstring", 6, False, True),
        ("achilles", 6, False, False),
        ("knee_front", 6, False, False),
    ],
)
def test_a_red_bone_and_a_fresh_strain_rest(
    region: str, worst: int, bone: bool, muscle: bool
) -> None:
    past = log(*RUNS, *sore(0, region=region, worst=worst))
    assert (bone_is_sore(past, TODAY), muscle_is_red(past, TODAY)) == (bone, muscle)


def test_an_answer_about_a_later_day_counts_for_nothing() -> None:
    later: date = ago(-1)
    assert sessions_done(log(answered("done", days_ago=-1)), TODAY) == 0
    assert sessions_done(log(answered("done", days_ago=-1)), later) == 1
