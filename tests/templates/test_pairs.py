"""Every reason why two recordings are one run has a sentence of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syncer.alike import Why
from templates import PairFacts, Reader
from templates.pairs import Side, meanwhile, said_of

START = datetime(2026, 3, 15, 7, tzinfo=UTC)
ONE = Side("garmin", START, 8_000.0, 2_640.0, "run")
OTHER = Side("files", START, 7_900.0, 2_600.0, "run")
PAIR = PairFacts("1-2", "joined", "time", ONE, OTHER, 42, 43, 6, counts_m=8_000.0)


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_is_a_sentence_of_its_own(why: Why) -> None:
    says = {
        other: said_of(replace(PAIR, why=str(other), state=state(other)), Reader()) for other in Why
    }
    beginning = "Perhaps one run: " if why.doubtful else "One run from Garmin and your file: "
    assert says[why].startswith(beginning)
    assert says[why].endswith(".")
    assert len(says[why]) > len(beginning) + 5
    assert list(says.values()).count(says[why]) == 1


def state(why: Why) -> str:
    return "doubtful" if why.doubtful else "joined"


def test_one_minute_is_one_minute() -> None:
    one = said_of(replace(PAIR, why="minutes", apart_min=1), Reader())
    assert "one clock is 1 minute off, and all else agrees." in one


def test_what_counts_meanwhile_is_in_the_readers_units() -> None:
    assert meanwhile(PAIR, Reader(units="mi")) == "Until you tell me, it counts once, with 5.0 mi."
    assert meanwhile(replace(PAIR, counts_m=None), Reader()) == "Until you tell me, it counts once."


def test_a_source_that_nobody_named_goes_by_its_own_name() -> None:
    pair = replace(PAIR, one=replace(ONE, source="coros"))
    assert said_of(pair, Reader()).startswith("One run from coros and your file")
