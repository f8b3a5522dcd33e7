"""Where the simulated club runs: invented loops on open ocean, so that nobody's home is shown.

Every loop is a closed line with a height at each metre. Heights are whole waves around the
loop, so that start and end meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from syncer.sandbox.fit_writer import STREET, TRACK, TRAIL, TREADMILL

FloatArray = NDArray[np.float64]

M_PER_DEGREE = 111_195.0
_STRAIGHT_M, _BEND_RADIUS_M = 84.39, 36.50
_SHAPE_POINTS = 2048


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a runner's loops, in degrees."""

    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop to run. `waves` are (height above the middle in metres, waves around the loop)."""

    name: str
    sub_sport: int
    length_m: float
    waves: tuple[tuple[float, int], ...] = ()
    above_sea_m: float = 20.0

    @property
    def outside(self) -> bool:
        return self.sub_sport != TREADMILL

    def altitude_m(self, distance_m: FloatArray) -> FloatArray:
        """True height above the sea at each distance from the start."""
        turn = 2 * np.pi * distance_m / self.length_m
        height = np.full(len(distance_m), self.above_sea_m)
        for high_m, count in self.waves:
            height += high_m * np.sin(count * turn)
        return height

    def grade(self, distance_m: FloatArray) -> FloatArray:
        """Metres of climb a metre of road at each distance."""
        turn = 2 * np.pi * distance_m / self.length_m
        slope = np.zeros(len(distance_m))
        for high_m, count in self.waves:
            slope += high_m * count * np.cos(count * turn)
        return slope * 2 * np.pi / self.length_m

    def east_north_m(self, distance_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Metres east and north of the middle at each distance."""
        along, east, north = _line(self)
        at = distance_m % self.length_m
        return np.interp(at, along, east), np.interp(at, along, north)


@cache
def _line(loop: Loop) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The loop as points: distance along it, metres east, metres north."""
    turn = np.linspace(0.0, 2 * np.pi, _SHAPE_POINTS)
    if loop.sub_sport == TRACK:
        east, north = _oval(turn)
    else:
        bulge = 1 + 0.25 * np.sin(3 * turn + 1) + 0.1 * np.sin(5 * turn)
        east, north = bulge * np.cos(turn), bulge * np.sin(turn)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))))
    grow = loop.length_m / along[-1]
    return along * grow, east * grow, north * grow


def _oval(turn: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A stadium's inner lane, anticlockwise: two bends joined by two straights."""
    bend = np.pi * _BEND_RADIUS_M
    at = turn / (2 * np.pi) * 2 * (bend + _STRAIGHT_M)
    half = at // (bend + _STRAIGHT_M)
    within = at % (bend + _STRAIGHT_M)
    angle = np.minimum(within / _BEND_RADIUS_M, np.pi) - np.pi / 2
    east = _STRAIGHT_M / 2 + _BEND_RADIUS_M * np.cos(angle)
    north = _BEND_RADIUS_M * np.sin(angle)
    straight = within > bend
    east = np.where(straight, _STRAIGHT_M / 2 - (within - bend), east)
    north = np.where(straight, _BEND_RADIUS_M, north)
    flip = np.where(half % 2 == 0, 1.0, -1.0)
    return flip * east, flip * north


LOOPS: Mapping[str, Loop] = MappingProxyType(
    {
        loop.name: loop
        for loop in (
            Loop("promenade", STREET, 5000.0, ((1.5, 3),)),
            Loop("ring road", STREET, 8000.0, ((3.0, 9), (1.5, 4))),
            Loop("rolling road", STREET, 10000.0, ((6.0, 9), (2.0, 4)), 60.0),
            Loop("forest trail", TRAIL, 6000.0, ((7.0, 7), (2.0, 17)), 90.0),
            Loop("the downs", TRAIL, 7000.0, ((17.0, 5), (3.0, 13)), 140.0),
            Loop("track", TRACK, 400.0),
            Loop("treadmill", TREADMILL, 400.0),
        )
    }
)
