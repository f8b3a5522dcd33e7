"""`make crash`: a thousand nights killed at random, one killed at every boundary there is, and a
summary. Ends with 1 if any of them did not end like an undisturbed one.

`python -m tests.crash [--nights N] [--seed S]`; with one night and its seed, that night again.
"""

from __future__ import annotations

import os
import secrets
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from multiprocessing.connection import wait
from typing import Any

from rich.progress import Progress

from tests.crash import killing
from tests.crash.killing import Report
from tests.crash.playing import Playing

BATCH = 5
PARTS = 40
"""So many portions the boundaries come in, so that all cores share them."""

Task = tuple[Any, ...]


def main(nights: int, first: int, *, boundaries: bool) -> int:
    seeds = list(range(first, first + nights))
    tasks: list[Task] = [
        (killing.by_chance, *seeds[nth : nth + BATCH]) for nth in range(0, nights, BATCH)
    ]
    if boundaries:
        tasks += [(killing.every_boundary, nth, PARTS) for nth in range(PARTS)]
    reports = _played(tasks)
    wrong = {where: found for one in reports for where, found in one.wrong.items()}
    print(
        f"{sum(one.nights for one in reports)} nights, killed"
        f" {sum(one.kills for one in reports)} times; {sum(one.unknown for one in reports)} mails"
        f" are accounted for as unknown; {len(wrong)} nights ended otherwise."
    )
    for where, found in wrong.items():
        print(f"\n{where}", *found[:10], sep="\n  ")
        if where.startswith("seed "):
            print(f"  again: make crash N=1 SEED={where.removeprefix('seed ')}")
    return 1 if wrong else 0


def _played(tasks: list[Task]) -> list[Report]:
    """The reports of all tasks, worked off by a stage for each core."""
    waiting, reports = list(reversed(tasks)), list[Report]()
    with ExitStack() as stack, Progress(disable=not sys.stderr.isatty()) as bar:
        shown = bar.add_task("nights", total=len(tasks))
        cores = min(os.cpu_count() or 1, len(tasks))
        stages = {one.pipe: one for one in (stack.enter_context(Playing()) for _ in range(cores))}
        for one in stages.values():
            one.begin(*waiting.pop())
        busy = set(stages)
        while busy:
            for pipe in wait(busy):
                one = stages[pipe]  # type: ignore[index]
                reports.append(one.end())
                bar.advance(shown)
                if waiting:
                    one.begin(*waiting.pop())
                else:
                    busy.discard(one.pipe)
    return reports


if __name__ == "__main__":
    parser = ArgumentParser(prog="make crash")
    parser.add_argument("--nights", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None)
    told = parser.parse_args()
    begins = secrets.randbelow(1_000_000) if told.seed is None else told.seed
    print(f"seeds {begins} to {begins + told.nights - 1}")
    sys.exit(main(told.nights, begins, boundaries=told.nights > 1))
