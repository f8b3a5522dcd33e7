"""`python -m benchmarks.alarm_rates FOLDER`: how often each rule speaks in real training.

Replays years of public histories day by day, with a digest each week, and counts. Runners are
numbered; nothing else of them is told. `--write PAGE` puts the tables between the marks of a page.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.histories import histories, is_cyclist
from benchmarks.pages import Unreadable, computed_part, put_between_marks
from coaching.advice import Light
from coaching.engine import EXPERT_VIEW
from coaching.log import TrainingLog
from coaching.replay import lived
from coaching.rules import RULES

NO_LIGHT = "no light"


@dataclass(slots=True)
class Spoken:
    """What was said to one runner, counted: findings by rule and light, notes, digest lines."""

    cycles: bool = False
    runs: int = 0
    days: int = 0
    digests_written: int = 0
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)

    def add(self, other: Spoken) -> None:
        self.runs += other.runs
        self.days += other.days
        self.digests_written += other.digests_written
        for name in ("findings", "notes", "digests"):
            getattr(self, name).update(getattr(other, name))


def spoken(log: TrainingLog, what: str) -> Spoken:
    """A whole history, day by day, its digests included."""
    count = Spoken(is_cyclist(log), len(log.sessions))
    for where, advice in track(lived(log), what, total=None, console=Console(stderr=True)):
        if where == "digest":
            count.digests_written += 1
            count.digests.update(one.finding.rule for one in advice.recommendations)
            continue
        count.days += 1
        count.findings.update((f.rule, _light(f.light)) for f in advice.findings)
        if advice.note is not None:
            count.notes[advice.note.finding.rule] += 1
    return count


def as_tables(by_runner: dict[str, Spoken]) -> str:
    """How often each rule speaks, pooled and by runner, and the notes by runner."""
    pooled, runners = Spoken(), [one for one in by_runner.values() if not one.cycles]
    for one in runners:
        pooled.add(one)
    lines = [
        f"{pooled.runs:,} runs of {len(runners)} runners on {pooled.days:,} days, and"
        f" {pooled.digests_written:,} digests.",
        "",
        "| rule | no light, of 100 run days | grey | green | amber | notes, of 100 runs"
        " | places, of 100 digests |",
        "|---|---|---|---|---|---|---|",
    ]
    silent: list[str] = []
    for name in (rule.__name__ for rule in RULES if rule.__name__ != EXPERT_VIEW):
        cells = [pooled.findings[name, light] for light in (NO_LIGHT, "grey", "green", "amber")]
        if not sum(cells):
            silent.append(f"`{name}`")
            continue
        shares = " | ".join(f"{100 * cell / pooled.days:.1f}" for cell in cells)
        notes = 100 * pooled.notes[name] / max(pooled.runs, 1)
        digests = 100 * pooled.digests[name] / max(pooled.digests_written, 1)
        lines.append(f"| `{name}` | {shares} | {notes:.1f} | {digests:.0f} |")
    lines += [
        "",
        "Said nothing in all these years, which hold distances and times alone:"
        f" {', '.join(silent)}.",
        "",
        "Amber, of 100 run days:",
        "",
        *_ambers(by_runner),
        "",
        "| who | runs | digests | notes, of 100 runs | runs with an amber spike |",
        "|---|---|---|---|---|",
    ]
    for who, one in by_runner.items():
        notes = 100 * sum(one.notes.values()) / max(one.runs, 1)
        spikes = one.findings["session_spike", "amber"] / max(one.runs, 1)
        lines.append(
            f"| {who} | {one.runs:,} | {one.digests_written} | {notes:.1f} | {spikes:.1%} |"
        )
    return "\n".join(lines)


def _ambers(by_runner: dict[str, Spoken]) -> list[str]:
    """One line a rule that was ever amber, one column a runner."""
    lines = ["| rule | " + " | ".join(by_runner) + " |", "|---" * (1 + len(by_runner)) + "|"]
    for name in (rule.__name__ for rule in RULES):
        counts = [one.findings[name, "amber"] for one in by_runner.values()]
        if any(counts):
            days = [max(one.days, 1) for one in by_runner.values()]
            shares = [f"{100 * n / of:.1f}" for n, of in zip(counts, days, strict=True)]
            lines.append(f"| `{name}` | " + " | ".join(shares) + " |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarm_rates", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the histories lie")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    told = parser.parse_args(arguments)
    try:
        if told.write:
            computed_part(told.write)  # a page without a place for them is told before the work
        logs = histories(told.folder)
        tables = as_tables({who: spoken(log, who) for who, log in logs.items()})
        if told.write:
            put_between_marks(told.write, tables)
    except (OSError, Unreadable) as error:
        print(f"alarm_rates: {error}", file=sys.stderr)
        return 1
    print(tables)
    return 0


def _light(light: Light | None) -> str:
    return NO_LIGHT if light is None else str(light)  # grey is 0, so `or` would lose it


if __name__ == "__main__":
    sys.exit(main())
