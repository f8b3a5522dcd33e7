"""What was said already: how soon it may be said again, and how often a rule may be amber."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.budget import as_said, may_say, within_alert_budget
from coaching.log import Said
from tests.coaching.building import TODAY, ago, cleared, flag, log


def finding(rule: str = "strength", action: str = "two_sessions", **more: Any) -> Finding:
    fields = {"light": Light.GREY, "slot": Slot.STRENGTH, "confidence": Confidence.WEAK, **more}
    return Finding(rule=rule, action=action, **fields)


def said(days_ago: int, light: str | None = "grey", **more: Any) -> Said:
    told = Said(ago(days_ago), "strength", "two_sessions", light, "digest")
    return replace(told, **more)


def may(now: Finding, *before: Any, where: str = "digest") -> bool:
    return may_say(log(*before), TODAY, now, where)


@pytest.mark.parametrize(
    ("rule", "days"),
    [("strength", 14), ("pain", 7), ("cadence", 14), ("pain_episode", 21), ("mobility", 28)],
)
def test_the_same_is_said_again_after_its_days(rule: str, days: int) -> None:
    assert not may(finding(rule), said(days - 1, rule=rule))
    assert may(finding(rule), said(days, rule=rule))


def test_a_worn_pair_of_shoes_is_named_once() -> None:
    worn = finding("shoes", "worn", about="blue")
    assert not may(worn, said(3000, rule="shoes", action="worn", about="blue"))
    assert may(worn, said(1, rule="shoes", action="worn", about="red"))


@pytest.mark.parametrize(("days", "allowed"), [(27, False), (28, True)])
def test_that_all_is_well_is_news_once_in_four_weeks(days: int, allowed: bool) -> None:
    now = finding("session_spike", "keep_going", run="run-2")
    before = said(days, rule="session_spike", action="keep_going", run="run-1")
    assert may(now, before) == allowed


@pytest.mark.parametrize(
    ("before", "allowed"),
    [
        ([said(3)], False),
        ([said(3, where="note")], True),
        ([said(0)], True),  # today's own words are worked out anew
        ([said(3, rule="mobility")], True),
        ([said(3, action="treat_three")], True),
        ([said(3, where="note"), said(2)], False),
        ([said(3, action="treat_three"), said(2)], False),
        ([], True),
    ],
)
def test_only_the_same_words_at_the_same_place_are_a_repeat(
    before: list[Said], allowed: bool
) -> None:
    assert may(finding(), *before) == allowed


@pytest.mark.parametrize(
    ("before", "now", "allowed"),
    [
        ("amber", Light.RED, True),
        ("amber", Light.AMBER, False),
        ("amber", Light.GREEN, False),
        ("grey", Light.GREEN, True),
        ("grey", None, False),
        (None, None, False),
        (None, Light.GREY, True),
    ],
)
def test_what_got_worse_is_said_again(before: str | None, now: Light | None, allowed: bool) -> None:
    assert may(finding(light=now), said(3, before)) == allowed


@pytest.mark.parametrize(
    ("before", "now", "allowed"),
    [
        ("run-1", "run-1", False),
        ("run-1", "run-2", True),
        (None, "run-2", False),
        ("run-1", None, False),
    ],
)
def test_what_belongs_to_a_run_is_new_with_each_run(
    before: str | None, now: str | None, allowed: bool
) -> None:
    assert may(finding(run=now), said(3, run=before)) == allowed


@pytest.mark.parametrize(
    ("before", "now", "allowed"),
    [
        ("knee_front", "knee_front", False),
        ("knee_front", "calf", True),
        ("knee_front", "", True),
        ("", "calf", False),
    ],
)
def test_another_place_is_another_matter(before: str, now: str, allowed: bool) -> None:
    assert may(finding(about=now), said(3, about=before)) == allowed


def test_of_one_run_the_same_is_said_once_whatever_it_was_about() -> None:
    assert not may(finding(run="run-1", about="calf"), said(3, run="run-1", about="knee_front"))


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        ([flag("hot_joint", days_ago=4)], False),
        ([flag("hot_joint", days_ago=3)], False),
        ([flag("hot_joint", days_ago=2)], True),
        ([flag("hot_joint", days_ago=4), flag("hot_joint", days_ago=2)], True),
        ([flag("hot_joint", days_ago=2), cleared(1)], False),
    ],
)
def test_a_sign_that_was_told_again_is_answered_again(told: list[Any], allowed: bool) -> None:
    sign = finding("red_flags", "tier_a", light=Light.FLAG)
    before = said(3, "flag", rule="red_flags", action="tier_a")
    assert may(sign, before, *told) == allowed
    no_sign = replace(sign, light=Light.GREY)
    assert not may(no_sign, before, *told)


def ambers(*backs: int, rule: str = "cadence", light: str = "amber") -> list[Said]:
    return [Said(ago(back), rule, "look", light, "digest") for back in backs]


@pytest.mark.parametrize(
    ("before", "light"),
    [
        ([], Light.AMBER),
        (ambers(7), Light.AMBER),
        (ambers(6), Light.GREY),
        (ambers(0), Light.AMBER),
        (ambers(8, 27), Light.GREY),
        (ambers(8, 28), Light.AMBER),
        (ambers(1, rule="monotony"), Light.AMBER),
        (ambers(1, light="grey"), Light.AMBER),
    ],
)
def test_a_rule_is_amber_once_a_week_and_twice_a_month(before: list[Said], light: Light) -> None:
    found = within_alert_budget(log(*before), TODAY, finding("cadence", light=Light.AMBER))
    assert found.light is light
    assert found.digest_only is (light is Light.GREY)


@pytest.mark.parametrize(
    ("rule", "light"), [("pain", Light.AMBER), ("session_spike", Light.AMBER), ("cadence", None)]
)
def test_what_hurts_and_what_jumped_is_never_rationed(rule: str, light: Light | None) -> None:
    now = finding(rule, light=light)
    assert within_alert_budget(log(*ambers(1, 2, rule=rule)), TODAY, now) == now


def test_what_is_told_is_remembered_as_it_was_told() -> None:
    now = finding(light=Light.AMBER, run="run-1", about="calf")
    told = Said(TODAY, "strength", "two_sessions", "amber", "note", "run-1", "calf")
    assert as_said(TODAY, now, "note") == told
    assert as_said(TODAY, replace(now, light=None), "note") == replace(told, light=None)
