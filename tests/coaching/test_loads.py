"""Weeks by distance, effort and fast minutes: each threshold just below, at and just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from coaching import advise
from coaching.advice import Confidence, Light, Slot
from coaching.engine import advise_week
from coaching.facts import Profile, Run
from coaching.loads import (
    FastMinutes,
    acute_chronic_load,
    effort_week,
    fast_minutes,
    strain_is_high,
)
from coaching.log import TrainingLog
from coaching.rules.acute_chronic import acute_chronic
from coaching.rules.fast_running import fast_running
from coaching.rules.monotony import monotony
from tests.coaching.building import TODAY, ago, at, log, run


def hard(days_ago: int, effort: float | None = 5.0, minutes: float = 50.0) -> Run:
    return run(minutes / 6.0, days_ago, moving_s=minutes * 60.0, effort_rpe=effort)


def easy_weeks() -> list[Run]:
    """Twelve weeks of three easy sessions each, before the last seven days."""
    backs = [7 * week + day for week in range(1, 13) for day in (0, 2, 4)]
    return [hard(back, 3.0, 30.0 + back % 7) for back in backs]


ALIKE = [hard(back, 7.0) for back in range(6)]


def test_a_heavy_week_of_days_all_alike_is_amber_and_quiet() -> None:
    found = monotony(log(*easy_weeks(), *ALIKE), TODAY)
    assert found is not None
    assert (found.light, found.action, found.label) == (Light.AMBER, "swap_a_day", "weak")
    assert found.digest_only
    assert float(str(found.numbers["monotony"])) == pytest.approx(6**0.5, rel=1e-6)


@pytest.mark.parametrize(
    ("minutes", "speaks"),
    [
        # Five days of 50 minutes, a rest day, and one of so many.
        (0.0, False),
        (17.9, False),
        (18.1, True),
    ],
)
def test_monotony_speaks_above_two(minutes: float, speaks: bool) -> None:
    week = [hard(back, 7.0) for back in range(5)]
    if minutes:
        week.append(hard(5, 7.0, minutes))
    past = log(*easy_weeks(), *week)
    told = effort_week(past, TODAY)
    assert told is not None
    assert (told.monotony > 2.0) == speaks
    assert (monotony(past, TODAY) is not None) == speaks


def test_monotony_needs_effort_for_seven_of_ten_sessions() -> None:
    week = [*(hard(back, 7.0) for back in range(5)), hard(5, None)]
    assert effort_week(log(*week), TODAY) is not None
    week = [*(hard(back, 7.0) for back in range(4)), hard(4, None), hard(5, None)]
    assert effort_week(log(*week), TODAY) is None


def test_monotony_needs_a_strain_above_nine_tenths_of_the_own_weeks() -> None:
    as_heavy = [hard(7 * week + day, 7.0) for week in range(1, 13) for day in range(6)]
    assert monotony(log(*as_heavy, *ALIKE), TODAY) is None


@pytest.mark.parametrize(("known_days", "known"), [(26, False), (27, True)])
def test_the_acute_chronic_ratio_needs_28_days(known_days: int, known: bool) -> None:
    past = log(*(run(5, back) for back in range(0, known_days, 2)), run(5, known_days))
    assert (acute_chronic_load(past, TODAY) is not None) == known


def test_the_acute_chronic_ratio_is_reckoned_in_three_ways() -> None:
    past = log(*(run(5, back) for back in range(7, 28)), *(run(10, back) for back in range(7)))
    load = acute_chronic_load(past, TODAY)
    assert load is not None
    assert load.coupled == pytest.approx(70 / (175 / 4))
    assert load.uncoupled == pytest.approx(70 / 35)
    assert load.ewma > 1.0


@pytest.mark.parametrize("old", [56, 57, 60, 84])
def test_what_was_run_before_eight_weeks_weighs_nothing(old: int) -> None:
    """Of one run today, a quarter counts over 7 days and two in 29 over 28."""
    load = acute_chronic_load(log(run(5, old), run(10)), TODAY)
    assert load is not None
    assert load.ewma == pytest.approx((2 / 8) / (2 / 29))
    assert load.coupled == pytest.approx(4.0)
    assert load.uncoupled is None  # nothing to compare with


def test_older_days_weigh_less_from_day_to_day() -> None:
    load = acute_chronic_load(log(run(5, 55), run(10, 1), run(4)), TODAY)
    assert load is not None
    acute = 5 * (3 / 4) ** 55 + 10 * (1 / 4) * (3 / 4) + 4 * (1 / 4)
    chronic = 5 * (27 / 29) ** 55 + 10 * (2 / 29) * (27 / 29) + 4 * (2 / 29)
    assert load.ewma == pytest.approx(acute / chronic)


def test_two_outings_of_a_day_weigh_together() -> None:
    before = [run(5, back) for back in range(7, 28)]
    twice = [run(5, back, hour=hour) for back in range(7) for hour in (7, 18)]
    assert acute_chronic_load(log(*before, *twice), TODAY) == acute_chronic_load(
        log(*before, *(run(10, back) for back in range(7))), TODAY
    )


def test_four_weeks_without_a_run_have_no_ratio() -> None:
    assert acute_chronic_load(log(run(5, 28), run(5, 40)), TODAY) is None
    assert acute_chronic_load(log(), TODAY) is None


def test_the_expert_reads_three_numbers_and_no_light() -> None:
    past = log(*(run(5, back) for back in range(7, 28)), *(run(10, back) for back in range(7)))
    found, load = acute_chronic(past, TODAY), acute_chronic_load(past, TODAY)
    assert found is not None
    assert load is not None
    assert (found.rule, found.light, found.action) == ("acute_chronic", None, "expert_view")
    assert (found.slot, found.confidence) == (Slot.OTHER, Confidence.WEAK)
    assert found.numbers == {
        "coupled": load.coupled,
        "uncoupled": load.uncoupled,
        "ewma": load.ewma,
    }
    assert [source.key for source in found.sources] == ["Nakaoka 2021", "Impellizzeri 2021"]
    assert found.digest_only
    assert acute_chronic(log(run(5, 10), run(5)), TODAY) is None


def test_the_acute_chronic_ratio_drives_nothing() -> None:
    past = log(*(run(5, back) for back in range(7, 60)), *(run(9.9, back) for back in range(7)))
    plain, expert = advise(past, TODAY), advise(past, TODAY, expert=True)
    assert "acute_chronic" not in {found.rule for found in plain.findings}
    (ratio,) = (found for found in expert.findings if found.rule == "acute_chronic")
    assert ratio.light is None
    assert expert.recommendations == plain.recommendations
    assert (expert.light, expert.note, expert.plan) == (plain.light, plain.note, plain.plan)
    for week in (advise_week(past, TODAY),):
        assert "acute_chronic" not in {one.finding.rule for one in week.recommendations}


def test_one_hard_hour_in_a_week_of_rest() -> None:
    week = effort_week(log(hard(6, 5.0, 60.0)), TODAY)
    assert week is not None
    assert week.monotony == pytest.approx(6**-0.5)
    assert week.strain == pytest.approx(300.0 * 6**-0.5)  # effort 5 for 60 minutes
    assert week.active_days == 1
    assert effort_week(log(hard(7, 5.0, 60.0)), TODAY) is None


def test_two_sessions_of_a_day_weigh_like_one_of_both() -> None:
    twice = [hard(2, 5.0, 30.0), replace(hard(2, 5.0, 30.0), key="b", started_at=at(ago(2), 6))]
    assert effort_week(log(*twice), TODAY) == effort_week(log(hard(2, 5.0, 60.0)), TODAY)


def test_a_part_of_a_session_without_an_effort_weighs_nothing() -> None:
    later = at(ago(2)) + timedelta(minutes=70)
    cool_down = replace(hard(2, None, 20.0), key="b", started_at=later)
    part = effort_week(log(hard(2, 5.0, 60.0), cool_down), TODAY)
    assert part == effort_week(log(hard(2, 5.0, 60.0)), TODAY)


@pytest.mark.parametrize(("told", "known"), [(6, False), (7, True)])
def test_seven_efforts_of_ten_sessions_are_enough(told: int, known: bool) -> None:
    sessions = [
        run(5, back, hour=hour, effort_rpe=5.0 if 2 * back + (hour > 12) < told else None)
        for back in range(5)
        for hour in (7, 18)
    ]
    assert (effort_week(log(*sessions), TODAY) is not None) == known


def test_a_week_of_days_all_alike_to_the_minute_has_no_monotony() -> None:
    assert effort_week(log(*(hard(back) for back in range(7))), TODAY) is None


def strain_of_weeks(*minutes: float) -> TrainingLog:
    """One session a week, the newest week first; 0 is a week without one."""
    return log(*(hard(7 * nth, 5.0, told) for nth, told in enumerate(minutes) if told))


@pytest.mark.parametrize(
    ("weeks", "share", "high"),
    [
        # Eleven earlier weeks: nine in ten of them are ten.
        ((60, *[50] * 10, 90), 0.9, True),
        ((60, *[50] * 9, 90, 90), 0.9, False),
        ((60, 90, *[50] * 9, 90), 0.9, False),
        ((60, 90, *[50] * 10, 90), 0.9, True),
        ((60, *[50] * 9, 60, 60), 0.9, False),
        # Four of eight are half.
        ((60, *[50] * 4, *[90] * 4), 0.5, True),
        ((60, *[50] * 3, *[90] * 5), 0.5, False),
        # Eight earlier weeks must be known.
        ((60, *[50] * 8), 0.9, True),
        ((60, *[50] * 7), 0.9, False),
        ((60, 0, 0, 0, *[50] * 8), 0.9, True),
        ((0, *[50] * 11), 0.9, False),
    ],
)
def test_strain_is_high_above_a_share_of_the_own_weeks(
    weeks: tuple[float, ...], share: float, high: bool
) -> None:
    assert strain_is_high(strain_of_weeks(*weeks), TODAY, share) == high


def test_fast_minutes_of_four_weeks_are_enough() -> None:
    runs = [
        run(8, 7 * nth + edge, fast_s=minutes * 30.0)
        for nth, minutes in enumerate((30.0, 10.0, 20.0, 27.0))
        for edge in (0, 6)
    ]
    assert fast_minutes(log(*runs), TODAY) == FastMinutes(30.0, 19.0)
    assert fast_minutes(log(*runs[:-2]), TODAY) is None


def fast(week_min: float, mean_min: float, km: float = 8.0, **last: Any) -> list[Run]:
    """Four weeks with so many fast minutes, the last week's first; distance as told."""
    runs = [
        run(8, 7 * week + day, fast_s=mean_min * 30.0) for week in range(1, 9) for day in (1, 4)
    ]
    return [*runs, run(km, 4, fast_s=week_min * 30.0), run(km, 1, fast_s=week_min * 30.0, **last)]


@pytest.mark.parametrize(
    ("week_min", "mean_min", "speaks"),
    [
        (30.0, 20.0, False),
        (30.2, 20.0, True),
        (19.9, 10.0, False),
        (20.0, 10.0, True),
        (10.0, 0.0, True),
    ],
)
def test_more_fast_minutes_speak_in_a_longer_week(
    week_min: float, mean_min: float, speaks: bool
) -> None:
    found = fast_running(log(*fast(week_min, mean_min, km=11.0)), TODAY)
    assert (found is not None) == speaks


@pytest.mark.parametrize(("km", "speaks"), [(12.2, False), (12.3, True)])
def test_fast_minutes_alone_are_nobodys_business(km: float, speaks: bool) -> None:
    """Of two runs at 12.2 km and a long one the week is just 1.3 times as long as before."""
    long_runs = [run(12, 7 * week + 2, fast_s=0.0) for week in range(9)]
    found = fast_running(log(*fast(60.0, 20.0, km), *long_runs), TODAY)
    assert (found is not None) == speaks


@pytest.mark.parametrize(("unknown", "speaks"), [(2, True), (3, False)])
def test_fast_minutes_need_half_of_the_sessions(unknown: int, speaks: bool) -> None:
    others = [run(3, 7 * week + 5 - nth, hour=7) for week in range(4) for nth in range(unknown)]
    assert (fast_minutes(log(*fast(60.0, 20.0), *others), TODAY) is not None) == speaks


def test_without_a_threshold_nothing_is_known_of_fast_minutes() -> None:
    assert fast_minutes(log(*(run(8, back) for back in range(0, 40, 3))), TODAY) is None


def test_a_pregnant_runner_hears_nothing_of_load() -> None:
    past = log(*easy_weeks(), *ALIKE, profile=Profile(pregnant=True))
    assert monotony(past, TODAY) is None
    assert fast_running(log(*fast(40, 20, 11), profile=Profile(pregnant=True)), TODAY) is None


def test_later_days_change_nothing_about_loads() -> None:
    past = log(*easy_weeks(), *ALIKE)
    day = ago(3)
    known = log(*(one for one in (*easy_weeks(), *ALIKE) if one.local_date <= day))
    assert acute_chronic_load(past, day) == acute_chronic_load(known, day)
    assert effort_week(past, day) == effort_week(known, day)
