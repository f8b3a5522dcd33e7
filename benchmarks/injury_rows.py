"""`python -m benchmarks.injury_rows FOLDER`: what simple load rules achieve on real injury rows.

FOLDER holds the three CSV files. The first is a random sample and answers; the two others hold
more injuries but were selected by a model, so they only show whether a doubling stays a doubling.
`--write FILE` puts the tables between the marks of a page. Always the same draws: the same rows
give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.load_alarms import (
    LEAST_DAY_KM,
    LEAST_WEEK_KM,
    Alarm,
    Number,
    above,
    alarms,
    longest_day_ratio,
    numbers,
    week_ratio,
)
from benchmarks.pages import Unreadable
from benchmarks.training_rows import Rows, read
from benchmarks.weighing import (
    Draw,
    athletes_drawn_anew,
    auc,
    bounds,
    drawn_anew,
    relative_risk,
    share_injured,
    stands,
)

PRIMARY = "week_balanced_805.csv"
LARGER, WITH_ATHLETES = "week_casecontrol_union.csv", "week_sv_761_calibrated.csv"
SAMPLES, LEAST_SAMPLES = 2_000, 100
DAY_FLOORS_KM, WEEK_FLOORS_KM = (0.0, 1.0, 3.0, 5.0, 10.0), (0.0, 5.0, 10.0, 15.0, 20.0)


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


@dataclass(frozen=True, slots=True)
class Knowing:
    """How well a number tells injured weeks from others: AUC with its 95 % interval."""

    rule: str
    what: str
    auc: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the page tells."""

    injured: int
    others: int
    worths: tuple[Worth, ...]
    knowings: tuple[Knowing, ...]
    doublings: tuple[Worth, ...]


class Watched(Protocol):
    """Goes through a list, and may show how far it is."""

    def __call__[T](self, some: Sequence[T]) -> Iterable[T]: ...


def worth(rows: Rows, alarm: Alarm, draws: Sequence[Draw]) -> Worth:
    ill, well = rows.injured, ~rows.injured
    risk = relative_risk(alarm.fires, alarm.base, ill)
    drawn = [relative_risk(alarm.fires[d], alarm.base[d], ill[d]) for d in draws]
    low, high = bounds(drawn)
    return Worth(
        alarm.rule,
        alarm.what,
        float(alarm.fires[alarm.could & well].mean()),
        float(alarm.fires[alarm.could & ill].mean()),
        risk,
        low,
        high,
        share_injured(alarm.fires, ill),
        int((alarm.fires & ill).sum()),
        int((alarm.fires & well).sum()),
        stands(risk, drawn),
    )


def knowing(rows: Rows, number: Number, draws: Sequence[Draw]) -> Knowing:
    low, high = bounds([auc(number.values[d], rows.injured[d]) for d in draws])
    return Knowing(number.rule, number.what, auc(number.values, rows.injured), low, min(high, 1.0))


def doublings(rows: Rows, where: str) -> Iterator[Alarm]:
    """A doubled day and a doubled week, each with other ideas of what is too short to double."""
    for least in DAY_FLOORS_KM:
        what = f"longest day doubled, {_from(least)}, {where}"
        yield above("session_spike", what, longest_day_ratio(rows, least), 2.0)
    for least in WEEK_FLOORS_KM:
        what = f"week doubled, one week earlier, {_from(least)}, {where}"
        yield above("weekly_ramp", what, week_ratio(rows, 1, least), 2.0)


def _from(least_km: float) -> str:
    return f"from {least_km:.0f} km on" if least_km else "from any distance"


def judged(folder: Path, samples: int = SAMPLES, watched: Watched = iter) -> Found:
    """Every alarm, every number and every doubling with its interval. Raises Unreadable."""
    rows, larger = read(folder / PRIMARY), read(folder / LARGER)
    known = read(folder / WITH_ATHLETES, whose=True)
    draws = drawn_anew(rows.injured, samples)
    if known.athletes is None:  # pragma: no cover  (read was asked for them)
        raise Unreadable(f"{WITH_ATHLETES} does not tell whose the rows are")
    by_athlete = athletes_drawn_anew(known.athletes, samples)
    more_draws = drawn_anew(larger.injured, samples)
    each_floor = [
        *((rows, alarm, draws) for alarm in doublings(rows, "random sample")),
        *((larger, alarm, more_draws) for alarm in doublings(larger, "all that are known")),
        *((known, alarm, by_athlete) for alarm in _as_above(known)),
    ]
    return Found(
        int(rows.injured.sum()),
        int((~rows.injured).sum()),
        tuple(worth(rows, alarm, draws) for alarm in watched(alarms(rows))),
        tuple(knowing(rows, number, draws) for number in watched(numbers(rows))),
        tuple(worth(*one) for one in watched(each_floor)),
    )


def _as_above(rows: Rows) -> list[Alarm]:
    floors = (_from(LEAST_DAY_KM), _from(LEAST_WEEK_KM))
    return [
        alarm
        for alarm in doublings(rows, "athletes drawn whole")
        if any(f", {floor}, " in alarm.what for floor in floors)
        and (alarm.rule == "session_spike") == (floors[0] in alarm.what)
    ]
