"""`python -m benchmarks.merging_page FOLDER [--write PAGE]`: real running, merged with itself.

Public lists of activities beside files of the same people are a second source that nobody made
up. Where a run has none, one is derived from the real recording: with a platform's rounding, by a
clock that is off, in two parts, or its track written as GPX and read back. Nobody has a name.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy.gpx
import numpy as np

from benchmarks.histories import LIST, histories, history
from benchmarks.pages import Unreadable, computed_part, put_between_marks
from coaching.log import TrainingLog
from syncer.doubtful import Joined, doubtful, joined
from syncer.measure import Measured, Series
from syncer.measure.measured import measure
from syncer.outing import FILES, Outing, Recorded
from syncer.same_run import outings
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import pieces, read
from syncer.sources.files.sports import worded_sport

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FILES_OF = ("fit", "gpx", "tcx")
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


def as_tables(folder: Path) -> str:
    """The computed part of the page."""
    everybody = people(folder)
    lines = [
        "Lists alone, and with the same person's files beside them:",
        "",
        "| who | recordings | runs and other outings | of several recordings | doubtful |",
        "|---|---|---|---|---|",
    ]
    questions: list[tuple[str, Joined]] = []
    reasons: dict[str, int] = {}
    for who, (listed, files) in everybody.items():
        for what, some in ((f"{who}, the list", listed), (f"{who}, with files", listed + files)):
            if what.endswith("files") and not files:
                continue
            one = merged(some)
            lines.append(
                f"| {what} | {one.recordings:,} | {one.outings:,} | {one.merged} |"
                f" {len(one.questions)} |"
            )
        for each in _explained(listed + files):
            reasons[each.why] = reasons.get(each.why, 0) + 1
        questions += [(who, each) for each in merged(listed + files).questions]
    told = ", ".join(f"`{why}` {count}" for why, count in sorted(reasons.items()))
    lines += ["", f"Why they were taken for one, or may be: {told or 'nothing was merged'}.", ""]
    lines += _question_lines(questions)
    lines += ["", *_derived_lines(everybody), "", *_gpx_lines(folder)]
    return "\n".join(lines)


def _question_lines(questions: Sequence[tuple[str, Joined]]) -> list[str]:
    if not questions:
        return ["No pair is doubtful."]
    lines = ["Every doubtful pair:", "", "| who | why | they share | km |", "|---|---|---|---|"]
    for who, each in questions:
        km = " and ".join(_km(one) for one in (each.one, each.other))
        shared = f"{each.shared_s / 60:.0f} of {each.shorter_s / 60:.0f} min"
        lines.append(f"| {who} | `{each.why}` | {shared} | {km} |")
    return lines


def _derived_lines(everybody: dict[str, tuple[list[Recorded], list[Recorded]]]) -> list[str]:
    lines = [
        "Each run of the lists and a second recording derived from it:",
        "",
        "| second recording | runs | merged | missed | doubtful | two runs taken for one |",
        "|---|---|---|---|---|---|",
    ]
    for what, derive in DERIVED.items():
        total = Merged(0, 0, 0)
        for listed, _ in everybody.values():
            one = with_twins(apart(listed), derive)
            total.recordings += one.recordings
            total.merged += one.merged
            total.missed += one.missed
            total.mistaken += one.mistaken
            total.questions += one.questions
        lines.append(
            f"| {what} | {total.recordings:,} | {total.merged:,} | {total.missed} |"
            f" {len(total.questions)} | {total.mistaken} |"
        )
    return lines


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


def _gpx_lines(folder: Path) -> list[str]:
    """Tracks of real files written as GPX and read back, as phones and exporters do."""
    alone = [one for one, _ in _file_runs([folder / kind for kind in ("fit", "tcx")])]
    series = {one.source_id: told for one, told in _file_runs([folder / "fit", folder / "tcx"])}
    runs = [one for one in apart(alone) if _has_track(series[one.source_id])]
    both = _reexported(runs, series, hours=0), _reexported(runs, series, hours=8)
    lines = [
        "Each run of a real file and its track written as GPX and read back:",
        "",
        "| second recording | runs | merged | missed | doubtful | two runs taken for one |",
        "|---|---|---|---|---|---|",
    ]
    for what, twins in zip(
        ("the track as GPX", "the same, local time marked as UTC"), both, strict=True
    ):
        kept = [one for one in runs if one.source_id in twins]
        one = with_twins(kept, lambda run, _, twins=twins: [twins[run.source_id]])  # type: ignore[misc]
        lines.append(
            f"| {what} | {one.recordings} | {one.merged} | {one.missed} |"
            f" {len(one.questions)} | {one.mistaken} |"
        )
    return lines


def _has_track(series: Series | None) -> bool:
    return series is not None and series.lat_deg is not None


def _reexported(
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
            for twin, _ in _file_runs([path]):
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


def people(folder: Path) -> dict[str, tuple[list[Recorded], list[Recorded]]]:
    """The list and the files of everybody, by a name that is a number."""
    named = histories(folder / "history")
    found: dict[str, tuple[list[Recorded], list[Recorded]]] = {}
    for place in sorted((folder / "history").glob(f"*/{LIST}")):
        log = history(place.parent)
        who = next(name for name, other in named.items() if other.runs == log.runs)
        handle = place.parent.name.partition("_")[0]
        own = [path for kind in FILES_OF for path in (folder / kind).glob(f"{handle}_*")]
        files = [one for one, _ in _file_runs(own)] if own else []
        found[who] = _listed(log), files
    return dict(sorted(found.items(), key=lambda item: list(named).index(item[0])))


def _listed(log: TrainingLog) -> list[Recorded]:
    runs = [
        Recorded(
            id=None,
            source="strava",
            source_id=run.key,
            kind=Kind.RUN,
            started_at=run.started_at,
            run_kind=run.kind,
            moving_s=run.moving_s,
            distance_m=run.distance_m,
        )
        for run in log.runs
    ]
    others = [
        Recorded(
            id=None,
            source="strava",
            source_id=f"other-{nth}",
            kind=(worded_sport(other.sport) or (Kind.OTHER, None))[0],
            started_at=other.started_at,
            moving_s=other.moving_s,
            distance_m=other.distance_m,
        )
        for nth, other in enumerate(log.others)
    ]
    return runs + others


def _file_runs(paths: Sequence[Path]) -> list[tuple[Recorded, Series | None]]:
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
        has_gps=_has_track(one.series),
        file_name=file_name,
        measured=measured,
    )


def _explained(recordings: Sequence[Recorded]) -> list[Joined]:
    found: list[Outing] = outings(recordings)
    return [each for outing in found for each in joined(outing.recordings)]


def _km(one: Recorded) -> str:
    distance_m = one.value("distance_m")
    return "none" if distance_m is None else f"{distance_m / 1000:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merging_page", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the recorded runs lie")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    told = parser.parse_args(arguments)
    try:
        if told.write:
            computed_part(told.write)  # a page without a place for them is told before the work
        tables = as_tables(told.folder)
        if told.write:
            put_between_marks(told.write, tables)
    except (OSError, Unreadable) as error:
        print(f"merging_page: {error}", file=sys.stderr)
        return 1
    if not told.write:
        print(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
