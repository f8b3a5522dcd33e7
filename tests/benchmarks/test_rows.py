"""A benchmark row says honestly whether its goal was met, and old rows are kept or replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import Row, __main__, coaching_speed, import_memory
from coaching.engine import advise


@pytest.mark.parametrize(
    ("goal", "value", "holds"),
    [
        (">= 10", 9.99, False),
        (">= 10", 10.0, True),
        ("<= 150", 150.0, True),
        ("<= 150", 150.1, False),
        ("< 2", 2.0, False),
        ("< 2", 1.99, True),
        ("< 2", None, False),
        (None, 7.0, None),
    ],
)
def test_a_goal_is_met_or_not(goal: str | None, value: float | None, holds: bool | None) -> None:
    assert Row("import", "speed", value, "times", goal).holds is holds


def test_a_row_has_the_fields_that_scripts_rely_on() -> None:
    row = Row("import", "speed", 12.0, "times", ">= 10").as_json()
    assert list(row) == ["group", "name", "value", "unit", "goal", "holds"]


def test_a_group_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["speed"]) == 2
    assert "import, measure, coaching" in capsys.readouterr().err


def test_only_the_groups_that_ran_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now_three() -> Iterator[Row]:
        yield Row("coaching", "advise", 3.0, "ms", "< 2")

    results = tmp_path / "results.json"
    before = [Row("coaching", "advise", 1.0, "ms"), Row("import", "speed", 12.0, "times")]
    results.write_text(json.dumps([row.as_json() for row in before]), encoding="utf-8")
    monkeypatch.setattr(__main__, "RESULTS", results)
    monkeypatch.setitem(__main__.GROUPS, "coaching", (now_three,))
    assert __main__.main(["coaching"]) == 0
    kept = json.loads(results.read_text(encoding="utf-8"))
    assert [(row["group"], row["value"], row["holds"]) for row in kept] == [
        ("import", 12.0, None),
        ("coaching", 3.0, False),
    ]


def test_the_ten_years_have_something_to_say() -> None:
    """A log that every rule is silent about would be quick and prove nothing."""
    log = coaching_speed.ten_years()
    rules = {
        finding.rule for run in log.runs[-400:] for finding in advise(log, run.local_date).findings
    }
    assert {"session_spike", "pain", "strength"} <= rules
    assert log == coaching_speed.ten_years()


def test_the_runs_of_the_memory_test_are_all_different() -> None:
    shapes = list(import_memory._shapes())
    assert len(shapes) == import_memory.SHAPES
    assert all(shape.elapsed_s < 6 * 3600 for shape in shapes)
