"""The streams of an activity: one column a kind, as Strava rounds and names them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

KINDS = (
    "time",
    "distance",
    "latlng",
    "altitude",
    "velocity_smooth",
    "heartrate",
    "cadence",
    "temp",
    "moving",
    "grade_smooth",
)
SHORT_LINE = 60
"""Points of the line that a list carries; a detail carries some hundreds."""

_M_PER_DEGREE = 111_195.0
_MIDDLE = (0.25, -1.75)
"""Where runs without a place of their own go round: open ocean, so nobody's home is shown."""


Columns = Mapping[str, Sequence[Any]]


class Streams:
    """Columns of one length. Cadence counts one leg for runs, as Strava's does."""

    def __init__(self, columns: Columns) -> None:
        self._held = columns
        self._texts: dict[str, str] = {}

    @property
    def _columns(self) -> Columns:
        return self._held

    def __contains__(self, kind: str) -> bool:
        return kind in self._columns

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def column(self, kind: str) -> Sequence[Any]:
        """One column; empty when it was not recorded."""
        return self._columns.get(kind, ())

    def points(self, most: int) -> list[tuple[float, float]]:
        """At most so many points of the course, evenly spread; empty without positions."""
        course = self._columns.get("latlng", ())
        step = apart(len(course), most)
        return [(float(lat), float(lon)) for lat, lon in course[::step]]

    def answer(self, wanted: Iterable[str], *, by_kind: bool) -> str:
        """The JSON text of the wanted kinds. Kinds that were not recorded are left out.

        Strava adds the kind that the series runs along, asked for or not.
        """
        along = "distance" if "distance" in self else "time"
        asked = {along, *wanted}
        kinds = [kind for kind in KINDS if kind in asked and kind in self]
        if by_kind:
            inside = ",".join(f'"{kind}":{{{self._text(kind, along)}}}' for kind in kinds)
            return f"{{{inside}}}"
        listed = ",".join(f'{{"type":"{kind}",{self._text(kind, along)}}}' for kind in kinds)
        return f"[{listed}]"

    def _text(self, kind: str, along: str) -> str:
        """Everything but the braces. Kept, because a night asks for the same again and again."""
        if kind not in self._texts:
            data = json.dumps(self._columns[kind], separators=(",", ":"))
            about = f'"series_type":"{along}","original_size":{len(self)},"resolution":"high"'
            self._texts[kind] = f'"data":{data},{about}'
        return self._texts[kind]


def apart(length: int, most: int) -> int:
    """How many samples lie between the points of a line that has at most so many."""
    return max(1, math.ceil(length / most))


class LaterStreams(Streams):
    """Columns that are made when somebody asks, and again when they ask much later.

    `short_line` are the points of the line that lists carry, so that no list asks.
    """

    def __init__(self, make: Callable[[], Columns], short_line: list[tuple[float, float]]) -> None:
        super().__init__({})
        self._make = make
        self._short_line = short_line

    @property
    def _columns(self) -> Columns:
        return self._make()

    def points(self, most: int) -> list[tuple[float, float]]:
        return self._short_line if most == SHORT_LINE else super().points(most)


@lru_cache(maxsize=256)
def steady(
    distance_m: float,
    moving_s: int,
    cadence: float | None,
    heartrate: float | None,
    *,
    outside: bool,
) -> Streams:
    """An even run on a round course over gentle hills, a sample every five seconds.

    Shared between activities alike, so that a benchmark's thousand runners take little memory.
    """
    seconds = [*range(0, max(moving_s, 1), 5), max(moving_s, 1)]
    speed = distance_m / max(moving_s, 1)
    metres = [round(speed * second, 1) for second in seconds]
    wave = [math.sin(second / 50) for second in seconds]
    columns: dict[str, Sequence[Any]] = {
        "time": seconds,
        "distance": metres,
        "velocity_smooth": [round(speed * (1 + 0.02 * w), 3) for w in wave],
        "moving": [second > 0 for second in seconds],
        "temp": [14 for _ in seconds],
    }
    if cadence is not None:
        columns["cadence"] = [round(cadence + w) for w in wave]
    if heartrate is not None:
        columns["heartrate"] = [round(heartrate + 3 * w) for w in wave]
    if outside:
        columns["latlng"] = [_on_the_ring(at, distance_m) for at in metres]
        columns["altitude"] = [round(12 + 4 * math.sin(at / 300), 1) for at in metres]
        columns["grade_smooth"] = [round(4 / 3 * math.cos(at / 300), 1) for at in metres]
    return Streams(columns)


def _on_the_ring(at_m: float, whole_m: float) -> list[float]:
    radius = max(whole_m, 1.0) / (2 * math.pi) / _M_PER_DEGREE
    turn = 2 * math.pi * at_m / max(whole_m, 1.0)
    lat, lon = _MIDDLE
    return [round(lat + radius * math.sin(turn), 6), round(lon + radius * math.cos(turn), 6)]
