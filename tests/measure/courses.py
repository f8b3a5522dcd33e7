"""Runs whose truth is known, because we lay out the course and run it ourselves."""

from __future__ import annotations

import numpy as np

from syncer.measure import FloatArray, Series

METRES_PER_DEGREE = 111_194.93
HOME = (48.0, 9.0)


def steady(
    minutes: float = 30,
    speed_mps: float = 3.0,
    spm: float | None = 172,
    every_s: float = 1,
    grade: float = 0.0,
    barometric: bool = True,
    strides: bool = True,
) -> Series:
    """An even run in a straight line, its cadence stored as watches do (strides of one foot)."""
    time_s = np.arange(0, minutes * 60 + every_s, every_s, dtype=float)
    distance_m = time_s * speed_mps
    per_min = None if spm is None else np.full(len(time_s), spm / 2 if strides else spm)
    return Series(
        time_s=time_s,
        distance_m=distance_m,
        speed_mps=np.full(len(time_s), speed_mps),
        altitude_m=200 + distance_m * grade,
        cadence_per_min=per_min,
        barometric=barometric,
    )


def over_hills(*legs: tuple[float, float], speed_mps: float = 3.0, noise_m: float = 0) -> Series:
    """A run over legs of (length in metres, grade), one record a second."""
    corners = np.cumsum([0.0] + [length for length, _ in legs])
    heights = np.cumsum([500.0] + [length * grade for length, grade in legs])
    time_s = np.arange(0, corners[-1] / speed_mps + 1)
    distance_m = np.minimum(time_s * speed_mps, corners[-1])
    altitude_m = np.interp(distance_m, corners, heights)
    wobble = np.random.default_rng(7).normal(0, noise_m, len(time_s))
    return Series(
        time_s=time_s,
        distance_m=distance_m,
        speed_mps=np.full(len(time_s), speed_mps),
        altitude_m=altitude_m + wobble,
        barometric=True,
    )


def oval(lap_m: float, along_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where a runner stands on an oval of two straights and two half circles, turning left."""
    straight = 84.39 * lap_m / 400
    radius = (lap_m - 2 * straight) / 2 / np.pi
    on = np.mod(along_m, lap_m)
    corners = (straight, lap_m / 2, lap_m / 2 + straight)
    bend = np.where(on < corners[1], on - corners[0], on - corners[2]) / radius
    east = np.select(
        [on < corners[0], on < corners[1], on < corners[2]],
        [on, straight + radius * np.sin(bend), straight - (on - corners[1])],
        -radius * np.sin(bend),
    )
    north = np.select(
        [on < corners[0], on < corners[1], on < corners[2]],
        [0 * on, radius * (1 - np.cos(bend)), 2 * radius + 0 * on],
        radius * (1 + np.cos(bend)),
    )
    return east, north


def on_course(
    east_m: FloatArray,
    north_m: FloatArray,
    speed_mps: float = 4.0,
    every_s: float = 1,
    noise_m: float = 0,
    counted: bool = True,
) -> Series:
    """A run along positions in metres, satellite noise on top of them."""
    lengths = np.hypot(np.diff(east_m), np.diff(north_m))
    along = np.concatenate(([0.0], np.cumsum(lengths)))
    time_s = np.arange(0, along[-1] / speed_mps, every_s)
    distance_m = time_s * speed_mps
    noise = np.random.default_rng(11).normal(0, noise_m, (2, len(time_s)))
    east = np.interp(distance_m, along, east_m) + noise[0]
    north = np.interp(distance_m, along, north_m) + noise[1]
    return Series(
        time_s=time_s,
        distance_m=distance_m if counted else None,
        lat_deg=HOME[0] + north / METRES_PER_DEGREE,
        lon_deg=HOME[1] + east / METRES_PER_DEGREE / np.cos(np.radians(HOME[0])),
    )


def on_track(
    laps: float,
    lap_m: float = 400,
    warm_up_m: float = 0,
    turned: int = 0,
    clockwise: bool = False,
    every_s: float = 1,
    noise_m: float = 0,
    counted: bool = True,
) -> Series:
    """A warm-up along a straight road, then laps; `turned` of them the other way round."""
    one_way = np.arange(0, (laps - turned) * lap_m + 0.5, 1.0)
    back = one_way[-1] - np.arange(1.0, turned * lap_m + 0.5, 1.0)
    east, north = oval(lap_m, np.concatenate((one_way, back)))
    road = -np.arange(warm_up_m, 0, -1.0)
    east, north = np.concatenate((road, east)), np.concatenate((0 * road, north))
    mirror = -1 if clockwise else 1
    return on_course(east, mirror * north, every_s=every_s, noise_m=noise_m, counted=counted)
