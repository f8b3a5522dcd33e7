"""How quickly the coaching answers for a runner with ten years of history.

The log is made here: four or five runs a week with a long one, sick weeks, strength work, a
report after most runs and some weeks of pain, so that every rule has something to chew on.
`advise` is asked for each of the last hundred days. Its first question to a new log also pays
for the views that the log then keeps (sessions, days), and has a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

from benchmarks import Row
from coaching.engine import advise
from coaching.log import PainReport, Profile, Region, Run, StrengthSession, Timing, TrainingLog
from coaching.replay import replay

GROUP = "coaching"
DAYS = 3653
LAST = date(2026, 7, 1)


def bench() -> Iterator[Row]:
    log = ten_years()
    first = median(_first_ms(log) for _ in range(19))
    each = [_ms(log, LAST - timedelta(days=ago)) for ago in range(100)]
    started = perf_counter()
    answers = sum(1 for _ in replay(ten_years()))
    replayed = perf_counter() - started
    yield Row(GROUP, "ten years, runs", len(log.runs), "")
    yield Row(GROUP, "ten years, reports", len(log.pain), "")
    yield Row(GROUP, "ten years, days with advice", answers, "")
    yield Row(GROUP, "advise, median of the last 100 days", median(each), "ms", "< 2")
    yield Row(GROUP, "advise, slowest of the last 100 days", max(each), "ms")
    yield Row(GROUP, "advise, first question to a new log", first, "ms", "< 2")
    yield Row(GROUP, "replay of all ten years", replayed, "s", "< 2")


def ten_years(seed: int = 1) -> TrainingLog:
    """A made-up runner's log; the same seed gives the same one."""
    random = Random(seed)
    runs: list[Run] = []
    pain: list[PainReport] = []
    strength: list[StrengthSession] = []
    for ago in range(DAYS, -1, -1):
        day = LAST - timedelta(days=ago)
        week = ago // 7
        if week % 37 == 0:
            continue
        hurts = week % 29 in (3, 4)
        if day.weekday() in (1, 3, 5, 6) or (day.weekday() == 2 and week % 3 == 0):
            runs.append(_run(day, 18.0 if day.weekday() == 6 else 8.0, random))
            if random.random() < 0.7:
                pain.append(_report(day, hurts, random))
        if day.weekday() in (0, 4) and week % 5:
            strength.append(StrengthSession(on=day, minutes=25))
    return TrainingLog(profile=Profile(birth_year=1984), runs=runs, pain=pain, strength=strength)


def _run(day: date, usual_km: float, random: Random) -> Run:
    distance_m = 1000 * usual_km * random.uniform(0.6, 1.4)
    moving_s = distance_m / random.uniform(2.7, 3.3)
    return Run(
        key=f"activity-{day:%Y%m%d}",
        started_at=datetime(day.year, day.month, day.day, 17, tzinfo=UTC),
        local_date=day,
        moving_s=moving_s,
        elapsed_s=moving_s + 60,
        distance_m=distance_m,
        cadence_spm=random.uniform(164, 174),
        cadence_speed_mps=distance_m / moving_s,
        cadence_eligible_s=moving_s / 2,
        descent_m=random.uniform(0, 300),
        steep_descent_m=random.uniform(0, 120),
        surface_m={"unknown": distance_m},
    )


def _report(day: date, hurts: bool, random: Random) -> PainReport:
    said_at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    if not hurts:
        return PainReport(on=day, said_at=said_at, nothing=True)
    return PainReport(
        on=day,
        said_at=said_at,
        region=Region.KNEE_FRONT,
        worst=random.randint(1, 5),
        after=random.randint(0, 3),
        timing=Timing.EASES,
    )


def _ms(log: TrainingLog, on: date) -> float:
    started = perf_counter()
    advise(log, on)
    return 1000 * (perf_counter() - started)


def _first_ms(log: TrainingLog) -> float:
    """A new log of the same facts, so that nothing is remembered from before."""
    return _ms(replace(log), LAST)
