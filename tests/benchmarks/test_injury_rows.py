"""Injury rows in, tables out: what is refused, and what the tables say in words."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from benchmarks.injury_rows import (
    LARGER,
    LEAST_SAMPLES,
    PRIMARY,
    WITH_ATHLETES,
    Found,
    as_facts,
    as_tables,
    judged,
    main,
)
from benchmarks.pages import BEGIN, END, Unreadable, computed_part, put_between_marks
from benchmarks.training_rows import (
    HARD_KM,
    KM,
    LONGEST,
    REST_DAYS,
    STRENGTH,
    injured_against,
    read,
)
from benchmarks.weighing import Knowing, Worth

COLUMNS = (
    *(f"{name}{back}" for name in (KM, STRENGTH) for back in ("", ".1", ".2")),
    *(f"{LONGEST}{back}" for back in (".1", ".2")),
    HARD_KM,
    REST_DAYS,
    "injury",
    "Athlete ID",
)
FIRED = Worth("rule", "alarm", 0.02, 0.04, 2.8, 1.1, 11.5, 0.038, 16, 5, True, "these, 4 and 4")


def write(path: Path, lines: Sequence[Sequence[object]], header: Sequence[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    return path


def weeks(seed: int, rows: int) -> list[list[float]]:
    """Rows by chance, every other one injured, of six athletes."""
    random = np.random.default_rng(seed)
    return [
        [
            *random.uniform(0, 80, 3),
            *random.integers(0, 4, 3),
            *random.uniform(0, 30, 2),
            *random.uniform(0, 25, 1),
            *random.integers(0, 4, 1),
            nth % 2,
            nth % 6,
        ]
        for nth in range(rows)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed, name in enumerate((PRIMARY, LARGER, WITH_ATHLETES)):
        write(tmp_path / name, weeks(seed, 60 + 20 * seed))
    return tmp_path


def found(*alarms: Worth, knowing: float = 0.5) -> Found:
    number = Knowing("rule", "number", knowing, 0.4, 0.6)
    return Found(4, 5, alarms or (FIRED,), (number,), alarms or (FIRED,))


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (["a", "b"], ["1", "2"]),
        (COLUMNS[:-3], ["1"] * (len(COLUMNS) - 3)),
        (COLUMNS, ["1"] * (len(COLUMNS) - 3) + ["maybe", "1", "1"]),
        (COLUMNS, ["1"] * (len(COLUMNS) - 3)),
        (COLUMNS, ["-1"] + ["1"] * (len(COLUMNS) - 1)),
        (COLUMNS, ["nan"] + ["1"] * (len(COLUMNS) - 1)),
        (COLUMNS, ["1"] * (len(COLUMNS) - 2) + ["2", "1"]),
    ],
)
def test_a_file_that_holds_no_rows_is_told(
    tmp_path: Path, header: Sequence[str], line: Sequence[str]
) -> None:
    with pytest.raises(Unreadable):
        read(write(tmp_path / "rows.csv", [line], header))


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").touch()
    with pytest.raises(Unreadable, match="no column"):
        read(tmp_path / "rows.csv")


def test_whose_rows_they_are_is_read_only_where_asked(folder: Path) -> None:
    assert read(folder / PRIMARY).athletes is None
    athletes = read(folder / PRIMARY, whose=True).athletes
    assert athletes is not None
    assert set(athletes) == {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}


def test_injured_rows_of_one_file_stand_beside_the_others_of_another(folder: Path) -> None:
    sample, larger = read(folder / PRIMARY), read(folder / LARGER)
    mixed = injured_against(larger, sample)
    assert list(mixed.injured) == [True] * 40 + [False] * 30
    assert list(mixed.week(KM, 0)[:40]) == list(larger.week(KM, 0)[larger.injured])
    assert list(mixed.week(KM, 0)[40:]) == list(sample.week(KM, 0)[~sample.injured])


def test_chance_alone_does_not_stand(folder: Path) -> None:
    told = judged(folder, 200)
    assert (told.injured, told.others) == (30, 30)
    assert not any(one.stands for one in (*told.alarms, *told.again))
    assert len({one.rows for one in told.again}) == 4
    assert all(one.low <= one.auc <= one.high for one in told.numbers)


def test_an_interval_and_what_fires_stand_in_the_table() -> None:
    text = as_tables(found())
    assert "4 weeks before an injury, 5 other weeks" in text
    assert "| 2% | 4% | 2.80 (1.10 to 11.50) | 3.8% | 16 and 5 | yes |" in text
    assert "0.500 (0.400 to 0.600) | ██████████░░░░░░░░░░ |" in text


@pytest.mark.parametrize(
    ("risk", "low", "high", "words"),
    [
        (6.5, 2.13, inf, "| 6.50 (2.13 or more, no upper bound) |"),
        (inf, 2.13, inf, "| without bound (2.13 or more, no upper bound) |"),
        (nan, 0.0, inf, "| unknown |"),
    ],
)
def test_what_is_infinite_or_unknown_is_said_in_words(
    risk: float, low: float, high: float, words: str
) -> None:
    text = as_tables(found(replace(FIRED, risk=risk, low=low, high=high, stands=False)))
    assert text.count(words) == 2, "with the alarms, and where they are looked at again"
    assert not {"inf", "nan"} & set(text.replace("(", " ").split())


def test_unknown_shares_are_said_in_words() -> None:
    text = as_tables(found(replace(FIRED, catches=nan, injuries_per_alarm=nan)))
    assert "| 2% | unknown | 2.80 (1.10 to 11.50) | unknown |" in text


def test_facts_are_json_that_any_reader_takes() -> None:
    facts = as_facts(found(replace(FIRED, risk=nan, high=inf)))
    text = json.dumps(facts, allow_nan=False)
    (alarm,) = json.loads(text)["alarms"]
    assert (alarm["risk"], alarm["high"], alarm["low"]) == (None, None, 1.1)


def test_tables_are_printed_written_and_told_as_facts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    draws = ["--samples", str(LEAST_SAMPLES)]
    assert main([str(folder), *draws, "--write", str(page)]) == 0
    assert capsys.readouterr().out.strip() == computed_part(page)
    assert page.read_text(encoding="utf-8").endswith(f"{END}\nafter\n")
    assert main([str(folder), *draws, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert set(facts) == {"injured", "others", "alarms", "numbers", "again"}


def test_a_missing_folder_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert "cannot be read" in told.err
    assert told.err.count("\n") == 1


def test_a_page_without_marks_is_told_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("no marks", encoding="utf-8")
    assert main([str(tmp_path / "nowhere"), "--write", str(page)]) == 1
    assert "no place for the tables" in capsys.readouterr().err


def test_too_few_draws_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for few in (str(LEAST_SAMPLES - 1), "many"):
        with pytest.raises(SystemExit) as told:
            main(["somewhere", "--samples", few])
        assert told.value.code == 2
    assert "make no interval" in capsys.readouterr().err


def test_tables_go_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put_between_marks(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert computed_part(page) == "new"
    for text in ("no marks", f"{BEGIN} alone", f"{END} before {BEGIN}"):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(Unreadable):
            put_between_marks(page, "new")
        assert page.read_text(encoding="utf-8") == text
