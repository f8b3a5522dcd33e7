"""How pain feels, the expert's view, the rules' own words, and a history lived again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from coaching.body import Region
from coaching.catalogue import cues, feels, red_flags, self_tests
from coaching.log import TrainingLog
from coaching.rules import RULES
from syncer import models, recommend
from syncer.commands import coaching
from syncer.rule_texts import HEADINGS
from tests.commands.conftest import ALICE, BOB, TODAY, Command, Said

Kept = Callable[..., TrainingLog]
Ran = Callable[..., None]

WHOSE = ("--runner", ALICE)
SORE = ("report", *WHOSE, "--region", "knee_front", "--worst", "3")


def lines(said: Said) -> list[dict[str, Any]]:
    assert (said.code, said.err) == (0, "")
    return [json.loads(line) for line in said.out.splitlines()]


def test_what_brings_pain_on_is_kept_with_the_report(club: Command, kept: Kept) -> None:
    said = club(*SORE, "--feels", "stairs", "--feels", "sitting", "--feels", "stairs")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Noted. Thank you for telling.\n")
    (told,) = kept().pain
    assert (told.region, told.worst) == (Region.KNEE_FRONT, 3)
    assert told.feels == {"stairs", "sitting"}


def test_a_place_and_how_it_feels_are_enough_for_a_report(club: Command, kept: Kept) -> None:
    said = club("report", *WHOSE, "--region", "calf", "--feels", "running", "--json")
    assert (said.facts["stored"], said.facts["on"]) == (True, str(TODAY))
    (told,) = kept().pain
    assert (told.region, told.worst) == (Region.CALF, None)
    assert told.feels == {"running"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--region", "knee", "--feels", "odd", "--feels", "bad"], "unknown: bad, odd"),
        (["--region", "knee", "--feels", "odd"], "`evenstride rules possible_condition`"),
        (["--feels", "stairs"], "say where it hurts"),
        (["--limp", "--feels", "stairs"], "say where it hurts too"),
        (["--nothing", "--feels", "stairs"], "not both"),
    ],
)
def test_what_nobody_can_feel_is_wrong_usage(
    club: Command, kept: Kept, words: list[str], hint: str
) -> None:
    said = club("report", *WHOSE, *words)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert kept().pain == ()


def test_how_it_feels_waits_for_consent(bob: Command, kept: Kept) -> None:
    said = bob("report", "--runner", BOB, "--region", "knee", "--feels", "stairs")
    assert (said.code, said.out) == (1, "")
    assert f"evenstride consent {BOB} health" in said.err
    bob("consent", BOB, "health", "--how", "told me at the track")
    assert kept(BOB).pain == ()


def test_the_expert_sees_one_ratio_more_and_nothing_else_changes(
    club: Command, marens_files: Path, tmp_path: Path
) -> None:
    club("import", str(marens_files), *WHOSE)
    expert = club("advise", *WHOSE, "--expert", "--json").facts
    assert list((tmp_path / "data" / "outbox").glob("*.eml")) == []
    assert club("deliver", "--json").facts["sent"] == 0, "nothing was stored"
    usual = club("advise", *WHOSE, "--json").facts
    (ratio,) = (found for found in expert["findings"] if found["rule"] == "acute_chronic")
    assert ratio["light"] is None
    others = [found for found in expert["findings"] if found is not ratio]
    assert {**expert, "findings": others} == usual


def test_the_expert_reads_the_ratio_in_words(club: Command, marens_files: Path) -> None:
    club("import", str(marens_files), *WHOSE)
    usual = club("advise", *WHOSE, "--dry-run").out
    expert = club("advise", *WHOSE, "--expert").out
    assert expert.startswith(usual.rstrip())
    assert "Seven days against 28" in expert.removeprefix(usual.rstrip())
    early = club("advise", *WHOSE, "--expert", "--on", "2026-02-01", "--json").facts
    assert early["on"] == "2026-02-01"


def test_the_expert_cannot_look_ahead(club: Command) -> None:
    said = club("advise", *WHOSE, "--expert", "--on", "2026-03-16")
    assert (said.code, said.out) == (2, "")
    assert "still to come" in said.err


def test_every_rule_is_told_by_its_number(command: Command) -> None:
    """There is no database: the rules need none."""
    facts = command("rules", "--json").facts
    assert set(facts) == {rule.__name__ for rule in RULES}
    assert [rule["number"] for rule in facts.values()] == [f"R{n:02}" for n in range(1, 27)]
    assert all(rule[heading] for rule in facts.values() for heading in HEADINGS)
    words = command("rules").out
    assert words.index("R01 session_spike:") < words.index("R26 red_flags:")
    assert "T1" not in words, "codes stand with one rule alone"


def test_one_rule_is_told_alone(command: Command) -> None:
    words = command("rules", "strength")
    assert words.code == 0
    assert words.out.startswith("\nR13 strength:")
    assert all(f"\n{heading}: " in words.out for heading in HEADINGS)
    assert "session_spike:" not in words.out
    assert list(command("rules", "strength", "--json").facts) == ["strength"]


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("red_flags", set(red_flags())),
        ("possible_condition", set(feels())),
        ("self_tests", set(self_tests())),
        ("cue_trial", set(cues())),
    ],
)
def test_a_rule_lists_the_codes_that_it_takes(command: Command, rule: str, codes: set[str]) -> None:
    facts = command("rules", rule, "--json").facts
    assert {one["code"] for one in facts} == codes
    out = command("rules", rule).out
    told = {line.strip().partition(":")[0].partition(" (")[0] for line in out.splitlines()}
    assert codes <= told


def test_an_unknown_rule_is_told_the_known_ones(command: Command) -> None:
    said = command("rules", "grumbling")
    assert (said.code, said.out) == (2, "")
    assert "'grumbling' is none of session_spike, weekly_ramp" in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_a_replay_without_a_run_is_empty(club: Command) -> None:
    said = club("replay", *WHOSE)
    assert (said.code, said.out, said.err) == (0, "", "")


def test_a_replay_lives_each_day_with_a_run_or_a_report(club: Command, ran: Ran) -> None:
    ran(days_ago=9)
    ran(days_ago=2, hour=7)
    ran(days_ago=2, hour=18)
    club(*SORE, "--on", "2026-03-10", "--timing", "worsens")
    lived = lines(club("replay", *WHOSE))
    assert [day["on"] for day in lived] == ["2026-03-06", "2026-03-10", "2026-03-13"]
    assert lived[0]["light"] != lived[1]["light"]
    assert lived[1]["findings"][0]["rule"] == "pain"
    assert lines(club("replay", *WHOSE, "--json")) == lived, "it is JSON in any case"


def test_a_replay_stores_nothing(club: Command, marens_files: Path, tmp_path: Path) -> None:
    club("import", str(marens_files), *WHOSE)
    lived = lines(club("replay", *WHOSE))
    assert lived[-1]["light"] == "amber"
    assert club("deliver", "--json").facts["sent"] == 0
    assert list((tmp_path / "data" / "outbox").glob("*.eml")) == []
    assert lines(club("replay", *WHOSE)) == lived


def test_a_replay_reads_what_was_really_said_only_when_asked(
    club: Command, marens_files: Path
) -> None:
    club("import", str(marens_files), *WHOSE)
    unsaid = lines(club("replay", *WHOSE, "--read-said"))
    for day in (unsaid[0], unsaid[-1]):
        assert club("advise", *WHOSE, "--on", day["on"], "--dry-run", "--json").facts == day
    simulated = lines(club("replay", *WHOSE))
    assert [day["on"] for day in simulated] == [day["on"] for day in unsaid]
    said_over = [len(day["recommendations"]) for day in unsaid]
    remembered = [len(day["recommendations"]) for day in simulated]
    assert sum(remembered) < sum(said_over), "who remembers repeats less"


def test_a_clinicians_word_on_a_red_bone_is_taken_without_a_flag(club: Command, kept: Kept) -> None:
    seen = ("clear-flag", *WHOSE, "--how", "clinician", "--who", "a sports doctor")
    assert "nothing to clear" in club(*seen).err
    red = ("report", *WHOSE, "--region", "shin_inner", "--worst", "6", "--timing", "worsens")
    assert club(*red).code == 0
    mistake = club("clear-flag", *WHOSE, "--how", "mistake")
    assert "nothing to clear" in mistake.err
    said = club(*seen)
    assert (said.code, said.err) == (0, "")
    (told,) = kept().flags_cleared
    assert (told.how, told.who) == ("clinician", "a sports doctor")


def test_a_digest_that_breaks_us_keeps_nobody_elses_back(
    bob: Command, ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(days_ago=1)
    whole = recommend.digest_runner

    def digest(session: Any, settings: Any, now: Any, runner: models.Runner) -> Any:
        if runner.email == BOB:
            raise ValueError("a knee that hurts")
        return whole(session, settings, now, runner)

    monkeypatch.setattr(recommend, "digest_runner", digest)
    monkeypatch.setattr(
        coaching, "runners_of", lambda session, _: list(session.exec(select(models.Runner)))[::-1]
    )
    said = bob("digest", "--json")
    assert said.code == 1
    assert BOB in said.err
    assert "knee" not in said.err
    assert (said.facts["written"], said.facts["not_written"]) == (1, 1)
