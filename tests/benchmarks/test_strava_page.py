"""The page about nights on Strava says what was measured, and is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import Row, strava_page
from benchmarks.pages import Unreadable, computed_part
from benchmarks.strava_tiers import GROUP, SIZES, TIERS, first_nights, nightly
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "strava-nights.md"


def test_the_page_says_what_was_measured() -> None:
    assert computed_part(PAGE) == strava_page.as_tables(strava_page.rows()), (
        "run `.venv/bin/python -m benchmarks.strava_page --write docs/strava-nights.md`"
    )


def test_every_app_and_size_was_played_through_for_one_night() -> None:
    measured = {row.name: row.value for row in strava_page.rows()}
    for tier in TIERS:
        for size in SIZES:
            assert measured[nightly(tier, size)] is not None
            if size <= tier.most_runners:
                assert measured[first_nights(tier, size)] is not None


def test_what_a_runner_costs_holds() -> None:
    goals = [row for row in strava_page.rows() if row.unit == "requests" and row.goal]
    assert len(goals) == 3
    assert all(row.holds for row in goals)


def test_the_page_about_strava_leads_there() -> None:
    assert "(strava-nights.md)" in (ROOT / "docs" / "strava.md").read_text(encoding="utf-8")


def test_clubs_that_an_app_may_not_have_stand_in_brackets() -> None:
    measured = [Row(GROUP, nightly(tier, size), 45.0, "min") for tier in TIERS for size in SIZES]
    lines = strava_page.as_tables(measured).splitlines()
    (upgraded, _) = [line for line in lines if line.startswith("| self-upgraded app")]
    assert upgraded.endswith("| 45 min | (45 min) | (45 min) |")


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0.001, "1 s"),
        (0.99, "59 s"),
        (1.0, "1 min"),
        (59.4, "59 min"),
        (60.0, "1 h"),
        (135.0, "2 h 15 min"),
        (1440.0, "1 d"),
        (2805.0, "1 d 23 h"),
    ],
)
def test_durations_read_as_people_say_them(minutes: float, told: str) -> None:
    assert strava_page.duration(minutes) == told


def test_without_rows_the_page_stays_as_it_is(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    results.write_text("[]", encoding="utf-8")
    with pytest.raises(Unreadable, match="make bench ONLY=strava"):
        strava_page.rows(results)
