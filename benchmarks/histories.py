"""Years of real running as logs: public lists of activities that lie beside the repository.

Whose they are is nobody's business here: each folder is found by what it holds, and its log goes
by a number, so that no name gets into a page, a test or an error.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from benchmarks.pages import Unreadable
from coaching.facts import Other, Run, RunKind
from coaching.log import TrainingLog

LIST = "activities.json"
SINCE = date(2005, 1, 1)
"""Anything older was dated by a watch whose clock was never set: they begin in 1989, 1990 or 2000.
Its true day is unknown, and one such run would make a newcomer look settled for decades."""
_KINDS = {"TrailRun": RunKind.TRAIL, "VirtualRun": RunKind.VIRTUAL, "treadmill": RunKind.TREADMILL}


def histories(folder: Path) -> dict[str, TrainingLog]:
    """The logs of all folders in a folder: runner 1 has the most runs, a cyclist more rides than
    runs. Raises Unreadable."""
    logs = [history(found.parent) for found in folder.glob(f"*/{LIST}")]
    if not logs:
        raise Unreadable(f"{folder} has no folder with a list called {LIST}")
    logs.sort(key=lambda log: (-len(log.runs), sorted(run.key for run in log.runs)))
    named: dict[str, TrainingLog] = {}
    for what, cycles in (("runner", False), ("cyclist", True)):
        some = [log for log in logs if is_cyclist(log) is cycles]
        named.update({f"{what} {nth}": log for nth, log in enumerate(some, 1)})
    return named


def is_cyclist(log: TrainingLog) -> bool:
    """Whether there are more rides than runs."""
    return sum(_rides(other.sport) for other in log.others) > len(log.runs)


def history(folder: Path) -> TrainingLog:
    """One person's list of activities, straight into a log. Raises Unreadable."""
    runs: list[Run] = []
    others: list[Other] = []
    try:
        for row in json.loads((folder / LIST).read_text(encoding="utf-8")):
            text = row["start_date"]
            start = datetime.fromisoformat(text if "+" in text else f"{text}+00:00")
            day = datetime.fromisoformat(row["start_date_local"]).date()
            moving_s, sport = seconds(row["moving_time"]), row["type"]
            if day < SINCE:
                continue
            if "run" in sport.lower():
                kind = _KINDS.get(row.get("subtype") or sport, RunKind.RUN)
                runs.append(
                    Run(str(row["run_id"]), start, day, moving_s, moving_s, row["distance"], kind)
                )
            else:
                others.append(Other(start, day, sport, moving_s, row["distance"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"a list called {LIST} is not what it should be: {error!r}") from None
    return TrainingLog(runs=runs, others=others)


def seconds(text: str) -> float:
    """A moving time like "1:02:03", "2 days, 1:02:03" or "0:30:00.5"."""
    days, _, clock = text.rpartition(",")
    hours, minutes, rest = clock.strip().split(":")
    whole_days = int(days.split()[0]) if days else 0
    return whole_days * 86_400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)


def _rides(sport: str) -> bool:
    return "ride" in sport.lower() or "cycling" in sport.lower()
