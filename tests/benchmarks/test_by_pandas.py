"""The yardstick with pandas does the same work as our rules: it says the same of each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from benchmarks import by_pandas
from benchmarks.coaching_speed import LAST, ten_years
from coaching.log import Profile, TrainingLog
from coaching.rules.rest_days import rest_days
from coaching.rules.session_spike import session_spike
from coaching.rules.weekly_ramp import weekly_ramp


def test_pandas_says_the_same_of_each_day() -> None:
    runs = ten_years().runs
    streak = [
        replace(
            run,
            key=f"{run.key}-{nth}",
            started_at=run.started_at + nth * timedelta(days=1),
            local_date=run.local_date + nth * timedelta(days=1),
        )
        for run in runs[-60::20]
        for nth in (1, 2, 3, 4, 5, 6, 7, 8, 9)
    ]
    taken = {run.local_date for run in runs}
    log = TrainingLog(Profile(), [*runs, *(r for r in streak if r.local_date not in taken)])
    frame = by_pandas.table(log)
    spoke: set[tuple[str, str]] = set()
    for ago in range(400):
        day = LAST - timedelta(days=ago)
        found = [rule(log, day) for rule in (session_spike, weekly_ramp, rest_days)]
        ours = {
            f.rule: f.light.name.lower() for f in found if f is not None and f.light is not None
        }
        assert by_pandas.three_rules(frame, day) == ours, day
        spoke |= set(ours.items())
    assert {"session_spike", "weekly_ramp", "rest_days"} == {rule for rule, _ in spoke}
    assert ("session_spike", "amber") in spoke
