"""What hurts now: each place's light, standing until a newer run says better.

A light stands until a report of a newer run on the same spot takes its place, or "nothing hurts"
told after a newer run; without one, everyday quiet ends only what was told without a run. A
morning's light ends with a quiet morning after a newer run too. A report without a run or a second
report of the same day can only make it worse. A red, wherever it came from, stands until running
may start again (`calming`); then it is amber until a later run went well. A light that nobody
renews lapses: amber and green after 14 days, red after 28 (our choice), a bone's red not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.aches import Ache, aches, quiet_days
from coaching.advice import Light
from coaching.body import PainClass, Region, Side, Timing
from coaching.experience import injuries_lately
from coaching.log import TrainingLog
from coaching.past_pain import LASTS_DAYS, Past

RED_LASTS_DAYS = 28
UNANSWERED_SESSIONS = 5
"""After so many sessions without a word, what hurts is unknown."""


@dataclass(frozen=True, slots=True)
class Soreness:
    """One place that is or was sore lately, with the numbers that its light rests on."""

    region: Region
    light: Light
    side: Side | None
    day: date
    """The local day of the report that speaks."""
    hurts: bool
    worst: int | None = None
    after: int | None = None
    timing: Timing | None = None
    limp: bool = False
    morning: int | None = None
    usual: float = 0.0
    painkiller: bool = False
    second_red: bool = False
    trend: bool = False
    """Whether it is red by what the answers did over time, not by the last number."""


def soreness(log: TrainingLog, on: date) -> tuple[Soreness, ...]:
    """The places that stand sore, or were reported painless, at the end of `on`: worst first."""
    return log.keep("soreness", on, lambda: _soreness(log, on))


def active_pain(log: TrainingLog, on: date) -> tuple[Soreness, ...]:
    """The places where something hurts now, at least 1/10: worst first."""
    return tuple(sore for sore in soreness(log, on) if sore.hurts)


def sessions_unanswered(log: TrainingLog, on: date) -> int | None:
    """How many sessions lie after the last word about pain; None if there never was one.

    Somebody who never told anything is not asked again and again: nothing is known of them.
    """
    reports = log.pain_on(date.min, on)
    if not reports:
        return None
    return len(log.sessions_on(reports[-1].on + timedelta(days=1), on))


def pain_is_unknown(log: TrainingLog, on: date) -> bool:
    """Whether praise must wait: long unanswered, or last answered under a painkiller."""
    unanswered = sessions_unanswered(log, on)
    if unanswered is None:
        return False
    if unanswered >= UNANSWERED_SESSIONS:
        return True
    last = log.pain_on(date.min, on)[-1].on
    return any(report.painkiller for report in log.pain_on(last, last))


def _soreness(log: TrainingLog, on: date) -> tuple[Soreness, ...]:
    facts = aches(log, on)
    if not facts:
        return ()
    past = Past(log, facts, quiet_days(log, on), on)
    standing = [(ache, light) for ache, light in past.uncovered() if _lasts(ache, light, on)]
    found = [
        _place(region, [pair for pair in standing if pair[0].region is region], past)
        for region in dict.fromkeys(ache.region for ache, _ in standing)
    ]
    hurt_before = {injury.region for injury in injuries_lately(log, on)}
    found.sort(
        key=lambda sore: (
            -sore.light,
            sore.region not in hurt_before,
            -(sore.worst or 0),
            -sore.day.toordinal(),
        )
    )
    return tuple(found)


def reds(log: TrainingLog, on: date, days: int) -> dict[tuple[Region, Side | None], date]:
    """The latest red day of each place in the last days, whatever made it red."""
    facts = aches(log, on, days)
    past = Past(log, facts, quiet_days(log, on, days), on)
    latest: dict[tuple[Region, Side | None], date] = {}
    for ache in facts:
        place = ache.region, ache.side
        if place not in latest and past.light(ache) is Light.RED:
            latest[place] = ache.day
    return latest


def masked_lately(log: TrainingLog, on: date) -> bool:
    """Whether today's or yesterday's numbers were told under a painkiller."""
    return any(report.painkiller for report in log.pain_on(on - timedelta(days=1), on))


def _lasts(ache: Ache, light: Light, on: date) -> bool:
    if light is Light.RED and ache.region.pain_class is PainClass.BONE:
        return True
    days = RED_LASTS_DAYS if light is Light.RED else LASTS_DAYS
    return on - ache.day <= timedelta(days=days)


def _place(region: Region, standing: Sequence[tuple[Ache, Light]], past: Past) -> Soreness:
    """One region in one line: the loudest of its facts, with the newest morning beside it."""
    light = max(light for _, light in standing)
    loudest = next(ache for ache, own in standing if own is light)
    runs = [(own, ache) for ache, own in standing if ache.morning is None]
    run = max(runs, key=lambda pair: (pair[0], pair[1].day), default=(None, None))[1]
    mornings = [(own, ache) for ache, own in standing if ache.morning is not None]
    morning = max(mornings, key=lambda pair: (pair[0], pair[1].day), default=(None, None))[1]
    told = run or loudest
    return Soreness(
        region=region,
        light=light,
        side=told.side,
        day=loudest.day,
        hurts=any(ache.hurts for ache, _ in standing),
        worst=run.level if run else None,
        after=run.report.after if run else None,
        timing=run.report.timing if run else None,
        limp=bool(run and run.report.limp),
        morning=morning.morning if morning else None,
        usual=morning.usual if morning else 0.0,
        painkiller=any(ache.report.painkiller for ache, _ in standing),
        second_red=light is Light.RED and past.red_before(loudest),
        trend=light is Light.RED and loudest.light is not Light.RED,
    )
