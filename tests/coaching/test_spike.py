"""The day's longest step, and for how long it is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.advice import Light
from coaching.facts import RunKind
from coaching.spike import (
    amber_spikes,
    next_long_run_m,
    novice_cap_m,
    spike,
    spike_on,
    spiked_since,
)
from tests.coaching.building import TODAY, ago, log, month, run

OLD = [run(8, back) for back in range(31, 90, 7)]


@pytest.mark.parametrize(("early", "late"), [(8.0, 15.0), (15.0, 8.0)])
def test_of_two_outings_the_longer_step_is_the_days(early: float, late: float) -> None:
    found = spike_on(log(*month(10.0), run(early, hour=6), run(late)), TODAY)
    assert found is not None
    assert (found.session.distance_m, found.ratio) == (15_000.0, 1.5)
    assert (found.longest_m, found.light, found.label) == (10_000.0, Light.AMBER, "moderate")


@pytest.mark.parametrize(("estimated", "judged"), [(False, True), (True, False)])
def test_a_distance_that_was_guessed_is_not_judged(estimated: bool, judged: bool) -> None:
    belt = run(15, kind=RunKind.TREADMILL, distance_estimated=estimated)
    past = log(*month(), belt)
    assert (spike(past, past.sessions[-1], TODAY) is not None) == judged


def test_before_four_weeks_of_running_nothing_is_judged() -> None:
    past = log(*(run(5, back) for back in (20, 16, 12, 8, 4, 2)), run(12))
    assert spike(past, past.sessions[-1], TODAY) is None
    assert spike_on(past, TODAY) is None


@pytest.mark.parametrize(("back", "longest_m"), [(30, 12_000.0), (31, 8_000.0)])
def test_a_run_is_compared_with_the_thirty_days_before(back: int, longest_m: float) -> None:
    old = [run(8, day) for day in range(33, 90, 7)]
    lately = [run(8, day) for day in (5, 10, 15, 20)]
    found = spike_on(log(*old, run(12, back), *lately, run(9)), TODAY)
    assert found is not None
    assert found.longest_m == longest_m


@pytest.mark.parametrize(("back", "remembered"), [(0, True), (6, True), (7, False)])
def test_a_spike_is_remembered_for_as_many_days_as_asked(back: int, remembered: bool) -> None:
    past = log(*OLD, *month(10.0), run(16, back, hour=7))
    assert spiked_since(past, TODAY, 7) == remembered
    found = amber_spikes(past, ago(6), TODAY)
    assert [one.session.local_date for one in found] == ([ago(back)] if remembered else [])


@pytest.mark.parametrize(("back", "ceiling_m"), [(6, 11_000.0), (7, 17_500.0)])
def test_for_a_week_a_big_jump_is_no_new_base(back: int, ceiling_m: float) -> None:
    lately = [run(10.0, day) for day in (3, 11, 14, 17, 21, 24, 28)]
    assert next_long_run_m(log(*OLD, *lately, run(16, back, hour=7)), TODAY) == ceiling_m


@pytest.mark.parametrize(("longest", "ceiling_m"), [(5.0, 5_500.0), (25.0, 27_500.0)])
def test_who_is_no_novice_goes_a_tenth_further(longest: float, ceiling_m: float) -> None:
    years = [run(4, back) for back in range(31, 800, 7)]
    lately = [run(longest, back) for back in (2, 9, 16, 23)]
    assert next_long_run_m(log(*years, *lately), TODAY) == ceiling_m


@pytest.mark.parametrize(
    ("longest_m", "cap_m"),
    [
        (3_000.0, 4_000.0),
        (3_400.0, 4_000.0),
        (10_000.0, 11_000.0),
        (15_000.0, 16_500.0),
        (20_000.0, 22_000.0),
        (25_000.0, 27_000.0),
    ],
)
def test_a_novice_goes_a_tenth_or_a_kilometre_further_and_two_at_most(
    longest_m: float, cap_m: float
) -> None:
    assert novice_cap_m(longest_m) == cap_m


@pytest.mark.parametrize(
    ("backs", "known"),
    [
        ((14, 10, 5, 2), True),
        ((13, 10, 5, 2), False),
        ((14, 10, 5), False),
        ((29, 10, 5, 2), True),
        ((30, 10, 5, 2), False),
    ],
)
def test_a_ceiling_needs_four_runs_over_two_weeks_of_the_month(
    backs: tuple[int, ...], known: bool
) -> None:
    lately: list[Any] = [run(8, back) for back in backs]
    assert (next_long_run_m(log(*OLD, *lately), TODAY) is not None) == known
