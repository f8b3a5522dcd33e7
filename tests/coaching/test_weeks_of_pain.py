"""Episodes day by day: which answers open one, what it remembers, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coaching.body import Region, Side
from coaching.episode import Episode, episodes, open_episodes, settled_episode
from coaching.facts import PainReport
from tests.coaching.building import TODAY, ago, at, log, nothing, pain, run

RUNS = [run(7, back) for back in range(0, 220, 3)]


def sore(*backs: int, worst: int | None = 1, region: str = "knee_front", **more: Any) -> list[Any]:
    return [pain(region, worst, "eases", back, **more) for back in backs]


def found(*told: PainReport, on: int = 0) -> tuple[Episode, ...]:
    return episodes(log(*RUNS, *told), ago(on))


def the(*told: PainReport, on: int = 0) -> Episode:
    (one,) = found(*told, on=on)
    return one


def test_an_episode_remembers_its_place_its_days_and_its_levels() -> None:
    told = [
        *sore(9, side="left"),
        *sore(6, worst=4),
        *sore(3, worst=None),
        *sore(1, worst=2, side="right"),
        nothing(8),
    ]
    levels = ((ago(9), 1), (ago(6), 4), (ago(1), 2))
    one = the(*told)
    assert one == Episode(Region.KNEE_FRONT, Side.RIGHT, ago(9), ago(1), levels)
    assert one.worst == 4
    assert the(*told, on=4).side is None
    assert the(*told, *sore(0), on=0).side is Side.RIGHT


def test_an_episode_of_a_place_without_numbers_has_no_worst() -> None:
    one = the(pain("knee_front", None, "persists"))
    assert (one.worst, one.levels) == (None, ())


@pytest.mark.parametrize(
    ("told", "opens"),
    [
        (pain("knee_front", 1, "worsens"), True),
        (pain("knee_front", 1, limp=True), True),
        (pain("knee_front", 1, "persists"), True),
        (pain("knee_front", 2, "eases"), False),
        (pain("knee_front", after=3), True),
        (pain("knee_front", walking=3, stairs=3), False),  # no light of a run
        (pain("knee_front", 0, "worsens"), False),  # loud, but nothing hurts
        (pain("knee_front", morning=1), True),
        (pain("knee_front", morning=0), False),
        (pain("hip_front", 2, "eases"), True),
        (pain("knee_front", 1, "eases", days_ago=1, morning=1), True),
        (pain("knee_front", 1, "eases", morning=3), False),  # tomorrow's morning
        (pain("knee_front", 0, "none", days_ago=1, morning=1), True),
    ],
)
def test_one_loud_answer_opens_an_episode(told: PainReport, opens: bool) -> None:
    assert bool(open_episodes(log(*RUNS, told), TODAY)) == opens


def test_a_morning_as_usual_opens_nothing() -> None:
    mornings = [pain("knee_front", morning=1, days_ago=back) for back in (1, 0)]
    (one,) = open_episodes(log(*RUNS, *mornings), TODAY)
    assert one.opened_on == ago(1)
    (quiet,) = episodes(log(*RUNS, *mornings, *sore(30, worst=3)), ago(2))
    assert quiet.last_hurt_on == ago(30)


@pytest.mark.parametrize(
    ("quiet", "loud", "first"),
    [
        ((13,), 0, 13),
        ((14,), 0, 0),
        ((13, 5), 0, 13),
        ((20,), 0, 0),
    ],
)
def test_a_loud_answer_reaches_two_weeks_back(
    quiet: tuple[int, ...], loud: int, first: int
) -> None:
    assert the(*sore(*quiet), *sore(loud, worst=4)).opened_on == ago(first)


def test_three_of_four_answers_begin_with_the_first_of_them() -> None:
    assert the(*sore(6, 3, 0)).opened_on == ago(6)
    assert the(*sore(6), nothing(4), *sore(3, 0)).opened_on == ago(6)
    assert the(*sore(6, 0)[:1], nothing(5), nothing(4), *sore(3, 2, 0)).opened_on == ago(3)


@pytest.mark.parametrize(
    ("told", "hurts"),
    [
        ([nothing(0), *sore(0, worst=3)], True),  # pain wins over none
        ([*sore(0, worst=0), *sore(0, worst=3)], True),
        ([*sore(0, worst=0), nothing(0)], False),
        ([nothing(0)], False),
    ],
)
def test_of_one_day_pain_wins_over_none(told: list[PainReport], hurts: bool) -> None:
    assert (the(*sore(10, worst=3), *told).last_hurt_on == TODAY) == hurts
    later = [replace(one, said_at=at(TODAY, 23 - nth)) for nth, one in enumerate(told)]
    assert (the(*sore(10, worst=3), *later).last_hurt_on == TODAY) == hurts


def test_of_one_day_the_worst_number_is_kept() -> None:
    told = [*sore(0, worst=3), *sore(0, worst=5), *sore(0, worst=4)]
    for order in (told, told[::-1]):
        turned = [replace(one, said_at=at(TODAY, 8 + nth)) for nth, one in enumerate(order)]
        assert the(*turned).levels == ((TODAY, 5),)
    numberless = [*sore(0, worst=None), *sore(0, worst=3)]
    assert the(*numberless).levels == ((TODAY, 3),)


def test_a_day_under_a_painkiller_is_left_out_and_the_others_count() -> None:
    masked = replace(nothing(9), painkiller=True)
    assert the(masked, *sore(6, 3, 0)).opened_on == ago(6)


def test_a_place_without_a_number_hurts() -> None:
    assert the(*(pain("knee_front", days_ago=back) for back in (6, 3, 0))).last_hurt_on == TODAY


def test_elsewhere_is_another_episode() -> None:
    told = [*sore(9, worst=3, region="calf"), *sore(6, worst=3), *sore(2, worst=5, region="calf")]
    past = log(*RUNS, *told)
    assert [one.region for one in episodes(past, TODAY)] == [Region.CALF, Region.KNEE_FRONT]
    longest_first = [(Region.CALF, ago(9)), (Region.KNEE_FRONT, ago(6))]
    assert [(one.region, one.opened_on) for one in open_episodes(past, TODAY)] == longest_first


QUIET = [nothing(back) for back in (40, 36, 32, 28)]


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        ([*sore(42, worst=3), *QUIET], ago(28)),  # two weeks
        ([*sore(44, worst=3), *QUIET], ago(28)),  # the fourth quiet answer
        ([*sore(41, worst=3), *QUIET], ago(27)),
        ([*sore(41, worst=3), *QUIET[:3]], None),
        ([*sore(41, worst=3), *QUIET[:3], replace(nothing(28), painkiller=True)], None),
        ([*sore(41, worst=3), *QUIET[:3], *sore(28, worst=0)], ago(27)),
        ([*sore(41, worst=3), *QUIET[:3], *sore(28, worst=0, region="calf")], None),
        ([*sore(41, worst=3), *QUIET, nothing(20), nothing(10)], ago(27)),
        ([*sore(41, worst=3), *QUIET, *sore(27, worst=0)], ago(27)),
        ([nothing(41), *sore(41, worst=3), *QUIET[:3], nothing(20)], ago(20)),
    ],
)
def test_the_day_on_which_a_pain_had_settled(told: list[PainReport], closed: date | None) -> None:
    assert the(*told).closed_on == closed


def test_the_fourth_run_can_be_what_is_waited_for() -> None:
    told = [*sore(42, worst=3), *(nothing(back) for back in (40, 38, 36, 34))]
    runs = [run(7, back) for back in (45, 42, 40, 35, 30, 22, 10)]
    (one,) = episodes(log(*runs, *told), TODAY)
    assert one.closed_on == ago(22)
    (early,) = episodes(log(*runs, *told), ago(23))
    assert early.is_open


@pytest.mark.parametrize(("first_quiet", "lapsed"), [(32, False), (31, False), (30, True)])
def test_four_weeks_without_a_word_are_unknown(first_quiet: int, lapsed: bool) -> None:
    quiet = [nothing(back) for back in (first_quiet, 9, 6, 3)]
    one = the(*sore(60, worst=3), *quiet)
    assert (one.lapsed, one.closed_on) == (lapsed, None if lapsed else ago(3))


def test_what_hurts_again_before_two_weeks_is_the_same_episode() -> None:
    told = [*sore(40, worst=3), *(nothing(back) for back in (38, 36, 34, 32)), *sore(27)]
    assert the(*told).opened_on == ago(40)
    again = [*sore(40, worst=3), *(nothing(back) for back in (38, 36, 34, 32)), *sore(25)]
    assert the(*again).closed_on == ago(26)
    now, before = found(*again, *sore(24, 23))
    assert (now.opened_on, before.closed_on) == (ago(25), ago(26))


@pytest.mark.parametrize(("days", "weeks"), [(6, 0), (7, 1), (13, 1), (14, 2)])
def test_weeks_are_whole_weeks(days: int, weeks: int) -> None:
    assert the(*sore(days, worst=3), *sore(0)).weeks(TODAY) == weeks


@pytest.mark.parametrize(("last", "weeks"), [(6, 4), (7, 3), (20, 1)])
def test_weeks_without_pain_are_not_counted(last: int, weeks: int) -> None:
    assert the(*sore(28, worst=3), *sore(last)).weeks(TODAY) == weeks


def test_what_settled_is_not_told_while_anything_hurts() -> None:
    over = [*sore(42, worst=3), *QUIET]
    assert settled_episode(log(*RUNS, *over), TODAY, 29) is not None
    assert settled_episode(log(*RUNS, *over), TODAY, 28) is None
    assert settled_episode(log(*RUNS, *over, *sore(5, worst=6, region="calf")), TODAY, 84) is None
    lapsed = sore(75, worst=6, region="calf")
    assert settled_episode(log(*RUNS, *lapsed, *over), TODAY, 84) is not None


def test_two_hundred_days_are_looked_back() -> None:
    assert found(*sore(200, worst=3))
    assert not found(*sore(201, worst=3))
    assert not found(*sore(-1, worst=3))
