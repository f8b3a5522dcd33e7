"""Stretches and releases, for whoever likes them."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.body import Region
from coaching.catalogue import releases, stretches
from coaching.engine import advise_week
from coaching.facts import Profile
from coaching.rules.mobility import mobility
from tests.coaching.building import TODAY, lifted, log, month, nothing, pain, run

LIKES = Profile(likes_mobility=True)


def codes(*facts: Any, profile: Profile = LIKES) -> list[str]:
    found = mobility(log(*month(), run(8), *facts, profile=profile), TODAY)
    if found is None:
        return []
    items = found.numbers["items"]
    assert isinstance(items, list)
    return [item["code"] for item in items]


@pytest.mark.parametrize(
    ("likes", "sits", "speaks"),
    [
        (None, None, False),
        (None, False, False),
        (None, True, True),
        (True, None, True),
        (True, False, True),
        (False, True, False),
    ],
)
def test_only_for_those_who_like_it_or_sit_a_lot(
    likes: bool | None, sits: bool | None, speaks: bool
) -> None:
    assert bool(codes(profile=Profile(likes_mobility=likes, sits_a_lot=sits))) == speaks


@pytest.mark.parametrize("region", list(Region))
def test_two_or_three_that_serve_the_sore_place(region: Region) -> None:
    chosen = codes(pain(region, 1, "eases"))
    known = {**stretches(), **releases()}
    serving = [code for code, item in known.items() if region in item.regions and not item.needs]
    assert 2 <= len(chosen) <= 3
    assert len(set(chosen)) == len(chosen)
    assert chosen[: len(serving[:3])] == serving[:3]


def test_a_settled_place_is_remembered() -> None:
    runs = [run(8, back) for back in range(0, 60, 2)]
    settled = [pain("calf", 4, "persists", days_ago=40), nothing(30), nothing(10)]
    assert codes(*runs, *settled)[0] == "M05"


def test_a_ball_or_a_roller_is_asked_for_only_where_there_is_one() -> None:
    sore = pain("foot_sole", 1, "eases")
    assert "L4" not in codes(sore)
    assert "L4" in codes(sore, profile=Profile(likes_mobility=True, equipment=frozenset({"ball"})))


def test_nothing_rolls_the_outside_of_the_thigh() -> None:
    everything = Profile(likes_mobility=True, equipment=frozenset({"ball", "roller"}))
    assert "L1" not in codes(pain("knee_outer", 2, "eases"), profile=everything)


def test_it_takes_five_to_ten_minutes() -> None:
    found = mobility(log(*month(), profile=LIKES), TODAY)
    assert found is not None
    assert (found.numbers["minutes_from"], found.numbers["minutes_to"]) == (5, 10)
    assert found.digest_only


@pytest.mark.parametrize(
    ("region", "worst", "speaks"),
    [
        ("knee_front", 4, True),
        ("knee_front", 5, False),
        ("hip_front", 1, True),
        ("hip_front", 2, False),
    ],
)
def test_what_is_red_rests_and_the_front_of_the_hip_sooner(
    region: str, worst: int, speaks: bool
) -> None:
    assert bool(codes(pain(region, worst, "eases"))) == speaks


@pytest.mark.parametrize(
    "profile",
    [Profile(likes_mobility=True, birth_year=2013), Profile(likes_mobility=True, pregnant=True)],
)
def test_children_and_midwives_are_left_alone(profile: Profile) -> None:
    assert not codes(profile=profile)


def test_it_is_never_the_only_advice() -> None:
    lifts = [lifted(back) for back in (2, 5, 9, 12)]
    week = advise_week(log(*month(), run(8), nothing(), *lifts, profile=LIKES), TODAY)
    assert {one.finding.rule for one in week.recommendations} != {"mobility"}


def test_later_days_change_nothing() -> None:
    assert codes(pain("calf", 3, "eases", -1)) == codes()
