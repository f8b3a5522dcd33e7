"""How much running is known on a day, and what a runner's own words change."""

from __future__ import annotations

from coaching.body import Region
from coaching.experience import History, after_birth, history_level, injuries_lately, is_novice
from coaching.facts import EarlierInjury, Profile
from tests.coaching.building import TODAY, ago, log, run


def test_before_the_first_run_nothing_is_known() -> None:
    past = log(*(run(5, back) for back in range(0, 100, 2)))
    assert history_level(past, ago(99)) is History.ABSENT
    assert history_level(past, ago(98)) is History.NEW
    assert history_level(log(), TODAY) is History.ABSENT


def test_who_says_so_is_a_novice_and_who_has_paused_is_not() -> None:
    years = [run(5, back) for back in range(0, 300, 2)]
    assert not is_novice(log(*years), TODAY)
    assert is_novice(log(*years, profile=Profile(novice=True)), TODAY)
    assert is_novice(log(run(5, 3)), TODAY)
    assert not is_novice(log(run(5, 3), profile=Profile(novice=None)), ago(-40))


def test_the_latest_injury_comes_first() -> None:
    told = [EarlierInjury(Region.CALF, ago(back)) for back in (300, 0, 100)]
    known = injuries_lately(log(profile=Profile(injuries=tuple(told))), TODAY)
    assert [injury.on for injury in known] == [TODAY, ago(100), ago(300)]


def test_running_waits_from_the_day_of_a_birth_on() -> None:
    born = log(profile=Profile(gave_birth_on=ago(10)))
    assert [after_birth(born, ago(back)) for back in (11, 10, 0)] == [False, True, True]
