"""Nothing in the founding articles is silently missing: docs/articles.md serves every row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coaching import catalogue
from coaching.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d-\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
KINDS = ("rule", "catalogue", "blocked", "text", "refused")
CATALOGUE = {
    *catalogue.exercises(),
    *catalogue.stretches(),
    *catalogue.releases(),
    *catalogue.habits(),
    *catalogue.cues(),
    *catalogue.self_tests(),
    *catalogue.conditions(),
    *catalogue.feels(),
    *catalogue.red_flags(),
}


def mapped() -> list[tuple[str, str, list[str]]]:
    """Each row: its number, its line, and what serves it."""
    text = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
    kinds = "|".join(KINDS)
    return [
        (number, line, re.split(rf", (?=(?:{kinds}):)", serves))
        for number, line, serves in ROW.findall(text)
    ]


def leads_somewhere(reference: str) -> bool:
    kind, _, what = reference.partition(":")
    if kind == "rule":
        return what in {rule.__name__ for rule in RULES}
    if kind == "catalogue":
        return what in CATALOGUE
    if kind == "blocked":
        return what in catalogue.blocked()
    if kind == "text":
        return (ROOT / what).is_file()
    return kind == "refused" and len(what) > 20


def test_every_row_of_the_seed_catalogue_is_served_once(shared: Path) -> None:
    seeds = shared.parent / "coaching" / "seed-catalogue.json"
    wanted = [row["id"] for row in json.loads(seeds.read_text(encoding="utf-8"))]
    assert len(wanted) == 131
    assert [number for number, _, _ in mapped()] == wanted


@pytest.mark.parametrize("row", mapped(), ids=lambda row: row[0])
def test_a_row_points_to_what_exists(row: tuple[str, str, list[str]]) -> None:
    assert row[2]
    assert [one for one in row[2] if not leads_somewhere(one)] == []


def test_a_row_that_points_to_nothing_is_noticed() -> None:
    for nothing in ("rule:no_such_rule", "catalogue:X99", "blocked:running", "text:docs/no.md"):
        assert not leads_somewhere(nothing)
    assert not leads_somewhere("refused:no")


def test_everything_in_the_catalogue_that_can_be_done_is_asked_for_somewhere() -> None:
    served = {one.partition(":")[2] for _, _, serves in mapped() for one in serves}
    doable = {*catalogue.exercises(), *catalogue.stretches(), *catalogue.releases()}
    assert doable - served == set()


def test_the_lines_are_our_own(shared: Path) -> None:
    seeds = (shared.parent / "coaching" / "seed-catalogue.json").read_text(encoding="utf-8")
    copied = [line for _, line, _ in mapped() if len(line.split()) > 5 and line in seeds]
    assert copied == []
