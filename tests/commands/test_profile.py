"""A runner's own settings: told in their own words, shown as known, refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from coaching.body import Region, Side
from coaching.facts import EarlierInjury, Muted, Profile
from coaching.log import TrainingLog
from tests.commands.conftest import ALICE, BOB, TODAY, Command

Kept = Callable[..., TrainingLog]

WHOSE = ("--runner", ALICE)
EVERYTHING = [
    "--birth-year", "1980", "--no-novice", "--not-pregnant", "--gave-birth-on", "2025-06-01",
    "--pelvic-check",
    "--equipment", "step, band,step", "--sits-a-lot", "--likes-mobility", "--no-praise",
    "--threshold-pace", "4:30", "--threshold-bpm", "168", "--digest-weekday", "0",
    "--injury", "knee_front:left:2025-10-01", "--injury", "achilles:2024-05-01",
]  # fmt: skip
UNTOLD: dict[str, Any] = {
    "runner": ALICE,
    "birth_year": None,
    "novice": None,
    "pregnant": None,
    "gave_birth_on": None,
    "pelvic_check": None,
    "equipment": None,
    "sits_a_lot": None,
    "likes_mobility": None,
    "no_praise": False,
    "threshold_pace_s_per_km": None,
    "threshold_bpm": None,
    "digest_weekday": 6,
    "digest_hour": 18,
    "injuries": [],
}


def test_nothing_is_known_before_it_is_told(club: Command) -> None:
    assert club("profile", *WHOSE, "--json").facts == UNTOLD
    lines = club("profile", *WHOSE).out.splitlines()
    assert lines[:2] == [f"runner: {ALICE}", "birth_year: not told"]
    assert "no_praise: False" in lines


def test_a_profile_is_kept_as_told(club: Command, kept: Kept) -> None:
    said = club("profile", *WHOSE, *EVERYTHING, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.facts == {
        "runner": ALICE,
        "birth_year": 1980,
        "novice": False,
        "pregnant": False,
        "gave_birth_on": "2025-06-01",
        "pelvic_check": True,
        "equipment": ["band", "step"],
        "sits_a_lot": True,
        "likes_mobility": True,
        "no_praise": True,
        "threshold_pace_s_per_km": 270.0,
        "threshold_bpm": 168.0,
        "digest_weekday": 0,
        "digest_hour": 18,
        "injuries": [
            {"region": "achilles", "side": None, "on": "2024-05-01"},
            {"region": "knee_front", "side": "left", "on": "2025-10-01"},
        ],
    }
    assert club("profile", *WHOSE, "--json").facts == said.facts
    assert kept().profile == Profile(
        birth_year=1980,
        novice=False,
        pregnant=False,
        gave_birth_on=date(2025, 6, 1),
        pelvic_check=True,
        digest_weekday=0,
        injuries=(
            EarlierInjury(Region.KNEE_FRONT, date(2025, 10, 1), Side.LEFT),
            EarlierInjury(Region.ACHILLES, date(2024, 5, 1)),
        ),
        equipment=frozenset({"band", "step"}),
        sits_a_lot=True,
        likes_mobility=True,
        no_praise=True,
    )


def test_what_is_told_later_changes_only_itself(club: Command) -> None:
    before = club("profile", *WHOSE, *EVERYTHING, "--json").facts
    after = club(
        "profile", *WHOSE, "--equipment", "none", "--praise", "--not-sitting", "--json"
    ).facts
    assert after == {**before, "equipment": [], "no_praise": False, "sits_a_lot": False}


@pytest.mark.parametrize(
    ("pace", "seconds"),
    [
        ("1:59", None),
        ("2:00", 120.0),
        ("12:00", 720.0),
        ("12:01", None),
        ("4:60", None),
        ("4", None),
        ("4.5", None),
        ("-4:30", None),
        ("", None),
    ],
)
def test_a_threshold_is_a_pace_that_somebody_runs(
    club: Command, pace: str, seconds: float | None
) -> None:
    said = club("profile", *WHOSE, "--threshold-pace", pace)
    known = club("profile", *WHOSE, "--json").facts["threshold_pace_s_per_km"]
    assert (said.code, known) == (2 if seconds is None else 0, seconds)
    assert seconds is not None or "write it as 4:30" in said.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--birth-year", "1915"], "no birth year"),
        (["--birth-year", "2022"], "no birth year"),
        (["--gave-birth-on", "2026-03-16"], "still to come"),
        (["--gave-birth-on", "in June"], "write it as 2026-03-15"),
        (["--equipment", "band,sofa"], "'sofa' is none of band, step"),
        (["--threshold-bpm", "79"], "--threshold-bpm"),
        (["--threshold-bpm", "231"], "--threshold-bpm"),
        (["--digest-weekday", "7"], "--digest-weekday"),
        (["--injury", "knee_front"], "knee_front:left:2025-10-01"),
        (["--injury", "knee_front:left"], "write it as 2026-03-15"),
        (["--injury", "2025-10-01"], "knee_front:left:2025-10-01"),
        (["--injury", ""], "knee_front:left:2025-10-01"),
        (["--injury", "elbow:left:2025-10-01"], "knee_front:left:2025-10-01"),
        (["--injury", "knee_front:up:2025-10-01"], "knee_front:left:2025-10-01"),
        (["--injury", "knee_front:left:right:2025-10-01"], "knee_front:left:2025-10-01"),
        (["--injury", "knee_front:left:2026-03-16"], "still to come"),
        (["--injury", "knee:2025-10-01", "--injury", "knee"], "knee_front:left:2025-10-01"),
    ],
)
def test_an_impossible_profile_is_refused_whole(club: Command, words: list[str], hint: str) -> None:
    said = club("profile", *WHOSE, "--novice", *words)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert club("profile", *WHOSE, "--json").facts == UNTOLD


@pytest.mark.parametrize(
    "words",
    [
        ["--birth-year", "1916"],
        ["--birth-year", "2021"],
        ["--gave-birth-on", "2026-03-15"],
        ["--injury", "knee:both:2026-03-15"],
        ["--threshold-bpm", "80"],
        ["--threshold-bpm", "230"],
    ],
)
def test_the_last_possible_values_are_taken(club: Command, words: list[str]) -> None:
    assert club("profile", *WHOSE, *words).code == 0
    assert club("profile", *WHOSE, "--json").facts != UNTOLD


@pytest.mark.parametrize(
    "words",
    [
        ["--pregnant"],
        ["--not-pregnant"],
        ["--gave-birth-on", "2025-06-01"],
        ["--no-pelvic-check"],
        ["--injury", "knee:2025-10-01"],
    ],
)
def test_what_a_profile_says_of_health_waits_for_consent(
    bob: Command, kept: Kept, words: list[str]
) -> None:
    said = bob("profile", "--runner", BOB, "--birth-year", "1980", *words)
    assert (said.code, said.out) == (1, "")
    assert f"evenstride consent {BOB} health" in said.err
    assert bob("consent", BOB, "health", "--how", "told me at the track").code == 0
    assert kept(BOB).profile == Profile()
    assert bob("profile", "--runner", BOB, "--birth-year", "1980").code == 0
    assert kept(BOB).profile == Profile(birth_year=1980)


def test_a_profile_shows_nothing_of_health_once_the_consent_is_gone(club: Command) -> None:
    before = club("profile", *WHOSE, *EVERYTHING, "--json").facts
    club("consent", ALICE, "health", "--withdraw", "--how", "changed her mind")
    after = club("profile", *WHOSE, "--json").facts
    hidden: dict[str, Any] = {
        "pregnant": None,
        "gave_birth_on": None,
        "pelvic_check": None,
        "injuries": [],
    }
    assert after == {**before, **hidden}


def test_a_muted_rule_keeps_quiet_until_its_day(club: Command, kept: Kept) -> None:
    said = club("mute", "strength", *WHOSE)
    assert (said.code, said.out) == (0, "strength keeps quiet; the digest says so.\n")
    facts = club("mute", "mobility", *WHOSE, "--until", "2026-03-16", "--json").facts
    assert facts == {
        "runner": ALICE,
        "rule": "mobility",
        "since": "2026-03-15",
        "until": "2026-03-16",
    }
    tomorrow = date(2026, 3, 16)
    assert kept().muted == (Muted("mobility", TODAY, tomorrow), Muted("strength", TODAY))


def test_a_rule_muted_again_is_muted_once(club: Command, kept: Kept) -> None:
    club("mute", "strength", *WHOSE, "--until", "2026-04-01")
    club("mute", "strength", *WHOSE, "--until", "2026-05-01")
    assert kept().muted == (Muted("strength", TODAY, date(2026, 5, 1)),)


def test_an_unmuted_rule_speaks_again_and_the_others_stay_muted(club: Command, kept: Kept) -> None:
    club("mute", "strength", *WHOSE)
    club("mute", "mobility", *WHOSE)
    said = club("unmute", "strength", *WHOSE)
    assert (said.code, said.out) == (0, "strength speaks again.\n")
    assert kept().muted == (Muted("mobility", TODAY),)
    facts = club("unmute", "mobility", *WHOSE, "--json").facts
    assert facts == {"runner": ALICE, "rule": "mobility"}
    assert kept().muted == ()


def test_one_runners_muting_is_nobody_elses(bob: Command, kept: Kept) -> None:
    bob("mute", "strength", *WHOSE)
    assert kept(BOB).muted == ()
    said = bob("unmute", "strength", "--runner", BOB)
    assert (said.code, said.out) == (1, "")
    assert f"strength is not muted for {BOB}." in said.err
    assert kept().muted == (Muted("strength", TODAY),)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["mute", "red_flags", *WHOSE], "warning signs are always told"),
        (["mute", "grumbling", *WHOSE], "'grumbling' is none of red_flags"),
        (["unmute", "grumbling", *WHOSE], "'grumbling' is none of red_flags"),
        (["mute", "strength", *WHOSE, "--until", "2026-03-15"], "2026-03-15 is over"),
        (["mute", "strength", *WHOSE, "--until", "May"], "write it as 2026-03-15"),
        (["mute", "strength"], "--runner"),
    ],
)
def test_what_cannot_be_muted_is_wrong_usage(
    club: Command, kept: Kept, words: list[str], hint: str
) -> None:
    said = club(*words)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert kept().muted == ()


def test_a_refused_muting_leaves_the_old_one(club: Command, kept: Kept) -> None:
    club("mute", "strength", *WHOSE)
    assert club("mute", "strength", *WHOSE, "--until", "2026-01-01").code == 2
    assert kept().muted == (Muted("strength", TODAY),)


def test_only_a_coach_can_be_agreed_to(bob: Command) -> None:
    agreed = ("consent", ALICE, "coach-load", "--coach", BOB, "--how", "said so")
    refused = bob(*agreed)
    assert refused.code == 1
    assert "is no coach" in refused.err
    said = bob("runner", "coach", BOB)
    assert (said.code, said.out) == (0, f"{BOB} coaches.\n")
    assert bob(*agreed).code == 0
    facts = bob("runner", "coach", BOB, "--no", "--json").facts
    assert facts == {"runner": BOB, "coach": False, "digest_weekday": 6, "digest_hour": 18}
    assert bob(*agreed).code == 1
    assert bob("runner", "coach", BOB, "--no").out == f"{BOB} coaches no more.\n"


def test_nobody_unknown_becomes_a_coach(club: Command) -> None:
    said = club("runner", "coach", "charlie@example.org")
    assert (said.code, said.out) == (1, "")
    assert "evenstride runner add" in said.err
