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
from syncer.measure import Measured
from syncer.outing import APART, NOTHING_KNOWN, Outing, Recorded

SAW_IT_ALL = 0.9
"""A recording saw the whole run with this part of the longest one's time or distance."""

GPS_AGREES = (0.7, 1.5)
"""Satellites against a treadmill's guess: within this, the watch was outdoors after all."""

INDOORS = (RunKind.TREADMILL, RunKind.VIRTUAL)

_UNMEASURED = Measured()


def one_outing(recordings: Sequence[Recorded]) -> Outing:
    """The outing that these recordings are of; they are taken to be of one, not checked."""
    counted = _that_may_be_combined(recordings)
    if len(counted) < len(recordings):
        known = tuple(sorted(recordings, key=lambda one: one.name))
        return replace(one_outing(counted), recordings=known)
    if len(recordings) == 1:
        return _alone(recordings[0])
    ranked = _ranked(recordings)
    whole = _outdoors_or_in([one for one in ranked if _saw_it_all(one, ranked)])
    giver = next((one for one in whole if one.value("distance_m") is not None), whole[0])
    moving_s = giver.value("moving_s") or giver.span_s
    distance_m = giver.value("distance_m")
    if distance_m is None and len(whole) < len(ranked):
        distance_m = _first(one.value("distance_m") for one in ranked if one not in whole)
    measured = [one.measured for one in whole if one.measured is not None]
    terrain = next((one for one in measured if one.steep_descent_m is not None), _UNMEASURED)
    cadence = _cadence(ranked)
    clock = next((one for one in whole if not one.doubtful_clock), None)
    clock = clock or next((one for one in ranked if not one.doubtful_clock), ranked[0])
    run_kind = _run_kind(whole)
    return Outing(
        recordings=tuple(sorted(recordings, key=lambda one: one.name)),
        kind=giver.kind,
        started_at=clock.started_at,
        moving_s=moving_s,
        elapsed_s=max(giver.elapsed_s or 0.0, moving_s),
        run_kind=run_kind,
        timezone=clock.timezone or _first(one.timezone for one in ranked),
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
        surface_m=next((one.surface_m for one in measured if one.surface_m), NOTHING_KNOWN),
        speed_s=next((one.speed_s for one in measured if one.speed_s), NOTHING_KNOWN),
        heart_s=next((one.heart_s for one in measured if one.heart_s), NOTHING_KNOWN),
        title=next((one.title for one in ranked if one.title), ""),
        race=_race(recordings),
        planned=any(one.planned for one in recordings),
        effort_rpe=_first(one.effort_rpe for one in ranked),
        gear=_first(one.gear for one in ranked),
    )


def _that_may_be_combined(recordings: Sequence[Recorded]) -> Sequence[Recorded]:
    """Where one source's terms keep it apart, the richest recording's side alone counts; the
    others are known, so that a note finds its place, and give nothing."""
    apart = [one for one in recordings if one.terms.endswith(APART)]
    if not apart or len(apart) == len(recordings):
        return recordings
    best = _ranked(recordings)[0]
    return [one for one in recordings if (one in apart) == (best in apart)]


def _alone(one: Recorded) -> Outing:
    """The usual case, and worth its own lines: a history is mostly single recordings."""
    ours = one.measured or _UNMEASURED
    moving_s = ours.moving_s or one.moving_s or one.span_s
    cadence_spm = one.cadence_spm if ours.cadence_spm is None else ours.cadence_spm
    return Outing(
        recordings=(one,),
        kind=one.kind,
        started_at=one.started_at,
        moving_s=moving_s,
        elapsed_s=max(one.elapsed_s or 0.0, moving_s),
        run_kind=one.run_kind,
        timezone=one.timezone,
        distance_m=one.distance_m if ours.distance_m is None else ours.distance_m,
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
        surface_m=ours.surface_m,
        speed_s=ours.speed_s,
        heart_s=ours.heart_s,
        title=one.title,
        race=_race((one,)),
        planned=one.planned,
        effort_rpe=one.effort_rpe,
        gear=one.gear,
    )


def _ranked(recordings: Sequence[Recorded]) -> list[Recorded]:
    """The best first; nothing here depends on which arrived when."""
    return sorted(
        recordings,
        key=lambda one: (
            one.measured is None,
            one.salvaged is not None,
            one.run_kind is RunKind.TREADMILL,
            not one.has_gps,
            -_known(one),
            -one.span_s,
            one.name,
        ),
    )


def _known(one: Recorded) -> int:
    ours = one.measured or _UNMEASURED
    return sum(
        value is not None
        for value in (
            ours.cadence_spm,
            ours.steep_descent_m,
            ours.distance_m or one.distance_m,
            one.ascent_m,
            one.cadence_spm,
            one.timezone,
        )
    )


def _saw_it_all(one: Recorded, all_of_them: Sequence[Recorded]) -> bool:
    spans = [other.span_s for other in all_of_them]
    if one.span_s >= SAW_IT_ALL * max(spans):
        return True
    # A timer that ran on after the finish makes a span longer, but not the way.
    longest = max(all_of_them, key=lambda other: (other.span_s, other.name))
    mine, theirs = one.value("distance_m"), longest.value("distance_m")
    return mine is not None and theirs is not None and mine >= SAW_IT_ALL * theirs > 0.0


def _outdoors_or_in(whole: list[Recorded]) -> list[Recorded]:
    """Without those that were wrong about a treadmill: its own guess, or a phone lying on it."""
    inside = [one for one in whole if one.run_kind is RunKind.TREADMILL]
    outside = [one for one in whole if one.has_gps and one.run_kind not in INDOORS]
    if not inside or not outside:
        return whole
    guess, gps = inside[0].value("distance_m"), outside[0].value("distance_m")
    was_out = guess and gps and GPS_AGREES[0] <= gps / guess <= GPS_AGREES[1]
    wrong = inside if was_out else outside
    return [one for one in whole if one not in wrong]


def _run_kind(whole: Sequence[Recorded]) -> RunKind | None:
    kinds = [one.run_kind for one in whole if one.run_kind is not None]
    return next((kind for kind in kinds if kind is not RunKind.RUN), kinds[0] if kinds else None)


def _race(recordings: Sequence[Recorded]) -> bool:
    """What the runner says of it; else whether any of its sources marked it."""
    told = [one.race_told for one in recordings if one.race_told is not None]
    return any(told) if told else any(one.race for one in recordings)


def _cadence(ranked: Sequence[Recorded]) -> tuple[float | None, float | None, float | None]:
    """Median, its speed and the eligible seconds; a device's average has neither of the last."""
    medians = [
        one.measured for one in ranked if one.measured and one.measured.cadence_spm is not None
    ]
    if medians:
        best = max(medians, key=lambda ours: ours.cadence_eligible_s or 0.0)
        return best.cadence_spm, best.cadence_speed_mps, best.cadence_eligible_s
    return _first(one.cadence_spm for one in ranked), None, None


def _climb(name: str, terrain: Measured, whole: Sequence[Recorded]) -> float | None:
    ours: float | None = getattr(terrain, name)
    return ours if ours is not None else _first(one.value(name) for one in whole)


def _first[T](values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
