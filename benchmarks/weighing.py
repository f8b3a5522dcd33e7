"""How much a number or an alarm is worth, on rows of which some ended in an injury.

Injuries are half of the sampled rows and rare in life. So every count is weighted back to the
share that the whole file has, the injured rows by one factor and the others by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from benchmarks.load_alarms import Alarm, Number
from benchmarks.training_rows import BoolArray, FloatArray, Rows

Draw = NDArray[np.intp]
"""Numbers of rows, drawn anew with repeats."""

PREVALENCE = 575 / 42_798
"""Injured weeks among all weeks of the whole file."""
COMPARISONS = 100
"""About so many were tried on these rows in all: 45 in an earlier calculation, the others now."""
SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Worth:
    """What an alarm is worth. Shares from 0 to 1; `risk` and its bounds are relative.

    `caught` and `disturbed` are the injured and the other rows on which it fires.
    """

    rule: str
    what: str
    fires_on_healthy: float
    catches: float
    risk: float
    low: float
    high: float
    injuries_per_alarm: float
    caught: int
    disturbed: int
    stands: bool
    rows: str


@dataclass(frozen=True, slots=True)
class Knowing:
    """How well a number tells injured weeks from others: AUC with its 95 % interval."""

    rule: str
    what: str
    auc: float
    low: float
    high: float


def worth(rows: Rows, alarm: Alarm, draws: Sequence[Draw], name: str) -> Worth:
    ill, well = rows.injured, ~rows.injured
    risk = relative_risk(alarm.fires, alarm.base, ill)
    drawn = [relative_risk(alarm.fires[d], alarm.base[d], ill[d]) for d in draws]
    low, high = bounds(drawn)
    return Worth(
        alarm.rule,
        alarm.what,
        _share(alarm.fires, alarm.could & well),
        _share(alarm.fires, alarm.could & ill),
        risk,
        low,
        high,
        share_injured(alarm.fires, ill),
        int((alarm.fires & ill).sum()),
        int((alarm.fires & well).sum()),
        stands(risk, drawn),
        f"{name}, {int(ill.sum())} and {int(well.sum())}",
    )


def knowing(rows: Rows, number: Number, draws: Sequence[Draw]) -> Knowing:
    low, high = bounds([auc(number.values[d], rows.injured[d]) for d in draws])
    return Knowing(number.rule, number.what, auc(number.values, rows.injured), low, min(high, 1.0))


def auc(values: FloatArray, injured: BoolArray) -> float:
    """The chance that an injured row has the greater value; a tie counts half.

    Rows without a value are left out; NaN where one of the two groups is empty.
    """
    known = np.isfinite(values)
    values, injured = values[known], injured[known]
    ill, well = int(injured.sum()), int((~injured).sum())
    if not ill or not well:
        return float("nan")
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[injured].sum() - ill * (ill + 1) / 2) / (ill * well))


def share_injured(group: BoolArray, injured: BoolArray) -> float:
    """How many of a group's weeks end in an injury, weighted back; NaN for an empty group, and
    where all rows or none of them are injured."""
    if injured.all() or not injured.any():
        return float("nan")
    ill = PREVALENCE * (group & injured).sum() / injured.sum()
    well = (1 - PREVALENCE) * (group & ~injured).sum() / (~injured).sum()
    return float(ill / (ill + well)) if ill + well > 0 else float("nan")


def _share(fires: BoolArray, among: BoolArray) -> float:
    return float(fires[among].mean()) if among.any() else float("nan")


def relative_risk(flagged: BoolArray, base: BoolArray, injured: BoolArray) -> float:
    """How many times as often an injury follows the alarm as it follows `base`, weighted back.

    Infinite where nobody in `base` was injured or nobody flagged stayed well: a sample without
    such a week does not say that there is none. NaN where one of the two groups is empty.
    """
    with_flag, without = share_injured(flagged, injured), share_injured(base, injured)
    if np.isnan(with_flag) or np.isnan(without):
        return float("nan")
    if without == 0 or with_flag == 1:
        return float("inf")
    return with_flag / without


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of bootstrap values: 0 or infinity where there is no bound.

    A draw that has no answer could have had any, so it widens the interval on both sides.
    """
    drawn = np.array(values, dtype=np.float64)
    if not len(drawn):
        return 0.0, float("inf")
    unknown = np.isnan(drawn)
    low = np.quantile(np.where(unknown, 0.0, drawn), 0.025, method="inverted_cdf")
    high = np.quantile(np.where(unknown, np.inf, drawn), 0.975, method="inverted_cdf")
    return float(low), float(high)


def stands(risk: float, drawn: Sequence[float], comparisons: int = COMPARISONS) -> bool:
    """Whether a relative risk differs from 1 even though so many were tried (Bonferroni).

    Normal on the logarithm, since the far ends of a bootstrap are too thin to be read off.
    """
    usable = np.array([value for value in drawn if np.isfinite(value) and value > 0])
    if not np.isfinite(risk) or risk <= 0 or len(usable) < 0.95 * max(len(drawn), 20):
        return False
    spread = float(np.log(usable).std(ddof=1))
    return bool(abs(np.log(risk)) > NormalDist().inv_cdf(1 - 0.025 / comparisons) * spread)


def drawn_anew(injured: BoolArray, samples: int) -> list[Draw]:
    """Rows drawn with repeats, injured and others each for themselves; always the same draws."""
    random = np.random.default_rng(SEED)
    ill, well = np.flatnonzero(injured), np.flatnonzero(~injured)
    return [
        np.concatenate((random.choice(ill, len(ill)), random.choice(well, len(well))))
        for _ in range(samples)
    ]


def athletes_drawn_anew(athletes: FloatArray, samples: int) -> list[Draw]:
    """Whole athletes drawn with repeats, all their rows with them; always the same draws."""
    random = np.random.default_rng(SEED)
    rows_of = [np.flatnonzero(athletes == one) for one in np.unique(athletes)]
    return [
        np.concatenate([rows_of[nth] for nth in random.integers(0, len(rows_of), len(rows_of))])
        for _ in range(samples)
    ]
