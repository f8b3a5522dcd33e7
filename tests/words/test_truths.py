"""What holds for any text: it is read, alike each time, in time that grows with its length."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.body import Region
from syncer.words import Reading, read_pain
from syncer.words.telling import LONGEST_QUOTE
from syncer.words.vocabulary import Node, phrases
from tests.words.test_cases import CASES

SURE = [text for text, expected in CASES if expected is not None and expected.sure]
UNRELATED = [
    "Nice weather along the river.",
    "Lap 4/10 was the fastest.",
    "Effort 6/10, felt 8/10.",
    "Danach Kaffee und Kuchen mit allen.",
    "Schöne Runde um den See, 12 km in 5:10/km.",
    "Belle sortie au soleil, 10 km.",
    "Rodaje suave por el parque, 150 ppm.",
    "天气很好，跑了10公里，配速5分30秒。",
    "😀🎉",
    "",
]
PIECES = [
    *("knee", "left", "pain", "no", "4/10", "4", "/", "10", "wife's", "if", ",", ".", "?", "hurts"),
    *("Knie", "schmerzt", "nicht", "kein", "links", "genou", "mal au", "sans", "rodilla", "duele"),
    *(
        "sin",
        "左膝",
        "痛",
        "不",
        "4分",
        "10分之4",
        ":(",
        "🤕",
        "after",
        "5k",
        "3-4/10",
        "gone",
        "#",
    ),
    *("but", "again", "level", "shin splints", "calves", "sore", "limping", "ibuprofen", "great"),
]
HOSTILE = [
    *("<", "<b ", "</p", "&#", "@", "1:11", "1.1.", "a", "n't", "l'", "-", "- ", "4/10 ", "3-4/10"),
    *("knee pain, ", "no ", "left ", "knee ", "and ", "(", "膝", "十分之", "🤕", "\x00", "\u0301"),
    *("my wife's knee hurts 4/10, ", "outside of the left ", "kneepain", "http://", "again 4 "),
]


def words_of(reading: Reading | None) -> Reading | None:
    return reading and replace(reading, quote="")


@given(st.lists(st.text(), max_size=3))
def test_any_text_is_read(texts: list[str]) -> None:
    reading = read_pain(texts)
    assert reading is None or (len(reading.quote) <= LONGEST_QUOTE and reading.quote.isprintable())


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_a_sure_reading_makes_a_report_that_holds_together(pieces: list[str]) -> None:
    reading = read_pain([" ".join(pieces)])
    if reading is None:
        return
    assert reading.quote
    assert reading.ask is not reading.sure
    assert reading.worst is None or 0 <= reading.worst <= 10
    if not reading.sure:
        with pytest.raises(ValueError, match="asked"):
            reading.report(date(2025, 10, 4), datetime(2025, 10, 4, 9, tzinfo=UTC))
        return
    report = reading.report(date(2025, 10, 4), datetime(2025, 10, 4, 9, tzinfo=UTC))
    assert report.nothing is (reading.nothing and reading.region is None)
    assert reading.nothing or reading.fever or reading.region is not None


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_reading_twice_gives_the_same(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert read_pain([text]) == read_pain([text])


@pytest.mark.parametrize("text", SURE, ids=SURE)
def test_an_unrelated_sentence_changes_no_sure_reading(text: str) -> None:
    alone = words_of(read_pain([text]))
    for sentence in UNRELATED:
        assert words_of(read_pain([sentence, text])) == alone, sentence
        assert words_of(read_pain([text, sentence])) == alone, sentence
        assert words_of(read_pain([f"{text}\n{sentence}"])) == alone, sentence
        assert words_of(read_pain([f"{sentence}\n{text}"])) == alone, sentence


@given(st.sampled_from(SURE), st.sampled_from(SURE))
def test_what_is_sure_of_two_texts_was_sure_of_one(one: str, other: str) -> None:
    both = read_pain([one, other])
    if both is not None and both.sure and both.region is not None:
        regions = {r.region for r in (read_pain([one]), read_pain([other])) if r is not None}
        assert both.region in regions


@pytest.mark.parametrize("text", SURE, ids=SURE)
def test_capitals_change_nothing(text: str) -> None:
    assert words_of(read_pain([text.upper()])) == words_of(read_pain([text]))


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_long_texts_take_steps_by_their_length(piece: str) -> None:
    read_pain(["knee pain"])
    short, long = (steps(piece * (n // len(piece))) for n in (2_500, 10_000))
    assert long <= 4.5 * short + 500


def test_a_hostile_text_is_read_in_a_moment() -> None:
    chance = random.Random(5)
    text = "".join(chance.choice([*HOSTILE, *PIECES]) for _ in range(20_000))[:20_000]
    begun = time.process_time()
    for hostile in (text, *(piece * (20_000 // len(piece)) for piece in HOSTILE[:14])):
        read_pain([hostile])
    assert time.process_time() - begun < 30


def test_a_painless_knee_does_not_call_everything_well() -> None:
    reading = read_pain(["knees felt great"])
    assert reading is not None
    report = reading.report(date(2025, 10, 4), datetime(2025, 10, 4, 9, tzinfo=UTC))
    assert (report.region, report.worst, report.nothing) == (Region.KNEE, 0, False)


def test_the_quote_is_what_the_runner_typed() -> None:
    reading = read_pain(
        ["Morgenlauf", "Schön war's!\nKnie  rechts zwickt 3/10, seit Hügel. Kaffee."]
    )
    assert reading is not None
    assert reading.quote == "Knie rechts zwickt 3/10"


def test_no_phrase_is_endless() -> None:
    assert depth(phrases()) <= 12


def depth(node: Node) -> int:
    return 1 + max(map(depth, node.longer.values()), default=0)


def steps(text: str) -> int:
    """How many lines of ours run to read a text."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if "syncer" not in frame.f_code.co_filename:
            return None
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_pain([text])
    finally:
        sys.settrace(before)
    return count
