"""Nothing in the founding articles is silently missing: docs/articles.md serves every row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching import catalogue
from coaching.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d-\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
KINDS = ("rule", "catalogue", "blocked", "text", "refused")
NEXT = re.compile(rf", (?=(?:{'|'.join(KINDS)}):)")
"""A comma parts two references only where a kind follows: a reason may hold commas too."""
TO_DO = {
    *catalogue.exercises(),
    *catalogue.stretches(),
    *catalogue.releases(),
    *catalogue.habits(),
    *catalogue.cues(),
    *catalogue.self_tests(),
}
TO_FEEL = {*catalogue.conditions(), *catalogue.feels(), *catalogue.red_flags()}
BEYOND_THE_ARTICLES = {"C4", "C5", "T7", "T8"}
"""From trials and common practice: cadence, soft landing, and one-leg balance by the clock."""
COPIED_WORDS = 7


def mapped() -> list[tuple[str, str, list[str]]]:
    """Each row: its number, its line, and what serves it."""
    text = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
    return [(number, line, NEXT.split(serves)) for number, line, serves in ROW.findall(text)]


def leads_somewhere(reference: str) -> bool:
    kind, _, what = reference.partition(":")
    if kind == "rule":
        return what in {rule.__name__ for rule in RULES}
    if kind == "catalogue":
        return what in TO_DO | TO_FEEL
    if kind == "blocked":
        return what in catalogue.blocked()
    if kind == "text":
        return stands_in_its_file(what)
    return kind == "refused" and len(what.split()) >= 4


def stands_in_its_file(what: str) -> bool:
    """`file#words`: the file exists and says the words."""
    name, _, said = what.partition("#")
    path = ROOT / name
    return bool(said) and path.is_file() and said in path.read_text(encoding="utf-8")


def runs_of_words(text: str) -> Iterator[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    for start in range(len(words) - COPIED_WORDS + 1):
        yield " ".join(words[start : start + COPIED_WORDS])


@pytest.fixture
def seeds(shared: Path) -> list[dict[str, str]]:
    path = shared.parent / "coaching" / "seed-catalogue.json"
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def test_every_row_of_the_seed_catalogue_is_served_once(seeds: list[dict[str, str]]) -> None:
    wanted = [row["id"] for row in seeds]
    assert len(wanted) == 131
    assert [number for number, _, _ in mapped()] == wanted


def test_no_line_of_the_table_is_misread() -> None:
    text = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
    assert len(mapped()) == len(re.findall(r"^\| ?\d", text, re.MULTILINE))


@pytest.mark.parametrize("row", mapped(), ids=lambda row: row[0])
def test_a_row_points_to_what_exists(row: tuple[str, str, list[str]]) -> None:
    assert row[2]
    assert [one for one in row[2] if not leads_somewhere(one)] == []


@pytest.mark.parametrize(
    "nothing",
    [
        "rule:no_such_rule",
        "catalogue:X99",
        "blocked:running",
        "text:docs/no.md#Why",
        "text:docs/evidence.md#words that nobody wrote",
        "text:docs/evidence.md",
        "refused:no",
        "refused:",
        "elsewhere:pain",
    ],
)
def test_a_row_that_points_to_nothing_is_noticed(nothing: str) -> None:
    assert not leads_somewhere(nothing)


def test_what_the_articles_block_is_blocked() -> None:
    served = {number: serves for number, _, serves in mapped()}
    assert "blocked:roll_it_band" in served["2-36"]
    for tablets in ("2-12", "2-29", "2-58"):
        assert "blocked:painkillers" in served[tablets]


def test_everything_to_do_comes_from_an_article_or_is_named_as_beyond_them() -> None:
    served = {one.partition(":")[2] for _, _, serves in mapped() for one in serves}
    assert TO_DO - served == BEYOND_THE_ARTICLES


def test_every_rule_is_asked_for_by_an_article_or_by_evidence_alone() -> None:
    served = {one.partition(":")[2] for _, _, serves in mapped() for one in serves}
    alone = {rule.__name__ for rule in RULES} - served
    assert alone == {
        "red_flags",
        "recovery",
        "fast_running",
        "monotony",
        "after_a_break",
        "cadence",
        "acute_chronic",
    }


def test_the_words_are_our_own(seeds: list[dict[str, str]]) -> None:
    theirs = {run for row in seeds for run in runs_of_words(row["says"])}
    ours = [line for _, line, _ in mapped()]
    for made in (catalogue.exercises(), catalogue.stretches(), catalogue.releases()):
        ours += [item.how for item in made.values()]
    ours += [cue.how for cue in catalogue.cues().values()]
    ours += [test.how for test in catalogue.self_tests().values()]
    copied = [run for text in ours for run in runs_of_words(text) if run in theirs]
    assert copied == []
