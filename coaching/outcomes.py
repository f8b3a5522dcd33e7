"""How a session on the way back went, by what was told of its day and the morning after."""

from __future__ import annotations

from datetime import date, timedelta

from coaching.aches import Ache, aches, quiet_days
from coaching.advice import Light
from coaching.body import PainClass, Region, Side, same_place, same_side
from coaching.calming import CALM_MAX
from coaching.log import TrainingLog

GOOD_MAX = CALM_MAX


class Outcomes:
    """How the sessions since a red went, by their local day."""

    def __init__(
        self, log: TrainingLog, region: Region, since: date, on: date, side: Side | None = None
    ) -> None:
        days = (on - since).days + 1
        self.bone = region.pain_class is PainClass.BONE
        self.facts: dict[date, list[Ache]] = {}
        for fact in aches(log, on, days):
            if same_place(fact.region, region) and same_side(fact.side, side):
                self.facts.setdefault(fact.day, []).append(fact)
        self.quiet = set(quiet_days(log, on, days))

    def of(self, day: date, *, morning_too: bool = True) -> str:
        """good, bad, morning or unknown: at most 2/10 and a morning no worse than usual is good.

        `morning`: something hurt a little, and the morning after was not told; without
        `morning_too` that is good. Under a painkiller nobody knows.
        """
        runs = [fact for fact in self.facts.get(day, ()) if fact.morning is None]
        mornings = [f for f in self.facts.get(day + timedelta(days=1), ()) if f.morning is not None]
        levels = [fact.level for fact in runs if fact.level is not None]
        if any(f.own >= Light.AMBER for f in mornings) or any(self._was_bad(f) for f in runs):
            return "bad"
        if any(fact.masked for fact in runs):
            return "unknown"
        if levels and max(levels) > 0:
            return "good" if mornings or not morning_too else "morning"
        return "good" if levels or day in self.quiet else "unknown"

    def _was_bad(self, run: Ache) -> bool:
        return (
            run.own is Light.RED
            or (run.level is not None and run.level > GOOD_MAX)
            or (self.bone and run.own is Light.AMBER)
        )
