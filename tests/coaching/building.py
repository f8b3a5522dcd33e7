"""Short words for a runner's past: `log(run(km=10, days_ago=2), pain("knee_front", 4))`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from coaching.body import Region, Side, Timing
from coaching.facts import (
    Answer,
    CueTrial,
    FlagCleared,
    Muted,
    Night,
    Other,
    PainReport,
    Profile,
    Run,
    Said,
    SelfTest,
    StrengthSession,
    WeeklyCheck,
)
from coaching.log import TrainingLog

TODAY = date(2026, 3, 15)
PACE_S_PER_KM = 336.0

_NAMES = {
    Run: "runs",
    PainReport: "pain",
    StrengthSession: "strength",
    FlagCleared: "flags_cleared",
    Muted: "muted",
    Said: "said",
    Other: "others",
    Answer: "answers",
    SelfTest: "self_tests",
    CueTrial: "cue_trials",
    Night: "nights",
    WeeklyCheck: "weekly_checks",
}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(day: date, hour: int = 18) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def run(km: float, days_ago: int = 0, hour: int = 18, **more: Any) -> Run:
    day = ago(days_ago)
    moving_s = more.pop("moving_s", km * PACE_S_PER_KM)
    key = more.pop("key", f"run-{days_ago}-{hour}")
    return Run(key, at(day, hour), day, moving_s, moving_s, km * 1000.0, **more)


def pain(
    region: str,
    worst: int | None = None,
    timing: str | None = None,
    days_ago: int = 0,
    **more: Any,
) -> PainReport:
    day = ago(days_ago)
    side = more.pop("side", None)
    return PainReport(
        on=day,
        said_at=at(day, 20),
        region=Region(region),
        worst=worst,
        timing=None if timing is None else Timing(timing),
        side=None if side is None else Side(side),
        **more,
    )


def nothing(days_ago: int = 0) -> PainReport:
    return PainReport(on=ago(days_ago), said_at=at(ago(days_ago), 20), nothing=True)


def flag(*codes: str, days_ago: int = 0) -> PainReport:
    return PainReport(on=ago(days_ago), said_at=at(ago(days_ago), 20), flags=frozenset(codes))


def cleared(days_ago: int = 0, how: str = "clinician") -> FlagCleared:
    return FlagCleared(at(ago(days_ago), 21), ago(days_ago), how)


def lifted(
    days_ago: int,
    minutes: float = 25.0,
    pain_told: int | None = None,
    effort: float | None = None,
    exercises: tuple[str, ...] = (),
) -> StrengthSession:
    return StrengthSession(ago(days_ago), minutes, effort, pain_told, exercises)


def other(sport: str, minutes: float, days_ago: int = 0, hour: int = 12) -> Other:
    return Other(at(ago(days_ago), hour), ago(days_ago), sport, minutes * 60.0)


def answered(what: str, rule: str = "strength", days_ago: int = 0) -> Answer:
    return Answer(ago(days_ago), what, rule)


def self_tested(
    test: str, value: float | None, side: str | None = None, days_ago: int = 0
) -> SelfTest:
    return SelfTest(ago(days_ago), test, value, None if side is None else Side(side))


def tried(cue: str, without: float, with_cue: float, days_ago: int = 0) -> CueTrial:
    return CueTrial(ago(days_ago), cue, without, with_cue)


def slept(hours: float | None, bpm: float | None = None, days_ago: int = 0) -> Night:
    return Night(ago(days_ago), hours, bpm)


def month(longest_km: float = 12.8) -> list[Run]:
    """Eight runs in the 30 days before today, the longest as told."""
    return [*(run(8.0, back) for back in (3, 7, 10, 14, 17, 21, 24)), run(longest_km, 28)]


def log(*facts: Any, profile: Profile | None = None) -> TrainingLog:
    rows: dict[str, list[Any]] = {}
    for fact in facts:
        rows.setdefault(_NAMES[type(fact)], []).append(fact)
    return replace(TrainingLog(**rows), profile=profile or Profile())
