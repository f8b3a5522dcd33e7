"""Garmin's names for our exercises: each is in its catalogue, and leads back to ours."""

from __future__ import annotations

import pytest
from garminconnect.exercises import EXERCISES

from coaching import catalogue
from syncer.sources.garmin import exercises
from syncer.sources.garmin.exercises import code_of, garmin_exercise

THEIRS = {(one["category"], one["exercise"]) for one in EXERCISES}


def test_every_name_is_in_garmins_catalogue() -> None:
    named = {*exercises._OURS.values(), *exercises._LEVELS}
    assert named - THEIRS == set()
    assert set(exercises._WHOLE_CATEGORIES) <= {category for category, _ in THEIRS}


def test_every_code_is_in_ours() -> None:
    codes = {*exercises._OURS, *exercises._LEVELS.values(), *exercises._WHOLE_CATEGORIES.values()}
    assert codes - set(catalogue.exercises()) == set()


@pytest.mark.parametrize("code", sorted(exercises._OURS))
def test_there_and_back_is_the_same_exercise(code: str) -> None:
    named = garmin_exercise(code)
    assert named is not None
    assert code_of(*named) == code


def test_a_level_of_an_exercise_counts_as_it() -> None:
    assert code_of("CALF_RAISE", "SINGLE_LEG_STANDING_CALF_RAISE") == "X12"
    assert code_of("SQUAT", "LEG_PRESS") == "P2"


def test_what_only_one_side_knows_has_no_name() -> None:
    assert garmin_exercise("X13") is None
    assert garmin_exercise("no such code") is None
    assert code_of("BENCH_PRESS", "BARBELL_BENCH_PRESS") is None
    assert code_of("UNKNOWN", None) is None


def test_a_category_alone_is_enough_where_it_holds_one_exercise_of_ours() -> None:
    assert code_of("CALF_RAISE", None) == "X12"
    assert code_of("SQUAT", None) is None
