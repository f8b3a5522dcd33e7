"""Nights and mornings: how long somebody slept, and the pulse at rest, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Night:
    """The night before a morning. `slept_s` is None when the watch lay on the table."""

    slept_s: int | None = 27_000
    resting_bpm: int | None = 50
    score: int | None = 78


def usual_nights(resting_bpm: float, until: date, days: int) -> Iterator[tuple[date, Night]]:
    """So many nights of somebody who sleeps well enough, the last before the morning `until`."""
    for ago in range(days):
        # Two waves that never meet, so that no week is like another and every call is alike.
        swing = (ago * 37 % 13 - 6) / 6 + (ago * 11 % 29 - 14) / 28
        score = round(78 - 6 * swing)
        slept_s = round(26_400 - 2_000 * swing)
        yield until - timedelta(days=ago), Night(slept_s, round(resting_bpm + 1.5 * swing), score)


@dataclass(slots=True)
class Diaries:
    """Everybody's nights, by the local day of the morning."""

    nights: dict[tuple[int, date], Night] = field(default_factory=dict)

    def put(self, profile_id: int, on: date, night: Night) -> None:
        self.nights[profile_id, on] = night

    def of(self, profile_id: int, on: date) -> Night | None:
        return self.nights.get((profile_id, on))
