"""What hurts now: each place's light, standing until a newer run says better.

A light stands until a report of a newer run on the same spot takes its place, or "nothing hurts"
told after a newer run; without one, everyday quiet ends only what was told without a run. A
morning's light ends with a quiet morning after a newer run too. A report without a run or a second
report of the same day can only make it worse. A red, wherever it came from, stands until running
may start again (`calming`); then it is amber until a later run went well. A light that nobody
renews lapses: amber and green after 14 days, red after 28 (our choice), a bone's red not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from coaching.aches import Ache, aches, quiet_days
from coaching.advice import Light
from coaching.body import PainClass, Region, Side, Timing
from coaching.calming import released_on
from coaching.experience import injuries_lately
from coaching.log import TrainingLog

LASTS_DAYS = 14
RED_LASTS_DAYS = 28
AMBER_RUNS_TO_RED = 3
"""So many amber reports of runs one after the other are red; tendons have two rising weeks."""
TREND_ANSWERS, TREND_POINTS = 3, 1
"""Three answers about a place against the three before: so much higher is one light worse."""
ONE_WORSE = {Light.GREEN: Light.AMBER, Light.AMBER: Light.RED}
SECOND_RED_DAYS = 14
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
    past = _Past(log, facts, quiet_days(log, on), on)
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
    past = _Past(log, facts, quiet_days(log, on, days), on)
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


class _Past:
    """All facts that are looked at, the newest first, and what follows from their order."""

    def __init__(
        self, log: TrainingLog, facts: Sequence[Ache], quiet: Sequence[date], on: date
    ) -> None:
        self.log = log
        self.facts = facts
        self.quiet = quiet
        self.on = on

    def uncovered(self) -> Iterator[tuple[Ache, Light]]:
        """Facts whose place no newer run, and no newer "nothing hurts", has taken; as they stand.

        A red is only taken by what came when running could start again.
        """
        clearing: list[Ache] = []
        for ache in self.facts:
            newest = max(
                (newer.day for newer in clearing if newer.same_spot(ache)), default=date.min
            )
            light = self.light(ache) if newest <= ache.day or ache.light > Light.GREEN else None
            if light is Light.RED:
                free = released_on(self.log, ache.region, ache.day, self.on, ache.side)
                if free is None:
                    yield ache, light
                elif max(newest, self._quiet_run()) <= free:
                    yield ache, Light.AMBER
            elif newest <= ache.day and not self._quieted(ache):
                assert light is not None
                yield ache, light
            if ache.can_clear:
                clearing.append(ache)

    def _quieted(self, ache: Ache) -> bool:
        """Whether "nothing hurts", or for a morning a quiet one, came after a newer run."""
        newest = self.quiet[0] if self.quiet else date.min
        if ache.morning is None and not ache.of_run:
            return newest > ache.day
        if ache.morning is not None:
            mornings = (f.day for f in self.facts if self._is_quiet_morning(f, ache))
            newest = max(newest, *mornings, date.min)
        first = ache.day + timedelta(days=1)
        return newest >= first and any(
            first + timedelta(days=nth) in self.log.active_days
            for nth in range((newest - first).days + 1)
        )

    @staticmethod
    def _is_quiet_morning(fact: Ache, ache: Ache) -> bool:
        quiet = fact.morning is not None and fact.own <= Light.GREEN and not fact.masked
        return quiet and fact.day > ache.day and fact.same_spot(ache)

    def _quiet_run(self) -> date:
        """The latest run of which nothing hurt."""
        active = self.log.active_days
        return next((day for day in self.quiet if day in active), date.min)

    def light(self, ache: Ache) -> Light:
        """A fact's own light, made worse by a trend: three ambers in a row, rising answers."""
        if not ache.of_run or ache.light is Light.RED or ache.masked:
            return ache.light
        spot = [f for f in self.facts if f.day <= ache.day and f.same_spot(ache)]
        tendon = ache.region.pain_class is PainClass.TENDON
        if not tendon and self._ambers_in_a_row(ache, spot) >= AMBER_RUNS_TO_RED:
            return Light.RED
        if tendon and self._rises_for_two_weeks(ache, spot):
            return Light.RED
        if ache.light in ONE_WORSE and self._rises(ache, spot):
            return ONE_WORSE[ache.light]
        return ache.light

    def _rises(self, ache: Ache, spot: Sequence[Ache]) -> bool:
        """Whether the median of the last three answers lies a point above the three before."""
        worst: dict[date, int] = {}
        for f in spot:
            if f.of_run and f.level is not None:
                worst[f.day] = max(f.level, worst.get(f.day, 0))
        latest = [worst[day] for day in sorted(worst, reverse=True)[: 2 * TREND_ANSWERS]]
        if len(latest) < 2 * TREND_ANSWERS:
            return False
        now, before = latest[:TREND_ANSWERS], latest[TREND_ANSWERS:]
        return median(now) - median(before) >= TREND_POINTS

    def _ambers_in_a_row(self, ache: Ache, spot: Sequence[Ache]) -> int:
        """How many reports of runs up to this one, each judged with its morning, were amber.

        A red stands for itself: the count begins anew behind it. A number told under a painkiller
        is unknown unless it was amber by itself.
        """
        count, later = 0, ache.day
        for day in dict.fromkeys(f.day for f in spot if f.of_run):
            apart = later - day > timedelta(days=LASTS_DAYS)
            painless = any(
                day < quiet < ache.day and quiet in self.log.active_days for quiet in self.quiet
            )
            amber = self._day_light(ache, day) is Light.AMBER
            if apart or painless or not (amber or self._masked(spot, day)):
                break
            count, later = count + amber, day
        return count

    @staticmethod
    def _masked(spot: Sequence[Ache], day: date) -> bool:
        return any(f.masked for f in spot if f.day == day)

    def _day_light(self, ache: Ache, day: date) -> Light:
        """A run's day judged by its run and the morning after it."""
        morning = day + timedelta(days=1)
        return max(
            (
                f.own
                for f in self.facts
                if (f.day == day if f.morning is None else f.day == morning) and f.same_spot(ache)
            ),
            default=Light.GREY,
        )

    def _rises_for_two_weeks(self, ache: Ache, spot: Sequence[Ache]) -> bool:
        medians: list[float] = []
        for week in range(3):
            last = ache.day - timedelta(days=7 * week)
            worst: dict[date, int] = dict.fromkeys(
                (day for day in self.quiet if timedelta(0) <= last - day < timedelta(days=7)), 0
            )
            for f in spot:
                if f.of_run and f.level is not None and timedelta(0) <= last - f.day < _WEEK:
                    worst[f.day] = max(f.level, worst.get(f.day, 0))
            if not worst:
                return False
            medians.append(median(worst.values()))
        return medians[0] > medians[1] > medians[2]

    def red_before(self, ache: Ache) -> bool:
        """Whether another day's run, at most 14 days earlier, was red anywhere."""
        for f in self.facts:
            days = (ache.day - f.day).days
            if f.of_run and 0 < days <= SECOND_RED_DAYS and not self._same_event(f, ache):
                if max(self.light(f), self._day_light(f, f.day)) is Light.RED:
                    return True
        return False

    @staticmethod
    def _same_event(run: Ache, ache: Ache) -> bool:
        """A morning belongs to the run of the day before; without a run it is no new event."""
        return not ache.of_run and run.same_spot(ache)


_WEEK = timedelta(days=7)


def _place(region: Region, standing: Sequence[tuple[Ache, Light]], past: _Past) -> Soreness:
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
