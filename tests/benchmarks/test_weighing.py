"""What a number and an alarm are worth, on rows whose answer is known beforehand."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load_alarms import above
from benchmarks.training_rows import Rows
from benchmarks.weighing import (
    COMPARISONS,
    PREVALENCE,
    athletes_drawn_anew,
    auc,
    bounds,
    drawn_anew,
    relative_risk,
    share_injured,
    stands,
    worth,
)

ILL = np.array([True, True, False, False])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4.0, 3.0, 2.0, 1.0], 1.0),
        ([1.0, 2.0, 3.0, 4.0], 0.0),
        ([1.0, 1.0, 1.0, 1.0], 0.5),
        ([2.0, 1.0, 1.0, 0.0], 0.875),
        ([nan, 3.0, 2.0, 1.0], 1.0),
    ],
)
def test_auc_is_the_chance_that_the_injured_one_is_greater(
    values: list[float], expected: float
) -> None:
    assert auc(np.array(values), ILL) == pytest.approx(expected)


def test_auc_is_unknown_without_anybody_to_compare() -> None:
    assert isnan(auc(np.array([nan, nan, 2.0, 1.0]), ILL))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_auc_counts_pairs_one_by_one(rows: list[tuple[int, bool]]) -> None:
    ill = [value for value, injured in rows if injured]
    well = [value for value, injured in rows if not injured]
    found = auc(np.array([value for value, _ in rows], float), np.array([i for _, i in rows], bool))
    if not ill or not well:
        assert isnan(found)
        return
    wins = sum((a > b) + (a == b) / 2 for a in ill for b in well)
    assert found == pytest.approx(wins / (len(ill) * len(well)))


def test_a_relative_risk_is_weighted_back_to_how_rare_injuries_are() -> None:
    flagged = np.array([True, False, True, False])
    # Half of the injured and half of the others on each side: the flag says nothing.
    assert relative_risk(flagged, ~flagged, ILL) == pytest.approx(1.0)
    assert share_injured(flagged, ILL) == pytest.approx(PREVALENCE)
    injured = np.array([True] * 30 + [False] * 30)
    alarm = np.array([True] * 20 + [False] * 10 + [True] * 10 + [False] * 20)
    ill, well = PREVALENCE * 20 / 30, (1 - PREVALENCE) * 10 / 30
    ill_else, well_else = PREVALENCE * 10 / 30, (1 - PREVALENCE) * 20 / 30
    by_hand = (ill / (ill + well)) / (ill_else / (ill_else + well_else))
    assert relative_risk(alarm, ~alarm, injured) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("flagged", "expected"),
    [
        ([True, True, True, False], inf),  # nobody was injured without the alarm
        ([True, False, False, False], inf),  # nobody stayed well with it
        ([False, False, True, False], 0.0),
        ([False, False, False, False], nan),
        ([True, True, True, True], nan),
    ],
)
def test_a_group_without_anybody_is_no_crash(flagged: list[bool], expected: float) -> None:
    alarm = np.array(flagged)
    assert relative_risk(alarm, ~alarm, ILL) == pytest.approx(expected, nan_ok=True)


def test_rows_of_one_kind_alone_have_no_risk() -> None:
    alarm = np.array([True, False])
    assert isnan(relative_risk(alarm, ~alarm, np.array([True, True])))
    assert isnan(relative_risk(alarm, ~alarm, np.array([False, False])))


def test_an_interval_is_as_wide_as_what_is_unknown() -> None:
    assert bounds([float(nth) for nth in range(1, 1001)]) == (25.0, 975.0)
    assert bounds([1.0, 2.0, inf, inf]) == (1.0, inf)
    assert bounds([1.0] * 90 + [nan] * 10) == (0.0, inf)
    assert bounds([]) == (0.0, inf)


def test_many_comparisons_ask_for_more() -> None:
    random = np.random.default_rng(1)
    drawn = list(np.exp(random.normal(np.log(2.0), 0.25, 2_000)))  # 2.8 spreads away from 1
    assert stands(2.0, drawn, comparisons=1)
    assert not stands(2.0, drawn, comparisons=COMPARISONS)
    assert stands(2.5, drawn, comparisons=COMPARISONS)  # 3.7 spreads
    assert stands(1 / 2.5, drawn, comparisons=COMPARISONS), "less often counts as well"


@pytest.mark.parametrize("risk", [nan, inf, 0.0])
def test_what_has_no_answer_does_not_stand(risk: float) -> None:
    assert not stands(risk, [9.0, 9.1] * 100)
    assert not stands(9.0, [9.0, 9.1] * 100 + [inf] * 20), "too many draws without a bound"
    assert not stands(9.0, [])


def test_rows_are_drawn_anew_but_always_the_same() -> None:
    one, other = drawn_anew(ILL, 3), drawn_anew(ILL, 3)
    assert [list(draw) for draw in one] == [list(draw) for draw in other]
    assert len({tuple(draw) for draw in drawn_anew(ILL, 50)}) > 1
    assert all(ILL[draw].sum() == 2 for draw in one)


def test_an_athlete_is_drawn_with_all_his_rows() -> None:
    athletes = np.array([7.0, 3.0, 7.0, 7.0, 5.0])
    for draw in athletes_drawn_anew(athletes, 20):
        of_seven = [int((draw == row).sum()) for row in (0, 2, 3)]
        assert len(set(of_seven)) == 1
        alone = int((draw == 1).sum()) + int((draw == 4).sum())
        assert of_seven[0] + alone == 3


def test_an_alarm_is_judged_among_rows_on_which_it_could_fire() -> None:
    rows = Rows({}, np.array([True] * 4 + [False] * 4))
    values = np.array([3.0, 1.0, 1.0, nan, 3.0, 1.0, nan, nan])
    found = worth(rows, above("rule", "what", values, 2.0), drawn_anew(rows.injured, 50), "these")
    assert (found.caught, found.disturbed) == (1, 1)
    assert found.catches == pytest.approx(1 / 3)
    assert found.fires_on_healthy == pytest.approx(1 / 2)
    assert found.rows == "these, 4 and 4"
    assert not found.stands


def test_an_alarm_that_never_could_fire_is_unknown() -> None:
    rows = Rows({}, ILL)
    found = worth(rows, above("rule", "what", np.full(4, nan), 2.0), drawn_anew(ILL, 50), "these")
    assert isnan(found.risk)
    assert isnan(found.catches)
    assert (found.low, found.high) == (0.0, inf)
