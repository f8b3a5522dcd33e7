"""Pain reports taken apart into single facts: what a run felt like, what a morning felt like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from coaching.advice import Light
from coaching.body import Region, Side, same_place, same_side
from coaching.facts import PainReport
from coaching.log import TrainingLog
from coaching.pain_bands import morning_light, run_light

LOOK_BACK_DAYS = 70
"""Longer than any light lasts, with the reports that led to it."""
USUAL_DAYS = 7
"""The usual morning level is the median of the mornings of so many days before."""


@dataclass(frozen=True, slots=True)
class Ache:
    """One fact of one local day about one place.

    Either of a run (`level` is NRS, None when untold) or of a morning (`morning` is NRS).
    `of_run` says that it speaks of pain during a run; `can_clear` that there was such a run, so
    that what was told of it may also be better than before. `own` is the light of the numbers
    alone; a painkiller makes `light` amber at least.
    """

    day: date
    region: Region
    side: Side | None
    report: PainReport
    light: Light
    own: Light
    level: int | None = None
    morning: int | None = None
    usual: float = 0.0
    of_run: bool = False
    can_clear: bool = False

    @property
    def masked(self) -> bool:
        """Whether the number was told under a painkiller, so that it may be too low."""
        return self.report.painkiller

    @property
    def hurts(self) -> bool:
        """Whether something hurt. A place named without a number hurts."""
        if self.morning is not None:
            return self.morning > 0
        return self.level is None or self.level > 0 or self.report.limp

    def same_spot(self, other: Ache) -> bool:
        """Whether two facts may be of one place. "Knee" may be any part of it, no side either."""
        return same_place(self.region, other.region) and same_side(self.side, other.side)


def aches(log: TrainingLog, on: date, days: int = LOOK_BACK_DAYS) -> list[Ache]:
    """The facts of the last `days` days up to `on`, the newest first."""
    found: list[Ache] = []
    for report in log.pain_on(on - timedelta(days=days), on):
        if report.nothing or not _says_pain(report):
            continue
        region = report.region or Region.OTHER
        if report.morning is None or _speaks_of_run(report):
            found.append(_of_run(log, report, region))
        if report.morning is not None and report.morning_on is not None:
            if report.morning_on <= on:
                found.append(_of_morning(log, report, region, report.morning_on, report.morning))
    found.sort(key=lambda ache: (ache.day, ache.light, ache.level or 0), reverse=True)
    return found


def quiet_days(log: TrainingLog, on: date, days: int = LOOK_BACK_DAYS) -> list[date]:
    """The days of the last `days` on which nothing hurt, without a painkiller, newest first."""
    reports = log.pain_on(on - timedelta(days=days), on)
    return sorted({r.on for r in reports if r.nothing and not r.painkiller}, reverse=True)


def _speaks_of_run(report: PainReport) -> bool:
    return _level(report) is not None or report.timing is not None or report.limp


def _says_pain(report: PainReport) -> bool:
    return report.region is not None or report.morning is not None or _speaks_of_run(report)


def _level(report: PainReport) -> int | None:
    """The NRS that a day is judged by: during the run or right after it, whichever is worse.

    On a day without either, what walking and stairs felt like (our choice).
    """
    told = [value for value in (report.worst, report.after) if value is not None]
    told = told or [value for value in (report.walking, report.stairs) if value is not None]
    return max(told, default=None)


def _of_run(log: TrainingLog, report: PainReport, region: Region) -> Ache:
    level = _level(report)
    own = run_light(region, level, report.timing, report.limp)
    told = level is not None and not report.painkiller
    of_run = report.worst is not None or report.timing is not None
    return Ache(
        day=report.on,
        region=region,
        side=report.side,
        report=report,
        light=max(own, Light.AMBER) if report.painkiller else own,
        own=own,
        level=level,
        of_run=of_run,
        can_clear=of_run and told and report.on in log.active_days,
    )


def _of_morning(
    log: TrainingLog, report: PainReport, region: Region, day: date, morning: int
) -> Ache:
    ache = Ache(day, region, report.side, report, Light.GREY, Light.GREY, morning=morning)
    usual = _usual_of(log, ache)
    light = morning_light(region, morning, usual)
    return replace(ache, light=light, own=light, usual=usual)


def usual_morning(log: TrainingLog, report: PainReport) -> float:
    """The usual morning level before the morning that a report speaks of."""
    assert report.morning_on is not None
    region = report.region or Region.OTHER
    grey = Light.GREY
    return _usual_of(log, Ache(report.morning_on, region, report.side, report, grey, grey))


def _usual_of(log: TrainingLog, ache: Ache) -> float:
    """The median of the worst morning of each of the 7 days before; 0 without any."""
    first = ache.day - timedelta(days=USUAL_DAYS)
    worst: dict[date, int] = {}
    # A run's report carries the morning after it, hence one day more.
    for report in log.pain_on(first - timedelta(days=1), ache.day):
        day = report.morning_on
        if day is None or report.morning is None or not first <= day < ache.day:
            continue
        before = Ache(
            day, report.region or Region.OTHER, report.side, report, Light.GREY, Light.GREY
        )
        if before.same_spot(ache):
            worst[day] = max(report.morning, worst.get(day, 0))
    return float(median(worst.values())) if worst else 0.0
