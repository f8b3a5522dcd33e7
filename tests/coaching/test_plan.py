"""The coming week fits the runner: their days, a rest between, and never more than is wise."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from coaching import advise
from coaching.advice import Plan
from coaching.log import TrainingLog
from tests.coaching.building import TODAY, log, pain, run


def plan(past: TrainingLog) -> Plan:
    made = advise(past, TODAY).plan
    assert made is not None
    return made


def gaps(days: tuple[object, ...]) -> list[int]:
    return [(b - a).days for a, b in pairwise(days)]  # type: ignore[operator]


def test_fixed_weekdays_are_kept() -> None:
    # TODAY is a Sunday: runs on Tuesdays, Thursdays and Sundays.
    backs = [back for back in range(60) if (TODAY - timedelta(back)).weekday() in (1, 3, 6)]
    made = plan(log(*(run(8, back) for back in backs)))
    assert [day.weekday() for day in made.run_days] == [1, 3, 6]


@pytest.mark.parametrize("last", [0, 1])
def test_a_runner_of_every_second_day_gets_a_day_between(last: int) -> None:
    made = plan(log(*(run(8, back) for back in range(last, 60, 2))))
    assert len(made.run_days) in (3, 4)
    assert min(gaps(made.run_days)) >= 2
    if last == 0:
        assert made.run_days[0] > TODAY + timedelta(days=1)


def test_who_runs_daily_keeps_one_day_off() -> None:
    made = plan(log(*(run(6, back) for back in range(60))))
    assert len(made.run_days) == 6


def test_strength_days_are_never_next_to_each_other() -> None:
    for step in (1, 2, 3):
        facts = [run(8, back) for back in range(0, 60, step)]
        made = plan(log(*facts, pain("knee_front", 3)))
        assert all(gap >= 2 for gap in gaps(made.strength_days))
        assert made.strength_days


def test_a_newcomer_gets_no_days_prescribed() -> None:
    made = plan(log(run(3, 4), run(4)))
    assert made.run_days == made.rest_days == ()
    assert made.longest_run_m is None


def test_sore_knees_have_a_day_between_runs() -> None:
    facts = [run(8, back) for back in range(60)]
    made = plan(log(*facts, pain("knee_front", 3)))
    assert min(gaps(made.run_days)) >= 2
