"""The stories in tests/stories, read as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coaching import TrainingLog, advise
from coaching.engine import advise_week
from tests.coaching.building import TODAY, flag, lifted, log, nothing, pain, run

STORIES = sorted(p for p in Path(__file__).parents[1].glob("stories/*.md") if p.stem != "README")

DOES: list[tuple[str, Callable[[re.Match[str], int], Any]]] = [
    (r"run ([\d.]+) km( race)?", lambda m, back: run(float(m[1]), back, race=bool(m[2]))),
    (r"pain (\w+) (\d+)/10(?: (\w+))?", lambda m, back: pain(m[1], int(m[2]), m[3], back)),
    (
        r"morning (\w+) (\d+)/10",
        lambda m, back: pain(m[1], days_ago=back, morning=int(m[2])),
    ),
    (r"nothing hurts", lambda _, back: nothing(back)),
    (r"flag (\w+)", lambda m, back: flag(m[1], days_ago=back)),
    (r"strength (\d+) min", lambda m, back: lifted(back, float(m[1]))),
]


def given(line: str) -> Iterator[Any]:
    when, _, what = line.partition(": ")
    if every := re.fullmatch(r"every (\d+) days from (\d+) to (\d+) days ago", when):
        step, first, last = map(int, every.groups())
        backs = list(range(last, first + 1, step))
    elif one := re.fullmatch(r"(\d+) days ago", when):
        backs = [int(one[1])]
    else:
        assert when == "today", line
        backs = [0]
    for pattern, make in DOES:
        if match := re.fullmatch(pattern, what):
            yield from (make(match, back) for back in backs)
            return
    raise AssertionError(f"not understood: {line}")


def past(lines: list[str]) -> TrainingLog:
    facts = []
    told: dict[str, Any] = {}
    for line in lines:
        if born := re.fullmatch(r"born in (\d{4})", line):
            told["birth_year"] = int(born[1])
        elif line == "novice":
            told["novice"] = True
        else:
            facts += given(line)
    whole = log(*facts)
    return replace(whole, profile=replace(whole.profile, **told))


def under(heading: str, text: str) -> list[str]:
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line.removeprefix("- ").strip() for line in part.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("story", STORIES, ids=lambda p: p.stem)
def test_story(story: Path) -> None:
    text = story.read_text(encoding="utf-8")
    whole = past(under("Given", text))
    advice, week = advise(whole, TODAY), advise_week(whole, TODAY)
    said = {f"{found.rule} {found.action}" for found in advice.findings}
    assert advice.plan is not None
    for line in under("Then", text):
        verb, _, rest = line.partition(" ")
        if verb == "light":
            assert str(advice.light) == rest
        elif verb == "says":
            assert rest in said
        elif line.startswith("does not say "):
            assert line.split()[-1] not in {found.rule for found in advice.findings}
        elif line.startswith("digest says "):
            told = {f"{r.finding.rule} {r.finding.action}" for r in week.recommendations}
            assert line.removeprefix("digest says ") in told
        elif line in ("a note", "no note"):
            assert (advice.note is not None) == (line == "a note")
        elif line == "asks tomorrow morning":
            assert advice.asks_morning
        elif line == "no running":
            assert not advice.plan.running
        elif line.startswith("longest run up to "):
            assert advice.plan.longest_run_m == float(line.split()[-2]) * 1000
        else:
            raise AssertionError(f"not understood: {line}")


def test_there_are_stories() -> None:
    assert len(STORIES) >= 5
