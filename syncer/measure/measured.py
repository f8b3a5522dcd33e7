"""One recording measured: the parts put together, each number finite or not there."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.log import RunKind
from syncer.measure import Measured, Series
from syncer.measure.cadence import cadence
from syncer.measure.effort import NO_EFFORT, effort
from syncer.measure.laps import SAME_WAY, TrackLaps, track_laps
from syncer.measure.moving import distance_m, moving_s
from syncer.measure.terrain import terrain
from syncer.measure.trace import trace

TOP_RUNNING_MPS = 12.0
"""No runner is faster, even for a second."""
TOP_SPEED_MPS = 40.0
"""For what is no run: a ride downhill."""
ON_A_BELT = (RunKind.TREADMILL, RunKind.VIRTUAL)
"""A virtual run is run on a treadmill; its hills and streets are pictures."""


def measure(series: Series, run_kind: RunKind | None) -> Measured:
    """What a recording was: how far, how long, how steep, at which cadence, on what ground.

    `run_kind` is None for what is no run; cadence, laps and surface are left out then. Whatever
    the series holds, the answer has no NaN or infinity and nothing is raised.
    """
    cleaned = trace(series, TOP_SPEED_MPS if run_kind is None else TOP_RUNNING_MPS)
    if cleaned is None:
        return Measured()
    on_a_belt = run_kind in ON_A_BELT
    distance = distance_m(cleaned)
    ground = None if on_a_belt else terrain(cleaned)
    steps = None if run_kind is None else cadence(cleaned, ground)
    laps = None if run_kind is None or on_a_belt else track_laps(cleaned)
    on_treadmill = on_a_belt and cleaned.lat_deg is None
    worked = NO_EFFORT if run_kind is None else effort(cleaned, on_treadmill)
    return Measured(
        moving_s=moving_s(cleaned, on_treadmill),
        distance_m=distance,
        cadence_spm=None if steps is None else steps.spm,
        cadence_speed_mps=None if steps is None else steps.speed_mps,
        cadence_eligible_s=None if steps is None else steps.eligible_s,
        ascent_m=None if ground is None else ground.ascent_m,
        descent_m=None if ground is None else ground.descent_m,
        steep_descent_m=None if ground is None else ground.steep_descent_m,
        steep_climb_m=None if ground is None else ground.steep_climb_m,
        terrain_rough=ground is not None and ground.rough,
        track_laps=laps.laps if laps is not None and laps.same_way > SAME_WAY else None,
        surface_m={} if run_kind is None else surface_m(run_kind, distance, laps),
        speed_s=worked.speed_s,
        heart_s=worked.heart_s,
    )


def surface_m(
    run_kind: RunKind, distance: float | None, laps: TrackLaps | None
) -> Mapping[str, float]:
    """Metres by surface as far as the kind of run and its laps tell; the rest is `unknown`.

    The two directions of a track are one surface, so laps count here whichever way they went.
    """
    if not distance:
        return {}
    if run_kind in ON_A_BELT:
        return {"treadmill": distance}
    if run_kind is RunKind.TRACK:
        return {"track": distance}
    rest = "trail" if run_kind is RunKind.TRAIL else "unknown"
    on_track = 0.0 if laps is None else min(laps.laps * laps.lap_m, distance)
    metres = {"track": on_track, rest: distance - on_track}
    return {surface: length for surface, length in metres.items() if length > 0}
