"""What a runner tells of what was done and tried: stored as told, answered, refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from coaching.body import Region, Side
from coaching.facts import Answer, CueTrial, SelfTest, StrengthSession, WeeklyCheck
from coaching.log import TrainingLog
from tests.commands.conftest import ALICE, BOB, TODAY, Command
from tests.sources.test_strava_export import ENGLISH, row, table

Kept = Callable[..., TrainingLog]
Ran = Callable[..., None]

WHOSE = ("--runner", ALICE)
YESTERDAY = TODAY - timedelta(days=1)


def test_a_mark_says_how_hard_a_run_was(club: Command, ran: Ran, kept: Kept) -> None:
    ran()
    said = club("mark", *WHOSE, "--effort", "6.5")
    assert (said.code, said.out, said.err) == (0, "Noted.\n", "")
    (run,) = kept().runs
    assert (run.effort_rpe, run.race, run.planned) == (6.5, False, False)


def test_marks_add_to_each_other_and_can_be_taken_back(club: Command, ran: Ran, kept: Kept) -> None:
    ran()
    club("mark", *WHOSE, "--race", "--effort", "9")
    club("mark", *WHOSE, "--planned")
    (run,) = kept().runs
    assert (run.effort_rpe, run.race, run.planned) == (9.0, True, True)
    club("mark", *WHOSE, "--no-race", "--not-planned", "--effort", "0")
    (run,) = kept().runs
    assert (run.effort_rpe, run.race, run.planned) == (0.0, False, False)


def test_a_mark_is_about_all_runs_of_its_day_and_no_other(
    club: Command, ran: Ran, kept: Kept
) -> None:
    ran(days_ago=1)
    ran(hour=7)
    ran(hour=17)
    said = club("mark", *WHOSE, "--race", "--json")
    assert said.facts == {"runner": ALICE, "on": str(TODAY), "runs": 2, "race_told": True}
    assert [run.race for run in kept().runs] == [False, True, True]
    said = club("mark", *WHOSE, "--on", str(YESTERDAY), "--planned", "--json")
    assert said.facts == {"runner": ALICE, "on": str(YESTERDAY), "runs": 1, "planned": True}
    assert [run.planned for run in kept().runs] == [True, False, False]


def test_the_day_of_a_mark_is_the_runners_own(club: Command, ran: Ran) -> None:
    """It is Monday in Tokyo when it is still Sunday where Alice ran."""
    club("runner", "add", BOB, "--myself", "--timezone", "Asia/Tokyo")
    ran()
    assert club("mark", *WHOSE, "--effort", "3", "--json").facts["on"] == "2026-03-15"
    assert "no run on 2026-03-16" in club("mark", "--runner", BOB, "--effort", "3").err


def test_what_the_runner_says_of_a_race_outlives_the_next_import(
    club: Command, kept: Kept, tmp_path: Path
) -> None:
    told = row(activity_date="Mar 15, 2026, 7:00:00 AM", competition="1.0")
    (tmp_path / "activities.csv").write_bytes(table(ENGLISH, told))
    taking = ("import", str(tmp_path / "activities.csv"), *WHOSE, "--json")
    assert club(*taking).facts["imported"] == 1
    assert kept().runs[0].race
    club("mark", *WHOSE, "--no-race", "--effort", "0")
    assert club(*taking).facts["duplicates"] == 1
    (run,) = kept().runs
    assert (run.race, run.effort_rpe, run.gear) == (False, 0.0, "Shoes")


def test_a_day_without_a_run_cannot_be_marked(club: Command, ran: Ran, kept: Kept) -> None:
    ran()
    said = club("mark", *WHOSE, "--on", str(YESTERDAY), "--race")
    assert (said.code, said.out) == (1, "")
    assert f"{ALICE} has no run on {YESTERDAY}; `evenstride runs` lists them." in said.err
    assert not kept().runs[0].race


def test_done_without_minutes_is_a_plain_done(club: Command, kept: Kept) -> None:
    said = club("done", *WHOSE)
    assert (said.code, said.out) == (0, "Noted. Well done.\n")
    assert club("done", *WHOSE, "--on", str(YESTERDAY), "--json").facts == {
        "runner": ALICE,
        "on": str(YESTERDAY),
        "minutes": None,
    }
    log = kept()
    assert log.answers == (Answer(YESTERDAY, "done", "strength"), Answer(TODAY, "done", "strength"))
    assert log.strength == ()


def test_a_strength_session_is_kept_as_told(club: Command, kept: Kept) -> None:
    words = ("--minutes", "25", "--effort", "5", "--pain", "1", "--exercise", "X05")
    said = club("done", *WHOSE, *words, "--exercise", "X01", "--json")
    assert said.facts == {"runner": ALICE, "on": str(TODAY), "minutes": 25.0}
    log = kept()
    assert log.strength == (StrengthSession(TODAY, 25.0, 5.0, 1, ("X05", "X01")),)
    assert log.answers == ()


def test_a_session_told_by_its_length_alone_says_no_more(club: Command, kept: Kept) -> None:
    assert club("done", *WHOSE, "--minutes", "20").code == 0
    assert kept().strength == (StrengthSession(TODAY, 20.0),)


def test_strength_work_waits_for_consent_only_where_it_tells_of_pain(
    bob: Command, kept: Kept
) -> None:
    said = bob("done", "--runner", BOB, "--minutes", "20", "--pain", "0")
    assert (said.code, said.out) == (1, "")
    assert f"evenstride consent {BOB} health" in said.err
    assert kept(BOB).strength == ()
    assert bob("done", "--runner", BOB, "--minutes", "20").code == 0
    assert bob("done", "--runner", BOB).code == 0
    assert bob("too-hard", "--runner", BOB).code == 0
    assert len(kept(BOB).strength) == 1
    assert len(kept(BOB).answers) == 2


def test_too_hard_is_an_answer_of_its_day(club: Command, kept: Kept) -> None:
    said = club("too-hard", *WHOSE)
    assert (said.code, said.out) == (0, "Noted. The next block gets easier.\n")
    facts = club("too-hard", *WHOSE, "--on", str(YESTERDAY), "--json").facts
    assert facts == {"runner": ALICE, "on": str(YESTERDAY)}
    assert kept().answers == (
        Answer(YESTERDAY, "too_hard", "strength"),
        Answer(TODAY, "too_hard", "strength"),
    )


def test_a_self_test_keeps_its_side_where_it_has_one(club: Command, kept: Kept) -> None:
    said = club("self-test", *WHOSE, "--test", "T7", "--value", "12.5", "--side", "left")
    assert (said.code, said.out) == (0, "Noted.\n")
    facts = club(
        "self-test", *WHOSE, "--test", "T1", "--value", "95", "--side", "left", "--json"
    ).facts
    assert facts == {"runner": ALICE, "on": str(TODAY), "test": "T1", "value": 95.0}
    assert kept().self_tests == (
        SelfTest(TODAY, "T1", 95.0, None),
        SelfTest(TODAY, "T7", 12.5, Side.LEFT),
    )


@pytest.mark.parametrize(
    ("test", "value", "code", "hint"),
    [
        ("T1", "-0.5", 2, "between 0 and 600 (s)"),
        ("T1", "0", 0, ""),
        ("T1", "600", 0, ""),
        ("T1", "600.5", 2, "between 0 and 600 (s)"),
        ("T1", "nan", 2, "between 0 and 600 (s)"),
        ("T5", "4", 2, "between 0 and 3 (count)"),
        ("T5", "3", 0, ""),
        ("T5", "2.5", 2, "whole number"),
    ],
)
def test_a_self_test_has_its_bounds(
    club: Command, kept: Kept, test: str, value: str, code: int, hint: str
) -> None:
    said = club("self-test", *WHOSE, "--test", test, "--value", value)
    assert said.code == code
    assert hint in said.err
    assert len(kept().self_tests) == (code == 0)


@pytest.mark.parametrize("side", [(), ("--side", "both")])
def test_a_self_test_of_each_side_asks_for_one(
    club: Command, kept: Kept, side: tuple[str, ...]
) -> None:
    said = club("self-test", *WHOSE, "--test", "T2", "--value", "2", *side)
    assert said.code == 2
    assert "T2 is done on each side: left or right" in said.err
    assert kept().self_tests == ()


def test_a_cue_trial_keeps_both_pains_apart(club: Command, kept: Kept) -> None:
    said = club("cue", *WHOSE, "--cue", "C2", "--without", "4", "--with", "2.5")
    assert (said.code, said.out) == (0, "Noted.\n")
    facts = club(
        "cue", *WHOSE, "--cue", "C1", "--without", "0", "--with", "10", "--on", str(YESTERDAY),
        "--json",
    ).facts  # fmt: skip
    assert facts == {"runner": ALICE, "on": str(YESTERDAY), "cue": "C1"}
    assert kept().cue_trials == (
        CueTrial(YESTERDAY, "C1", 0.0, 10.0),
        CueTrial(TODAY, "C2", 4.0, 2.5),
    )


def test_the_weekly_check_asks_before_it_is_told(club: Command, kept: Kept) -> None:
    asked = club("weekly-check", *WHOSE, "--region", "knee_front")
    assert asked.code == 0
    lines = asked.out.splitlines()
    names = ["--taking-part", "--changed", "--performance", "--pain"]
    assert [line.partition(":")[0] for line in lines[:4]] == names
    assert lines[4].startswith("Each 0 to 3:")
    facts = club("weekly-check", *WHOSE, "--region", "knee_front", "--json").facts
    assert [f"--{one['option']}" for one in facts] == names
    assert facts[0]["question"].startswith("Could you take part")
    assert kept().weekly_checks == ()


def test_a_weekly_check_is_kept_answer_by_answer(club: Command, kept: Kept) -> None:
    words = ("--taking-part", "1", "--changed", "2", "--performance", "0", "--pain", "3")
    said = club("weekly-check", *WHOSE, "--region", "knee_front", *words, "--json")
    assert said.facts == {"runner": ALICE, "on": str(TODAY), "score": 8 + 17 + 0 + 25}
    (check,) = kept().weekly_checks
    assert check == WeeklyCheck(TODAY, Region.KNEE_FRONT, 1, 2, 0, 3)


@pytest.mark.parametrize(("taking_part", "score"), [("0", 0), ("3", 100)])
def test_the_first_answer_of_a_weekly_check_may_settle_the_others(
    club: Command, kept: Kept, taking_part: str, score: int
) -> None:
    words = ("--region", "shin_inner", "--taking-part", taking_part, "--pain", "1")
    assert club("weekly-check", *WHOSE, *words, "--json").facts["score"] == score
    assert kept().weekly_checks == (WeeklyCheck(TODAY, Region.SHIN_INNER, int(taking_part)),)


CHECK = ["weekly-check", *WHOSE, "--region", "knee"]
CUE = ["cue", *WHOSE, "--cue", "C1"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["mark", *WHOSE], "say --effort, --race or --planned"),
        (["mark", *WHOSE, "--effort", "10.5"], "10"),
        (["mark", *WHOSE, "--effort", "-1"], "0"),
        (["mark", *WHOSE, "--effort", "nan"], "--effort"),
        (["mark", *WHOSE, "--race", "--on", "2026-03-16"], "still to come"),
        (["mark", *WHOSE, "--race", "--on", "Sunday"], "write it as 2026-03-15"),
        (["done", *WHOSE, "--minutes", "0.5"], "--minutes"),
        (["done", *WHOSE, "--minutes", "301"], "--minutes"),
        (["done", *WHOSE, "--minutes", "20", "--pain", "11"], "--pain"),
        (["done", *WHOSE, "--minutes", "20", "--effort", "11"], "--effort"),
        (["done", *WHOSE, "--effort", "0"], "say how long it was too"),
        (["done", *WHOSE, "--pain", "0"], "say how long it was too"),
        (["done", *WHOSE, "--exercise", "X01"], "say how long it was too"),
        (["done", *WHOSE, "--minutes", "20", "--exercise", "X99"], "X01"),
        (["done", *WHOSE, "--on", "2026-03-16"], "still to come"),
        (["too-hard", *WHOSE, "--on", "2026-03-16"], "still to come"),
        (["self-test", *WHOSE, "--test", "T9", "--value", "1"], "T1, T2"),
        (["self-test", *WHOSE, "--test", "T1"], "--value"),
        (["self-test", *WHOSE, "--test", "T1", "--value", "9", "--on", "2026-03-16"], "to come"),
        (["cue", *WHOSE, "--cue", "C9", "--without", "1", "--with", "1"], "C1"),
        ([*CUE, "--without", "10.5", "--with", "1"], "--without"),
        ([*CUE, "--without", "1", "--with", "-1"], "--with"),
        ([*CUE, "--without", "1"], "--with"),
        ([*CUE, "--without", "1", "--with", "1", "--on", "2026-03-16"], "still to come"),
        (["weekly-check", *WHOSE, "--region", "elbow", "--taking-part", "0"], "knee"),
        ([*CHECK, "--taking-part", "4"], "--taking-part"),
        ([*CHECK, "--taking-part", "2", "--changed", "1", "--pain", "1"], "--performance"),
        ([*CHECK, "--pain", "2"], "say --taking-part too"),
        ([*CHECK, "--taking-part", "0", "--on", "2026-03-16"], "still to come"),
    ],
)
def test_what_cannot_be_told_is_wrong_usage_and_stores_nothing(
    club: Command, ran: Ran, kept: Kept, words: list[str], hint: str
) -> None:
    ran()
    before = kept()
    said = club(*words)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert kept() == before


@pytest.mark.parametrize(
    "words",
    [
        ["self-test", "--test", "T1", "--value", "60"],
        ["cue", "--cue", "C1", "--without", "3", "--with", "2"],
        ["weekly-check", "--region", "knee", "--taking-part", "0"],
    ],
)
def test_what_is_about_health_waits_for_consent(bob: Command, kept: Kept, words: list[str]) -> None:
    said = bob(*words, "--runner", BOB)
    assert (said.code, said.out) == (1, "")
    assert f"evenstride consent {BOB} health" in said.err
    assert bob("consent", BOB, "health", "--how", "told me at the track").code == 0
    untold = kept(BOB)
    assert (untold.self_tests, untold.cue_trials, untold.weekly_checks) == ((), (), ())
    assert bob(*words, "--runner", BOB).code == 0
    told = kept(BOB)
    assert len(told.self_tests) + len(told.cue_trials) + len(told.weekly_checks) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["mark", "--race"],
        ["done"],
        ["too-hard"],
        ["self-test", "--test", "T1", "--value", "60"],
        ["cue", "--cue", "C1", "--without", "3", "--with", "2"],
        ["weekly-check", "--region", "knee", "--taking-part", "0"],
        ["profile"],
        ["mute", "strength"],
        ["unmute", "strength"],
        ["advise", "--expert"],
        ["replay"],
        ["report", "--region", "knee", "--feels", "stairs"],
    ],
)
def test_an_unknown_runner_is_told_how_to_be_added(club: Command, words: list[str]) -> None:
    said = club(*words, "--runner", "Nobody@example.org")
    assert (said.code, said.out) == (1, "")
    assert "No runner has the address nobody@example.org" in said.err
    assert "evenstride runner add" in said.err
