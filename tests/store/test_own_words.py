"""Our block in a runner's own text: replaced, never doubled, and not a character else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.own_words import BEGINS, ENDS, Changed, block, has_block, with_block, without_block

NOTE, LATER = "Keep the next two runs short.", "Rest tomorrow."
anything = st.text()
own = anything.filter(lambda text: BEGINS not in text)


@given(own, anything)
def test_taken_back_leaves_what_stood_there_to_the_byte(text: str, note: str) -> None:
    assert without_block(with_block(text, note)) == text


@given(own, anything, anything)
def test_a_new_note_takes_the_place_of_the_old(text: str, note: str, later: str) -> None:
    assert with_block(with_block(text, note), later) == with_block(text, later)


@given(own, own, anything, anything)
def test_words_on_either_side_survive(before: str, after: str, note: str, later: str) -> None:
    changed = with_block(before + block(note) + after, later)
    assert changed == before + block(later) + after


@given(own, own)
def test_the_same_note_again_changes_nothing(text: str, note: str) -> None:
    once = with_block(text, note)
    assert with_block(once, note) == once
    assert once.count(BEGINS) == 1


@given(own, own, own)
def test_copies_that_the_runner_made_become_one(a: str, b: str, c: str) -> None:
    changed = with_block(a + block(NOTE) + b + block(NOTE) + c, LATER)
    assert changed.count(BEGINS) == 1
    assert changed.startswith(a + block(LATER) + b)


@given(anything)
def test_a_block_is_one_line_whatever_the_note_holds(note: str) -> None:
    line = block(note)
    assert len(line.splitlines()) == 1
    assert line.count(ENDS) == 1
    assert has_block(line)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", f"{BEGINS} Rest tomorrow. {ENDS}"),
        ("Schön war's 🌧️", f"Schön war's 🌧️\n\n{BEGINS} Rest tomorrow. {ENDS}"),
        ("膝盖没事\r\n", f"膝盖没事\r\n\n\n{BEGINS} Rest tomorrow. {ENDS}"),
    ],
)
def test_stands_below_the_runners_words(text: str, whole: str) -> None:
    assert with_block(text, LATER) == whole


@pytest.mark.parametrize(
    "text",
    [
        f"{BEGINS} Keep the next two",
        f"{BEGINS}",
        f"words {BEGINS} Keep the\nnext two {ENDS}",
        f"{BEGINS} {BEGINS} Keep {ENDS}",
    ],
)
def test_half_a_block_is_the_runners_and_left_alone(text: str) -> None:
    with pytest.raises(Changed):
        with_block(text, NOTE)
