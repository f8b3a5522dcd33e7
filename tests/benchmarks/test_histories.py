"""Public histories become logs by number, and how often rules speak is counted."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks import alarm_rates
from benchmarks.alarm_rates import NO_LIGHT, as_tables, spoken
from benchmarks.histories import LIST, histories, history, seconds
from benchmarks.pages import BEGIN, END, Unreadable, computed_part

FIRST = date(2024, 1, 1)


def outing(day: date, sport: str = "Run", distance: float = 8000.0) -> dict[str, object]:
    return {
        "run_id": int(f"{day:%Y%m%d}"),
        "type": sport,
        "distance": distance,
        "moving_time": "0:48:00",
        "start_date": f"{day} 06:00:00",
        "start_date_local": f"{day} 08:00:00",
    }


def person(folder: Path, runs: int, rides: int = 0, swims: int = 0) -> Path:
    days = [FIRST + timedelta(days=2 * nth) for nth in range(runs + rides + swims)]
    sports = ["Run"] * runs + ["cycling"] * rides + ["Swim"] * swims
    folder.mkdir()
    rows = [outing(day, sport) for day, sport in zip(days, sports, strict=True)]
    (folder / LIST).write_text(json.dumps(rows), encoding="utf-8")
    return folder


def test_everybody_goes_by_a_number_the_most_runs_first(tmp_path: Path) -> None:
    person(tmp_path / "anna", 3)
    person(tmp_path / "zoe", 9, rides=2)
    person(tmp_path / "max", 2, rides=5)
    person(tmp_path / "tom", 1, swims=4)
    (tmp_path / "nobody").mkdir()
    logs = histories(tmp_path)
    assert {who: len(log.runs) for who, log in logs.items()} == {
        "runner 1": 9,
        "runner 2": 3,
        "runner 3": 1,
        "cyclist 1": 2,
    }
    assert not any(name in repr(logs) for name in ("anna", "zoe", "max", "tom"))


def test_a_clock_that_was_never_set_dates_no_run(tmp_path: Path) -> None:
    folder = person(tmp_path / "one", 1)
    days = [date(2000, 1, 1), date(2004, 12, 31), date(2005, 1, 1)]
    (folder / LIST).write_text(json.dumps([outing(day) for day in days]), encoding="utf-8")
    assert [run.local_date for run in history(folder).runs] == [date(2005, 1, 1)]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"type": "Run"}]', "null"])
def test_a_broken_list_is_told_without_saying_whose(tmp_path: Path, text: str) -> None:
    folder = person(tmp_path / "anna", 1)
    (folder / LIST).write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as told:
        histories(tmp_path)
    assert "anna" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1:02:03", 3723.0), ("2 days, 1:02:03", 176_523.0), ("0:30:00.5", 1800.5)],
)
def test_moving_times_are_read(text: str, expected: float) -> None:
    assert seconds(text) == expected


def test_grey_and_no_light_are_counted_apart(tmp_path: Path) -> None:
    log = history(person(tmp_path / "one", 60))
    count = spoken(log, "runner 1")
    assert count.findings["session_spike", NO_LIGHT] == 1, "the first run"
    assert count.findings["weekly_ramp", "grey"] > 20
    assert count.findings["weekly_ramp", NO_LIGHT] == 0


def test_a_cyclist_is_left_out_of_what_is_pooled(tmp_path: Path) -> None:
    person(tmp_path / "one", 30)
    person(tmp_path / "other", 20, rides=30)
    counts = {who: spoken(log, who) for who, log in histories(tmp_path).items()}
    text = as_tables(counts)
    assert text.startswith("30 runs of 1 runners on 30 days")
    assert "| cyclist 1 | 20 |" in text
    assert as_tables({"cyclist 1": counts["cyclist 1"]}).startswith("0 runs of 0 runners")


def test_the_command_writes_what_it_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person(tmp_path / "one", 30)
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    assert alarm_rates.main([str(tmp_path), "--write", str(page)]) == 0
    assert capsys.readouterr().out.strip() == computed_part(page)


def test_a_folder_without_lists_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert alarm_rates.main([str(tmp_path)]) == 1
    assert "has no folder with a list" in capsys.readouterr().err
