"""A demo clears an older demo, and never anything of anybody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.demo_folder import DATABASE, FILES, INDEX, MARKER, NoDemo, fresh


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    out = fresh(tmp_path / "far" / "away", None)
    assert (out / MARKER).is_file()


def test_an_older_demo_is_cleared(tmp_path: Path) -> None:
    out = fresh(tmp_path / "demo", None)
    (out / FILES / "alice").mkdir(parents=True)
    (out / FILES / "alice" / "run.fit").write_bytes(b"old")
    for name in (INDEX, DATABASE, f"{DATABASE}-wal"):
        (out / name).write_text("old")
    fresh(out, None)
    assert [path.name for path in out.iterdir()] == [MARKER]


def test_what_a_person_put_beside_the_demo_stays(tmp_path: Path) -> None:
    out = fresh(tmp_path / "demo", None)
    (out / "my-notes.txt").write_text("mine")
    fresh(out, None)
    assert (out / "my-notes.txt").read_text() == "mine"


def test_a_folder_that_is_no_demo_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("my home page")
    with pytest.raises(NoDemo, match="stays untouched"):
        fresh(tmp_path, None)
    assert [path.name for path in tmp_path.iterdir()] == [INDEX]
    assert (tmp_path / INDEX).read_text() == "my home page"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a letter")
    with pytest.raises(NoDemo, match="is a file"):
        fresh(tmp_path / "demo", None)
    assert (tmp_path / "demo").read_text() == "a letter"


@pytest.mark.parametrize("data", [".", "files", "files/alice/run.fit"])
def test_the_data_is_never_cleared_away(tmp_path: Path, data: str) -> None:
    out = fresh(tmp_path / "demo", None)
    (out / FILES / "alice").mkdir(parents=True)
    (out / FILES / "alice" / "run.fit").write_bytes(b"mine")
    with pytest.raises(NoDemo, match="lies inside"):
        fresh(out, out / data)
    assert (out / FILES / "alice" / "run.fit").read_bytes() == b"mine"


def test_a_link_is_taken_away_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    out = fresh(tmp_path / "demo", None)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "run.fit").write_bytes(b"mine")
    (out / FILES).symlink_to(elsewhere)
    fresh(out, None)
    assert not (out / FILES).exists()
    assert (elsewhere / "run.fit").read_bytes() == b"mine"
