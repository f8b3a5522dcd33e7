"""Our load rules as numbers and alarms on rows of three weeks, as near as 21 days allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.training_rows import (
    HARD_KM,
    KM,
    LONGEST,
    REST_DAYS,
    STRENGTH,
    BoolArray,
    FloatArray,
    Rows,
)
from coaching.rules.weekly_ramp import AMBER_ABOVE, AMBER_MORE_M, MIN_MEAN_M

LEAST_WEEK_KM, LEAST_DAY_KM = 15.0, 5.0
"""Shorter weeks and days are no base for a ratio, since after next to nothing everything doubles.
An earlier calculation did not write its floors down; these two give its figures again. What
other floors give is told as well."""
WEEK_FLOORS_KM, DAY_FLOORS_KM = (0.0, 5.0, 10.0, 15.0, 20.0), (0.0, 1.0, 3.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Number:
    """What a rule looks at, one value a row; NaN where it cannot be told. Greater is worse."""

    rule: str
    what: str
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that fires: on which rows, against which, and among which it could have fired."""

    rule: str
    what: str
    fires: BoolArray
    base: BoolArray
    could: BoolArray


def ratio(above: FloatArray, below: FloatArray, least: float) -> FloatArray:
    """One number against another; NaN where the other is zero or below `least`."""
    found = np.full(len(above), np.nan)
    np.divide(above, below, out=found, where=(below >= least) & (below > 0))
    return found


def above(rule: str, what: str, values: FloatArray, limit: float) -> Alarm:
    """The alarm that fires above a limit, against all other rows that have a value."""
    known = np.isfinite(values)
    return Alarm(rule, what, known & (values > limit), known & (values <= limit), known)


def between(rule: str, what: str, fires: BoolArray, base: BoolArray) -> Alarm:
    """The alarm on one band of a number that every row has, against another band of it."""
    return Alarm(rule, what, fires, base, np.ones(len(fires), dtype=np.bool_))


def numbers(rows: Rows) -> list[Number]:
    km = [rows.week(KM, back) for back in range(3)]
    hard, rest = rows.week(HARD_KM, 0), -rows.week(REST_DAYS, 0)
    ran = km[0] >= LEAST_WEEK_KM
    return [
        Number("weekly_ramp", "week against the week before", week_ratio(rows, 0)),
        Number("weekly_ramp", "the same, one week earlier", week_ratio(rows, 1)),
        Number("weekly_ramp", "week against the mean of two", _against_two(rows)),
        Number("acute_chronic", "7 days against 21, coupled", _coupled(rows)),
        Number("acute_chronic", "7 against 14 (as the mean of two)", _against_two(rows)),
        Number("session_spike", "longest day, one week earlier", longest_day_ratio(rows)),
        Number("rest_days", "rest days, fewer is worse", rest),
        Number("rest_days", "the same, weeks of 15 km or more", np.where(ran, rest, np.nan)),
        Number("fast_running", "hard km of the week", hard),
        Number("fast_running", "the same, weeks of 15 km or more", np.where(ran, hard, np.nan)),
        Number("fast_running", "hard km as a share of all km", ratio(hard, km[0], 0.0)),
        Number("strength", "strength sessions in 21 days", _strength(rows)),
        Number("(none)", "km of the week", km[0]),
    ]


def alarms(rows: Rows) -> list[Alarm]:
    ramp, longest, coupled = week_ratio(rows, 0), longest_day_ratio(rows), _coupled(rows)
    rest, hard, strength = rows.week(REST_DAYS, 0), rows.week(HARD_KM, 0), _strength(rows)
    return [
        above("weekly_ramp", "week more than 10 % longer", ramp, 1.1),
        above("weekly_ramp", "week more than 30 % longer", ramp, 1.3),
        above("weekly_ramp", "week doubled", ramp, 2.0),
        above("weekly_ramp", "week doubled, one week earlier", week_ratio(rows, 1), 2.0),
        _as_the_rule_says(rows),
        above("acute_chronic", "7 days against 21 above 1.3", coupled, 1.3),
        above("acute_chronic", "7 days against 21 above 1.5", coupled, 1.5),
        above("acute_chronic", "7 days against 14 above 1.5", _against_two(rows), 1.5),
        above("session_spike", "longest day more than 10 % longer", longest, 1.1),
        above("session_spike", "longest day more than 30 % longer", longest, 1.3),
        above("session_spike", "longest day doubled", longest, 2.0),
        between("rest_days", "no rest day", rest == 0, rest > 0),
        between("rest_days", "more than 2 rest days, against 2", rest > 2, rest == 2),
        between("fast_running", "5 to 10 hard km, against up to 5", _in(hard, 5, 10), hard <= 5),
        between("fast_running", "10 to 20 hard km, against up to 5", _in(hard, 10, 20), hard <= 5),
        between("fast_running", "over 20 hard km, against up to 5", hard > 20, hard <= 5),
        between(
            "strength",
            "3 to 5 sessions in 21 days, against none",
            _in(strength, 2, 5),
            strength == 0,
        ),
        between("strength", "6 and more, against none", strength > 5, strength == 0),
    ]


def floors(rows: Rows) -> list[Alarm]:
    """A doubled day and a doubled week, under other ideas of what is too short to double."""
    return [
        *(
            above(
                "session_spike",
                f"longest day doubled, {_from(least)}",
                longest_day_ratio(rows, least),
                2.0,
            )
            for least in DAY_FLOORS_KM
        ),
        *(
            above(
                "weekly_ramp",
                f"week doubled, one week earlier, {_from(least)}",
                week_ratio(rows, 1, least),
                2.0,
            )
            for least in WEEK_FLOORS_KM
        ),
    ]


def week_ratio(rows: Rows, back: int, least_km: float = LEAST_WEEK_KM) -> FloatArray:
    """A week's kilometres against those of the week before it."""
    return ratio(rows.week(KM, back), rows.week(KM, back + 1), least_km)


def longest_day_ratio(rows: Rows, least_km: float = LEAST_DAY_KM) -> FloatArray:
    """The longest day of week 1 against that of week 2: the last week's is not known."""
    return ratio(rows.week(LONGEST, 1), rows.week(LONGEST, 2), least_km)


def _against_two(rows: Rows) -> FloatArray:
    return ratio(rows.week(KM, 0), _mean_of_two(rows), LEAST_WEEK_KM)


def _mean_of_two(rows: Rows) -> FloatArray:
    return (rows.week(KM, 1) + rows.week(KM, 2)) / 2


def _coupled(rows: Rows) -> FloatArray:
    all_km = rows.week(KM, 0) + rows.week(KM, 1) + rows.week(KM, 2)
    return ratio(rows.week(KM, 0), all_km / 3, LEAST_WEEK_KM)


def _as_the_rule_says(rows: Rows) -> Alarm:
    """The amber of `weekly_ramp`, which has three earlier weeks where a row has two."""
    week, mean = rows.week(KM, 0), _mean_of_two(rows)
    known = mean >= MIN_MEAN_M / 1000
    fires = known & (week > AMBER_ABOVE * mean) & (week - mean >= AMBER_MORE_M / 1000)
    what = "week twice the mean of two and 10 km more (our amber)"
    return Alarm("weekly_ramp", what, fires, known & ~fires, known)


def _from(least_km: float) -> str:
    return f"from {least_km:.0f} km on" if least_km else "from any distance"


def _strength(rows: Rows) -> FloatArray:
    return rows.week(STRENGTH, 0) + rows.week(STRENGTH, 1) + rows.week(STRENGTH, 2)


def _in(values: FloatArray, above_this: float, up_to: float) -> BoolArray:
    return (values > above_this) & (values <= up_to)
