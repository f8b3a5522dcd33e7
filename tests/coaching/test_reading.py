"""A catalogue that is broken says what is wrong, and does so before anybody is coached."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coaching.body import Region
from coaching.catalogue import Cue, Exercise, Item, reading
from coaching.catalogue.reading import entries, read

HEEL = """
[S1]
name = "Calf stretch"
dose = "3 x 30 s"
how = "Straighten the knee."
stop = "Stop when it hurts."
regions = ["calf", "achilles"]
needs = ["step"]
sources = ["first_2001", "second_2002"]
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the catalogue's own."""
    monkeypatch.setattr(reading, "files", lambda package: tmp_path)
    monkeypatch.setattr(reading, "read", read.__wrapped__)
    return tmp_path / "broken.toml"


def test_an_entry_becomes_a_record_with_its_code(written: Path) -> None:
    written.write_text(HEEL, encoding="utf-8")
    assert entries("broken", Item) == {
        "S1": Item(
            code="S1",
            name="Calf stretch",
            dose="3 x 30 s",
            how="Straighten the knee.",
            stop="Stop when it hurts.",
            regions=frozenset({Region.CALF, Region.ACHILLES}),
            needs=frozenset({"step"}),
            sources=("first_2001", "second_2002"),
        )
    }


def test_places_where_a_cue_is_forbidden_become_regions(written: Path) -> None:
    text = 'name="a"\nkind="b"\nhow="c"\ndose="d"\nstop="e"\nnext="f"\nsources=[]\n'
    written.write_text(f'[C9]\n{text}not_with = ["calf"]\n', encoding="utf-8")
    assert entries("broken", Cue)["C9"].not_with == frozenset({Region.CALF})


def test_what_the_catalogue_holds_cannot_be_changed(written: Path) -> None:
    written.write_text(HEEL, encoding="utf-8")
    with pytest.raises(TypeError):
        entries("broken", Item)["S2"] = None  # type: ignore[index]


def test_accents_are_read_as_they_were_written(written: Path) -> None:
    written.write_bytes(HEEL.replace("Calf stretch", "Étirement 拉伸").encode())
    assert entries("broken", Item)["S1"].name == "Étirement 拉伸"


@pytest.mark.parametrize(
    ("was", "broken", "error", "says"),
    [
        ('how = "Straighten the knee."\n', "", TypeError, "'how'"),
        ("dose", "doze", TypeError, "'doze'"),
        ('"calf"', '"elbow"', ValueError, "'elbow' is not a valid Region"),
        ('name = "Calf stretch"', "name = Calf", tomllib.TOMLDecodeError, "at line 3"),
        ("[S1]", "[S1", tomllib.TOMLDecodeError, "at line 2"),
        ('stop = "', 'how = "', tomllib.TOMLDecodeError, "at line 6"),
        ("[S1]", "[S1]\n[S1]", tomllib.TOMLDecodeError, "Cannot declare"),
    ],
    ids=[
        "a field is missing",
        "a field is misspelt",
        "no such place",
        "words without quotes",
        "an open bracket",
        "a field told twice",
        "a code used twice",
    ],
)
def test_a_broken_entry_is_refused_by_name(
    written: Path, was: str, broken: str, error: type[Exception], says: str
) -> None:
    written.write_text(HEEL.replace(was, broken), encoding="utf-8")
    with pytest.raises(error, match=says):
        entries("broken", Item)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such_file\.toml"):
        entries("no_such_file", Item)


@pytest.mark.parametrize(("name", "record"), [("exercises", Exercise), ("stretches", Item)])
def test_the_catalogue_itself_is_read_whole(name: str, record: type[Exercise | Item]) -> None:
    found = entries(name, record)
    assert list(found) == list(read(name))
    for code, entry in found.items():
        assert entry.code == code
        assert all(isinstance(place, Region) for place in entry.regions)
        assert isinstance(entry.needs, frozenset)
        assert isinstance(entry.sources, tuple)
