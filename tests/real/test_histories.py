"""Years of real running, replayed: without an error, and rarely loud."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.histories import SINCE, histories
from coaching import TrainingLog
from coaching.advice import Advice, Light
from coaching.experience import History, history_level
from coaching.replay import replay

ALARM_RATE_MAX = 0.10

Replayed = dict[str, tuple[TrainingLog, list[Advice]]]


@pytest.fixture(scope="module")
def replayed(shared: Path) -> Replayed:
    """Log and advice of everybody; nobody has a name."""
    logs = histories(shared / "history")
    return {who: (log, list(replay(log))) for who, log in logs.items()}


def runners(replayed: Replayed) -> Replayed:
    return {who: some for who, some in replayed.items() if who.startswith("runner")}


def spiked(advice: Advice) -> bool:
    return any(
        found.rule == "session_spike" and found.light is Light.AMBER for found in advice.findings
    )


def test_three_run_and_one_cycles(replayed: Replayed) -> None:
    assert list(replayed) == ["runner 1", "runner 2", "runner 3", "cyclist 1"]
    counts = [len(log.runs) for log, _ in runners(replayed).values()]
    assert counts == sorted(counts, reverse=True)


def test_no_run_is_older_than_its_watch(replayed: Replayed) -> None:
    assert all(run.local_date >= SINCE for log, _ in replayed.values() for run in log.runs)


def test_a_cyclists_years_hold_hardly_a_run(replayed: Replayed) -> None:
    log, answers = replayed["cyclist 1"]
    assert len(log.others) > len(log.runs)
    assert len(answers) == len({run.local_date for run in log.runs})


def test_runners_years_replay_and_newcomers_are_left_alone(replayed: Replayed) -> None:
    for who, (log, answers) in runners(replayed).items():
        assert len(answers) == len({run.local_date for run in log.runs}), who
        assert len(answers) > 150, who
        for advice in answers:
            if history_level(log, advice.on) < History.SETTLED:
                assert not spiked(advice), (who, advice.on)
            assert advice.light is None or advice.light <= Light.AMBER, (who, advice.on)


def test_few_sessions_raise_a_spike(replayed: Replayed, capsys: pytest.CaptureFixture[str]) -> None:
    alarms, sessions = 0, 0
    lines = []
    for who, (log, answers) in runners(replayed).items():
        known: set[date] = {
            advice.on for advice in answers if history_level(log, advice.on) >= History.SETTLED
        }
        own = sum(spiked(advice) for advice in answers)
        judged = sum(session.local_date in known for session in log.sessions)
        lines.append(f"{who}: {own} of {judged} sessions ({own / judged:.1%})")
        alarms, sessions = alarms + own, sessions + judged
    with capsys.disabled():
        print(f"\nsession_spike alarm rate: {alarms / sessions:.1%} pooled; " + "; ".join(lines))
    assert alarms / sessions <= ALARM_RATE_MAX
