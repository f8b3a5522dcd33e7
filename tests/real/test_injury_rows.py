"""What simple rules achieve on real injury rows, and that the pages say it as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import alarm_rates, histories, injury_rows
from benchmarks.injury_rows import BEGIN, END, PRIMARY, Flag, Signal, as_tables, judged, read

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def found(shared: Path) -> tuple[list[Flag], list[Signal]]:
    rows = read(shared / "injury" / PRIMARY)
    return judged(rows, injury_rows.SAMPLES, lambda some: some)


def computed(page: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].strip()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("week against the week before", 0.504),
        ("the same, one week earlier", 0.518),
        ("7 days against 21, coupled", 0.507),
        ("7 days against 14, uncoupled", 0.514),
        ("longest day, week 2 against 3", 0.519),
        ("rest days of the week (fewer is worse)", 0.546),
        ("hard kilometres of the week", 0.582),
    ],
)
def test_a_number_tells_injured_weeks_as_badly_as_was_found_before(
    found: tuple[list[Flag], list[Signal]], what: str, expected: float
) -> None:
    (signal,) = (one for one in found[1] if one.what == what)
    assert signal.auc == pytest.approx(expected, abs=0.01)
    assert signal.low < expected < signal.high


@pytest.mark.parametrize(
    ("what", "risk"),
    [
        ("week more than 10 % longer", 0.95),
        ("week more than 30 % longer", 1.04),
        ("week doubled, one week earlier", 1.89),
        ("longest day more than 10 % longer", 1.13),
        ("longest day more than 30 % longer", 0.97),
        ("longest day doubled", 2.78),
        ("no rest day", 1.19),
        ("more than 2 rest days, against 2", 0.58),
        ("10 to 20 hard km, against 5 or less", 2.03),
        ("3 to 5 strength sessions, against none", 2.53),
    ],
)
def test_an_alarm_is_worth_what_was_found_before(
    found: tuple[list[Flag], list[Signal]], what: str, risk: float
) -> None:
    (flag,) = (one for one in found[0] if one.what == what)
    assert flag.risk == pytest.approx(risk, rel=0.10)
    assert (flag.low or 0.0) < risk < (flag.high or 99.0)
    assert flag.injuries_per_alarm < 0.04


def test_the_page_on_the_evidence_is_fresh(
    shared: Path, found: tuple[list[Flag], list[Signal]]
) -> None:
    rows = read(shared / "injury" / PRIMARY)
    assert computed("evidence.md") == as_tables(rows, found)


def test_the_page_on_how_often_rules_speak_is_fresh(shared: Path) -> None:
    names = {f"runner {nth}": name for nth, name in enumerate(histories.RUNNERS, 1)}
    names["cyclist"] = histories.CYCLIST
    spoken = {
        who: alarm_rates.spoken(histories.history(shared / "history" / name), who)
        for who, name in names.items()
    }
    assert computed("how-often.md") == alarm_rates.as_tables(spoken)
    assert not any(name in computed("how-often.md") for name in histories.RUNNERS)
