"""How a session on the way back went, by what was told of its day and the morning after."""

from __future__ import annotations

from datetime import date, timedelta

from coaching.aches import Ache, aches, quiet_days
from coaching.advice import Light
from coaching.body import Region
from coaching.calming import CALM_MAX, same_place
from coaching.log import TrainingLog

GOOD_MAX = CALM_MAX


class Outcomes:
    """How the sessions since a red went, by their local day."""

    def __init__(self, log: TrainingLog, region: Region, since: date, on: date) -> None:
        days = (on - since).days + 1
        self.facts: dict[date, list[Ache]] = {}
        for fact in aches(log, on, days):
            if same_place(fact.region, region):
                self.facts.setdefault(fact.day, []).append(fact)
        self.quiet = set(quiet_days(log, on, days))

    def of(self, day: date) -> str:
        """good, bad or unknown: at most 2/10 and a morning no worse than usual is good."""
        runs = [fact for fact in self.facts.get(day, ()) if fact.morning is None]
        mornings = [f for f in self.facts.get(day + timedelta(days=1), ()) if f.morning is not None]
        if any(f.light >= Light.AMBER for f in mornings):
            return "bad"
        levels = [fact.level for fact in runs if fact.level is not None]
        if any(fact.light is Light.RED or fact.report.limp for fact in runs):
            return "bad"
        if any(level > GOOD_MAX for level in levels):
            return "bad"
        if levels or day in self.quiet:
            return "good"
        return "unknown"
