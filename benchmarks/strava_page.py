"""`python -m benchmarks.strava_page [--write PAGE]`: what nights on Strava take, as tables.

Of the rows that `make bench ONLY=strava` wrote into `results.json`; nothing is measured here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import Row
from benchmarks.pages import Unreadable, put_between_marks
from benchmarks.strava_tiers import GROUP, SIZES, TIERS, Tier, first_nights, nightly

RESULTS = Path(__file__).with_name("results.json")
NOT_PLAYED = "–"


def rows(results: Path = RESULTS) -> list[Row]:
    """The rows of this group. Raises Unreadable where there are none."""
    try:
        found = json.loads(results.read_text(encoding="utf-8"))
        mine = [one for one in found if one["group"] == GROUP]
        told = [
            Row(*(one[name] for name in ("group", "name", "value", "unit", "goal"))) for one in mine
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{results} cannot be read: {error}") from None
    if not told:
        raise Unreadable(f"{results} has no rows of {GROUP}; run `make bench ONLY={GROUP}` first")
    return told


def as_tables(measured: Sequence[Row]) -> str:
    """Requests and wall time; then a night and the first nights, by app and size of the club."""
    minutes = {row.name: row.value for row in measured if row.unit == "min"}
    lines = ["| what | value | unit | goal | holds |", "|---|---|---|---|---|"]
    for row in measured:
        if row.unit != "min":
            holds = {None: "", True: "yes", False: "no"}[row.holds]
            value = "" if row.value is None else f"{row.value:,.4g}"
            lines.append(f"| {row.name} | {value} | {row.unit} | {row.goal or ''} | {holds} |")
    lines += ["", "A night, when everybody is due at once:", "", *_by_tier(minutes, nightly)]
    lines += ["", "The first nights of a new club:", "", *_by_tier(minutes, first_nights)]
    return "\n".join(lines)


def _by_tier(minutes: Mapping[str, float | None], name: Callable[[Tier, int], str]) -> list[str]:
    sizes = " | ".join(f"{size:,} runners" for size in SIZES)
    lines = [f"| app | reads, a quarter of an hour and a day | {sizes} |", "|---" * 5 + "|"]
    for tier in TIERS:
        cells = []
        for size in SIZES:
            spent = minutes.get(name(tier, size))
            told = NOT_PLAYED if spent is None else duration(spent)
            cells.append(told if size <= tier.most_runners else f"({told})")
        limits = f"{tier.limits.read_quarter:,} and {tier.limits.read_day:,}"
        lines.append(f"| {tier.name} | {limits} | {' | '.join(cells)} |")
    return lines


def duration(minutes: float) -> str:
    """As people say it: seconds, minutes, hours or days, with one smaller unit at most."""
    if minutes < 1:
        return f"{max(round(minutes * 60), 1)} s"
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(round(minutes / 60), 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strava_page", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    told = parser.parse_args(arguments)
    try:
        tables = as_tables(rows())
        if told.write:
            put_between_marks(told.write, tables)
    except (OSError, Unreadable) as error:
        print(f"strava_page: {error}", file=sys.stderr)
        return 1
    print(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
