"""The weekly letter says how the week was, what to do, and what the coming days hold."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coaching import plan
from coaching.advice import Advice, Light, Plan
from coaching.return_to_run import PHASES
from templates import Letter, digest_letter
from templates.pairs import PairFacts, Side
from templates.rendering import speak
from tests.templates.saying import (
    ALICE,
    LINKS,
    ON,
    a_week,
    alices_log,
    ask_pain,
    flag,
    pain,
    ramp,
    spike,
    strength,
)


@pytest.fixture(scope="module")
def digest() -> Letter:
    week = a_week(spike(), strength(), pain(), block=True)
    return digest_letter(week, alices_log(), ALICE, LINKS)


def test_every_digest_asks_with_one_tap_whether_anything_hurts() -> None:
    log = alices_log()
    for advice in (
        a_week(),
        a_week(spike()),
        a_week(flag(), light=Light.FLAG),
        Advice(ON, "1", None),
    ):
        letter = digest_letter(advice, log, ALICE, LINKS)
        for link in (LINKS.nothing_hurts, LINKS.something_hurts):
            assert link in letter.text
            assert f'href="{link}"' in letter.html


def test_a_flag_hides_everything_else() -> None:
    week = a_week(spike(), flag(), strength(), ramp(), light=Light.FLAG, block=True)
    letter = digest_letter(week, alices_log(), ALICE, LINKS)
    assert "examined this week" in letter.text
    assert letter.pictures == {}
    for hidden in ("18.2 km", "strength", "Monday", "12 weeks", "Frandsen"):
        assert hidden not in letter.text
        assert hidden not in letter.html


def test_a_week_without_information_is_silent_about_ratios() -> None:
    week = a_week(pain("no_running", Light.RED), light=Light.RED)
    text = digest_letter(week, alices_log(), ALICE, LINKS).text
    assert "Weekly change" not in text
    assert "steady" not in text


def test_the_week_always_stands_in_the_digest_as_information(digest: Letter) -> None:
    assert "32 km in 3 runs, the longest 18.2 km. The three weeks before averaged" in " ".join(
        digest.text.split()
    )


def test_how_the_week_compares_is_information_and_no_recommendation() -> None:
    week = replace(a_week(light=Light.GREY), information=(ramp(),))
    text = digest_letter(week, alices_log(), ALICE, LINKS).text
    assert "RUNNING AND REST" not in text
    assert "Weekly change has not predicted injuries" in text
    assert "[Buist 2008]" in text


def test_a_recommendation_about_a_run_names_its_day(digest: Letter) -> None:
    assert "RUNNING AND REST, SUNDAY" in digest.text
    assert "Running and rest, Sunday" in digest.html


def test_pain_is_never_followed_by_nothing_stands_out() -> None:
    log = alices_log()
    for finding in (ask_pain(), pain("under_16_refer", None)):
        text = digest_letter(a_week(finding, light=finding.light), log, ALICE, LINKS).text
        assert "3 runs this week." in text
        assert "stands out" not in text


def test_a_plan_without_known_days_calls_no_day_a_rest_day() -> None:
    week = a_week()
    assert week.plan
    days = tuple(week.plan.first + timedelta(days=nth) for nth in range(7))
    unknown = Plan(days[0], days[-1], rest_days=days)
    text = digest_letter(replace(week, plan=unknown), alices_log(), ALICE, LINKS).text
    assert "Run on days that suit you" in text
    assert "Rest" not in text
    assert "Monday" not in text
    resting = replace(unknown, running=False)
    text = digest_letter(replace(week, plan=resting), alices_log(), ALICE, LINKS).text
    assert "No running for now." in text
    assert "Monday" not in text, "seven days of rest need no table"


def test_every_sentence_that_a_plan_may_carry_has_words() -> None:
    def strings(tree: ast.AST) -> set[str]:
        nodes = ast.walk(tree)
        return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}

    tree = ast.parse(inspect.getsource(plan))
    makers = [n for n in ast.walk(tree) if getattr(n, "name", "").endswith("_notes")]
    given = {n for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg == "notes"}
    codes = set().union(*map(strings, [*makers, *given])) - set(PHASES)
    codes = {code for code in codes if re.fullmatch("[a-z_]+", code)}
    assert {"wait_for_clinician", "flat_only", "tell_pelvic_check", "plan_waits"} <= codes
    for code in codes:
        assert speak("email/digest_words.txt", "plan_note", code=code).endswith(".")


def test_muted_rules_are_named_at_the_foot() -> None:
    week = Advice(ON, "1", Light.GREEN, muted=("session_spike", "weekly_ramp"))
    text = " ".join(digest_letter(week, alices_log(), ALICE, LINKS).text.split())
    assert "not to hear about: one run much longer than before, how this week compares." in text


def test_a_doubtful_pair_is_asked_about_with_a_way_to_answer() -> None:
    week = a_week(spike(), light=Light.AMBER)
    at = datetime(2026, 3, 14, 7, tzinfo=UTC)
    one = Side("garmin", at, 8_100.0, 2_640.0, "run")
    other = Side("strava", at + timedelta(minutes=40), 6_000.0, 2_000.0, "run")
    pair = PairFacts("1-2", "doubtful", "part", one, other, 4, 33, 40, counts_m=8_100.0)
    letter = digest_letter(week, alices_log(), ALICE, LINKS, doubtful=[pair])
    asked = (
        "One run or two? On Saturday 14 March I have two recordings: 8.1 km from Garmin and"
        " 6.0 km from Strava. Until you tell me, it counts once, with 8.1 km."
    )
    assert asked in " ".join(letter.text.split())
    assert asked in " ".join(str(letter.html).split())
    assert f"Tell me: {LINKS.settings}" in letter.text
