"""Self-tests: which are due, and what their results say about the choice of exercises.

They picture a movement on one day. They predict nothing and are never a verdict. A result out of
the range of its test (`catalogue.self_tests`) is a slip of the finger and counts as not told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from coaching import catalogue
from coaching.advice import Light
from coaching.body import Side
from coaching.facts import SelfTest
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.standing_flags import standing_flags

EVERY_DAYS = 28
COUNTS_DAYS = 84
"""Our choice: a result of the last 12 weeks may choose exercises, an older one may not."""
PLANK_S = 45.0
KNEE_IN_OF_5 = 3.0
SIDES_DIFFER = 0.2
"""Our choice: so large a part of the better side."""
BALANCE_OPEN_S, BALANCE_CLOSED_S = 30.0, 10.0
PAIN_MAX = 2
"""NRS above which no test is asked for."""
FIRST_TESTS = ("T1", "T2", "T4", "T7")
"""Our choice: plank, single-leg squat, standing up and balance need a chair and five minutes."""
RETESTED = ("T1", "T2", "T3", "T4", "T7", "T8")
"""What is worth doing again; a cue has its own trial and a film needs no calendar."""
_EXACT_DIGITS = 9


def latest(log: TrainingLog, on: date, test: str) -> dict[Side | None, SelfTest]:
    """The newest result of a test on each side, of the last 12 weeks."""
    results = _results(log, on - timedelta(days=COUNTS_DAYS - 1), on)
    return {result.side: result for result in results if result.test == test}


def days_since_tests(log: TrainingLog, on: date) -> int | None:
    """Days since the last self-test; None if there never was one."""
    told = [result for result in _results(log, date.min, on) if result.test in RETESTED]
    return (on - told[-1].on).days if told else None


def tests_to_repeat(log: TrainingLog, on: date) -> list[str]:
    """The tests that the runner has done before, in the order of the catalogue."""
    done = {result.test for result in _results(log, date.min, on)}
    return [test for test in RETESTED if test in done]


def tests_allowed(log: TrainingLog, on: date) -> bool:
    """Not with a warning sign, and not while anything hurts more than 2/10 or is amber."""
    if standing_flags(log, on):
        return False
    return all(
        place.light < Light.AMBER and place.worst is not None and place.worst <= PAIN_MAX
        for place in active_pain(log, on)
    )


def plank_short(log: TrainingLog, on: date) -> date | None:
    """The day on which the elbow plank lasted less than 45 seconds."""
    return _day(result for result in latest(log, on, "T1").values() if _told(result) < PLANK_S)


def knee_in(log: TrainingLog, on: date, side: Side | None = None) -> date | None:
    """The day on which a knee (of that side) came inside the big toe in 3 of 5 squats or more."""
    told = latest(log, on, "T2").values()
    asked = [result for result in told if side is None or result.side in (side, Side.BOTH)]
    return _day(result for result in asked if _told(result) >= KNEE_IN_OF_5)


def sides_differ(log: TrainingLog, on: date) -> date | None:
    """The day on which standing up on one leg differed by a fifth of the better side or more."""
    told = latest(log, on, "T4")
    left, right = told.get(Side.LEFT), told.get(Side.RIGHT)
    if left is None or right is None:
        return None
    better = max(_told(left), _told(right))
    if better <= 0:
        return None
    share = round(abs(_told(left) - _told(right)) / better, _EXACT_DIGITS)
    return max(left.on, right.on) if share >= SIDES_DIFFER else None


def balance_short(log: TrainingLog, on: date) -> date | None:
    """The day on which one-leg balance ended before 30 seconds, or 10 with eyes closed."""
    opened = [r for r in latest(log, on, "T7").values() if _told(r) < BALANCE_OPEN_S]
    closed = [r for r in latest(log, on, "T8").values() if _told(r) < BALANCE_CLOSED_S]
    return _day([*opened, *closed])


def _results(log: TrainingLog, first: date, last: date) -> Sequence[SelfTest]:
    """Believable results of these days, the oldest first."""
    known = log.keep("believable tests", date.min, lambda: _believable(log))
    start = bisect_left(known, first, key=lambda result: result.on)
    return known[start : bisect_right(known, last, lo=start, key=lambda result: result.on)]


def _believable(log: TrainingLog) -> list[SelfTest]:
    guides = catalogue.self_tests()
    return [
        result
        for result in log.self_tests
        if result.value is not None
        and result.test in guides
        and guides[result.test].lowest <= result.value <= guides[result.test].highest
    ]


def _told(result: SelfTest) -> float:
    return result.value or 0.0


def _day(results: Iterable[SelfTest]) -> date | None:
    return max((result.on for result in results), default=None)
