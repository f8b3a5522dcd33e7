"""Advice as JSON: scripts can rely on its names, and nothing is lost by keeping it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.advice import (
    Advice,
    Checked,
    Confidence,
    Finding,
    Light,
    Plan,
    Recommendation,
    Slot,
    Source,
)
from coaching.log import Run, Said, TrainingLog
from syncer.advice_json import advice_json, log_sha256, restored, stored
from templates import Reader

MARCH = date(2026, 3, 1)
words = st.text(st.characters(codec="utf-8"), max_size=12)
dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words | dates
plain = plain.filter(lambda value: value not in (float("inf"), float("-inf")))
numbers = st.dictionaries(
    words.map("n".__add__),
    st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.lists(inner, max_size=3).map(tuple)
            | st.dictionaries(words.map("n".__add__), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)
sources = st.builds(Source, words, words, st.none() | words, st.sampled_from(Checked))
findings = st.builds(
    Finding,
    rule=words,
    light=st.none() | st.sampled_from(Light),
    action=words,
    slot=st.sampled_from(Slot),
    confidence=st.sampled_from(Confidence),
    sources=st.lists(sources, max_size=2).map(tuple),
    numbers=numbers,
    label=st.none() | words,
    run=st.none() | words,
    digest_only=st.booleans(),
    about=words,
)
said = st.builds(Recommendation, st.sampled_from(Slot), findings)
days = st.lists(dates, max_size=3).map(tuple)
names = st.lists(words, max_size=3).map(tuple)
plans = st.builds(
    Plan,
    first=dates,
    last=dates,
    running=st.booleans(),
    longest_run_m=st.none() | st.floats(0, 1e6),
    run_days=days,
    rest_days=days,
    strength_days=days,
    block=names,
    notes=names,
)
advices = st.builds(
    Advice,
    on=dates,
    rule_version=words,
    light=st.none() | st.sampled_from(Light),
    findings=st.lists(findings, max_size=3).map(tuple),
    recommendations=st.lists(said, max_size=3).map(tuple),
    note=st.none() | said,
    plan=st.none() | plans,
    asks_morning=st.booleans(),
    muted=names,
)


@given(advices)
def test_what_is_stored_comes_back_the_same(advice: Advice) -> None:
    assert restored(json.loads(json.dumps(stored(advice), allow_nan=False))) == advice


@given(advices)
def test_what_comes_back_is_stored_the_same(advice: Advice) -> None:
    content = stored(advice)
    assert stored(restored(content)) == content


def test_names_added_later_are_left_alone() -> None:
    advice = Advice(MARCH, "1", Light.GREEN)
    assert restored({**stored(advice), "carries": [1, 2]}) == advice


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_hold_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        stored(Advice(MARCH, "1", None, (spike(ratio=number),)))


def spike(**numbers: object) -> Finding:
    known = {"distance_m": 14000.0, "longest_m": 8000.0, "ratio": 1.75, "percent": 75, "days": 30}
    return Finding(
        rule="session_spike",
        light=Light.AMBER,
        action="ease_next_two",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.STRONG,
        sources=(Source("Frandsen 2025", "Running distance", "10.1136/x"),),
        numbers={**known, **numbers},
        label="moderate",
        run="activity-9",
    )


def test_scripts_find_the_names_they_rely_on() -> None:
    finding = spike()
    advice = Advice(
        MARCH,
        "2026.11",
        Light.AMBER,
        (finding,),
        (Recommendation(Slot.LOAD_OR_REST, finding),),
        plan=Plan(MARCH, MARCH, rest_days=(MARCH,)),
    )
    answer = json.loads(json.dumps(advice_json(advice, Reader("Alice"))))
    assert list(answer) == ["on", "rule_version", "light", "findings", "recommendations", "plan"]
    assert (answer["on"], answer["light"]) == ("2026-03-01", "amber")
    (found,) = answer["findings"]
    assert found["numbers"]["distance_m"] == 14000.0
    assert found["sources"][0]["key"] == "Frandsen 2025"
    assert set(found) == {
        "rule",
        "light",
        "numbers",
        "action",
        "confidence",
        "sources",
        "label",
    }
    (told,) = answer["recommendations"]
    assert set(told) == {"slot", "text", "why", "run"}
    assert (told["slot"], told["run"]) == ("load_or_rest", "activity-9")
    assert told["text"]
    assert answer["plan"]["rest_days"] == ["2026-03-01"]


def test_nothing_to_say_has_no_light_and_no_plan() -> None:
    answer = advice_json(Advice(MARCH, "1", None), Reader())
    assert answer["light"] is None
    assert answer["plan"] == {}
    assert answer["findings"] == answer["recommendations"] == []


def a_run(key: str, km: float = 8.0) -> Run:
    return Run(key, datetime(2026, 3, 1, 8, tzinfo=UTC), MARCH, 3000.0, 3000.0, km * 1000)


def test_the_fingerprint_follows_the_log_and_nothing_else() -> None:
    one, other = a_run("a"), a_run("b")
    assert log_sha256(TrainingLog(runs=[one, other])) == log_sha256(TrainingLog(runs=[other, one]))
    assert log_sha256(TrainingLog(runs=[one])) != log_sha256(TrainingLog(runs=[a_run("a", 8.1)]))
    said = Said(MARCH, "session_spike", "ease_next_two", "amber", "note")
    assert log_sha256(TrainingLog(runs=[one])) != log_sha256(TrainingLog(runs=[one], said=[said]))
