"""Reports taken apart: what a run felt like, what a morning felt like, and where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.aches import Ache, aches, quiet_days, usual_morning
from coaching.advice import Light
from coaching.body import Region, Side
from coaching.facts import PainReport
from tests.coaching.building import TODAY, ago, flag, log, nothing, pain, run


def one(told: PainReport, *facts: Any) -> Ache:
    (ache,) = aches(log(told, *facts), TODAY)
    return ache


def morning(level: int, days_ago: int, region: str = "knee_front", **more: Any) -> PainReport:
    """What the morning of a day felt like."""
    return pain(region, morning=level, days_ago=days_ago, **more)


def night_after(level: int, days_ago: int) -> PainReport:
    """A run with what the morning after it felt like."""
    return pain("knee_front", 1, "eases", days_ago, morning=level)


@pytest.mark.parametrize(
    ("before", "usual"),
    [
        ([], 0.0),
        ([morning(2, 1)], 2.0),
        ([morning(2, 7)], 2.0),
        ([morning(2, 8)], 0.0),
        ([night_after(2, 8)], 2.0),  # the morning of the day after
        ([night_after(2, 9)], 0.0),
        ([night_after(2, 1)], 0.0),  # today's own
        ([morning(4, 3), morning(1, 2), morning(2, 1)], 2.0),
        ([morning(2, 3), morning(1, 1)], 1.5),
        ([night_after(3, 3), morning(1, 2)], 3.0),  # of one morning the worst counts
        ([morning(0, 2)], 0.0),
        ([morning(2, 2, "calf")], 0.0),
        ([morning(2, 2, "knee")], 2.0),
        ([morning(2, 2, side="right")], 0.0),
        ([morning(2, 2, side="left")], 2.0),
        ([pain("knee_front", 2, days_ago=4), morning(2, 8), morning(2, 2)], 2.0),
    ],
)
def test_the_usual_morning_is_the_median_of_the_week_before(
    before: list[PainReport], usual: float
) -> None:
    today = morning(3, 0, side="left")
    past = log(*before, today)
    assert usual_morning(past, today) == usual
    newest = next(ache for ache in aches(past, TODAY) if ache.report is today)
    assert (newest.usual, newest.morning, newest.side) == (usual, 3, Side.LEFT)


def test_mornings_without_a_place_are_of_one_place() -> None:
    today, before = (replace(morning(2, back), region=None) for back in (0, 2))
    past = log(before, today, morning(4, 3, "calf"))
    assert usual_morning(past, today) == 2.0
    assert aches(past, TODAY)[0].usual == 2.0
    assert aches(past, TODAY)[0].region is Region.OTHER


@pytest.mark.parametrize(
    ("told", "level"),
    [
        (pain("calf", 2, after=4), 4),
        (pain("calf", 4, after=2), 4),
        (pain("calf", 0, walking=5, stairs=5), 0),
        (pain("calf", walking=3, stairs=1), 3),
        (pain("calf", walking=1, stairs=3), 3),
        (pain("calf", after=0, walking=5), 0),
        (pain("calf"), None),
        (pain("calf", None, "eases"), None),
    ],
)
def test_a_day_is_judged_by_its_run_or_else_by_walking_and_stairs(
    told: PainReport, level: int | None
) -> None:
    assert one(told).level == level


@pytest.mark.parametrize(
    ("told", "of_run", "can_clear"),
    [
        (pain("calf", 2), True, True),
        (pain("calf", 0), True, True),
        (pain("calf", None, "eases"), True, False),
        (pain("calf", None, "eases", after=1), True, True),
        (pain("calf", after=1), False, False),
        (pain("calf", walking=1), False, False),
        (pain("calf", 2, painkiller=True), True, False),
        (pain("calf", 2, days_ago=1), True, False),  # nothing was run that day
    ],
)
def test_only_what_was_told_of_a_run_may_be_better_than_before(
    told: PainReport, of_run: bool, can_clear: bool
) -> None:
    ache = one(told, run(8))
    assert (ache.of_run, ache.can_clear) == (of_run, can_clear)


@pytest.mark.parametrize(
    ("worst", "light", "own"),
    [
        (1, Light.AMBER, Light.GREEN),
        (3, Light.AMBER, Light.AMBER),
        (5, Light.RED, Light.RED),
        (None, Light.AMBER, Light.GREY),
    ],
)
def test_under_a_painkiller_a_number_may_be_too_low(
    worst: int | None, light: Light, own: Light
) -> None:
    masked = one(pain("knee_front", worst, painkiller=True))
    assert (masked.light, masked.own, masked.masked) == (light, own, True)
    plain = one(pain("knee_front", worst))
    assert (plain.light, plain.own, plain.masked) == (own, own, False)


@pytest.mark.parametrize(
    ("told", "hurts"),
    [
        (pain("calf", 0), False),
        (pain("calf", 1), True),
        (pain("calf"), True),
        (pain("calf", 0, limp=True), True),
        (morning(0, 0), False),
        (morning(1, 0), True),
    ],
)
def test_a_place_named_without_a_number_hurts(told: PainReport, hurts: bool) -> None:
    assert one(told).hurts == hurts


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (("calf", "left"), ("calf", "left"), True),
        (("calf", "left"), ("calf", "right"), False),
        (("calf", "left"), ("calf", "both"), True),
        (("calf", "both"), ("calf", "right"), True),
        (("calf", None), ("calf", "right"), True),
        (("calf", "left"), ("calf", None), True),
        (("calf", None), ("achilles", None), False),
        (("knee", "left"), ("knee_outer", "left"), True),
        (("knee", "left"), ("knee_outer", "right"), False),
        (("knee_inner", None), ("knee_outer", None), False),
        (("knee", None), ("calf", None), False),
        (("calf", None), ("knee", None), False),
    ],
)
def test_an_untold_side_may_be_either(
    a: tuple[str, str | None], b: tuple[str, str | None], same: bool
) -> None:
    first, second = (one(pain(region, 2, side=side)) for region, side in (a, b))
    assert first.same_spot(second) == same


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        (nothing(), []),
        (flag("hot_joint"), []),
        (replace(nothing(), nothing=False, painkiller=True), []),
        (replace(nothing(), nothing=False, morning=1), ["morning"]),
        (replace(nothing(), nothing=False, limp=True), ["run"]),
        (replace(pain("calf", 2), region=None), ["run"]),
        (replace(pain("calf", None, "eases"), region=None), ["run"]),
        (pain("calf"), ["run"]),
        (morning(1, 0), ["morning"]),
        (pain("calf", walking=1, morning=1), ["run", "morning"]),
        (pain("calf", 1, morning=1, days_ago=1), ["morning", "run"]),
        (pain("calf", 1, morning=1), ["run"]),  # tomorrow's
        (pain("calf", limp=True, morning=1), ["run", "morning"]),
        (pain("calf", None, "eases", morning=1), ["morning", "run"]),
    ],
)
def test_what_a_report_speaks_of(told: PainReport, facts: list[str]) -> None:
    kinds = ["run" if ache.morning is None else "morning" for ache in aches(log(told), TODAY)]
    assert sorted(kinds) == sorted(facts)


def test_the_newest_comes_first_and_of_one_day_the_loudest() -> None:
    levels = [("calf", 1, 0), ("calf", 2, 0), ("knee_front", 3, 0), ("calf", 8, 2), ("calf", 0, 1)]
    told = [pain(region, worst, days_ago=back) for region, worst, back in levels]
    assert [ache.level for ache in aches(log(*told), TODAY)] == [3, 2, 1, 0, 8]


def test_ten_weeks_are_looked_back() -> None:
    told = [pain("calf", 2, days_ago=back) for back in (-1, 0, 70, 71)]
    assert [ache.day for ache in aches(log(*told), TODAY)] == [TODAY, ago(70)]
    assert [ache.day for ache in aches(log(*told), TODAY, 71)] == [TODAY, ago(70), ago(71)]
    quiet = [nothing(back) for back in (-1, 0, 70, 71)]
    assert quiet_days(log(*quiet), TODAY) == [TODAY, ago(70)]
    assert quiet_days(log(*quiet), TODAY, 71) == [TODAY, ago(70), ago(71)]


def test_a_painless_day_under_a_painkiller_is_no_painless_day() -> None:
    told = [nothing(3), replace(nothing(2), painkiller=True), pain("calf", 0, days_ago=1)]
    assert quiet_days(log(*told), TODAY) == [ago(3)]
