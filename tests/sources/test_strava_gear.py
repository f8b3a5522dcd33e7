"""Shoes and effort from Strava's export: read where they stand, bad values alone left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from syncer import database, models
from syncer.importing import import_paths
from syncer.settings import Settings
from syncer.sources import Kind, Recording
from syncer.sources.files import strava_export
from tests import empty
from tests.sources import fit_bytes as fb
from tests.sources.fit_bytes import MORNING
from tests.sources.test_strava_export import ENGLISH, GERMAN, ROW, export, row, table
from tests.sources.zip_bytes import zipped

NOW = MORNING + timedelta(days=90)
FELT = [*ENGLISH, "Perceived Exertion", "Prefer Perceived Exertion", "Gear"]


def told(header: Sequence[str], values: Sequence[str]) -> Recording:
    facts = strava_export.read(table(header, values))
    assert facts is not None
    (one,) = facts.values()
    return one.told


def felt(effort: str, **changed: str) -> list[str]:
    """The English row with an effort; the columns that sound like it hold something else."""
    return [*row(**changed), effort, "1.0", "9876543.0"]


def test_shoes_and_effort_stand_in_their_columns() -> None:
    one = told(FELT, felt("7.0"))
    assert (one.gear, one.effort_rpe) == ("Shoes", 7.0)


@pytest.mark.parametrize(
    ("cell", "effort"),
    [
        ("0.9", None),
        ("1", 1.0),
        ("6.5", 6.5),
        ("6,5", 6.5),
        ("10.0", 10.0),
        ("10.1", None),
        ("0.0", None),
        ("-3", None),
        ("", None),
        ("hard", None),
        ("nan", None),
        ("1e400", None),
    ],
)
def test_an_effort_that_nobody_can_have_told_is_left_out_alone(
    cell: str, effort: float | None
) -> None:
    one = told(FELT, felt(cell))
    assert one.effort_rpe == effort
    assert (one.kind, one.started_at, one.title) == (Kind.RUN, MORNING, "Sunday long")
    assert (one.distance_m, one.moving_s, one.gear) == (10512.5, 3500.0, "Shoes")


@pytest.mark.parametrize(
    ("cell", "gear"),
    [
        ("", None),
        ("   ", None),
        ("  Nike\tPegasus \n 41 ", "Nike Pegasus 41"),
        ("ズームフライ", "ズームフライ"),
        ("0", "0"),
        ("x" * 200, "x" * 80),
    ],
)
def test_shoes_are_called_as_their_runner_calls_them(cell: str, gear: str | None) -> None:
    one = told(FELT, felt("7", activity_gear=cell))
    assert (one.gear, one.effort_rpe, one.distance_m) == (gear, 7.0, 10512.5)


def test_an_export_without_these_columns_lacks_nothing_else() -> None:
    header = [name for name in ENGLISH if name != "Activity Gear"]
    values = [value for name, value in zip(ENGLISH, ROW, strict=True) if name != "Activity Gear"]
    one = told(header, values)
    assert (one.gear, one.effort_rpe) == (None, None)
    assert (one.distance_m, one.title, one.race) == (10512.5, "Sunday long", True)


def test_a_row_that_ends_early_keeps_what_it_has() -> None:
    one = told(FELT, felt("7")[: len(ENGLISH)])
    assert (one.gear, one.effort_rpe, one.distance_m) == ("Shoes", None, 10512.5)


@pytest.mark.parametrize(
    ("names", "gear", "effort"),
    [
        (("Aktivitätsausrüstung", "Gefühlte Anstrengung"), "Shoes", 7.0),
        (("Matériel utilisé pour l’activité", ""), "Shoes", None),
        (("<span class='translation_missing'>Activity Gear</span>", ""), "Shoes", None),
        (("Gear", "Relative Effort"), None, None),
        (("Ausrüstung", "Gefühlte Anstrengung verwenden"), None, None),
    ],
)
def test_both_are_found_by_their_own_words_alone(
    names: tuple[str, str], gear: str | None, effort: float | None
) -> None:
    values = ["77", "03.05.2026, 06:30:00", "Lang", "Lauf", "", "3600", "10,5", ""]
    values += ["3605,0", "3500,0", "10512,5", "80,0", "Shoes", "7,0"]
    one = told([*GERMAN, *names], values)
    assert (one.gear, one.effort_rpe, one.distance_m) == (gear, effort, 10512.5)


def test_a_file_gets_its_shoes_and_effort_from_its_row(tmp_path: Path) -> None:
    """The usual export: each run has a file, and only the table knows of the shoes."""
    members = {
        "activities.csv": table(FELT, felt("7.0", filename="activities/77.fit")),
        "activities/77.fit": fb.a_run(),
    }
    (run,) = export(tmp_path, members)
    assert run.series is not None
    assert (run.gear, run.effort_rpe, run.title) == ("Shoes", 7.0, "Sunday long")


def test_a_row_without_them_takes_nothing_from_its_file(tmp_path: Path) -> None:
    values = felt("", filename="activities/77.fit", activity_gear="")
    members = {"activities.csv": table(FELT, values), "activities/77.fit": fb.a_run()}
    (run,) = export(tmp_path, members)
    assert (run.gear, run.effort_rpe, run.distance_m) == (None, None, 1800.0)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = empty.migrated(f"sqlite:///{tmp_path / 'db' / 'club.db'}")
    with database.session(engine) as one:
        yield one
    engine.dispose()


def test_an_export_tells_of_runs_that_came_as_files_before(
    session: Session, tmp_path: Path
) -> None:
    club = models.Club(name="Lake Runners", created_at=NOW)
    session.add(club)
    session.flush()
    assert club.id is not None
    alice = models.Runner(club_id=club.id, email="alice@example.org", created_at=NOW)
    session.add(alice)
    session.commit()

    def take(path: Path) -> list[tuple[str | None, float | None]]:
        counts = import_paths(session, Settings(import_processes=1), NOW, alice, [path])
        assert counts.refused == []
        session.expire_all()
        found = session.exec(select(models.Activity).order_by(models.Activity.source_id))
        return [(one.gear, one.effort_rpe) for one in found]

    (tmp_path / "77.fit").write_bytes(fb.a_run())
    assert take(tmp_path / "77.fit") == [(None, None)]
    rows = [
        felt("7.0", filename="activities/77.fit"),
        felt("99", activity_id="78", activity_date="May 4, 2026, 6:30:00 AM"),
    ]
    members = {"activities.csv": table(FELT, *rows), "activities/77.fit": fb.a_run()}
    (tmp_path / "export.zip").write_bytes(zipped(members))
    told_now = take(tmp_path / "export.zip")
    assert sorted(told_now, key=str) == [("Shoes", 7.0), ("Shoes", None)]
    assert take(tmp_path / "77.fit") == told_now, "the bare file takes nothing back"
