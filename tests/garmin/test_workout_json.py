"""A plan's strength day in numbers for a watch, and in no word that tells what hurts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.advice import Plan
from coaching.catalogue import exercises
from syncer.channels.garmin_workout import (
    garmin_workout,
    is_marked,
    mark_in,
    marked,
    says,
    whose,
)
from syncer.sandbox.garmin.steps import complaint, steps_of
from syncer.settings import Settings
from syncer.strength_session import StrengthSession, strength_sessions
from syncer.words.vocabulary import Kind, marks
from templates import Reader
from tests.garmin.planning import MONDAY, SUNDAY, THURSDAY, TUESDAY, plan

PRIVATE = {
    Kind.PLACE,
    Kind.CONDITION,
    Kind.PART,
    Kind.PAIN,
    Kind.LOOSE,
    Kind.SORE,
    Kind.DOMS,
    Kind.DOUBT,
    Kind.LIMP,
    Kind.PAINKILLER,
    Kind.FEVER,
}
"""What the word lists of five languages know of bodies and of pain."""
DAYS = [SUNDAY + timedelta(days=nth) for nth in range(1, 8)]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    block = draw(st.lists(st.sampled_from(sorted(exercises())), max_size=6, unique=True))
    levels = [draw(st.integers(0, 5)) for _ in block]
    days = draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True))
    return plan(days, block, levels)


def session(*codes: str, level: int = 0) -> StrengthSession:
    return strength_sessions(plan([TUESDAY], codes, [level] * len(codes)))[TUESDAY]


def body(*codes: str, level: int = 0) -> dict[str, Any]:
    return garmin_workout(session(*codes, level=level), Reader())


def groups(told: dict[str, Any]) -> list[dict[str, Any]]:
    (segment,) = told["workoutSegments"]
    return list(segment["workoutSteps"])


def said(told: Any) -> Iterator[str]:
    """Every text for people in a workout, wherever it stands."""
    names = ("workoutName", "description")
    for part in (told, *steps_of(told["workoutSegments"][0])):
        yield from (part[name] for name in names if name in part)


@given(plans())
def test_whatever_is_planned_garmin_takes_it_and_it_tells_nothing_of_pain(planned: Plan) -> None:
    for work in strength_sessions(planned).values():
        made = marked(garmin_workout(work, Reader()), "0123456789", "ab" * 16)
        assert complaint(made) is None
        assert json.loads(json.dumps(made)) == made
        for text in said(made):
            assert not [mark for mark in marks(text) if mark.kind in PRIVATE], text


def test_the_words_that_are_looked_for_are_found_in_what_the_catalogue_says() -> None:
    told = " ".join(f"{one.name}. {one.how} {one.stop}" for one in exercises().values())
    assert {Kind.PLACE, Kind.LOOSE} <= {mark.kind for mark in marks(told)}


@given(plans())
def test_a_session_stands_on_each_strength_day_that_has_something_to_count(planned: Plan) -> None:
    countable = [code for code in planned.block if code not in ("P3", "P4")]
    found = strength_sessions(planned)
    assert set(found) <= set(planned.strength_days)
    if countable:
        assert set(found) == set(planned.strength_days)


@pytest.mark.parametrize(
    ("code", "level", "reps", "hold_s", "sides"),
    [
        ("X12", 0, 12, None, 1),
        ("X12", 1, 12, None, 2),
        ("X01", 0, 10, None, 2),
        ("X05", 0, 10, None, 1),
        ("X08", 0, 8, None, 2),
        ("X17", 0, None, 20, 1),
        ("X17", 1, None, 20, 2),
        ("X17", 2, None, 60, 1),
        ("X16", 0, None, 30, 2),
        ("P1", 0, None, 45, 1),
        ("P2", 0, 15, None, 1),
        ("P2", 1, 6, None, 1),
    ],
)
def test_a_dose_in_words_becomes_sets_of_repetitions_or_of_a_hold(
    code: str, level: int, reps: int | None, hold_s: int | None, sides: int
) -> None:
    (group,) = groups(body(code, level=level))
    assert group["numberOfIterations"] == 3
    *sets, rest = group["workoutSteps"]
    assert len(sets) == sides
    ends = {"conditionTypeId": 10, "conditionTypeKey": "reps"}
    if hold_s is not None:
        ends = {"conditionTypeId": 2, "conditionTypeKey": "time"}
    for one in sets:
        assert one["stepType"] == {"stepTypeId": 3, "stepTypeKey": "interval"}
        assert one["endCondition"] == ends
        assert one["endConditionValue"] == (reps or hold_s)
    assert rest["stepType"] == {"stepTypeId": 5, "stepTypeKey": "rest"}
    assert rest["endConditionValue"] == (120 if code.startswith("P") else 60)


def test_every_exercise_of_the_catalogue_but_going_back_to_ones_sport_can_be_counted() -> None:
    lost = [code for code in exercises() if not strength_sessions(plan([TUESDAY], [code]))]
    assert lost == ["P4"]


def test_it_is_strength_by_garmins_own_names_and_numbers() -> None:
    made = body("X01", "X07", "X09", "X17")
    assert made["sportType"] == {"sportTypeId": 5, "sportTypeKey": "strength_training"}
    assert made["workoutName"] == "Strength, 20 min"
    assert made["estimatedDurationInSecs"] == 1236
    names = [
        (one["category"], one["exerciseName"])
        for g in groups(made)
        for one in g["workoutSteps"][:1]
    ]
    assert names == [
        ("HIP_STABILITY", "LATERAL_WALKS_WITH_BAND_AT_ANKLES"),
        ("SQUAT", "SQUAT"),
        ("LEG_CURL", "GOOD_MORNING"),
        ("PLANK", "PLANK"),
    ]


def test_what_garmin_has_no_name_for_is_named_by_us() -> None:
    _, group = groups(body("X05", "X15"))
    step = group["workoutSteps"][0]
    assert "category" not in step
    assert step["description"] == (
        "No. 2 of your plan: short and tall, seated. Hold each for 5 seconds."
    )


def test_one_side_comes_after_the_other_and_a_level_leads_to_the_letter() -> None:
    (group,) = groups(body("X08", level=1))
    one, other, _ = group["workoutSteps"]
    assert one["description"] == "One side. Level 1: your weekly letter says how."
    assert other["description"] == "The other side. Level 1: your weekly letter says how."


def test_jumps_come_on_two_days_of_the_week_at_most() -> None:
    found = strength_sessions(plan([MONDAY, TUESDAY, THURSDAY], ["P2", "P3"]))
    jumps = [any(move.code == "P3" for move in found[day].moves) for day in sorted(found)]
    assert jumps == [True, True, False]


def test_what_it_says_depends_on_the_day_and_on_every_step() -> None:
    made = {says(day, body(*codes)) for day in (TUESDAY, THURSDAY) for codes in (["X05"], ["X07"])}
    assert len(made) == 4
    assert says(TUESDAY, body("X05")) == says(TUESDAY, body("X05"))


def test_a_mark_is_known_again_by_its_owner_alone() -> None:
    config = Settings(secret_key="a key")  # type: ignore[arg-type]
    alice, bob = whose(config, 1), whose(config, 2)
    other = whose(Settings(secret_key="another club's"), 1)  # type: ignore[arg-type]
    what = says(TUESDAY, body("X05"))
    text = marked(body("X05"), alice, what)["description"]
    mark = mark_in(text, alice)
    assert mark is not None
    assert is_marked(mark, what)
    assert not is_marked(mark, says(THURSDAY, body("X05")))
    assert [mark_in(text, owner) for owner in (bob, other)] == [None, None]
    assert mark_in("Strength for runners", alice) is mark_in(None, alice) is None
