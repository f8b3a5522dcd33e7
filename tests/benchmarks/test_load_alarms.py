"""The load rules on rows of three weeks: just below, at and just above each limit."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.load_alarms import (
    DAY_FLOORS_KM,
    LEAST_DAY_KM,
    LEAST_WEEK_KM,
    WEEK_FLOORS_KM,
    Alarm,
    alarms,
    floors,
    numbers,
    ratio,
)
from benchmarks.training_rows import HARD_KM, KM, LONGEST, REST_DAYS, STRENGTH, Rows


def row(
    km: tuple[float, float, float] = (40.0, 40.0, 40.0),
    longest: tuple[float, float] = (15.0, 15.0),
    hard: float = 0.0,
    rest: float = 2.0,
    strength: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Rows:
    """One row, the last week first; the longest days are those of the two weeks before it."""
    told = {
        **{f"{KM}{back}": value for back, value in zip(("", ".1", ".2"), km, strict=True)},
        **{f"{LONGEST}{back}": value for back, value in zip((".1", ".2"), longest, strict=True)},
        **{f"{STRENGTH}{back}": v for back, v in zip(("", ".1", ".2"), strength, strict=True)},
        HARD_KM: hard,
        REST_DAYS: rest,
    }
    return Rows({name: np.array([value]) for name, value in told.items()}, np.array([True]))


def alarm(rows: Rows, what: str) -> Alarm:
    (found,) = (one for one in alarms(rows) if one.what == what)
    return found


@pytest.mark.parametrize(
    ("what", "silent", "loud"),
    [
        ("week more than 10 % longer", row((44.0, 40, 40)), row((44.1, 40, 40))),
        ("week more than 30 % longer", row((52.0, 40, 40)), row((52.1, 40, 40))),
        ("week doubled", row((80.0, 40, 40)), row((80.1, 40, 40))),
        ("week doubled, one week earlier", row((40, 80.0, 40)), row((40, 80.1, 40))),
        (
            "week twice the mean of two and 10 km more (our amber)",
            row((80.0, 30, 50)),
            row((80.1, 30, 50)),
        ),
        (
            "week twice the mean of two and 10 km more (our amber)",
            row((18.9, 8, 10)),
            row((19.0, 8, 10)),
        ),
        ("7 days against 21 above 1.3", row((39.0, 25.5, 25.5)), row((39.1, 25.5, 25.5))),
        ("7 days against 21 above 1.5", row((60.0, 30, 30)), row((60.1, 30, 30))),
        ("7 days against 14 above 1.5", row((60.0, 50, 30)), row((60.1, 50, 30))),
        ("longest day more than 10 % longer", row(longest=(11.0, 10)), row(longest=(11.1, 10))),
        ("longest day more than 30 % longer", row(longest=(13.0, 10)), row(longest=(13.1, 10))),
        ("longest day doubled", row(longest=(20.0, 10)), row(longest=(20.1, 10))),
        ("no rest day", row(rest=1), row(rest=0)),
        ("more than 2 rest days, against 2", row(rest=2), row(rest=3)),
        ("5 to 10 hard km, against up to 5", row(hard=5.0), row(hard=5.1)),
        ("10 to 20 hard km, against up to 5", row(hard=10.0), row(hard=20.0)),
        ("over 20 hard km, against up to 5", row(hard=20.0), row(hard=20.1)),
        (
            "3 to 5 sessions in 21 days, against none",
            row(strength=(2, 0, 0)),
            row(strength=(1, 1, 1)),
        ),
        ("6 and more, against none", row(strength=(3, 1, 1)), row(strength=(3, 1, 2))),
    ],
)
def test_an_alarm_fires_above_its_limit(what: str, silent: Rows, loud: Rows) -> None:
    assert not alarm(silent, what).fires[0]
    assert alarm(loud, what).fires[0]


def test_no_row_fires_and_is_the_base_at_once() -> None:
    for rows in (row(), row((90, 20, 20), (30, 6), 15.0, 0.0, (2, 2, 2)), row((0, 0, 0), (0, 0))):
        for one in [*alarms(rows), *floors(rows)]:
            assert not (one.fires & one.base).any(), one.what
            assert not ((one.fires | one.base) & ~one.could).any(), one.what


@pytest.mark.parametrize(("least", "known"), [(14.9, True), (15.0, True), (15.1, False)])
def test_an_easy_week_is_no_base_for_a_ratio(least: float, known: bool) -> None:
    found = ratio(np.array([30.0]), np.array([15.0]), least)
    assert np.isfinite(found[0]) == known


def test_nothing_at_all_is_no_base_even_without_a_floor() -> None:
    assert np.isnan(ratio(np.array([30.0]), np.array([0.0]), 0.0)[0])


def test_our_own_floors_are_among_those_that_are_tried() -> None:
    assert LEAST_DAY_KM in DAY_FLOORS_KM
    assert LEAST_WEEK_KM in WEEK_FLOORS_KM
    rows = row((40, 80.1, 40), (20.1, 10))
    told = {one.what: one for one in floors(rows)}
    assert len(told) == len(DAY_FLOORS_KM) + len(WEEK_FLOORS_KM)
    ours = {"longest day doubled": 5, "week doubled, one week earlier": 15}
    for what, floor in ours.items():
        assert told[f"{what}, from {floor} km on"].fires[0] == alarm(rows, what).fires[0]
    assert not told["week doubled, one week earlier, from 20 km on"].base[0]


def test_numbers_grow_towards_what_a_rule_holds_for_worse() -> None:
    worse = row((90, 40, 40), (30, 10), 15.0, 0.0, (2, 2, 2))
    told = {(one.rule, one.what): one.values[0] for one in numbers(worse)}
    plain = {(one.rule, one.what): one.values[0] for one in numbers(row())}
    assert all(told[name] >= plain[name] for name in told)
    assert told["session_spike", "longest day, one week earlier"] == 3.0
