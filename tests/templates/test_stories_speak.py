"""Whatever the engine says in a story has its words: each finding, each note, each letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching import advise
from coaching.engine import advise_week
from templates import NOTE_LIMIT, Links, Reader, digest_letter, note, words
from tests.coaching.building import ago
from tests.coaching.telling import days_ago, past
from tests.coaching.test_stories import STORIES, parts

READER = Reader("Alice", units="mi")
LINKS = Links("https://club.example/n", "https://club.example/s", "https://club.example/settings")


@pytest.mark.parametrize("story", STORIES, ids=lambda p: p.stem)
def test_a_story_can_be_told(story: Path) -> None:
    told = parts(story)
    whole = past(told.pop("Given"))
    for heading in told:
        for back in days_ago(heading.removeprefix("Then, ")) or [0]:
            advice, week = advise(whole, ago(back), expert=True), advise_week(whole, ago(back))
            for finding in (*advice.findings, *week.findings):
                assert words(finding, READER).text.endswith((".", "”"))
            if advice.note is not None:
                assert len(note(advice.note, READER)) <= NOTE_LIMIT
            letter = digest_letter(week, whole, READER, LINKS)
            assert "None" not in letter.text
