"""Foot exercises: for whom, for how long, and when they wait."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.body import Region
from coaching.facts import EarlierInjury, Profile, Said
from coaching.rules.foot_strength import foot_strength
from tests.coaching.building import (
    TODAY,
    ago,
    log,
    month,
    nothing,
    pain,
    run,
    self_tested,
    tried,
)

OLD = [run(8, back) for back in range(30, 130, 4)]
WOBBLY = self_tested("T7", 20, "left", 3)


def reason(*facts: Any, profile: Profile | None = None) -> object:
    found = foot_strength(log(*OLD, *month(), run(8), *facts, profile=profile), TODAY)
    return None if found is None else found.numbers["reason"]


def test_without_a_sign_nothing_is_said() -> None:
    assert reason() is None


@pytest.mark.parametrize(
    ("test", "seconds", "speaks"),
    [("T7", 29.9, True), ("T7", 30, False), ("T8", 9.9, True), ("T8", 10, False)],
)
def test_balance_that_ends_early(test: str, seconds: float, speaks: bool) -> None:
    assert (reason(self_tested(test, seconds, "right", 3)) == "balance") == speaks


def test_the_newest_result_of_a_side_speaks() -> None:
    assert reason(self_tested("T7", 20, "left", 30), self_tested("T7", 40, "left", 2)) is None
    assert reason(self_tested("T7", 20, "left", 30), self_tested("T7", 40, "right", 2)) == "balance"


def test_a_result_out_of_range_was_not_told() -> None:
    assert reason(self_tested("T7", -1, "left", 3), self_tested("T8", 999, "left", 3)) is None


def test_the_toe_cue_that_helped() -> None:
    assert reason(tried("C3", 3, 2, 5), tried("C3", 3, 2, 2)) == "cue"
    assert reason(tried("C3", 3, 2, 5), tried("C3", 3, 2.5, 2)) is None


@pytest.mark.parametrize(
    ("region", "days", "speaks"),
    [
        ("foot_sole", 364, True),
        ("foot_sole", 365, False),
        ("achilles", 100, True),
        ("shin_inner", 100, True),
        ("knee_front", 100, False),
    ],
)
def test_an_injury_of_foot_achilles_or_shin(region: str, days: int, speaks: bool) -> None:
    profile = Profile(injuries=(EarlierInjury(Region(region), ago(days)),))
    assert (reason(profile=profile) == "history") == speaks


def test_a_shin_that_settled() -> None:
    settled = [pain("shin_inner", 2, "persists", days_ago=40)]
    settled += [nothing(back) for back in (30, 20, 15, 10)]
    assert reason(*settled) == "history"


@pytest.mark.parametrize("region", ["foot_sole", "foot_top", "achilles"])
def test_a_sore_foot_or_achilles_waits(region: str) -> None:
    assert reason(WOBBLY, pain(region, 1, "eases")) is None


def test_another_sore_place_does_not_wait() -> None:
    assert reason(WOBBLY, pain("knee_front", 2, "eases")) == "balance"


@pytest.mark.parametrize(("first", "speaks"), [(83, False), (84, True)])
def test_novices_wait_for_twelve_weeks(first: int, speaks: bool) -> None:
    runs = [run(4, back) for back in range(0, first, 3)]
    novice = log(run(4, first), *runs, WOBBLY, profile=Profile(novice=True))
    assert (foot_strength(novice, TODAY) is not None) == speaks
    veteran = log(run(4, first), *runs, WOBBLY)
    assert foot_strength(veteran, TODAY) is not None


@pytest.mark.parametrize(
    ("back", "speaks"), [(0, True), (55, True), (56, False), (181, False), (182, True)]
)
def test_it_is_offered_for_eight_weeks(back: int, speaks: bool) -> None:
    said = Said(ago(back), "foot_strength", "foot_block", "grey", "digest")
    assert (reason(WOBBLY, said) is not None) == speaks


def test_it_is_a_grey_word_for_the_digest() -> None:
    found = foot_strength(log(*OLD, *month(), run(8), WOBBLY), TODAY)
    assert found is not None
    assert found.digest_only
    assert (found.numbers["per_week"], found.numbers["weeks"]) == (3, 8)
    assert [source.key for source in found.sources] == ["Taddei 2020", "Leppänen 2024"]


@pytest.mark.parametrize("profile", [Profile(birth_year=2014), Profile(pregnant=True)])
def test_children_and_midwives_are_left_alone(profile: Profile) -> None:
    assert reason(WOBBLY, profile=profile) is None


def test_later_days_change_nothing() -> None:
    assert reason(self_tested("T7", 5, "left", -1), tried("C3", 3, 1, -1)) is None
    assert reason(WOBBLY, self_tested("T7", 60, "left", -1), pain("achilles", 3, None, -1))
