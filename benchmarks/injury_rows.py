"""`python -m benchmarks.injury_rows FOLDER`: what simple load rules achieve on real injury rows.

FOLDER holds the three CSV files. The first is a random sample and answers; the two others hold
more injuries but were selected by a model, so they only show whether an answer stays the same.
`--write PAGE` puts the tables between the marks of a page. Always the same draws: the same rows
give the same answer.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import track

from benchmarks.load_alarms import alarms, floors, numbers
from benchmarks.pages import Unreadable, computed_part, put_between_marks
from benchmarks.training_rows import injured_against, read
from benchmarks.weighing import (
    COMPARISONS,
    PREVALENCE,
    Knowing,
    Worth,
    athletes_drawn_anew,
    drawn_anew,
    knowing,
    worth,
)

PRIMARY = "week_balanced_805.csv"
LARGER, WITH_ATHLETES = "week_casecontrol_union.csv", "week_sv_761_calibrated.csv"
SAMPLES, LEAST_SAMPLES = 2_000, 100
BAR = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the page tells; `again` are alarms with other floors and on other rows."""

    injured: int
    others: int
    alarms: tuple[Worth, ...]
    numbers: tuple[Knowing, ...]
    again: tuple[Worth, ...]


class Watched(Protocol):
    """Goes through a list, and may show how far it is."""

    def __call__[T](self, some: Sequence[T], /) -> Iterable[T]: ...


def judged(folder: Path, samples: int = SAMPLES, watched: Watched = iter) -> Found:
    """Every alarm and every number with its interval, some alarms again. Raises Unreadable."""
    rows, larger = read(folder / PRIMARY), read(folder / LARGER)
    known = read(folder / WITH_ATHLETES, whose=True)
    mixed = injured_against(larger, rows)
    draws, more_draws = drawn_anew(rows.injured, samples), drawn_anew(larger.injured, samples)
    mixed_draws = drawn_anew(mixed.injured, samples)
    if known.athletes is None:  # pragma: no cover  (read was asked for them)
        raise Unreadable(f"{WITH_ATHLETES} does not tell whose the rows are")
    by_athlete = athletes_drawn_anew(known.athletes, samples)

    first = tuple(worth(rows, one, draws, "random sample") for one in watched(alarms(rows)))
    looked_at_again = {one.what for one in first if one.stands or "doubled" in one.what}
    elsewhere = [
        (mixed, mixed_draws, "all known injuries, the sample's other weeks"),
        (larger, more_draws, "all known rows, some selected"),
        (known, by_athlete, "selected rows, athletes drawn whole"),
    ]
    again = [
        *((rows, alarm, draws, "random sample") for alarm in floors(rows)),
        *(
            (some, alarm, some_draws, name)
            for some, some_draws, name in elsewhere
            for alarm in alarms(some)
            if alarm.what in looked_at_again
        ),
    ]
    return Found(
        int(rows.injured.sum()),
        int((~rows.injured).sum()),
        first,
        tuple(knowing(rows, number, draws) for number in watched(numbers(rows))),
        tuple(worth(*one) for one in watched(again)),
    )


def as_tables(found: Found) -> str:
    """Three tables in Markdown: the alarms, the numbers, and some alarms once more."""
    return "\n".join(
        [
            f"{found.injured} weeks before an injury, {found.others} other weeks. RR is the"
            f" relative risk, weighted back to {100 * PREVALENCE:.2f} % injured weeks, with its"
            ' 95 % bootstrap interval. "Fires on" counts weeks before an injury, then other weeks.'
            ' "Stands" tells whether RR still differs from 1 when'
            f" {COMPARISONS} comparisons are allowed for (Bonferroni).",
            "",
            "| rule | alarm | fires on healthy weeks | catches injuries | RR (95 %)"
            " | injuries per alarm | fires on | stands |",
            "|---|---|---|---|---|---|---|---|",
            *(
                f"| `{one.rule}` | {one.what} | {_percent(one.fires_on_healthy, 0)}"
                f" | {_percent(one.catches, 0)} | {_risk(one)}"
                f" | {_percent(one.injuries_per_alarm, 1)} | {_fires_on(one)} | {_stands(one)} |"
                for one in found.alarms
            ),
            "",
            "| rule | number | AUC (95 %) | 0.5 is guessing, 1.0 is knowing |",
            "|---|---|---|---|",
            *(
                f"| `{one.rule}` | {one.what} | {one.auc:.3f} ({one.low:.3f} to {one.high:.3f})"
                f" | {_bar(one.auc)} |"
                for one in found.numbers
            ),
            "",
            "| alarm | rows | RR (95 %) | fires on | stands |",
            "|---|---|---|---|---|",
            *(
                f"| {one.what} | {one.rows} | {_risk(one)} | {_fires_on(one)} | {_stands(one)} |"
                for one in found.again
            ),
        ]
    )


def as_facts(found: Found) -> dict[str, object]:
    """The same for scripts. JSON knows no infinity: None where there is no bound or no answer."""
    listed = {
        name: [
            {key: _finite(value) for key, value in asdict(one).items()}
            for one in getattr(found, name)
        ]
        for name in ("alarms", "numbers", "again")
    }
    return {"injured": found.injured, "others": found.others, **listed}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.injury_rows", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the rows lie")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    parser.add_argument(
        "--samples", type=_samples, default=SAMPLES, help=f"bootstrap draws, {SAMPLES} if not told"
    )
    parser.add_argument("--json", action="store_true", help="answer with facts")
    told = parser.parse_args(arguments)
    try:
        if told.write:
            computed_part(told.write)  # a page without a place for them is told before the work
        found = judged(told.folder, told.samples, _shown)
        if told.write:
            put_between_marks(told.write, as_tables(found))
    except (OSError, Unreadable) as error:
        print(f"injury_rows: {error}", file=sys.stderr)
        return 1
    print(json.dumps(as_facts(found), indent=1) if told.json else as_tables(found))
    return 0


def _shown[T](some: Sequence[T], /) -> Iterable[T]:
    console = Console(stderr=True)
    quiet = not console.is_terminal
    return track(some, "drawing anew", console=console, transient=True, disable=quiet)


def _samples(text: str) -> int:
    number = int(text)
    if number < LEAST_SAMPLES:
        raise argparse.ArgumentTypeError(f"fewer than {LEAST_SAMPLES} draws make no interval")
    return number


def _percent(share: float, digits: int) -> str:
    return "unknown" if math.isnan(share) else f"{share:.{digits}%}"


def _risk(one: Worth) -> str:
    """A relative risk and its interval; what is infinite is said in words."""
    if math.isnan(one.risk):
        return "unknown"
    risk = f"{one.risk:.2f}" if math.isfinite(one.risk) else "without bound"
    if math.isfinite(one.high):
        return f"{risk} ({one.low:.2f} to {one.high:.2f})"
    return f"{risk} ({one.low:.2f} or more, no upper bound)"


def _fires_on(one: Worth) -> str:
    return f"{one.caught} and {one.disturbed}"


def _stands(one: Worth) -> str:
    return "yes" if one.stands else "no"


def _bar(part: float) -> str:
    full = 0 if math.isnan(part) else round(BAR * part)
    return "█" * full + "░" * (BAR - full)


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())
