"""Weeks of competitive runners with and without an injury behind them (Lövdal 2021, CC0).

A row holds 21 days: week 0 is the one before the event, week 1 the one before that, week 2 the
earliest. Rows without an injury lie three weeks and more from any, so nothing may look beyond
the 21 days: it would learn the answer from the gap.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import Unreadable

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

KM, LONGEST, HARD_KM = "total kms", "max km one day", "total km Z3-Z4-Z5-T1-T2"
REST_DAYS, STRENGTH = "nr. rest days", "nr. strength trainings"
_NEEDED = (
    *(f"{KM}{week}" for week in ("", ".1", ".2")),
    *(f"{LONGEST}{week}" for week in (".1", ".2")),
    *(f"{STRENGTH}{week}" for week in ("", ".1", ".2")),
    REST_DAYS,
    HARD_KM,
)
"""The longest day of the last week is in none of the files."""
_INJURY, _ATHLETE = "injury", "Athlete ID"


@dataclass(frozen=True, slots=True)
class Rows:
    """Each column as an array, which rows ended in an injury, and whose they are, if told."""

    columns: dict[str, FloatArray]
    injured: BoolArray
    athletes: FloatArray | None = None

    def week(self, name: str, back: int) -> FloatArray:
        """One column of the week that lies `back` weeks before the event's week."""
        return self.columns[name if back == 0 else f"{name}.{back}"]


def read(path: Path, whose: bool = False) -> Rows:
    """The rows of one file, with `whose` the athletes too. Raises Unreadable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None
    wanted = (*_NEEDED, _INJURY, *((_ATHLETE,) if whose else ()))
    header, lines = (table[0], table[1:]) if table else ([], [])
    missing = [name for name in wanted if name not in header]
    if missing:
        raise Unreadable(f"{path} is no table of injury rows: it has no column {missing[0]!r}")
    columns = {name: _column(path, name, header.index(name), lines) for name in wanted}
    if not set(np.unique(columns[_INJURY])) == {0.0, 1.0}:
        raise Unreadable(f"{path} needs rows with 1 and rows with 0 under {_INJURY!r}, only those")
    return Rows(columns, columns[_INJURY] == 1, columns.get(_ATHLETE))


def injured_against(larger: Rows, sample: Rows) -> Rows:
    """The injured rows of one file beside the other rows of another. Whose they are is lost."""
    ill, well = larger.injured, ~sample.injured
    columns = {
        name: np.concatenate((larger.columns[name][ill], sample.columns[name][well]))
        for name in _NEEDED
    }
    return Rows(columns, np.arange(ill.sum() + well.sum()) < ill.sum())


def _column(path: Path, name: str, place: int, lines: Sequence[Sequence[str]]) -> FloatArray:
    """One column as numbers, none of them below zero."""
    numbers = np.full(len(lines), np.nan)
    for nth, line in enumerate(lines):
        try:
            numbers[nth] = float(line[place])
        except (ValueError, IndexError):
            numbers[nth] = np.nan
        if not np.isfinite(numbers[nth]) or numbers[nth] < 0:
            raise Unreadable(f"{path}, line {nth + 2}: no number from 0 on under {name!r}")
    return numbers
