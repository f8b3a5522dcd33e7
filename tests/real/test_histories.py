"""Years of real running, replayed: without an error, and rarely loud."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from coaching import Run, TrainingLog
from coaching.advice import Advice, Light
from coaching.experience import History, history_level
from coaching.facts import Other
from coaching.log import RunKind
from coaching.replay import replay

RUNNERS = ("geekplux", "tiny656", "zhengfran")
ALARM_RATE_MAX = 0.10
KINDS = {"TrailRun": RunKind.TRAIL, "VirtualRun": RunKind.VIRTUAL, "treadmill": RunKind.TREADMILL}


def seconds(text: str) -> float:
    """A moving time like "1:02:03", "2 days, 1:02:03" or "0:30:00.5"."""
    days, _, clock = text.rpartition(",")
    hours, minutes, rest = clock.strip().split(":")
    whole_days = int(days.split()[0]) if days else 0
    return whole_days * 86_400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)


def history(folder: Path) -> TrainingLog:
    """One runner's public list of activities, straight into a log."""
    runs: list[Run] = []
    others: list[Other] = []
    for row in json.loads((folder / "activities.json").read_text(encoding="utf-8")):
        text = row["start_date"]
        start = datetime.fromisoformat(text if "+" in text else f"{text}+00:00")
        day = datetime.fromisoformat(row["start_date_local"]).date()
        moving_s, sport = seconds(row["moving_time"]), row["type"]
        if "run" in sport.lower():
            kind = KINDS.get(row.get("subtype") or sport, RunKind.RUN)
            runs.append(
                Run(str(row["run_id"]), start, day, moving_s, moving_s, row["distance"], kind)
            )
        else:
            others.append(Other(start, day, sport, moving_s, row["distance"]))
    return TrainingLog(runs=runs, others=others)


def replayed(shared: Path, name: str) -> tuple[TrainingLog, list[Advice]]:
    log = history(shared / "history" / name)
    return log, list(replay(log))


def spiked(advice: Advice) -> bool:
    return any(
        found.rule == "session_spike" and found.light is Light.AMBER for found in advice.findings
    )


def test_a_cyclists_years_hold_hardly_a_run(shared: Path) -> None:
    log, answers = replayed(shared, "cdryzun_cyclist")
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
