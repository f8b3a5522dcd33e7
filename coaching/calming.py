"""When a red place has calmed down: walking and stairs at 2/10 or less for two days.

It answers "no running until ...". A bone needs a clinician's word besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from coaching.body import PainClass, Region
from coaching.facts import PainReport
from coaching.log import TrainingLog

CALM_MAX = 2
"""NRS that walking and stairs may have."""
CALM_DAYS = 2
"""48 hours: two quiet answers so many days apart, and nothing louder between."""


def calmed_on(log: TrainingLog, region: Region, since: date, on: date) -> date | None:
    """The local day on which a place that was red on `since` had calmed down; None if not yet."""
    calm_day = _calm_day(log, region, since, on)
    if calm_day is None or region.pain_class is not PainClass.BONE:
        return calm_day
    cleared = [one.on for one in log.flags_cleared if one.how == "clinician" and one.on >= since]
    seen = min((day for day in cleared if day <= on), default=None)
    return None if seen is None else max(calm_day, seen)


def same_place(one: Region, other: Region) -> bool:
    """Whether two regions may be one place: "knee" may be any part of it."""
    if one is other:
        return True
    knees = one.value.startswith("knee") and other.value.startswith("knee")
    return knees and Region.KNEE in (one, other)


def _calm_day(log: TrainingLog, region: Region, since: date, on: date) -> date | None:
    first_quiet: date | None = None
    for report in _told(log, region, since, on):
        if _loud(report, on):
            first_quiet = None
        elif _quiet(report):
            first_quiet = first_quiet or report.on
            if report.on - first_quiet >= timedelta(days=CALM_DAYS):
                return report.on
    return None


def _told(log: TrainingLog, region: Region, since: date, on: date) -> Iterator[PainReport]:
    for report in log.pain_on(since + timedelta(days=1), on):
        place = report.region
        if report.nothing or (place is not None and same_place(place, region)):
            yield report


def _quiet(report: PainReport) -> bool:
    """Both walking and stairs were told, or that nothing hurts."""
    return report.nothing or (report.walking is not None and report.stairs is not None)


def _loud(report: PainReport, on: date) -> bool:
    told = [report.worst, report.after, report.walking, report.stairs]
    if report.morning_on is not None and report.morning_on <= on:
        told.append(report.morning)
    return report.limp or any(value is not None and value > CALM_MAX for value in told)
