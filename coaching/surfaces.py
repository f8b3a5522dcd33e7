"""What the runs of two weeks went over, in metres by surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.log import TrainingLog

SURFACES = ("paved", "unpaved", "trail", "track", "treadmill", "unknown")
DAYS = 14
LAPS = 6
"""So many laps one way round make a track session."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Metres by surface, largest first, and how many laps went one way round a track."""

    metres: Mapping[str, float]
    laps: int

    @property
    def total_m(self) -> float:
        return sum(self.metres.values())

    @property
    def known_m(self) -> float:
        return self.total_m - self.metres.get("unknown", 0.0)

    def share(self, surface: str) -> float:
        """The part of all metres, 0 to 1."""
        return self.metres.get(surface, 0.0) / self.total_m if self.total_m else 0.0


def mix(log: TrainingLog, on: date, days: int = DAYS) -> Mix:
    """The last `days` local days. What no surface is told of is `unknown`."""
    metres = dict.fromkeys(SURFACES, 0.0)
    laps = 0
    for session in log.sessions_on(on - timedelta(days=days - 1), on):
        for run in session.runs:
            told = {name: m for name, m in run.surface_m.items() if name in metres and m > 0}
            for name, length in told.items():
                metres[name] += length
            metres["unknown"] += max((run.distance_m or 0.0) - sum(told.values()), 0.0)
            laps = max(laps, run.track_laps or 0)
    largest_first = sorted(metres, key=lambda name: (-metres[name], SURFACES.index(name)))
    return Mix({name: metres[name] for name in largest_first if metres[name] > 0}, laps)
