"""`python -m benchmarks [GROUP ...]`: measures, prints a table, writes `results.json`.

Rows of groups that were not asked for stay in the file as they were.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import (
    Row,
    coaching_speed,
    garmin_night,
    import_memory,
    import_speed,
    measuring,
    merging,
    service,
    strava_night,
    strava_tiers,
    thousand,
    upload_to_note,
)

RESULTS = Path(__file__).with_name("results.json")
MUTANTS = "mutants"
"""Measured by `make mutants` alone: it takes hours."""
GROUPS: Mapping[str, tuple[Callable[[], Iterator[Row]], ...]] = {
    "import": (import_speed.bench, import_memory.bench),
    "measure": (measuring.bench,),
    "coaching": (coaching_speed.bench,),
    "strava": (strava_night.bench, strava_tiers.bench),
    "garmin": (garmin_night.bench, merging.bench),
    "night": (service.bench, upload_to_note.bench, thousand.nights),
    "mail": (thousand.digests,),
}


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown:
        print(
            f"There is no group {unknown[0]!r}; choose from {', '.join(GROUPS)}.", file=sys.stderr
        )
        return 2
    rows: list[Row] = []
    for group in wanted or GROUPS:
        with Console().status(f"measuring {group} ..."):
            for bench in GROUPS[group]:
                rows += bench()
    show(rows)
    return 0


def show(rows: list[Row]) -> None:
    """Print a table and write the rows beside those of the groups that were not measured now."""
    console = Console()
    console.print(_table(rows))
    _write(rows)
    console.print(f"Written to {RESULTS.relative_to(Path.cwd(), walk_up=True)}")


def _table(rows: list[Row]) -> Table:
    table = Table("group", "what", "value", "unit", "goal", "holds")
    for column in (2, 4):
        table.columns[column].justify = "right"
    for row in rows:
        value = "" if row.value is None else f"{row.value:,.4g}"
        holds = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[row.holds]
        table.add_row(row.group, row.name, value, row.unit, row.goal or "", holds)
    return table


def _write(rows: list[Row]) -> None:
    """Replace the rows of the groups that were measured now, in the order of the groups."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    measured = {row.group for row in rows}
    order = [*GROUPS, MUTANTS]
    kept = [row for row in known if row["group"] not in measured and row["group"] in order]
    merged = sorted(
        kept + [row.as_json() for row in rows], key=lambda row: order.index(str(row["group"]))
    )
    RESULTS.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
