"""TCX: each activity becomes a recording, its laps summed up to the device's own totals.

Files come with spaces before their first line, with and without a namespace, with cadence as
`Cadence`, as `RunCadence` in an extension, or both; the extension is the one meant for running.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import xml_events
from syncer.sources.files.gpx import mean_cadence
from syncer.sources.files.sports import worded_sport
from syncer.sources.files.track import Points, number, seconds


class _Activity:
    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.points = Points()
        self.started_s = math.nan
        self.timer_s = 0.0
        self.distance_m = 0.0
        self.device = ""


class _Reading:
    def __init__(self) -> None:
        self.activities: list[_Activity] = []
        self.path: list[str] = []
        self.point: dict[str, str] | None = None
        self.untimed = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if name == "Trackpoint" and self.activities:
            self.point = {}
        elif name == "Activity":
            self.activities.append(_Activity(attributes.get("Sport", "")))
        elif name == "Lap" and self.activities:
            started_s = seconds(attributes.get("StartTime", ""))
            activity = self.activities[-1]
            activity.started_s = min(
                (value for value in (activity.started_s, started_s) if not math.isnan(value)),
                default=math.nan,
            )

    def end(self, name: str, text: str) -> None:
        self.path.pop()
        within = self.path[-1] if self.path else ""
        if self.point is not None:
            if name == "Trackpoint":
                self._add(self.point)
                self.point = None
            elif text.strip():
                self.point[within if name == "Value" else name] = text
        elif self.activities and within == "Lap":
            value = number(text)
            if name == "TotalTimeSeconds" and not math.isnan(value):
                self.activities[-1].timer_s += value
            elif name == "DistanceMeters" and not math.isnan(value):
                self.activities[-1].distance_m += value
        elif self.activities and within == "Creator" and name == "Name":
            self.activities[-1].device = text.strip()

    def _add(self, point: dict[str, str]) -> None:
        time = seconds(point.get("Time", ""))
        if math.isnan(time):
            self.untimed += 1
            return
        self.activities[-1].points.add(
            (
                time,
                number(point.get("LatitudeDegrees")),
                number(point.get("LongitudeDegrees")),
                number(point.get("AltitudeMeters")),
                number(point.get("DistanceMeters")),
                number(point.get("Speed")),
                number(point.get("RunCadence", point.get("Cadence"))),
                number(point.get("HeartRateBpm")),
            )
        )


def read(data: bytes) -> list[Recording]:
    """The recordings of a TCX file, without ids. Raises Refused where it holds none."""
    reading = _Reading()
    fault = xml_events.feed(data, reading.start, reading.end)
    recordings = [
        recording
        for activity in reading.activities
        if (recording := _recording(activity, fault)) is not None
    ]
    if recordings:
        return recordings
    if reading.untimed:
        raise Refused("its points have no times, so it cannot be placed on a day")
    if fault is not None:
        raise Refused("it is cut off or damaged before anything was recorded")
    raise Refused("it holds no recorded activity (perhaps a course or a planned workout)")


def _recording(activity: _Activity, fault: str | None) -> Recording | None:
    found = activity.points.series()
    started_s, series = (activity.started_s, None) if found is None else found
    if math.isnan(started_s) or (series is None and not activity.timer_s):
        return None
    sport = worded_sport(activity.sport)
    kind, run_kind = (Kind.OTHER, None) if sport is None else sport
    return Recording(
        source_id="",
        kind=kind,
        run_kind=run_kind,
        started_at=datetime.fromtimestamp(started_s, UTC),
        elapsed_s=activity.timer_s or None if series is None else float(series.time_s[-1]),
        moving_s=activity.timer_s or None,
        distance_m=activity.distance_m or None,
        cadence_spm=(mean_cadence(series.cadence_per_min) if series and kind is Kind.RUN else None),
        device=activity.device,
        salvaged=fault,
        series=series,
    )
