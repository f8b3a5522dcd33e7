"""What is named and what is found: folders, links, clutter, archives in archives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syncer.sources.files import pieces
from tests.sources import fit_bytes as fb
from tests.sources.zip_bytes import zipped


def found(path: Path) -> tuple[list[str], list[str]]:
    """Names of readable pieces, and reasons of refused ones."""
    all_of_them = list(pieces([path]))
    names = [piece.name.removeprefix(f"{path}/") for piece in all_of_them if piece.refused is None]
    return names, [piece.refused for piece in all_of_them if piece.refused is not None]


def test_a_folder_is_read_to_its_depth_in_order(tmp_path: Path) -> None:
    (tmp_path / "2025" / "may").mkdir(parents=True)
    for name in ("b.fit", "a.gpx", "2025/c.tcx.gz", "2025/may/d.fit"):
        (tmp_path / name).write_bytes(fb.a_run())
    assert found(tmp_path) == (["2025/c.tcx.gz", "2025/may/d.fit", "a.gpx", "b.fit"], [])


CLUTTER = (
    ".DS_Store",
    "._a.fit",
    "__MACOSX/._a.fit",
    "Thumbs.db",
    "photo.jpg",
    "profile.csv",
    "messaging.json",
    "readme.txt",
    "notes.docx",
    ".hidden/a.fit",
)


def test_clutter_beside_runs_is_passed_over_without_a_word(tmp_path: Path) -> None:
    for name in (*CLUTTER, "run.fit"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(fb.a_run() if name.endswith("fit") else b"PK\x03\x04 text")
    assert found(tmp_path) == (["run.fit"], [])


def test_clutter_in_an_archive_is_passed_over_too(tmp_path: Path) -> None:
    data = zipped(dict.fromkeys(CLUTTER, b"text") | {"run.fit": fb.a_run()})
    (tmp_path / "a.zip").write_bytes(data)
    assert found(tmp_path) == (["a.zip/run.fit"], [])


@pytest.mark.parametrize("name", ["photo.jpg", "readme.txt", ".DS_Store"])
def test_what_is_named_directly_is_refused_and_not_passed_over(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"text")
    (piece,) = pieces([tmp_path / name])
    assert piece.refused == "it is no FIT, GPX or TCX recording and no archive of such"


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (piece,) = pieces([tmp_path / "nothing.fit"])
    assert piece.refused == "there is no such file"


def test_a_link_that_leads_round_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.fit").symlink_to(tmp_path / "b.fit")
    (tmp_path / "b.fit").symlink_to(tmp_path / "a.fit")
    (piece,) = pieces([tmp_path / "a.fit"])
    assert piece.refused == "it is a link that leads nowhere or round in a circle"


def test_a_folder_linked_into_itself_is_read_once_and_told(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.fit").write_bytes(fb.a_run())
    (tmp_path / "runs" / "again").symlink_to(tmp_path, target_is_directory=True)
    names, refused = found(tmp_path)
    assert names == ["runs/a.fit"]
    assert refused == ["it is a link to a folder that is being read already"]


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.fit")
    assert found(tmp_path) == ([], [])
    (piece,) = pieces([tmp_path / "a.fit"])
    assert piece.refused == "it is no file"


def test_an_archive_in_an_archive_is_read(tmp_path: Path) -> None:
    inner = zipped({"run.fit": fb.a_run()})
    (tmp_path / "a.zip").write_bytes(zipped({"parts/one.zip": inner}))
    assert found(tmp_path) == (["a.zip/parts/one.zip/run.fit"], [])


def test_members_are_opened_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.fit": fb.a_run() for n in range(3)}))
    walked = pieces([tmp_path / "a.zip"])
    assert next(walked).size == len(fb.a_run())
    assert len(list(walked)) == 2
