"""What a member of the simulated club did day by day, and what their watch kept of it.

Files and accounts on Strava are both made from it, so they hold the same runs. The same last day
gives the same recordings. Those older than four months keep a sample every five seconds, as a
watch that saves its memory does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.members import Felt, Story
from syncer.sandbox.running import Outing, simulate, strength
from syncer.sandbox.telling import STRENGTH_MIN
from syncer.sandbox.training import Planned, usual
from syncer.sandbox.world import LOOPS

TWO_YEARS = 104
_EVERY_SECOND_FOR = 120
_LAP_M = {"km": 1000.0, "mi": 1609.344}
_STRENGTH_AT = 18.5


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One run, or strength work where no run was planned. Cheap until it is recorded.

    Entries are alike only to themselves, so that asking for one's recording again is quick.
    """

    story: Story
    until: date
    days_ago: int
    planned: Planned | None = None

    @property
    def felt(self) -> Felt | None:
        """What hurt on this run, where the member wrote it onto the run itself."""
        if self.planned is None:
            return None
        told = (one for one in self.story.felt if one.days_ago == self.days_ago and one.written)
        return next(told, None)

    def recorded(self) -> Activity:
        """The same each time. Each entry has its own noise, so no other one's change alters it."""
        if self.planned is None:
            rng = np.random.default_rng([self.story.seed, self.days_ago, 1])
            started_at = self._at(_STRENGTH_AT + 0.3 * rng.random())
            return strength(started_at, STRENGTH_MIN, self.story.body, rng)
        km = self.planned.km
        rng = np.random.default_rng([self.story.seed, self.days_ago, round(km * 100)])
        outing = Outing(
            started_at=self._at(self.planned.hour + 0.4 * rng.random()),
            distance_m=km * 1000 + rng.uniform(0, 40),
            loop=LOOPS[self.planned.loop],
            effort=self.planned.effort,
            every_s=1 if self.days_ago <= _EVERY_SECOND_FOR else 5,
            lap_m=_LAP_M[self.story.units],
        )
        return simulate(outing, self.story.body, self.story.place, rng)

    def _at(self, hour: float) -> datetime:
        """A local instant, to the second, in the member's own time zone."""
        day = self.until - timedelta(days=self.days_ago)
        midnight = datetime.combine(day, time(), ZoneInfo(self.story.timezone))
        return midnight + timedelta(seconds=round(hour * 3600))


def diary(story: Story, until: date, weeks: int = TWO_YEARS) -> list[Entry]:
    """All that a member did in the last weeks, up to the local day `until`, the oldest first."""
    planned = list(story.recent)
    if story.habit is not None:
        rng = np.random.default_rng([story.seed, 0])
        planned += usual(story.habit, TWO_YEARS - 1, story.last_weeks, rng)
    entries = [Entry(story, until, run.days_ago, run) for run in planned]
    entries += [Entry(story, until, days_ago) for days_ago in story.strength_recorded]
    lately = [entry for entry in entries if entry.days_ago < 7 * weeks]
    return sorted(lately, key=lambda entry: -entry.days_ago)
