"""Every recorded file beside the repository imports, or is refused for the reason expected."""

from __future__ import annotations

import csv
import io
import shutil
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fitdecode
import fitfast
import gpxpy
import numpy as np
import pytest

from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import pieces, read, strava_export
from syncer.sources.files.steps import both_feet
from tests.real.refused_files import REFUSED, SALVAGED

pytestmark = pytest.mark.real

NOW = datetime(2026, 11, 21, tzinfo=UTC)
KINDS = ("fit", "gpx", "tcx", "zip_named_fit", "garmin_export")

TOTALS = {
    "elapsed_s": "total_elapsed_time",
    "moving_s": "total_timer_time",
    "distance_m": "total_distance",
    "ascent_m": "total_ascent",
    "descent_m": "total_descent",
}

Taken = dict[str, list[Recording]]


def short(name: str) -> str:
    """The kind and the file's own name, as the list of refused files has it."""
    return f"{name.partition('/')[0]}/{name.rpartition('/')[2]}"


@pytest.fixture(scope="module")
def taken(shared: Path) -> tuple[Taken, dict[str, str]]:
    """Recordings by file, and reasons by file."""
    found: Taken = {}
    reasons: dict[str, str] = {}
    for kind in KINDS:
        for piece in pieces([shared / kind]):
            name = piece.name.removeprefix(f"{shared}/")
            try:
                found.setdefault(name, []).extend(read(piece, NOW))
            except Refused as refusal:
                reasons[name] = refusal.reason
    return {name: some for name, some in found.items() if some}, reasons


def test_only_those_that_a_person_agreed_with_are_refused(
    taken: tuple[Taken, dict[str, str]],
) -> None:
    assert {short(name): reason for name, reason in taken[1].items()} == REFUSED
    assert len(taken[1]) == len(REFUSED)


def test_every_other_file_is_taken_in(shared: Path, taken: tuple[Taken, dict[str, str]]) -> None:
    files = {
        str(path.relative_to(shared))
        for kind in ("fit", "gpx", "tcx")
        for path in (shared / kind).rglob("*")
        if path.is_file()
    }
    assert len(files) > 500
    assert {short(name) for name in files - taken[0].keys()} == REFUSED.keys()


def test_only_damaged_files_are_marked(taken: tuple[Taken, dict[str, str]]) -> None:
    marked = [
        (short(name), one.salvaged)
        for name, some in taken[0].items()
        for one in some
        if one.salvaged
    ]
    assert marked == list(SALVAGED.items())


def test_zips_named_as_fit_are_read_as_what_they_are(
    shared: Path, taken: tuple[Taken, dict[str, str]]
) -> None:
    inside = [name for name in taken[0] if name.startswith("zip_named_fit/")]
    assert len(inside) == sum(1 for path in (shared / "zip_named_fit").rglob("*.fit"))


def _fit_files(shared: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((shared / "fit").rglob("*.fit")):
        yield str(path.relative_to(shared)), path


def _same_totals(recording: Recording, session: Mapping[Any, Any]) -> None:
    for ours, theirs in TOTALS.items():
        assert getattr(recording, ours) == pytest.approx(session.get(theirs)), ours
    strides = session.get("avg_cadence", session.get("avg_running_cadence"))
    if recording.kind is Kind.RUN and strides is not None:
        strides += session.get("avg_fractional_cadence") or 0.0
        assert recording.cadence_spm == both_feet(strides)


def test_totals_are_those_of_each_session_in_the_whole_file(
    shared: Path, taken: tuple[Taken, dict[str, str]]
) -> None:
    compared = 0
    for name, path in _fit_files(shared):
        try:
            sessions = fitfast.parse(str(path)).get("session", [])
        except fitfast.FitDecodeError:
            continue
        sessions = [one for one in sessions if one.get("sport") != "transition"]
        if name not in taken[0] or any("total_distance" in dev for dev in _developer(path)):
            continue
        assert len(taken[0][name]) == len(sessions), name
        for recording, session in zip(taken[0][name], sessions, strict=True):
            _same_totals(recording, session)
            compared += 1
    assert compared > 350


def _developer(path: Path) -> list[str]:
    described = fitfast.parse(str(path)).get("field_description", ())
    return [str(one.get("field_name")) for one in described]


EVERY = 15
"""The patient reader is slow: one file in so many is compared with it, record by record."""


def test_a_second_decoder_sees_the_same_records_and_totals(
    shared: Path, taken: tuple[Taken, dict[str, str]]
) -> None:
    compared = 0
    for name, path in list(_fit_files(shared))[::EVERY]:
        if len(taken[0].get(name, ())) != 1:
            continue
        (recording,) = taken[0][name]
        times, last_m, sessions = _patiently(path)
        assert len(sessions) == 1
        _same_totals(recording, sessions[0])
        assert recording.series is not None
        assert recording.series.time_s.size == len(times)
        assert recording.series.time_s[-1] - recording.series.time_s[0] == pytest.approx(
            max(times) - min(times)
        )
        if recording.series.distance_m is not None:
            assert np.nanmax(recording.series.distance_m) == pytest.approx(last_m)
        compared += 1
    assert compared > 15


def _patiently(path: Path) -> tuple[set[float], float | None, list[dict[str, Any]]]:
    """Seconds with a record, the largest native distance, and the sessions, by fitdecode."""
    times: set[float] = set()
    metres: float | None = None
    sessions: list[dict[str, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with fitdecode.FitReader(path) as reader:
            for frame in reader:
                if frame.frame_type != fitdecode.FIT_FRAME_DATA:
                    continue
                native = {
                    one.name: one.value
                    for one in frame.fields
                    if one.value is not None
                    and not (one.field_def is not None and one.field_def.is_dev)
                }
                if frame.name == "record" and "timestamp" in native:
                    times.add(native["timestamp"].timestamp())
                    metres = max(metres or 0.0, native.get("distance", 0.0))
                elif frame.name == "session":
                    sessions.append(native)
    return times, metres, sessions


def test_another_gpx_reader_sees_the_same_points(
    shared: Path, taken: tuple[Taken, dict[str, str]]
) -> None:
    compared = 0
    for name, recordings in taken[0].items():
        if not name.startswith("gpx/"):
            continue
        try:
            tracks = gpxpy.parse((shared / name).read_bytes()).tracks
        except gpxpy.gpx.GPXException:
            continue
        points = [[point for part in track.segments for point in part.points] for track in tracks]
        points = [some for some in points if len([p for p in some if p.time]) > 1]
        assert len(points) == len(recordings), name
        for some, recording in zip(points, recordings, strict=True):
            series = recording.series
            assert series is not None
            assert series.lat_deg is not None
            times = {point.time.timestamp() for point in some if point.time}
            assert series.time_s.size == len(times), name
            assert recording.started_at.timestamp() == min(times)
            assert series.lat_deg[0] == pytest.approx(some[0].latitude)
            compared += 1
    assert compared > 60


def test_the_real_excerpt_of_a_strava_export_is_read(shared: Path, tmp_path: Path) -> None:
    (excerpt,) = (path for path in (shared / "strava_excerpt").rglob("*") if path.is_file())
    shutil.copyfile(excerpt, tmp_path / "activities.csv")
    rides = [recording for piece in pieces([tmp_path]) for recording in read(piece, NOW)]
    assert [(one.kind, one.distance_m, one.moving_s) for one in rides] == [
        (Kind.RIDE, 13609.2001953125, 2499.0),
        (Kind.RIDE, 12190.599609375, 2347.0),
        (Kind.RIDE, 12783.2001953125, 2118.0),
    ]
    assert rides[0].started_at == datetime(2014, 10, 5, 16, 15, 21, tzinfo=UTC)
    assert rides[0].source_id == "strava-export-203707851"


def test_the_columns_of_every_real_header_are_found(shared: Path) -> None:
    headers = sorted((shared / "strava_headers" / "header_lines").glob("*__activities*.csv"))
    assert len(headers) == 6
    for header in headers:
        _columns_are_found(header.read_text(encoding="utf-8"))


def _columns_are_found(text: str) -> None:
    columns = next(csv.reader(io.StringIO(text)))
    place = {name: at[-1] for name, at in (strava_export.places(columns) or {}).items()}
    cells = [""] * len(columns)
    for name, value in {
        "id": "7",
        "date": "2026-05-03 06:30:00",
        "name": "Long",
        "file": "activities/7.fit.gz",
        "elapsed": "3600",
        "moving": "3500",
        "distance": "10512.5",
        "ascent": "80",
    }.items():
        cells[place[name]] = value
    out = io.StringIO()
    csv.writer(out).writerows([columns, cells])
    facts = strava_export.read(out.getvalue().encode())
    assert facts is not None
    told = facts["activities/7.fit.gz"].told
    assert (told.title, told.elapsed_s, told.moving_s) == ("Long", 3600.0, 3500.0)
    assert (told.distance_m, told.ascent_m) == (10512.5, 80.0)
