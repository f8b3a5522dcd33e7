"""One simulated run, second by second: pace, hills, cadence, pulse, and what sensors make of it.

Nothing here is measured; it only has to look like what a watch writes, with the noise that
makes measuring hard: a drifting barometer, a wandering position, pauses, a slow first mile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from syncer.sandbox.fit_writer import RUNNING, STRENGTH_TRAINING, TRAINING, Activity
from syncer.sandbox.world import M_PER_DEGREE, Loop, Place

FloatArray = NDArray[np.float64]

_PULSE_LAG_S = 40
_REPEAT_S = (95, 75)
_WALK_RUN_S = (240, 60)
_WALK_MPS = 1.55


@dataclass(frozen=True, slots=True)
class Body:
    """How a simulated runner moves: easy speed, steps at it and per m/s more, and pulse."""

    easy_mps: float
    cadence_spm: float
    cadence_per_mps: float
    rest_bpm: float
    max_bpm: float


@dataclass(frozen=True, slots=True)
class Outing:
    """What to run. `effort` is easy, steady, repeats or walk_run; a record every `every_s`."""

    started_at: datetime
    distance_m: float
    loop: Loop
    effort: str
    every_s: int
    lap_m: float = 1000.0


def simulate(outing: Outing, body: Body, place: Place, rng: Generator) -> Activity:
    """The run as a watch would have kept it."""
    loop = outing.loop
    speed, distance = _motion(outing, body, rng)
    seconds = np.arange(len(speed), dtype=np.float64)
    grade = loop.grade(distance)
    pauses = _pauses(outing, len(speed), rng)
    clock = seconds + sum((end - start) * (seconds > start) for start, end in _unpaused(pauses))
    true_m = loop.altitude_m(distance)
    climbs = np.diff(true_m)
    ends = np.arange(outing.lap_m, distance[-1] - 50, outing.lap_m)
    laps = np.rint(np.interp(ends, distance, clock))
    keep = np.unique(np.append(np.arange(0, len(speed), outing.every_s), len(speed) - 1))
    lat, lon = _position(loop, place, distance, rng)
    offset = outing.started_at.utcoffset()
    assert offset is not None
    return Activity(
        started_at=outing.started_at,
        utc_offset_s=round(offset.total_seconds()),
        sport=RUNNING,
        sub_sport=loop.sub_sport,
        time_s=clock[keep],
        laps_s=(*laps.tolist(), float(clock[-1])),
        lat_deg=lat[keep] if loop.outside else None,
        lon_deg=lon[keep] if loop.outside else None,
        altitude_m=_barometer(true_m, rng)[keep] if loop.outside else None,
        distance_m=distance[keep],
        speed_mps=speed[keep],
        cadence_spm=_cadence(speed, body, rng)[keep],
        heart_rate_bpm=_pulse(speed, grade, body)[keep],
        pauses_s=pauses,
        ascent_m=float(climbs[climbs > 0].sum()) if loop.outside else None,
        descent_m=float(-climbs[climbs < 0].sum()) if loop.outside else None,
    )


def strength(started_at: datetime, minutes: float, body: Body, rng: Generator) -> Activity:
    """Strength work as a watch keeps it: time and pulse."""
    time_s = np.arange(0.0, round(minutes * 60) + 1.0, 5.0)
    offset = started_at.utcoffset()
    assert offset is not None
    return Activity(
        started_at=started_at,
        utc_offset_s=round(offset.total_seconds()),
        sport=TRAINING,
        sub_sport=STRENGTH_TRAINING,
        time_s=time_s,
        laps_s=(float(time_s[-1]),),
        heart_rate_bpm=body.rest_bpm + 42 + _wander(len(time_s), 12, 9.0, rng),
    )


def _wander(length: int, every: int, spread: float, rng: Generator) -> FloatArray:
    """Slow noise: random values every so many samples, joined by straight lines."""
    knots = np.arange(0, length + every, every)
    return np.interp(np.arange(length), knots, rng.normal(0.0, spread, len(knots)))


def _motion(outing: Outing, body: Body, rng: Generator) -> tuple[FloatArray, FloatArray]:
    """Speed and distance at each second of moving, up to the distance of the outing."""
    slowest = 0.5 if outing.effort == "walk_run" else 0.72
    length = int(outing.distance_m / (body.easy_mps * slowest)) + 120
    seconds = np.arange(length)
    base = np.full(length, body.easy_mps * (1.08 if outing.effort == "steady" else 1.0))
    base *= 1 - 0.07 * np.exp(-seconds / 240)
    base *= 1 + _wander(length, 40, 0.025, rng) + _wander(length, 7, 0.012, rng)
    if outing.effort == "repeats":
        fast, slow = _REPEAT_S
        turn = (seconds - 720) % (fast + slow)
        repeats = (seconds > 720) & (seconds < outing.distance_m / body.easy_mps - 480)
        base *= np.where(repeats, np.where(turn < fast, 1.22, 0.85), 1.0)
    if outing.effort == "walk_run":
        run, walk = _WALK_RUN_S
        base = np.where(seconds % (run + walk) < walk, _WALK_MPS, base)
    grade = outing.loop.grade(np.cumsum(base))
    speed = base * np.clip(np.where(grade > 0, 1 - 2.6 * grade, 1 - 1.1 * grade), 0.74, 1.1)
    distance = np.concatenate(([0.0], np.cumsum(speed[1:])))
    end = int(np.searchsorted(distance, outing.distance_m)) + 1
    return speed[:end], distance[:end]


def _pauses(outing: Outing, length: int, rng: Generator) -> tuple[tuple[float, float], ...]:
    """Stops of the timer as (start, end) on the clock: a light, a drink, a shoelace."""
    count = int(rng.poisson(0.4 + outing.distance_m / 12_000))
    starts = np.sort(rng.integers(180, max(181, length - 120), count)) if length > 400 else []
    stops: list[tuple[float, float]] = []
    waited = 0.0
    for nth, start in enumerate(starts):
        if nth and start - starts[nth - 1] < 60:
            continue
        wait = float(rng.integers(12, 75))
        stops.append((start + waited, start + waited + wait))
        waited += wait
    return tuple(stops)


def _unpaused(pauses: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """The same stops counted in seconds of moving: where each began, and how long it took."""
    waited = 0.0
    moved: list[tuple[float, float]] = []
    for start, end in pauses:
        moved.append((start - waited, end - waited))
        waited += end - start
    return moved


def _position(
    loop: Loop, place: Place, distance_m: FloatArray, rng: Generator
) -> tuple[FloatArray, FloatArray]:
    east, north = loop.east_north_m(distance_m)
    east = east + _wander(len(east), 20, 1.2, rng)
    north = north + _wander(len(north), 20, 1.2, rng)
    shrink = np.cos(np.radians(place.lat_deg))
    return place.lat_deg + north / M_PER_DEGREE, place.lon_deg + east / (M_PER_DEGREE * shrink)


def _barometer(true_m: FloatArray, rng: Generator) -> FloatArray:
    """Height by air pressure: the weather drifts slowly, the sensor trembles a little."""
    length = len(true_m)
    return true_m + _wander(length, 600, 1.0, rng) + rng.normal(0.0, 0.15, length)


def _cadence(speed_mps: FloatArray, body: Body, rng: Generator) -> FloatArray:
    """Steps a minute on the runner's own line; walking has a line of its own."""
    length = len(speed_mps)
    running = body.cadence_spm + body.cadence_per_mps * (speed_mps - body.easy_mps)
    steps = np.where(speed_mps < 1.8, 112.0 + 6 * (speed_mps - _WALK_MPS), running)
    return steps + _wander(length, 60, 0.8, rng) + rng.normal(0.0, 1.0, length)


def _pulse(speed_mps: FloatArray, grade: FloatArray, body: Body) -> FloatArray:
    """Pulse that follows the effort with a lag."""
    effort = speed_mps / body.easy_mps * (1 + 3 * np.clip(grade, -0.05, 0.15))
    target = body.rest_bpm + (body.max_bpm - body.rest_bpm) * np.clip(0.66 * effort, 0.2, 0.97)
    decay = np.exp(-np.arange(4 * _PULSE_LAG_S) / _PULSE_LAG_S)
    padded = np.concatenate((np.full(len(decay) - 1, body.rest_bpm + 25.0), target))
    lagged: FloatArray = np.convolve(padded, decay / decay.sum(), mode="valid")
    return lagged
