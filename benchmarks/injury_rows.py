"""`python -m benchmarks.injury_rows FOLDER`: what simple load rules achieve on real injury rows.

The rows are weeks of competitive runners with and without an injury behind them (Lövdal 2021,
CC0). A row holds 21 days: week 0 is the one before the event, week 2 the earliest. Rows without
an injury lie three weeks and more from any, so nothing may look beyond the 21 days: a spike
against 30 days or a load against 28 cannot be computed here, only their nearest relatives.

Injuries are many among these rows and rare in life, so relative risks are re-weighted to the
1.34 % of the whole file. `--write FILE` puts the tables between the marks of a page.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

PRIMARY = "week_balanced_805.csv"
"""The random sample; the others were selected by a model."""
PREVALENCE = 575 / 42_798
LEAST_WEEK_KM, LEAST_DAY_KM = 10.1, 5.0
"""Shorter weeks and days are no base for a ratio: after an easy week everything doubles."""
SAMPLES, SEED = 2_000, 20_261_121
_RATIOS = frozenset({"weekly_ramp", "acute_chronic", "session_spike"})
BEGIN, END = "<!-- computed -->", "<!-- /computed -->"

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Unreadable(Exception):
    """The rows cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Each column as an array, and which rows ended in an injury."""

    columns: dict[str, FloatArray]
    injured: BoolArray

    def week(self, name: str, back: int) -> FloatArray:
        """One column of the week that lies `back` weeks before the event's week."""
        return self.columns[name if back == 0 else f"{name}.{back}"]


@dataclass(frozen=True, slots=True)
class Flag:
    """How one rule does: all shares 0-1, `risk` relative, bounds None where unbounded."""

    rule: str
    what: str
    fires: float
    catches: float
    risk: float
    low: float | None
    high: float | None
    injuries_per_alarm: float


@dataclass(frozen=True, slots=True)
class Signal:
    """How well a number tells injured weeks from others: AUC with its 95 % interval."""

    rule: str
    what: str
    auc: float
    low: float
    high: float


def read(path: Path) -> Rows:
    """The rows of one file. Raises Unreadable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None
    header, rows = (table[0], table[1:]) if table else ([], [])
    if "injury" not in header or not rows:
        raise Unreadable(f"{path} is no table of injury rows: it has no column called injury")
    columns: dict[str, FloatArray] = {}
    for place, name in enumerate(header):
        try:
            columns[name] = np.array([float(row[place]) for row in rows])
        except (ValueError, IndexError):
            continue  # words, such as where a row was found
    if "injury" not in columns:
        raise Unreadable(f"{path} has a row without a number under injury")
    return Rows(columns, columns["injury"] > 0)


def ratio(above: FloatArray, below: FloatArray, least: float) -> FloatArray:
    """One number against another; NaN where the other is too small to divide by."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below >= least)


def auc(values: FloatArray, injured: BoolArray) -> float:
    """The chance that an injured row has the greater value; a tie counts half."""
    known = np.isfinite(values)
    values, injured = values[known], injured[known]
    ill, well = int(injured.sum()), int((~injured).sum())
    if not ill or not well:
        return float("nan")
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[injured].sum() - ill * (ill + 1) / 2) / (ill * well))


def relative_risk(flagged: BoolArray, base: BoolArray, injured: BoolArray) -> float:
    """Risk with the flag over risk in `base`, both at the prevalence of the whole file.

    Infinite where nobody in `base` was injured, NaN where the flag never fires.
    """

    def risk(group: BoolArray) -> float:
        ill = PREVALENCE * (group & injured).sum() / injured.sum()
        well = (1 - PREVALENCE) * (group & ~injured).sum() / (~injured).sum()
        return float(ill / (ill + well)) if ill + well > 0 else float("nan")

    with_flag, without = risk(flagged), risk(base)
    if np.isnan(with_flag) or np.isnan(without):
        return float("nan")
    return with_flag / without if without > 0 else float("inf")


def bounds(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The middle 95 % of bootstrap values; None where a bound is infinite or unknown."""
    kept = np.array([value for value in values if not np.isnan(value)])
    if not len(kept):
        return None, None
    low, high = np.quantile(kept, [0.025, 0.975], method="inverted_cdf")
    return (
        float(low) if np.isfinite(low) else None,
        float(high) if np.isfinite(high) else None,
    )


def resampled(injured: BoolArray, samples: int) -> list[NDArray[np.intp]]:
    """Rows drawn anew, injured and others each for themselves; always the same draws."""
    random = np.random.default_rng(SEED)
    ill, well = np.flatnonzero(injured), np.flatnonzero(~injured)
    return [
        np.concatenate((random.choice(ill, len(ill)), random.choice(well, len(well))))
        for _ in range(samples)
    ]


def signals(rows: Rows) -> list[tuple[str, str, FloatArray]]:
    """Each rule's number, as near as 21 days allow; greater is meant to be worse."""
    km = [rows.week("total kms", back) for back in range(3)]
    longest = {back: rows.week("max km one day", back) for back in (1, 2)}
    all_km = km[0] + km[1] + km[2]
    hard = rows.week("total km Z3-Z4-Z5-T1-T2", 0)
    strength = sum(rows.week("nr. strength trainings", back) for back in range(3))
    return [
        ("weekly_ramp", "week against the week before", ratio(km[0], km[1], LEAST_WEEK_KM)),
        ("weekly_ramp", "the same, one week earlier", ratio(km[1], km[2], LEAST_WEEK_KM)),
        (
            "weekly_ramp",
            "week against the mean of two",
            ratio(km[0], (km[1] + km[2]) / 2, LEAST_WEEK_KM),
        ),
        ("acute_chronic", "7 days against 21, coupled", ratio(km[0], all_km / 3, LEAST_WEEK_KM)),
        (
            "acute_chronic",
            "7 days against 14, uncoupled",
            ratio(km[0], (km[1] + km[2]) / 2, LEAST_WEEK_KM),
        ),
        (
            "session_spike",
            "longest day, week 2 against 3",
            ratio(longest[1], longest[2], LEAST_DAY_KM),
        ),
        ("rest_days", "rest days of the week (fewer is worse)", -rows.week("nr. rest days", 0)),
        ("fast_running", "hard kilometres of the week", hard),
        ("strength", "strength sessions in 21 days", np.asarray(strength)),
    ]


def flags(rows: Rows) -> list[tuple[str, str, BoolArray, BoolArray]]:
    """Each rule as an alarm: where it fires, and the rows that it is compared with."""
    named = {(rule, what): values for rule, what, values in signals(rows)}
    week = named["weekly_ramp", "week against the week before"]
    earlier = named["weekly_ramp", "the same, one week earlier"]
    coupled = named["acute_chronic", "7 days against 21, coupled"]
    longest = named["session_spike", "longest day, week 2 against 3"]
    rest = rows.week("nr. rest days", 0)
    hard = rows.week("total km Z3-Z4-Z5-T1-T2", 0)
    strength = named["strength", "strength sessions in 21 days"]

    def above(values: FloatArray, limit: float) -> tuple[BoolArray, BoolArray]:
        known = np.isfinite(values)
        return known & (values > limit), known & (values <= limit)

    return [
        ("weekly_ramp", "week more than 10 % longer", *above(week, 1.1)),
        ("weekly_ramp", "week more than 30 % longer", *above(week, 1.3)),
        ("weekly_ramp", "week doubled, one week earlier", *above(earlier, 2.0)),
        ("acute_chronic", "above 1.3", *above(coupled, 1.3)),
        ("acute_chronic", "above 1.5", *above(coupled, 1.5)),
        ("session_spike", "longest day more than 10 % longer", *above(longest, 1.1)),
        ("session_spike", "longest day more than 30 % longer", *above(longest, 1.3)),
        ("session_spike", "longest day doubled", *above(longest, 2.0)),
        ("rest_days", "no rest day", rest == 0, rest > 0),
        ("rest_days", "more than 2 rest days, against 2", rest > 2, rest == 2),
        (
            "fast_running",
            "10 to 20 hard km, against 5 or less",
            (hard > 10) & (hard <= 20),
            hard <= 5,
        ),
        (
            "strength",
            "3 to 5 strength sessions, against none",
            (strength >= 3) & (strength <= 5),
            strength == 0,
        ),
    ]


def judged(
    rows: Rows, samples: int, watched: Callable[..., object]
) -> tuple[list[Flag], list[Signal]]:
    """Every flag and every signal with its interval."""
    draws = resampled(rows.injured, samples)
    told_flags: list[Flag] = []
    told_signals: list[Signal] = []
    for rule, what, fires, base in watched(flags(rows)):  # type: ignore[attr-defined]
        low, high = bounds([relative_risk(fires[d], base[d], rows.injured[d]) for d in draws])
        comparable = fires | base if rule in _RATIOS else np.ones(len(fires), dtype=bool)
        share = float(fires[comparable & ~rows.injured].mean())
        caught = float(fires[comparable & rows.injured].mean())
        ill, well = PREVALENCE * caught, (1 - PREVALENCE) * share
        per_alarm = ill / (ill + well) if ill + well else 0.0
        risk = relative_risk(fires, base, rows.injured)
        told_flags.append(Flag(rule, what, share, caught, risk, low, high, per_alarm))
    for rule, what, values in watched(signals(rows)):  # type: ignore[attr-defined]
        low, high = bounds([auc(values[d], rows.injured[d]) for d in draws])
        told_signals.append(Signal(rule, what, auc(values, rows.injured), low or 0.0, high or 1.0))
    return told_flags, told_signals


def as_tables(rows: Rows, found: tuple[list[Flag], list[Signal]]) -> str:
    """Both tables in Markdown, with a bar for each AUC: half is guessing."""
    ill, well = int(rows.injured.sum()), int((~rows.injured).sum())
    lines = [
        f"{ill} weeks before an injury, {well} other weeks. RR: relative risk with its 95 %",
        "bootstrap interval, re-weighted to 1.34 % injured weeks.",
        "",
        "| rule | alarm | fires on healthy weeks | catches injuries | RR (95 %)"
        " | injuries per alarm |",
        "|---|---|---|---|---|---|",
    ]
    for one in found[0]:
        low = "0" if one.low is None else f"{one.low:.2f}"
        high = "no bound" if one.high is None else f"{one.high:.2f}"
        lines.append(
            f"| `{one.rule}` | {one.what} | {one.fires:.0%} | {one.catches:.0%}"
            f" | {one.risk:.2f} ({low} to {high}) | {one.injuries_per_alarm:.1%} |"
        )
    lines += [
        "",
        "| rule | number | AUC (95 %) | 0.5 is guessing, 1.0 is knowing |",
        "|---|---|---|---|",
    ]
    for signal in found[1]:
        bar = "█" * round(20 * max(signal.auc, 0.0)) + "░" * (20 - round(20 * signal.auc))
        lines.append(
            f"| `{signal.rule}` | {signal.what} | {signal.auc:.3f}"
            f" ({signal.low:.3f} to {signal.high:.3f}) | {bar} |"
        )
    return "\n".join(lines)


def put_between_marks(page: Path, text: str) -> None:
    """Write computed text into a page, between its two marks. Raises Unreadable without them."""
    whole = page.read_text(encoding="utf-8")
    before, mark, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise Unreadable(f"{page} has no place for the tables: it needs {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.injury_rows", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the rows lie")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="bootstrap draws")
    parser.add_argument("--json", action="store_true", help="answer with facts")
    parser.add_argument("--write", type=Path, help="a page to put the tables into")
    told = parser.parse_args(arguments)
    try:
        rows = read(told.folder / PRIMARY)
        found = judged(rows, told.samples, lambda some: track(some, "resampling", transient=True))
        tables = as_tables(rows, found)
        if told.write:
            put_between_marks(told.write, tables)
    except Unreadable as error:
        print(f"injury_rows: {error}", file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"injury_rows: the rows have no column {error}", file=sys.stderr)
        return 1
    if told.json:
        facts = [
            [{name: getattr(one, name) for name in one.__slots__} for one in part] for part in found
        ]
        print(json.dumps({"flags": facts[0], "signals": facts[1]}, indent=1))
    else:
        print(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
