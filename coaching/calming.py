"""When a red place has calmed down, and when running may start again.

It answers "no running until ...": walking and stairs at 2/10 or less for two days, or, once two
days have passed, a run that went well all the same. A bone needs a clinician's word, or four
weeks of quiet answers (our choice: nobody waits for ever).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from coaching.advice import Light
from coaching.body import PainClass, Region, Side, same_place, same_side
from coaching.facts import FlagCleared, PainReport
from coaching.log import TrainingLog
from coaching.pain_bands import run_light
from coaching.standing_flags import signs

CALM_MAX = 2
"""NRS that walking and stairs may have."""
CALM_DAYS = 2
"""48 hours: two quiet answers so many days apart, and nothing louder between."""
BONE_CALM_DAYS = 28


def released_on(
    log: TrainingLog, region: Region, since: date, on: date, side: Side | None = None
) -> date | None:
    """The local day from which running may start again; None if not yet."""
    calm = calmed_on(log, region, since, on, side)
    if region.pain_class is PainClass.BONE:
        return calm
    earliest = since + timedelta(days=CALM_DAYS)
    well = [
        report.on
        for report in log.pain_on(earliest, on)
        if _ran_well(report, region, side) and report.on in log.active_days
    ]
    return min((day for day in (calm, *well) if day is not None), default=None)


def calmed_on(
    log: TrainingLog, region: Region, since: date, on: date, side: Side | None = None
) -> date | None:
    """The local day on which a place that was red on `since` had calmed down; None if not yet."""
    calm_day = _calm_day(_told(log, region, side, since, on), on, CALM_DAYS)
    if calm_day is None or region.pain_class is not PainClass.BONE:
        return calm_day
    seen = min((one.on for one in _seen(log, region, since, on)), default=None)
    by_seen = None if seen is None else max(calm_day, seen)
    by_time = _calm_day(_told(log, region, side, since, on), on, BONE_CALM_DAYS)
    return min((day for day in (by_seen, by_time) if day is not None), default=None)


def _seen(log: TrainingLog, region: Region, since: date, on: date) -> Iterator[FlagCleared]:
    """A clinician's words since a red, but for those about a warning sign somewhere else."""
    for cleared in log.flags_cleared:
        if cleared.how != "clinician" or not since <= cleared.on <= on:
            continue
        flagged = [
            report.region
            for report in log.pain_on(date.min, cleared.on)
            if signs(report) and report.said_at <= cleared.at
        ]
        about = flagged[-1] if flagged else None
        if about is None or same_place(about, region):
            yield cleared


def _calm_day(told: Iterable[PainReport], on: date, for_days: int) -> date | None:
    first_quiet: date | None = None
    for report in told:
        if _loud(report, on):
            first_quiet = None
        elif _quiet(report):
            first_quiet = first_quiet or report.on
            if report.on - first_quiet >= timedelta(days=for_days):
                return report.on
    return None


def _told(
    log: TrainingLog, region: Region, side: Side | None, since: date, on: date
) -> Iterator[PainReport]:
    for report in log.pain_on(since + timedelta(days=1), on):
        if report.nothing or is_about(report, region, side):
            yield report


def is_about(report: PainReport, region: Region, side: Side | None) -> bool:
    """Whether a report may be about this place."""
    place = report.region
    return place is not None and same_place(place, region) and same_side(report.side, side)


def _quiet(report: PainReport) -> bool:
    """Both walking and stairs were told, or that nothing hurts; a painkiller makes it unknown."""
    told = report.nothing or (report.walking is not None and report.stairs is not None)
    return told and not report.painkiller


def _loud(report: PainReport, on: date) -> bool:
    told = [report.worst, report.after, report.walking, report.stairs]
    if report.morning_on is not None and report.morning_on <= on:
        told.append(report.morning)
    return of_run(report) is Light.RED or any(
        value is not None and value > CALM_MAX for value in told
    )


def _ran_well(report: PainReport, region: Region, side: Side | None) -> bool:
    """A run whose own numbers are green, told without a painkiller; "nothing hurts" is one too."""
    if report.painkiller:
        return False
    if report.nothing:
        return True
    here = is_about(report, region, side)
    return here and report.worst is not None and of_run(report) <= Light.GREEN


def of_run(report: PainReport) -> Light:
    """How loud a report is by the run that it speaks of; grey where it speaks of none."""
    told = [value for value in (report.worst, report.after) if value is not None]
    region = report.region or Region.OTHER
    return run_light(region, max(told, default=None), report.timing, report.limp)
