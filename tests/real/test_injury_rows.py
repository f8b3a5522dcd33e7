"""What simple rules achieve on real injury rows, and that the pages say it as it is."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from benchmarks import alarm_rates
from benchmarks.histories import histories
from benchmarks.injury_rows import Found, as_tables, judged
from benchmarks.pages import computed_part
from benchmarks.weighing import Worth

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def found(shared: Path) -> Found:
    return judged(shared / "injury")


def again(found: Found, what: str, rows: str) -> Worth:
    (told,) = (one for one in found.again if one.what == what and one.rows.startswith(rows))
    return told


def test_the_sample_is_the_one_that_was_counted_before(found: Found) -> None:
    assert (found.injured, found.others) == (421, 384)
    counts = {(one.rule, one.what): (one.caught, one.disturbed) for one in found.alarms}
    assert counts["session_spike", "longest day doubled"] == (16, 5)
    assert counts["weekly_ramp", "week doubled, one week earlier"] == (26, 12)


# AUC and relative risk, with their intervals, as a first calculation found them on its own draws.
@pytest.mark.parametrize(
    ("what", "expected", "low", "high"),
    [
        ("week against the week before", 0.504, 0.462, 0.547),
        ("the same, one week earlier", 0.518, 0.476, 0.563),
        ("7 days against 21, coupled", 0.507, 0.466, 0.547),
        ("7 against 14 (as the mean of two)", 0.514, 0.471, 0.558),
        ("longest day, one week earlier", 0.519, 0.477, 0.560),
        ("km of the week", 0.525, 0.483, 0.564),
        ("rest days, fewer is worse", 0.546, 0.508, 0.585),
        ("hard km of the week", 0.582, 0.540, 0.622),
        ("hard km as a share of all km", 0.603, 0.559, 0.642),
    ],
)
def test_a_number_tells_injured_weeks_as_badly_as_was_found_before(
    found: Found, what: str, expected: float, low: float, high: float
) -> None:
    (number,) = (one for one in found.numbers if one.what == what)
    assert number.auc == pytest.approx(expected, abs=0.002)
    assert number.low == pytest.approx(low, abs=0.01)
    assert number.high == pytest.approx(high, abs=0.01)


@pytest.mark.parametrize(
    ("what", "risk", "low", "high", "fires", "catches", "per_alarm"),
    [
        ("week more than 10 % longer", 0.95, 0.71, 1.27, 42, 41, 1.4),
        ("week more than 30 % longer", 1.04, 0.74, 1.45, 24, 25, 1.5),
        ("week doubled, one week earlier", 1.89, 0.99, 4.40, 4, 7, 2.6),
        ("7 days against 21 above 1.3", 0.97, 0.65, 1.42, 15, 15, 1.4),
        ("7 days against 21 above 1.5", 0.64, 0.33, 1.13, 8, 5, 0.9),
        ("7 days against 14 above 1.5", 1.11, 0.73, 1.64, 14, 15, 1.6),
        ("longest day more than 10 % longer", 1.13, 0.85, 1.51, 37, 40, 1.5),
        ("longest day more than 30 % longer", 0.97, 0.67, 1.42, 19, 19, 1.4),
        ("longest day doubled", 2.78, 1.11, 12.2, 2, 4, 3.8),
        ("no rest day", 1.19, 0.87, 1.64, 24, 28, 1.5),
        ("more than 2 rest days, against 2", 0.58, 0.37, 0.91, 23, 15, 0.9),
        ("10 to 20 hard km, against up to 5", 2.03, 1.43, 2.87, 29, 38, 1.8),
        ("3 to 5 sessions in 21 days, against none", 2.53, 1.75, 3.68, 28, 45, 2.1),
    ],
)
def test_an_alarm_is_worth_what_was_found_before(
    found: Found,
    what: str,
    risk: float,
    low: float,
    high: float,
    fires: int,
    catches: int,
    per_alarm: float,
) -> None:
    (alarm,) = (one for one in found.alarms if one.what == what)
    assert alarm.risk == pytest.approx(risk, abs=0.006)
    assert alarm.low == pytest.approx(low, rel=0.06)
    assert alarm.high == pytest.approx(high, rel=0.08)
    assert round(100 * alarm.fires_on_healthy) == fires
    assert round(100 * alarm.catches) == catches
    assert round(100 * alarm.injuries_per_alarm, 1) == per_alarm


@pytest.mark.parametrize(
    ("what", "rows", "risk"),
    [
        ("week doubled, one week earlier", "all known injuries, the sample's", 1.88),
        ("longest day doubled", "all known rows", 2.63),
        ("longest day doubled", "selected rows, athletes drawn whole", 2.94),
    ],
)
def test_a_doubling_on_other_rows_is_what_was_found_before(
    found: Found, what: str, rows: str, risk: float
) -> None:
    assert again(found, what, rows).risk == pytest.approx(risk, abs=0.006)


def test_the_floors_that_are_ours_give_the_same_in_both_tables(found: Found) -> None:
    risks = {one.what: one.risk for one in found.alarms}
    for what, floor in (("longest day doubled", 5), ("week doubled, one week earlier", 15)):
        told = again(found, f"{what}, from {floor} km on", "random sample")
        assert told.risk == risks[what]


def test_what_the_page_says_in_words_is_so(found: Found) -> None:
    """Each of these stands as a sentence in docs/evidence.md: a failure means rewriting it."""
    everything = [*found.alarms, *found.again]
    assert not any(one.stands for one in everything if "doubled" in one.what)
    assert {one.what for one in found.alarms if one.stands} == {
        "10 to 20 hard km, against up to 5",
        "3 to 5 sessions in 21 days, against none",
    }
    (hard,) = (one for one in found.again if "hard km" in one.what and "athletes" in one.rows)
    assert hard.low < 1 < hard.high
    lifted = [one.stands for one in found.again if "sessions" in one.what]
    assert lifted == [True, True, False]
    risks = [one.risk for one in found.again if one.what.startswith("longest day doubled, from")]
    assert (round(min(risks), 1), round(max(risks), 1)) == (1.8, 6.5)
    assert min(one.injuries_per_alarm for one in found.alarms) > 0.0085
    assert max(one.injuries_per_alarm for one in found.alarms) < 0.04
    (amber,) = (one for one in found.alarms if "our amber" in one.what)
    assert amber.risk < 1 < amber.high
    ratios = ("weekly_ramp", "acute_chronic", "session_spike")
    assert all(one.low < 0.5 < one.high for one in found.numbers if one.rule in ratios)


def test_the_page_on_the_evidence_is_fresh(found: Found) -> None:
    assert computed_part(DOCS / "evidence.md") == as_tables(found)


def test_the_page_on_how_often_rules_speak_is_fresh(shared: Path) -> None:
    logs = histories(shared / "history")
    spoken = {who: alarm_rates.spoken(log, who) for who, log in logs.items()}
    assert computed_part(DOCS / "how-often.md") == alarm_rates.as_tables(spoken)


def test_all_notes_on_load_are_about_a_spike(shared: Path) -> None:
    """Another sentence of docs/how-often.md."""
    for who, log in histories(shared / "history").items():
        assert set(alarm_rates.spoken(log, who).notes) <= {"session_spike"}, who


def test_no_file_tells_whose_histories_they_are(shared: Path) -> None:
    """A folder is called by a handle, some with a word behind it; none stands in a file of ours."""
    handles = {path.name.partition("_")[0] for path in (shared / "history").iterdir()}
    told = re.compile("|".join(map(re.escape, handles)), re.IGNORECASE)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    guilty = [
        name
        for name in filter(None, listed.stdout.split("\0"))
        if (ROOT / name).is_file()
        and told.search(name + (ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert handles
    assert not guilty
