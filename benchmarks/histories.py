"""Years of real running as logs: public lists of activities that lie beside the repository."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from coaching.facts import Other, Run, RunKind
from coaching.log import TrainingLog

RUNNERS = ("geekplux", "tiny656", "zhengfran")
CYCLIST = "cdryzun_cyclist"
_KINDS = {"TrailRun": RunKind.TRAIL, "VirtualRun": RunKind.VIRTUAL, "treadmill": RunKind.TREADMILL}


def history(folder: Path) -> TrainingLog:
    """One runner's list of activities, straight into a log."""
    runs: list[Run] = []
    others: list[Other] = []
    for row in json.loads((folder / "activities.json").read_text(encoding="utf-8")):
        text = row["start_date"]
        start = datetime.fromisoformat(text if "+" in text else f"{text}+00:00")
        day = datetime.fromisoformat(row["start_date_local"]).date()
        moving_s, sport = seconds(row["moving_time"]), row["type"]
        if "run" in sport.lower():
            kind = _KINDS.get(row.get("subtype") or sport, RunKind.RUN)
            runs.append(
                Run(str(row["run_id"]), start, day, moving_s, moving_s, row["distance"], kind)
            )
        else:
            others.append(Other(start, day, sport, moving_s, row["distance"]))
    return TrainingLog(runs=runs, others=others)


def seconds(text: str) -> float:
    """A moving time like "1:02:03", "2 days, 1:02:03" or "0:30:00.5"."""
    days, _, clock = text.rpartition(",")
    hours, minutes, rest = clock.strip().split(":")
    whole_days = int(days.split()[0]) if days else 0
    return whole_days * 86_400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)
