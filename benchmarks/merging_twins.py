"""Recordings of real files, and second recordings derived from them, to be merged again."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy.gpx
import numpy as np

from syncer.doubtful import Joined, doubtful
from syncer.measure import Measured, Series
from syncer.measure.measured import measure
from syncer.outing import FILES, Recorded
from syncer.same_run import outings
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import pieces, read

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SHORTEST_S = 300.0
PAUSE_S = 30.0

Derived = Callable[[Recorded, random.Random], list[Recorded]]


@dataclass(slots=True)
class Merged:
    """What became of some recordings. `mistaken` are outings of two recordings that one source
    holds as two; `missed` are second recordings that did not find their run."""

    recordings: int
    outings: int
    merged: int
    questions: list[Joined] = field(default_factory=list)
    mistaken: int = 0
    missed: int = 0


def merged(recordings: Sequence[Recorded]) -> Merged:
    found = outings(recordings)
    several = [outing for outing in found if len(outing.recordings) > 1]
    return Merged(len(recordings), len(found), len(several), doubtful(found))


def apart(listed: Iterable[Recorded]) -> list[Recorded]:
    """Runs of a list that touch no other: what they are is known."""
    return [
        outing.recordings[0]
        for outing in outings(listed)
        if outing.kind is Kind.RUN
        and len(outing.recordings) == 1
        and outing.recordings[0].span_s >= SHORTEST_S
        and outing.distance_m
    ]


def with_twins(runs: Sequence[Recorded], derive: Derived) -> Merged:
    """Runs merged with a second recording of each, which derive makes."""
    chance = random.Random(1)
    twins = {one.source_id: derive(one, chance) for one in runs}
    of = {id(twin): name for name, some in twins.items() for twin in some}
    found = outings([*runs, *(twin for some in twins.values() for twin in some)])
    whole = [{of.get(id(one), one.source_id) for one in outing.recordings} for outing in found]
    right = sum(
        len(names) == 1 and len(outing.recordings) == 1 + len(twins[min(names)])
        for names, outing in zip(whole, found, strict=True)
    )
    stray = sum(all(id(one) in of for one in outing.recordings) for outing in found)
    mistaken = sum(len(names) > 1 for names in whole)
    return Merged(len(runs), len(found), right, doubtful(found), mistaken, stray)


def _rounded(one: Recorded, chance: random.Random) -> list[Recorded]:
    return [
        _twin(one, distance_m=float(np.float32(one.distance_m or 0)), moving_s=round(one.span_s))
    ]


def _off(minutes: float, part: float) -> Derived:
    def derive(one: Recorded, chance: random.Random) -> list[Recorded]:
        late = timedelta(minutes=chance.uniform(-minutes, minutes))
        distance_m = (one.distance_m or 0.0) * chance.uniform(1 - part, 1 + part)
        return [_twin(one, started_at=one.started_at + late, distance_m=distance_m)]

    return derive


def _split(one: Recorded, chance: random.Random) -> list[Recorded]:
    """In two by a watch some minutes off, with a pause that the other did not see."""
    cut = chance.uniform(0.2, 0.8)
    late = timedelta(minutes=chance.uniform(-3, 3))
    first_s, whole_m = one.span_s * cut, one.distance_m or 0.0
    began = one.started_at + late
    again = began + timedelta(seconds=first_s + PAUSE_S)
    rest_s = max(one.span_s - first_s - PAUSE_S, 60.0)
    return [
        _twin(one, started_at=began, moving_s=first_s, distance_m=whole_m * cut),
        replace(
            _twin(one, started_at=again, moving_s=rest_s, distance_m=whole_m * (1 - cut)),
            source_id=f"{one.source_id}-2",
        ),
    ]


def _twin(one: Recorded, **changed: object) -> Recorded:
    return replace(one, id=None, source="garmin", elapsed_s=None, **changed)  # type: ignore[arg-type]


DERIVED: dict[str, Derived] = {
    "with a platform's rounding": _rounded,
    "up to 3 minutes off, the way by 1 %": _off(3.0, 0.01),
    "up to 15 minutes off, the way by 3 %": _off(15.0, 0.03),
    "in two parts, up to 3 minutes off": _split,
}


def file_runs(paths: Sequence[Path]) -> list[tuple[Recorded, Series | None]]:
    """What files hold, measured, each content once; refused ones are left out."""
    found: dict[str, tuple[Recorded, Series | None]] = {}
    for piece in pieces(sorted(paths)):
        try:
            recordings = read(piece, NOW)
        except Refused:
            continue
        for one in recordings:
            ours = None if one.series is None else measure(one.series, one.run_kind)
            kept = _recorded(one, ours, piece.name.rpartition("/")[2])
            found.setdefault(kept.source_id, (kept, one.series))
    return list(found.values())


def _recorded(one: Recording, measured: Measured | None, file_name: str | None) -> Recorded:
    return Recorded(
        id=None,
        source=FILES,
        source_id=one.source_id,
        kind=one.kind,
        started_at=one.started_at,
        run_kind=one.run_kind,
        elapsed_s=one.elapsed_s,
        moving_s=one.moving_s,
        distance_m=one.distance_m,
        salvaged=one.salvaged,
        has_gps=has_track(one.series),
        file_name=file_name,
        measured=measured,
    )


def has_track(series: Series | None) -> bool:
    return series is not None and series.lat_deg is not None


def reexported(
    runs: Sequence[Recorded], series: dict[str, Series | None], hours: int
) -> dict[str, Recorded]:
    found: dict[str, Recorded] = {}
    with tempfile.TemporaryDirectory(prefix="gpx") as kept:
        for nth, one in enumerate(runs):
            told = series[one.source_id]
            assert told is not None
            began = one.started_at + timedelta(hours=hours)
            path = Path(kept) / f"{nth}.gpx"
            path.write_text(_gpx(told, began), encoding="utf-8")
            for twin, _ in file_runs([path]):
                found[one.source_id] = replace(twin, kind=one.kind)
    return found


def _gpx(series: Series, began: datetime) -> str:
    assert series.lat_deg is not None
    assert series.lon_deg is not None
    segment = gpxpy.gpx.GPXTrackSegment()
    for at_s, lat, lon in zip(series.time_s, series.lat_deg, series.lon_deg, strict=True):
        if np.isfinite(lat) and np.isfinite(lon):
            at = began + timedelta(seconds=float(at_s - series.time_s[0]))
            segment.points.append(gpxpy.gpx.GPXTrackPoint(float(lat), float(lon), time=at))
    track = gpxpy.gpx.GPXTrack()
    track.type = "running"
    track.segments.append(segment)
    whole = gpxpy.gpx.GPX()
    whole.tracks.append(track)
    return str(whole.to_xml())
