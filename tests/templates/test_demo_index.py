"""The demo's page shows each runner, in words and not by colour alone."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from templates import demo_index
from tests.templates.saying import ON


def member(**other: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "name": "Alice",
        "story": "Trains for a marathon",
        "came_by": ["files"],
        "calendar": [],
        "light": "amber",
        "light_word": "Take it easier",
        "headline": "18.2 km on Sunday.",
        "why": "Much longer than before.",
        "runs": 1,
        "weeks": 104,
        "chart_file": "runners/alice/digest.png",
        "chart_alt": "Your last 12 weeks",
        "notes": [{"on": ON, "run": "18.2 km", "text": "Keep the next two short."}],
        "digest_html": "runners/alice/digest.html",
        "digest_eml": "runners/alice/digest.eml",
        "digest_txt": "runners/alice/digest.txt",
    }
    return {**facts, **other}


def test_a_card_tells_what_happened_and_links_to_the_letter() -> None:
    page = demo_index([member()], ON, club="Sandbox")
    for shown in (
        "Take it easier",
        "18.2 km on Sunday.",
        "Much longer than before.",
        "One run · 104 weeks",
        "Sunday 15 March · 18.2 km",
        'href="runners/alice/digest.eml"',
        'alt="Your last 12 weeks"',
        "15 March 2026",
    ):
        assert shown in page


@pytest.mark.parametrize("light", ["grey", "green", "amber", "red", "flag", None])
def test_each_light_has_a_symbol_beside_its_word(light: str | None) -> None:
    page = demo_index([member(light=light)], ON)
    symbol = re.search(r'<p class="light [a-z]+"><span aria-hidden="true">(.)</span>', page)
    assert symbol
    others = {None: "–", "grey": "○", "green": "✓", "amber": "▲", "red": "■", "flag": "⚑"}
    assert symbol[1] == others[light]


def test_a_runner_with_nothing_to_show_still_has_a_card() -> None:
    nothing: dict[str, object] = {"chart_file": None, "digest_html": None, "notes": []}
    page = demo_index([member(**nothing), member(name="Bob")], ON)
    assert "no single run asked for one" in page
    assert "<nav" in page


def test_names_and_notes_are_escaped() -> None:
    page = demo_index([member(name="<b>Alice</b>", headline="a < b & c")], ON)
    assert "<b>Alice" not in page
    assert "a &lt; b &amp; c" in page


def test_a_note_on_strava_is_told_apart_from_the_runners_own_words() -> None:
    note = {"on": ON, "run": "18.2 km", "text": "Rest.", "own": "Sore <knee>", "on_strava": True}
    page = demo_index([member(came_by=["strava"], notes=[note])], ON)
    assert "as it stands on Strava, visible to them alone" in page
    assert re.search(r'class="own"><span>Their own words:</span> Sore &lt;knee&gt;<', page)
    assert '<p class="ours">Rest.</p>' in page
    alone = demo_index([member(notes=[{**note, "own": ""}])], ON)
    assert "Their own words" not in alone


def test_how_a_runner_came_in_and_what_it_took_is_told() -> None:
    page = demo_index(
        [member(), member(came_by=["strava"])], ON, requests={"first_night": 41, "last_night": 7}
    )
    for shown in ("from files", "from Strava", "41 requests in the first night", "7 in the last"):
        assert shown in page
    assert "requests" not in demo_index([member()], ON)


def test_a_forgotten_fact_is_noticed() -> None:
    facts = member()
    del facts["why"]
    with pytest.raises(UndefinedError, match="why"):
        demo_index([facts], ON)


def test_ones_own_runs_are_not_called_simulated() -> None:
    assert "simulated" in demo_index([member()], ON)
    assert "simulated" not in demo_index([member()], ON, real=True)


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = demo_index([member()], ON)
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "<script" not in page
