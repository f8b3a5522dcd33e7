"""One outing from its recordings: of each fact, the better one is kept. Pure.

What adds up over a run (distance, climb, metres of surface) comes from a recording that saw
the whole of it, our own measure before the device's totals, a sound file before a salvaged
one, distance from satellites before a treadmill's guess. Cadence is a median and comes from
whoever saw most of it. Distance and moving time come from the same hand, or speed would lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coaching.log import RunKind
from syncer.alike import MIN_OVERLAP
from syncer.belt import belt_distance_m, on_a_belt, surface_on_belt
from syncer.halves import with_parts_joined
from syncer.legs import without_wholes
from syncer.measure import Measured
from syncer.outing import APART, NOTHING_KNOWN, Outing, Recorded
from syncer.sources import Kind
from syncer.sources.garmin import NAME as GARMIN
from syncer.union import with_all_of_it
from syncer.whole import outdoors_or_in, ranked, saw_it_all

RUNS_FROM_MPS = 2.0
"""Where people change from walking to running by themselves (Hreljac 1993: 2.07 m/s)."""

_UNMEASURED = Measured()


def one_outing(recordings: Sequence[Recorded]) -> Outing:
    """The outing that these recordings are of; they are taken to be of one, not checked."""
    known = tuple(sorted(recordings, key=lambda one: one.name))
    legs = without_wholes(recordings)
    counted = _that_may_be_combined(legs)
    if len(legs) < len(recordings):
        leg = one_outing(counted)
        told = [one for one in known if _may_add(one, counted)]
        title = leg.title or next((one.title for one in told if one.title), "")
        return replace(leg, recordings=known, title=title, race=_race(told))
    if len(counted) < len(recordings):
        return replace(one_outing(counted), recordings=known)
    if len(recordings) == 1:
        return _alone(recordings[0])
    ids = {one.id for one in recordings}
    all_of_it = with_all_of_it(with_parts_joined(recordings), ids)
    return replace(_of_several(all_of_it), recordings=known)


def _of_several(recordings: Sequence[Recorded]) -> Outing:
    best_first = ranked(recordings)
    whole = outdoors_or_in([one for one in best_first if saw_it_all(one, best_first)])
    giver = next((one for one in whole if one.value("distance_m")), whole[0])
    moving_s = giver.value("moving_s") or giver.span_s
    belt = on_a_belt(whole)
    distance_m = belt_distance_m(whole) if belt else giver.value("distance_m")
    if not distance_m:
        # A few minutes' way over all of the time would be no pace at all.
        most = [one for one in best_first if one.span_s >= MIN_OVERLAP * giver.span_s]
        distance_m = _first(one.value("distance_m") or None for one in most)
    measured = [one.measured for one in whole if one.measured is not None]
    terrain = next((one for one in measured if one.steep_descent_m is not None), _UNMEASURED)
    surface_m = next((one.surface_m for one in measured if one.surface_m), NOTHING_KNOWN)
    cadence = _cadence(best_first)
    clock = next((one for one in whole if not one.doubtful_clock), None)
    clock = clock or next((one for one in best_first if not one.doubtful_clock), best_first[0])
    kind = _kind(recordings, giver.kind, distance_m, moving_s)
    run_kind = _run_kind(whole) if kind is Kind.RUN else None
    return Outing(
        recordings=tuple(recordings),
        kind=kind,
        started_at=clock.started_at,
        moving_s=moving_s,
        elapsed_s=max(giver.elapsed_s or 0.0, moving_s),
        run_kind=run_kind,
        timezone=clock.timezone or _first(one.timezone for one in best_first),
        distance_m=distance_m,
        distance_estimated=run_kind is RunKind.TREADMILL,
        cadence_spm=cadence[0],
        cadence_speed_mps=cadence[1],
        cadence_eligible_s=cadence[2],
        ascent_m=_climb("ascent_m", terrain, whole),
        descent_m=_climb("descent_m", terrain, whole),
        steep_descent_m=terrain.steep_descent_m,
        steep_climb_m=terrain.steep_climb_m,
        terrain_rough=terrain.terrain_rough,
        track_laps=_first(one.track_laps for one in measured),
        surface_m=surface_on_belt(surface_m, distance_m) if belt else surface_m,
        speed_s=next((one.speed_s for one in measured if one.speed_s), NOTHING_KNOWN),
        heart_s=next((one.heart_s for one in measured if one.heart_s), NOTHING_KNOWN),
        title=_title(best_first),
        race=_race(recordings),
        planned=any(one.planned for one in recordings),
        effort_rpe=_effort(best_first),
        gear=_first(one.gear for one in best_first),
    )


def _that_may_be_combined(recordings: Sequence[Recorded]) -> Sequence[Recorded]:
    """Where one source's terms keep it apart, only the side counts that saw all of the run, the
    richer one if both did; the others are known, so that a note finds its place, and give
    nothing."""
    if len({one.terms.endswith(APART) for one in recordings}) < 2:
        return recordings
    joined = with_parts_joined(recordings)
    best = ranked([one for one in joined if saw_it_all(one, joined)])[0]
    return [one for one in recordings if _may_add(one, [best])]


def _may_add(one: Recorded, counted: Sequence[Recorded]) -> bool:
    """Whether the terms let a recording add to what counts."""
    return all(one.terms.endswith(APART) == other.terms.endswith(APART) for other in counted)


def _alone(one: Recorded) -> Outing:
    """The usual case, and worth its own lines: a history is mostly single recordings."""
    ours = one.measured or _UNMEASURED
    moving_s = ours.moving_s or one.moving_s or one.span_s
    cadence_spm = one.cadence_spm if ours.cadence_spm is None else ours.cadence_spm
    distance_m = one.distance_m if ours.distance_m is None else ours.distance_m
    surface_m = ours.surface_m
    if one.run_kind is RunKind.TREADMILL and on_a_belt((one,)):
        distance_m = belt_distance_m((one,))
        surface_m = surface_on_belt(surface_m, distance_m)
    return Outing(
        recordings=(one,),
        kind=one.kind,
        started_at=one.started_at,
        moving_s=moving_s,
        elapsed_s=max(one.elapsed_s or 0.0, moving_s),
        run_kind=one.run_kind,
        timezone=one.timezone,
        distance_m=distance_m,
        distance_estimated=one.run_kind is RunKind.TREADMILL,
        cadence_spm=cadence_spm,
        cadence_speed_mps=ours.cadence_speed_mps,
        cadence_eligible_s=ours.cadence_eligible_s,
        ascent_m=one.ascent_m if ours.ascent_m is None else ours.ascent_m,
        descent_m=one.descent_m if ours.descent_m is None else ours.descent_m,
        steep_descent_m=ours.steep_descent_m,
        steep_climb_m=ours.steep_climb_m,
        terrain_rough=ours.terrain_rough,
        track_laps=ours.track_laps,
        surface_m=surface_m,
        speed_s=ours.speed_s,
        heart_s=ours.heart_s,
        title=one.title,
        race=_race((one,)),
        planned=one.planned,
        effort_rpe=_effort((one,)),
        gear=one.gear,
    )


def _kind(
    recordings: Sequence[Recorded], given: Kind, distance_m: float | None, moving_s: float
) -> Kind:
    """What it was, where one calls it a run and another one a walk: the pace tells.

    "Workout" and the like say nothing against either.
    """
    kinds = {one.kind for one in recordings}
    if kinds == {given}:
        return given
    if Kind.RUN in kinds and Kind.WALK in kinds:
        walked = 0.0 < (distance_m or 0.0) < RUNS_FROM_MPS * moving_s
        return Kind.WALK if walked else Kind.RUN
    return next((kind for kind in (Kind.RUN, Kind.WALK) if kind in kinds), given)


def _run_kind(whole: Sequence[Recorded]) -> RunKind | None:
    kinds = [one.run_kind for one in whole if one.run_kind is not None]
    return next((kind for kind in kinds if kind is not RunKind.RUN), kinds[0] if kinds else None)


def _race(recordings: Sequence[Recorded]) -> bool:
    """What the runner says of it; else whether any of its sources marked it."""
    told = [one.race_told for one in recordings if one.race_told is not None]
    return any(told) if told else any(one.race for one in recordings)


def _effort(best_first: Sequence[Recorded]) -> float | None:
    """What the runner says here; else what the best of the sources has."""
    told = _first(one.effort_told for one in best_first)
    return _first(one.effort_rpe for one in best_first) if told is None else told


def _cadence(best_first: Sequence[Recorded]) -> tuple[float | None, float | None, float | None]:
    """Median, its speed and the eligible seconds; a device's average has neither of the last."""
    medians = [
        one.measured for one in best_first if one.measured and one.measured.cadence_spm is not None
    ]
    if medians:
        best = max(medians, key=lambda ours: ours.cadence_eligible_s or 0.0)
        return best.cadence_spm, best.cadence_speed_mps, best.cadence_eligible_s
    return _first(one.cadence_spm for one in best_first), None, None


def _title(best_first: Sequence[Recorded]) -> str:
    """A watch names its recordings itself; who has the run elsewhere names it there."""
    told = [one for one in best_first if one.title]
    others = (one for one in told if one.source != GARMIN)
    return next(others, told[0] if told else best_first[0]).title


def _climb(name: str, terrain: Measured, whole: Sequence[Recorded]) -> float | None:
    ours: float | None = getattr(terrain, name)
    return ours if ours is not None else _first(one.value(name) for one in whole)


def _first[T](values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
