"""The catalogue is whole: every code that code names exists, every entry says what it must."""

from __future__ import annotations

import inspect
import re

import pytest

from coaching import catalogue
from coaching.block import PREVENTION
from coaching.body import Region
from coaching.rules import RULES

HEADINGS = ("Watches:", "Why it matters:", "Says", "Stays silent:", "Sources:")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_explains_itself_under_five_headings(rule: object) -> None:
    module = inspect.getmodule(rule)
    assert module is not None
    text = inspect.getdoc(module) or ""
    assert [heading for heading in HEADINGS if heading not in text] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_cited_source_is_known(rule: object) -> None:
    text = inspect.getsource(inspect.getmodule(rule))  # type: ignore[arg-type]
    cited = set(re.findall(r'"([a-z]+_\d{4})"', text))
    assert cited <= catalogue.sources().keys()


def test_every_exercise_has_a_dose_a_how_and_a_stop() -> None:
    for exercise in catalogue.exercises().values():
        assert exercise.sets > 0, exercise.code
        assert exercise.reps, exercise.code
        assert exercise.how.endswith("."), exercise.code
        assert exercise.stop.endswith("."), exercise.code
        assert exercise.regions, exercise.code


def test_every_place_but_the_foot_and_the_shin_front_has_three_exercises() -> None:
    for region in Region:
        serving = [e for e in catalogue.exercises().values() if region in e.regions]
        assert len(serving) + len(PREVENTION) >= 4, region


def test_every_flag_is_a_question() -> None:
    for flag in catalogue.red_flags().values():
        assert flag.question.endswith("?"), flag.code
        assert flag.tier in catalogue.TIERS


def test_a_sore_hip_asks_about_the_groin_and_a_calf_about_a_clot() -> None:
    assert catalogue.questions(Region.HIP_FRONT)[0].code == "groin_on_loading"
    assert "calf_clot" in {flag.code for flag in catalogue.questions(Region.CALF)}


def test_shins_are_asked_about_the_bone_at_once() -> None:
    codes = {flag.code for flag in catalogue.questions(Region.SHIN_INNER)}
    assert {"finger_tip_bone", "hop_pain", "night_or_rest_bone_pain"} <= codes
