"""What was told of pain, in order: each fact's light by what came before it, and which still stand.

A fact's own numbers are made worse by a trend: three ambers in a row, answers that rise. It stands
until something newer has taken its place; a red only gives way to what came when running could
start again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from coaching.aches import Ache
from coaching.advice import Light
from coaching.body import PainClass
from coaching.calming import released_on
from coaching.log import TrainingLog

LASTS_DAYS = 14
"""An amber or green light that nobody renews; ambers further apart are no row."""
AMBER_RUNS_TO_RED = 3
"""So many amber reports of runs one after the other are red; tendons have two rising weeks."""
TREND_ANSWERS, TREND_POINTS = 3, 1
"""Three answers about a place against the three before: so much higher is one light worse."""
ONE_WORSE = {Light.GREEN: Light.AMBER, Light.AMBER: Light.RED}
SECOND_RED_DAYS = 14
_WEEK = timedelta(days=7)


class Past:
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
