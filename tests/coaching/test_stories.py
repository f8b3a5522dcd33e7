"""The stories in tests/stories, read as they stand."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from coaching import TrainingLog, advise
from coaching.advice import Advice
from coaching.engine import advise_week
from coaching.replay import replay
from coaching.rules import RULES
from tests.coaching.building import ago
from tests.coaching.telling import days_ago, past

STORIES = sorted(p for p in Path(__file__).parents[1].glob("stories/*.md") if p.stem != "README")
SEASON_DAYS = 60


def parts(story: Path) -> dict[str, list[str]]:
    """The lines under each heading."""
    found: dict[str, list[str]] = {}
    for part in story.read_text(encoding="utf-8").split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        lines = [line[2:].strip() for line in text.splitlines() if line.startswith("- ")]
        found[heading.strip()] = lines
    return found


def holds(line: str, advice: Advice, week: Advice) -> bool:
    """Whether one line of what a coach expects is so."""
    said = {f"{found.rule} {found.action}" for found in advice.findings}
    told = {f"{one.finding.rule} {one.finding.action}" for one in week.recommendations}
    plan = advice.plan
    assert plan is not None
    if match := re.fullmatch(r"light (\w+)", line):
        return str(advice.light) == match[1]
    if match := re.fullmatch(r"(does not say|says) (\w+)(?: (\w+))?", line):
        named = {m[2] for m in [match]} & {one.split()[0] for one in said}
        spoken = f"{match[2]} {match[3]}" in said if match[3] else bool(named)
        return spoken == (match[1] == "says")
    if match := re.fullmatch(r"digest (does not say|says) (\w+)(?: (\w+))?", line):
        named = {match[2]} & {one.split()[0] for one in told}
        spoken = f"{match[2]} {match[3]}" in told if match[3] else bool(named)
        return spoken == (match[1] == "says")
    if match := re.fullmatch(r"digest says at most (\d) things?", line):
        return len(week.recommendations) <= int(match[1])
    if match := re.fullmatch(r"longest run up to ([\d.]+) km", line):
        return plan.longest_run_m == float(match[1]) * 1000
    if match := re.fullmatch(r"stage (\d)", line):
        return plan.stage == int(match[1])
    if match := re.fullmatch(r"block( without)? (.+)", line):
        codes = set(match[2].split())
        return not codes & set(plan.block) if match[1] else codes <= set(plan.block)
    if match := re.fullmatch(r"(\d) run days", line):
        return len(plan.run_days) == int(match[1])
    if match := re.fullmatch(r"plan notes (\w+)", line):
        return match[1] in plan.notes
    simple = {
        "no light": advice.light is None,
        "a note": advice.note is not None,
        "no note": advice.note is None,
        "asks tomorrow morning": advice.asks_morning,
        "does not ask tomorrow morning": not advice.asks_morning,
        "no running": not plan.running,
        "running": plan.running,
        "no block": not plan.block,
        "swaps runs": bool(plan.swap_days),
    }
    assert line in simple, f"not understood: {line}"
    return simple[line]


def seen(advice: Advice, week: Advice) -> str:
    """What was said instead, for whoever has to find out."""
    findings = [f"{f.rule} {f.action} ({f.light})" for f in advice.findings]
    told = [f"{one.finding.rule} {one.finding.action}" for one in week.recommendations]
    return f"light {advice.light}\nsays {findings}\ndigest {told}\nplan {advice.plan}"


def season_holds(line: str, whole: TrainingLog) -> bool:
    """Whether a line on the whole time is so: `at most 4 notes`, `session_spike says ... 1 times`.

    What is counted are notes, simulated as they would have been said.
    """
    notes = [a.note.finding for a in replay(whole) if a.note is not None]
    counts = Counter([*(f"{f.rule} {f.action}" for f in notes), *(f.rule for f in notes)])
    if match := re.fullmatch(r"(at most|exactly) (\d+) notes?(?: of ([\w ]+))?", line):
        number = counts[match[3]] if match[3] else len(notes)
        return number <= int(match[2]) if match[1] == "at most" else number == int(match[2])
    raise AssertionError(f"not understood: {line}")


@pytest.mark.parametrize("story", STORIES, ids=lambda p: p.stem)
def test_story(story: Path) -> None:
    told = parts(story)
    whole = past(told.pop("Given"))
    season = told.pop("Over the season", [])
    assert told
    for heading, lines in told.items():
        backs = days_ago(heading.removeprefix("Then, ") if "," in heading else "today")
        assert backs, f"when is that? {heading}"
        assert lines, f"nothing is expected: {heading}"
        for back in backs:
            advice, week = advise(whole, ago(back)), advise_week(whole, ago(back))
            for line in lines:
                assert holds(line, advice, week), f"{heading}: {line}\n{seen(advice, week)}"
    for line in season:
        assert season_holds(line, whole), line


def test_every_rule_has_a_story_and_ten_are_whole_seasons() -> None:
    texts = [story.read_text(encoding="utf-8") for story in STORIES]
    silent = [
        rule.__name__
        for rule in RULES
        if rule.__name__ != "acute_chronic"
        and not any(re.search(rf"says {rule.__name__}\b", text) for text in texts)
    ]
    assert not silent, f"no story lets these speak: {silent}"
    assert sum("## Over the season" in text for text in texts) >= 10
