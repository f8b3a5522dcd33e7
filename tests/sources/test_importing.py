"""An import as a whole: counts, doubles, interruptions, processes that die, names kept private."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from syncer import database, importing, models
from syncer.importing import ImportCounts, import_paths
from syncer.settings import Settings
from syncer.sources.files import Piece, sharing
from tests import empty
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped

NOW = MORNING + timedelta(days=400)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = empty.migrated(f"sqlite:///{tmp_path / 'db' / 'club.db'}")
    with database.session(engine) as one:
        yield one
    engine.dispose()


@pytest.fixture
def alice(session: Session) -> models.Runner:
    club = models.Club(name="Lake Runners", created_at=NOW)
    session.add(club)
    session.flush()
    assert club.id is not None
    runner = models.Runner(club_id=club.id, email="alice@example.org", created_at=NOW)
    session.add(runner)
    session.commit()
    return runner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "runs"
    made.mkdir()
    return made


def a_day(nth: int, **more: object) -> bytes:
    """A run of its own, so many days after the first."""
    since = MORNING + timedelta(days=nth)
    return fb.wrapped(
        fb.file_id(created=since)
        + b"".join(fb.record(s, 3.0 * s, since=since) for s in range(0, 601, 5))
        + fb.session(since=since, **more)  # type: ignore[arg-type]
    )


def counted(counts: ImportCounts) -> tuple[int, int, int, int, int]:
    return counts.files, counts.imported, counts.duplicates, counts.not_runs, len(counts.refused)


def in_one(session: Session, alice: models.Runner, *paths: Path) -> ImportCounts:
    return import_paths(session, Settings(import_processes=1), NOW, alice, paths)


def test_runs_other_sports_and_refusals_are_counted_apart(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    (folder / "run.fit").write_bytes(a_day(0))
    (folder / "ride.fit").write_bytes(a_day(1, sport=fb.CYCLING))
    (folder / "strength.fit").write_bytes(a_day(2, sport=10, sub_sport=20))
    (folder / "broken.fit").write_bytes(b"noise")
    counts = in_one(session, alice, folder)
    assert counted(counts) == (4, 1, 0, 2, 1)
    ((name, reason),) = counts.refused
    assert name.endswith("broken.fit")
    assert reason == "it is no FIT, GPX or TCX recording and no archive of such"


def test_importing_again_changes_nothing(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    for nth in range(3):
        (folder / f"{nth}.fit").write_bytes(a_day(nth))
    assert counted(in_one(session, alice, folder)) == (3, 3, 0, 0, 0)
    before = [row.model_dump() for row in session.exec(select(models.Activity))]
    assert counted(in_one(session, alice, folder)) == (3, 0, 3, 0, 0)
    assert [row.model_dump() for row in session.exec(select(models.Activity))] == before


def test_the_same_file_under_another_name_packed_or_in_an_archive_is_the_same(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    import gzip

    (folder / "a.fit").write_bytes(a_day(0))
    (folder / "b.fit").write_bytes(a_day(0))
    (folder / "c.fit.gz").write_bytes(gzip.compress(a_day(0)))
    (folder / "d.zip").write_bytes(zipped({"e.fit": a_day(0)}))
    assert counted(in_one(session, alice, folder)) == (4, 1, 3, 0, 0)
    assert len(session.exec(select(models.Activity)).all()) == 1


def test_watch_and_phone_of_one_run_are_one_run(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    (folder / "watch.fit").write_bytes(fb.a_run())
    (folder / "phone.gpx").write_bytes(xt.gpx(range(0, 601, 3)))
    assert counted(in_one(session, alice, folder)) == (2, 1, 1, 0, 0)


def test_what_is_stored_is_measured_placed_and_free_of_folders(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    (folder / "lake.gpx").write_bytes(xt.gpx())
    in_one(session, alice, folder)
    activity = session.exec(select(models.Activity)).one()
    measured = session.exec(select(models.MeasuredRun)).one()
    assert activity.timezone == "Europe/Zurich"
    assert activity.file_name == "lake.gpx"
    assert activity.has_gps
    assert measured.distance_m == pytest.approx(1800, rel=0.02)


def test_what_a_damaged_file_still_holds_is_stored_and_marked(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    (folder / "cut.fit").write_bytes(fb.a_run()[:-3000])
    assert counted(in_one(session, alice, folder)) == (1, 1, 0, 0, 0)
    assert session.exec(select(models.Activity)).one().salvaged


def test_a_refused_file_of_an_export_leaves_the_totals_of_its_row(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    (folder / "activities").mkdir()
    (folder / "activities" / "77.fit").write_bytes(b"noise")
    (folder / "activities.csv").write_text(
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n"
        '77,"May 3, 2026, 6:30:00 AM",Long,Run,3600,10.5,activities/77.fit\n'
    )
    assert counted(in_one(session, alice, folder)) == (1, 1, 0, 0, 1)
    assert session.exec(select(models.Activity)).one().distance_m == 10_500.0


def test_progress_is_told_after_each_file(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    for nth in range(3):
        (folder / f"{nth}.fit").write_bytes(a_day(nth))
    seen: list[int] = []
    settings = Settings(import_processes=1)
    import_paths(session, settings, NOW, alice, [folder], lambda so_far: seen.append(so_far.files))
    assert seen == [1, 2, 3, 3]


def test_an_interrupted_import_leaves_what_was_committed(
    session: Session, alice: models.Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_RECORDINGS", 2)
    for nth in range(5):
        (folder / f"{nth}.fit").write_bytes(a_day(nth))

    def stop(so_far: ImportCounts) -> None:
        if so_far.files == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(session, Settings(import_processes=1), NOW, alice, [folder], stop)
    session.rollback()
    assert len(session.exec(select(models.Activity)).all()) == 2
    assert counted(in_one(session, alice, folder)) == (5, 3, 2, 0, 0)


def test_several_processes_give_the_same_as_one(
    session: Session, alice: models.Runner, folder: Path
) -> None:
    for nth in range(importing.POOL_FROM_PIECES + 10):
        (folder / f"{nth:02}.fit").write_bytes(a_day(nth))
    (folder / "99.fit").write_bytes(b"noise")
    shared = import_paths(session, Settings(import_processes=2), NOW, alice, [folder])
    assert counted(shared) == (31, 30, 0, 0, 1)
    again = in_one(session, alice, folder)
    assert counted(again) == (31, 0, 30, 0, 1)
    assert again.refused == shared.refused


class Deadly(Piece):
    """A piece that kills whichever process it is handed to."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def test_a_process_that_dies_costs_one_file_and_not_the_import() -> None:
    sound = [Piece(f"{nth}.fit", data=a_day(nth)) for nth in range(20)]
    handed = [*sound[:10], Deadly("deadly.fit", data=b"x"), *sound[10:]]
    taken = list(sharing.shared_out(handed, NOW, 2))
    assert {one.name: one.refused for one in taken if one.refused} == {"deadly.fit": sharing.DIED}
    assert sorted(one.name for one in taken) == sorted(piece.name for piece in handed)
    assert sum(len(one.recordings) for one in taken) == 20


def test_only_a_few_pieces_are_in_hand_at_a_time() -> None:
    asked = 0

    def many() -> Iterator[Piece]:
        nonlocal asked
        for nth in range(500):
            asked += 1
            yield Piece(f"{nth}", refused="no")

    shared = sharing.shared_out(many(), NOW, 2)
    next(shared)
    assert asked <= sharing.AHEAD * 2 * sharing.AT_ONCE
    shared.close()  # type: ignore[attr-defined]
