"""The sums behind docs/evidence.md, on rows whose answer is known beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.injury_rows import (
    PREVALENCE,
    Unreadable,
    auc,
    bounds,
    main,
    put_between_marks,
    ratio,
    read,
    relative_risk,
    resampled,
)

ILL = np.array([True, True, False, False])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4.0, 3.0, 2.0, 1.0], 1.0),
        ([1.0, 2.0, 3.0, 4.0], 0.0),
        ([1.0, 1.0, 1.0, 1.0], 0.5),
        ([2.0, 1.0, 1.0, 0.0], 0.875),
        ([np.nan, 3.0, 2.0, 1.0], 1.0),
    ],
)
def test_auc_is_the_chance_that_the_injured_one_is_greater(
    values: list[float], expected: float
) -> None:
    assert auc(np.array(values), ILL) == pytest.approx(expected)


def test_a_relative_risk_is_weighted_back_to_how_rare_injuries_are() -> None:
    flagged = np.array([True, False, True, False])
    # Half of the injured and half of the others on each side: the flag says nothing.
    assert relative_risk(flagged, ~flagged, ILL) == pytest.approx(1.0)
    injured = np.array([True] * 30 + [False] * 30)
    alarm = np.array([True] * 20 + [False] * 10 + [True] * 10 + [False] * 20)
    ill, well = PREVALENCE * 20 / 30, (1 - PREVALENCE) * 10 / 30
    ill_else, well_else = PREVALENCE * 10 / 30, (1 - PREVALENCE) * 20 / 30
    by_hand = (ill / (ill + well)) / (ill_else / (ill_else + well_else))
    assert relative_risk(alarm, ~alarm, injured) == pytest.approx(by_hand)


def test_a_cell_without_anybody_is_unbounded_and_no_crash() -> None:
    flagged = ILL.copy()
    assert relative_risk(flagged, ~flagged, ILL) == float("inf")
    assert bounds([1.0, 2.0, float("inf"), float("inf")])[1] is None
    assert bounds([float("nan")]) == (None, None)


def test_an_easy_week_is_no_base_for_a_ratio() -> None:
    found = ratio(np.array([30.0, 30.0]), np.array([2.0, 15.0]), 10.0)
    assert np.isnan(found[0])
    assert found[1] == 2.0


def test_rows_are_drawn_anew_but_always_the_same() -> None:
    one, other = resampled(ILL, 3), resampled(ILL, 3)
    assert [list(draw) for draw in one] == [list(draw) for draw in other]
    assert all(ILL[draw].sum() == 2 for draw in one)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "injury\nmaybe\n"])
def test_a_file_that_holds_no_rows_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text)
    with pytest.raises(Unreadable):
        read(path)


def test_a_missing_folder_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_tables_go_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- computed -->\nold\n<!-- /computed -->\nafter\n")
    put_between_marks(page, "new")
    assert page.read_text() == ("before\n<!-- computed -->\n\nnew\n\n<!-- /computed -->\nafter\n")
    page.write_text("no marks")
    with pytest.raises(Unreadable):
        put_between_marks(page, "new")
