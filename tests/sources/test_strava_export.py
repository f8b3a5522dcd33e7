"""Strava's bulk export in several languages, with files, without, and as an unpacked folder."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from coaching.log import RunKind
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import pieces, read, strava_export
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped

NOW = MORNING + timedelta(days=90)


def cells(line: str, by: str = ",") -> list[str]:
    return line.split(by)


ENGLISH = cells(
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,"
    "Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Elevation Gain,Elevation Loss,"
    "Average Cadence,Competition",
)
ROW = cells(
    "77|May 3, 2026, 6:30:00 AM|Sunday long|Run|my knee hurts|3600|10.5|||false|private|Shoes||"
    "60||3605.0|3500.0|10512.5|80.0|82.0|84.0|1.0",
    by="|",
)


def table(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def row(**changed: str) -> list[str]:
    """The English row with some cells changed; names as in the header."""
    return [
        changed.get(name.lower().replace(" ", "_"), value)
        for name, value in zip(ENGLISH, ROW, strict=True)
    ]


def recordings(path: Path) -> list[Recording]:
    return [recording for piece in pieces([path]) for recording in read(piece, NOW)]


def export(tmp_path: Path, members: Mapping[str, bytes]) -> list[Recording]:
    (tmp_path / "export.zip").write_bytes(zipped(members))
    return recordings(tmp_path / "export.zip")


def test_a_row_without_a_file_is_a_recording_of_totals() -> None:
    facts = strava_export.read(table(ENGLISH, ROW))
    assert facts is not None
    told = facts["#77"].told
    assert told.source_id == "strava-export-77"
    assert (told.kind, told.run_kind) == (Kind.RUN, RunKind.RUN)
    assert told.started_at == MORNING
    assert (told.elapsed_s, told.moving_s, told.distance_m) == (3605.0, 3500.0, 10512.5)
    assert (told.ascent_m, told.descent_m, told.cadence_spm) == (80.0, 82.0, 168.0)
    assert (told.title, told.race, told.series) == ("Sunday long", True, None)


def test_neither_description_nor_private_note_is_taken() -> None:
    facts = strava_export.read(table(ENGLISH, ROW))
    assert facts is not None
    assert "knee" not in repr(facts)
    assert "private" not in repr(facts)


GERMAN = cells(
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,"
    "Verstrichene Zeit,Distanz,Dateiname,Verstrichene Zeit,Bewegungszeit,Distanz,Höhenzunahme",
)
FRENCH = cells(
    "ID de l’activité,Date de l'activité,Nom de l'activité,Type d'activité,"
    "Description de l'activité,Temps écoulé,Distance,Nom du fichier,Temps écoulé,"
    "Durée de déplacement,Distance,Dénivelé positif",
)
DUTCH = cells(
    "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Beschrijving,"
    "Verstreken tijd,Afstand,Bestandsnaam,Verstreken tijd,Beweegtijd,Afstand,Totale stijging",
)
SPANISH = cells(
    "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción,"
    "Tiempo transcurrido,Distancia,Nombre del archivo,Tiempo transcurrido,Tiempo en movimiento,"
    "Distancia,Desnivel positivo",
)
JAPANESE = cells(
    "アクティビティID,アクティビティ実行日,アクティビティ名,アクティビティタイプ,説明,経過時間,距離,"
    "ファイル名,経過時間,移動時間,距離,獲得標高",
)


@pytest.mark.parametrize(
    ("header", "date", "sport"),
    [
        (GERMAN, "03.05.2026, 06:30:00", "Lauf"),
        (FRENCH, "3 mai 2026, 06:30:00", "Course à pied"),
        (DUTCH, "3 mei 2026, 06:30:00", "Hardloopsessie"),
        (SPANISH, "3 may 2026, 6:30:00", "Carrera"),
        (JAPANESE, "2026/05/03 06:30:00", "ランニング"),
    ],
    ids=["de", "fr", "nl", "es", "ja"],
)
def test_the_same_run_is_read_in_every_language(
    header: Sequence[str], date: str, sport: str
) -> None:
    values = [
        "77",
        date,
        "Lang",
        sport,
        "",
        "3600",
        "10,5",
        "",
        "3605,0",
        "3500,0",
        "10512,5",
        "80,0",
    ]
    facts = strava_export.read(table(header, values))
    assert facts is not None
    told = facts["#77"].told
    assert (told.kind, told.started_at, told.title) == (Kind.RUN, MORNING, "Lang")
    assert (told.elapsed_s, told.moving_s, told.distance_m) == (3605.0, 3500.0, 10512.5)
    assert told.ascent_m == 80.0


def test_an_unknown_language_is_read_by_the_places_of_its_columns() -> None:
    header = [f"Λέξη {nth}" for nth in range(30)]
    values = ["77", "2026-05-03 06:30:00", "Long", "Τρέξιμο", "", "3600", "10.5"] + [""] * 23
    values[12] = "activities/77.fit.gz"
    facts = strava_export.read(table(header, values))
    assert facts is not None
    told = facts["activities/77.fit.gz"]
    assert (told.sport_known, told.told.title, told.told.distance_m) == (False, "Long", 10_500.0)


def test_names_wrapped_in_a_missing_translation_are_read() -> None:
    header = [*ENGLISH, '<span class="translation_missing" title="x">Sport Type</span>']
    facts = strava_export.read(table(header, [*ROW, "TrailRun"]))
    assert facts is not None
    assert facts["#77"].told.run_kind is RunKind.TRAIL


@pytest.mark.parametrize(
    ("word", "kind", "run_kind"),
    [
        ("Trail Run", Kind.RUN, RunKind.TRAIL),
        ("Virtual Run", Kind.RUN, RunKind.VIRTUAL),
        ("Weight Training", Kind.STRENGTH, None),
        ("Virtual Ride", Kind.RIDE, None),
        ("E-Bike Ride", Kind.RIDE, None),
        ("Swim", Kind.SWIM, None),
        ("Hike", Kind.WALK, None),
        ("Yoga", Kind.OTHER, None),
    ],
)
def test_sports_are_what_they_are(word: str, kind: Kind, run_kind: RunKind | None) -> None:
    facts = strava_export.read(table(ENGLISH, row(activity_type=word)))
    assert facts is not None
    assert (facts["#77"].told.kind, facts["#77"].told.run_kind) == (kind, run_kind)


def test_the_first_distance_of_a_swim_is_in_metres() -> None:
    header = [name for name in ENGLISH if name != "Distance"]
    header.insert(6, "Distance")
    values = [value for nth, value in enumerate(row(activity_type="Swim")) if nth != 17]
    values[6] = "1500"
    facts = strava_export.read(table(header, values))
    assert facts is not None
    assert facts["#77"].told.distance_m == 1500.0


def test_a_table_of_something_else_is_none() -> None:
    assert strava_export.read(b"a,b\n1,2\n") is None
    assert strava_export.read(b"") is None
    assert strava_export.read(bytes(range(256))) is None


def test_a_file_gets_its_title_race_and_sport_from_its_row(tmp_path: Path) -> None:
    values = row(filename="activities/77.fit.gz", activity_type="Virtual Run")
    (run,) = export(
        tmp_path,
        {
            "activities.csv": table(ENGLISH, values),
            "activities/77.fit.gz": gzip.compress(fb.a_run()),
        },
    )
    assert (run.title, run.race, run.run_kind) == ("Sunday long", True, RunKind.VIRTUAL)
    assert run.distance_m == 1800.0, "the device's own total stays"
    assert run.series is not None
    assert not run.source_id.startswith("strava")


def test_totals_that_a_gpx_lacks_come_from_its_row(tmp_path: Path) -> None:
    values = row(filename="activities/77.gpx")
    (run,) = export(
        tmp_path,
        {"activities.csv": table(ENGLISH, values), "activities/77.gpx": xt.gpx(kind="")},
    )
    assert (run.distance_m, run.moving_s, run.elapsed_s) == (10512.5, 3500.0, 600.0)


@pytest.mark.parametrize("missing", ["", "#error#", "activities/99.fit.gz"])
def test_a_row_whose_file_never_came_stands_alone(missing: str, tmp_path: Path) -> None:
    found = export(
        tmp_path,
        {
            "activities.csv": table(
                ENGLISH, row(filename=missing), row(filename="activities/5.fit", activity_id="5")
            ),
            "activities/5.fit": fb.a_run(),
        },
    )
    assert [one.series is not None for one in found] == [True, False]
    assert found[1].source_id == "strava-export-77"


def test_an_unpacked_export_is_the_same_as_the_zip(tmp_path: Path) -> None:
    members = {
        "activities.csv": table(
            ENGLISH, row(filename="activities/77.fit"), row(activity_id="78", filename="")
        ),
        "activities/77.fit": fb.a_run(),
        "routes/1.gpx": xt.gpx([None] * 5),
        "profile.csv": b"Athlete ID\n1\n",
    }
    (tmp_path / "a").mkdir()
    zipped_ones = export(tmp_path / "a", members)
    folder = tmp_path / "b" / "export_1"
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    unpacked = recordings(tmp_path / "b")
    assert [one.source_id for one in unpacked] == [one.source_id for one in zipped_ones]
    assert [one.title for one in unpacked] == ["Sunday long", "Sunday long"]


def test_the_table_alone_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_bytes(table(ENGLISH, ROW))
    (run,) = recordings(tmp_path / "activities.csv")
    assert run.source_id == "strava-export-77"


def test_an_impossible_row_is_refused_like_any_file(tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_bytes(table(ENGLISH, row(distance="9000000")))
    (piece,) = pieces([tmp_path])
    with pytest.raises(Refused, match="cannot be one activity"):
        read(piece, NOW)
