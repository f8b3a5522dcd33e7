"""Years of real running, replayed: without an error, and rarely loud."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.histories import CYCLIST, RUNNERS, history
from coaching import TrainingLog
from coaching.advice import Advice, Light
from coaching.experience import History, history_level
from coaching.replay import replay

ALARM_RATE_MAX = 0.10


def replayed(shared: Path, name: str) -> tuple[TrainingLog, list[Advice]]:
    log = history(shared / "history" / name)
    return log, list(replay(log))


def spiked(advice: Advice) -> bool:
    return any(
        found.rule == "session_spike" and found.light is Light.AMBER for found in advice.findings
    )


def test_a_cyclists_years_hold_hardly_a_run(shared: Path) -> None:
    log, answers = replayed(shared, CYCLIST)
    assert len(log.others) > len(log.runs)
    assert len(answers) == len({run.local_date for run in log.runs})


@pytest.mark.parametrize("name", RUNNERS)
def test_a_runners_years_replay_and_newcomers_are_left_alone(shared: Path, name: str) -> None:
    log, answers = replayed(shared, name)
    assert len(answers) == len({run.local_date for run in log.runs})
    assert len(answers) > 150
    for advice in answers:
        if history_level(log, advice.on) < History.SETTLED:
            assert not spiked(advice), advice.on
        assert advice.light is None or advice.light <= Light.AMBER


def test_few_sessions_raise_a_spike(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alarms, sessions = 0, 0
    lines = []
    for name in RUNNERS:
        log, answers = replayed(shared, name)
        known: set[date] = {
            advice.on for advice in answers if history_level(log, advice.on) >= History.SETTLED
        }
        own = sum(spiked(advice) for advice in answers)
        judged = sum(session.local_date in known for session in log.sessions)
        lines.append(f"{name}: {own} of {judged} sessions ({own / judged:.1%})")
        alarms, sessions = alarms + own, sessions + judged
    with capsys.disabled():
        print(f"\nsession_spike alarm rate: {alarms / sessions:.1%} pooled; " + "; ".join(lines))
    assert alarms / sessions <= ALARM_RATE_MAX
