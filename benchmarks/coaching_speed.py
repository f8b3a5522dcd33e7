"""How quickly the coaching answers for a runner with ten years of history.

The log is made here: four or five runs a week with a long one, sick weeks, strength work, a
report after most runs and some weeks of pain, rides, shoes, nights, answers to self-tests and cue
trials, so that every rule has something to chew on. `advise` with all rules is asked for each of
the last hundred days, and so are three rules written with pandas. The first question to a new
log also pays for the views that the log then keeps (sessions, days), and has a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

from benchmarks import Row, by_pandas
from coaching.engine import advise
from coaching.facts import Answer, CueTrial, Night, Other, SelfTest, WeeklyCheck
from coaching.log import PainReport, Profile, Region, Run, StrengthSession, Timing, TrainingLog
from coaching.replay import replay

GROUP = "coaching"
DAYS = 3653
LAST = date(2026, 7, 1)


def bench() -> Iterator[Row]:
    log = ten_years()
    first = median(_ms(advise, replace(log), LAST) for _ in range(19))
    days = [LAST - timedelta(days=ago) for ago in range(100)]
    each = [_ms(advise, log, day) for day in days]
    frame = by_pandas.table(log)
    with_pandas = [_ms(by_pandas.three_rules, frame, day) for day in days]
    started = perf_counter()
    answers = sum(1 for _ in replay(ten_years()))
    replayed = perf_counter() - started
    yield Row(GROUP, "ten years, runs", len(log.runs), "")
    yield Row(GROUP, "ten years, reports", len(log.pain), "")
    yield Row(GROUP, "ten years, days with advice", answers, "")
    yield Row(GROUP, "advise, median of the last 100 days", median(each), "ms", "< 2")
    yield Row(GROUP, "advise, slowest of the last 100 days", max(each), "ms")
    yield Row(GROUP, "advise, first question to a new log", first, "ms", "< 2")
    yield Row(GROUP, "three rules with pandas, median of the same days", median(with_pandas), "ms")
    faster = median(with_pandas) / median(each)
    yield Row(GROUP, "all rules against three with pandas, a day", faster, "times", ">= 1")
    yield Row(GROUP, "replay of all ten years", replayed, "s", "< 4")
    pandas_years = sum(with_pandas) / len(with_pandas) * answers / 1000
    yield Row(GROUP, "as many days, three rules with pandas", pandas_years, "s")


def ten_years(seed: int = 1) -> TrainingLog:
    """A made-up runner's log; the same seed gives the same one."""
    random = Random(seed)
    runs: list[Run] = []
    others: list[Other] = []
    pain: list[PainReport] = []
    strength: list[StrengthSession] = []
    nights: list[Night] = []
    checks: list[WeeklyCheck] = []
    for ago in range(DAYS, -1, -1):
        day = LAST - timedelta(days=ago)
        nights.append(Night(day, random.uniform(5.5, 8.5), random.uniform(48, 58)))
        week = ago // 7
        hurts = week % 29 in (3, 4)
        if hurts and day.weekday() == 6:
            checks.append(WeeklyCheck(day, Region.KNEE_FRONT, 1, 1, 1, 1))
        if week % 37 == 0:
            continue
        if day.weekday() in (1, 3, 5, 6) or (day.weekday() == 2 and week % 3 == 0):
            runs.append(_run(day, 18.0 if day.weekday() == 6 else 8.0, random))
            if random.random() < 0.7:
                pain.append(_report(day, hurts, random))
        if day.weekday() in (0, 4) and week % 5:
            strength.append(StrengthSession(day, 25, effort=random.randint(3, 7), pain=0))
        if day.weekday() == 0 and week % 2:
            others.append(Other(_at(day, 9), day, "Ride", 5400, 32_000))
    tested = [LAST - timedelta(days=ago) for ago in range(0, DAYS, 42)]
    return TrainingLog(
        profile=Profile(birth_year=1984, equipment=frozenset({"band"}), likes_mobility=True),
        runs=runs,
        others=others,
        pain=pain,
        strength=strength,
        nights=nights,
        weekly_checks=checks,
        answers=[Answer(session.on, "done", "strength") for session in strength],
        self_tests=[SelfTest(day, "T1", random.randint(8, 25)) for day in tested],
        cue_trials=[CueTrial(day, "C1", 3.0, random.uniform(1, 4)) for day in tested],
    )


def _run(day: date, usual_km: float, random: Random) -> Run:
    distance_m = 1000 * usual_km * random.uniform(0.6, 1.4)
    moving_s = distance_m / random.uniform(2.7, 3.3)
    return Run(
        key=f"activity-{day:%Y%m%d}",
        started_at=_at(day, 17),
        local_date=day,
        moving_s=moving_s,
        elapsed_s=moving_s + 60,
        distance_m=distance_m,
        cadence_spm=random.uniform(164, 174),
        cadence_speed_mps=distance_m / moving_s,
        cadence_eligible_s=moving_s / 2,
        descent_m=random.uniform(0, 300),
        steep_descent_m=random.uniform(0, 120),
        surface_m={"paved": 0.7 * distance_m, "unknown": 0.3 * distance_m},
        effort_rpe=random.randint(2, 8),
        fast_s=random.uniform(0, 900),
        gear=f"pair {day.year}-{day.month // 7}",
    )


def _report(day: date, hurts: bool, random: Random) -> PainReport:
    said_at = _at(day, 20)
    if not hurts:
        return PainReport(on=day, said_at=said_at, nothing=True)
    return PainReport(
        on=day,
        said_at=said_at,
        region=Region.KNEE_FRONT,
        worst=random.randint(1, 5),
        after=random.randint(0, 3),
        timing=Timing.EASES,
        feels=frozenset({"jumping"}),
    )


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _ms[Log](ask: Callable[[Log, date], object], log: Log, on: date) -> float:
    started = perf_counter()
    ask(log, on)
    return 1000 * (perf_counter() - started)
