"""Garmin's account export: summaries as JSON, files in zips within the zip."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from syncer.sources import Kind
from syncer.sources.files import garmin_export, pieces, read
from tests.sources import fit_bytes as fb
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped

NOW = MORNING + timedelta(days=2)
EVENING = MORNING + timedelta(hours=11)
SUMMARIES = "DI_CONNECT/DI-Connect-Fitness/alice@example.org_0_summarizedActivities.json"
UPLOADS = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"


def summary(**fields: object) -> dict[str, object]:
    return {
        "activityId": 5,
        "name": "Morning run",
        "activityType": "running",
        "startTimeGmt": MORNING.timestamp() * 1000.0,
        "duration": 580_000.5,
        "elapsedDuration": 600_000.0,
        "distance": 180_055.5,
        "elevationGain": 1_250.0,
        "avgRunCadence": 84.0,
        "avgDoubleCadence": 168.5,
        "eventTypeId": 9,
        **fields,
    }


def table(*summaries: object) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": summaries}]).encode()


def test_milliseconds_and_centimetres_become_seconds_and_metres() -> None:
    facts = garmin_export.read(table(summary()))
    assert facts is not None
    told = facts[0].told
    assert told.source_id == "garmin-export-5"
    assert (told.kind, told.started_at, told.title) == (Kind.RUN, MORNING, "Morning run")
    assert (told.elapsed_s, told.moving_s) == (600.0, 580.0005)
    assert told.distance_m == pytest.approx(1800.555)
    assert told.ascent_m == 12.5
    assert told.cadence_spm == 168.5
    assert not told.race


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"eventTypeId": 1}, ("race", True)),
        ({"avgDoubleCadence": None}, ("cadence_spm", 168.0)),
        ({"activityType": "strength_training"}, ("kind", Kind.STRENGTH)),
        ({"activityType": "indoor_cardio"}, ("kind", Kind.OTHER)),
        ({"distance": 0.0}, ("distance_m", None)),
        ({"elapsedDuration": None}, ("elapsed_s", 580.0005)),
    ],
)
def test_each_field_is_read_as_garmin_means_it(
    fields: dict[str, object], expected: tuple[str, object]
) -> None:
    facts = garmin_export.read(table(summary(**fields)))
    assert facts is not None
    assert getattr(facts[0].told, expected[0]) == expected[1]


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[1]", table("x"), table({"activityId": "x"}), table(summary(startTimeGmt=1e300))],
)
def test_a_broken_summary_gives_nothing_and_breaks_nothing(broken: bytes) -> None:
    assert not garmin_export.read(broken)


def test_a_summary_joins_the_file_that_was_made_when_it_began(tmp_path: Path) -> None:
    uploads = zipped(
        {
            "alice@example.org_1.fit": fb.a_run(),
            "alice@example.org_2.fit": fb.wrapped(fb.file_id(32)),
        }
    )
    later = summary(activityId=6, startTimeGmt=EVENING.timestamp() * 1000.0, name="By hand")
    (tmp_path / "garmin.zip").write_bytes(
        zipped({UPLOADS: uploads, SUMMARIES: table(summary(), later)})
    )
    found = list(pieces([tmp_path]))
    assert [piece.refused for piece in found] == [None, None], "monitoring is passed over"
    assert not any("@" in piece.name for piece in found if piece.data)
    run, by_hand = (read(piece, NOW)[0] for piece in found)
    assert (run.title, run.distance_m) == ("Morning run", 1800.0)
    assert run.series is not None
    assert (by_hand.title, by_hand.series, by_hand.source_id) == (
        "By hand",
        None,
        "garmin-export-6",
    )


def test_an_unpacked_export_finds_the_files_inside_its_zips(tmp_path: Path) -> None:
    for name, data in (
        (UPLOADS, zipped({"alice@example.org_1.fit": fb.a_run()})),
        (SUMMARIES, table(summary())),
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(data)
    (piece,) = pieces([tmp_path])
    assert piece.facts is not None
    assert piece.facts.told.source_id == "garmin-export-5"


@pytest.mark.parametrize(("apart_s", "joined"), [(0, True), (89, True), (91, False)])
def test_a_summary_and_a_file_too_far_apart_stay_two(
    apart_s: int, joined: bool, tmp_path: Path
) -> None:
    starts = (MORNING + timedelta(seconds=apart_s)).timestamp() * 1000.0
    (tmp_path / "a.zip").write_bytes(
        zipped({SUMMARIES: table(summary(startTimeGmt=starts)), "1.fit": fb.a_run()})
    )
    assert len(list(pieces([tmp_path]))) == (1 if joined else 2)
