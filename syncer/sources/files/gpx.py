"""GPX: each track with times becomes a recording.

GPX has no field for cadence, heart rate or speed; they come in extensions of several makers
(`gpxtpx:cad`, `ns3:cad`, `gpxdata:cadence`), sometimes with a prefix nobody declared, so names
are read without prefix. Cadence is kept as written; makers count one foot, a few both.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np

from syncer.measure import FloatArray
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import xml_events
from syncer.sources.files.guess import by_speed
from syncer.sources.files.sports import worded_sport
from syncer.sources.files.steps import both_feet
from syncer.sources.files.track import Points, number, seconds

_CADENCE = ("cad", "cadence", "RunCadence")


NO_POINTS = "its track is empty, as indoor activities export it; take the FIT or TCX file instead"


class _Track:
    def __init__(self) -> None:
        self.points = Points()
        self.name = ""
        self.type = ""


class _Reading:
    """What has been met so far; elements outside of tracks (ways, routes) are passed over."""

    def __init__(self) -> None:
        self.tracks: list[_Track] = []
        self.creator = ""
        self.untimed = 0
        self.path: list[str] = []
        self.point: dict[str, str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if name == "trkpt" and self.tracks:
            self.point = dict(attributes)
        elif name == "trkseg" and self.tracks:
            self.tracks[-1].points.start_segment()
        elif name == "trk":
            self.tracks.append(_Track())
        elif name == "gpx":
            self.creator = attributes.get("creator", "")

    def end(self, name: str, text: str) -> None:
        self.path.pop()
        if self.point is not None:
            if name == "trkpt":
                self._add(self.point)
                self.point = None
            elif text:
                self.point.setdefault(name, text)
        elif self.path and self.path[-1] == "trk":
            if name == "name":
                self.tracks[-1].name = text.strip()
            elif name == "type":
                self.tracks[-1].type = text.strip()

    def _add(self, point: dict[str, str]) -> None:
        time = seconds(point["time"]) if "time" in point else math.nan
        if math.isnan(time):
            self.untimed += 1
            return
        cadence = next((point[word] for word in _CADENCE if word in point), None)
        self.tracks[-1].points.add(
            (
                time,
                number(point.get("lat")),
                number(point.get("lon")),
                number(point.get("ele")),
                math.nan,
                number(point.get("speed")),
                number(cadence),
                number(point.get("hr")),
            )
        )


def read(data: bytes) -> list[Recording]:
    """The recordings of a GPX file, without ids. Raises Refused where it holds none."""
    reading = _Reading()
    fault = xml_events.feed(data, reading.start, reading.end)
    recordings = [
        recording
        for track in reading.tracks
        if (recording := _recording(track, reading.creator, fault)) is not None
    ]
    if recordings:
        return recordings
    if reading.untimed:
        raise Refused("its points have no times, so it cannot be placed on a day")
    if fault is not None:
        raise Refused("it is cut off or damaged before anything was recorded")
    if reading.tracks and not any(track.points.rows for track in reading.tracks):
        raise Refused(NO_POINTS)
    raise Refused("it holds no recorded track")


def _recording(track: _Track, creator: str, fault: str | None) -> Recording | None:
    found = track.points.series()
    if found is None:
        return None
    started_s, series = found
    sport = worded_sport(track.type) if track.type else by_speed(series)
    kind, run_kind = (Kind.OTHER, None) if sport is None else sport
    elapsed_s = float(series.time_s[-1])
    return Recording(
        source_id="",
        kind=kind,
        run_kind=run_kind,
        started_at=datetime.fromtimestamp(started_s, UTC),
        elapsed_s=elapsed_s,
        cadence_spm=mean_cadence(series.cadence_per_min) if kind is Kind.RUN else None,
        title=track.name,
        device=creator,
        salvaged=fault,
        series=series,
    )


def mean_cadence(cadence_per_min: FloatArray | None) -> float | None:
    """The mean of what was recorded while the feet moved, in steps of both feet a minute."""
    if cadence_per_min is None:
        return None
    moved = cadence_per_min[cadence_per_min > 0]
    return both_feet(float(np.mean(moved))) if moved.size else None
