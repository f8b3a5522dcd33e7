"""The straight road by commands: files in, advice and a mail out."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from tests.commands.conftest import ALICE, Command


def outbox(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "data" / "outbox").glob("*.eml"))


def test_files_go_in_and_a_mail_comes_out(
    club: Command, marens_files: Path, tmp_path: Path
) -> None:
    taken = club("import", str(marens_files), "--runner", ALICE, "--json")
    assert taken.code == 0
    files = len(list(marens_files.iterdir()))
    assert taken.facts["files"] == files
    assert taken.facts["imported"] + taken.facts["not_runs"] == files
    assert taken.facts["refused"] == []

    runs = club("runs", "--runner", ALICE, "--since", "2026-03-15", "--json").facts
    assert [run["local_date"] for run in runs] == ["2026-03-15"]
    assert runs[0]["distance_m"] > 25_000
    assert 150 < runs[0]["cadence_spm"] < 200
    assert sum(runs[0]["surface"].values()) == pytest.approx(runs[0]["distance_m"], rel=0.02)

    advice = club("advise", "--runner", ALICE, "--json").facts
    assert advice["light"] == "amber"
    spike = next(f for f in advice["findings"] if f["rule"] == "session_spike")
    assert spike["action"] == "ease_next_two"
    assert advice["recommendations"][0]["slot"] == "load_or_rest"
    assert advice["plan"]["longest_run_m"] < 25_000

    sent = club("deliver", "--json")
    assert (sent.code, sent.facts["sent"]) == (0, 1)
    assert club("digest", "--json").facts["sent"] == 1
    letters = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in outbox(tmp_path)
    ]
    assert {letter["To"].addresses[0].addr_spec for letter in letters} == {ALICE}
    assert len(letters) == 2
    for letter in letters:
        assert "amber" not in letter["Subject"]
        assert letter.get_body(("plain",)) is not None
        assert letter.get_body(("html",)) is not None


def test_doing_everything_again_changes_nothing(
    club: Command, marens_files: Path, tmp_path: Path
) -> None:
    first = club("import", str(marens_files), "--runner", ALICE, "--json").facts
    again = club("import", str(marens_files), "--runner", ALICE, "--json").facts
    assert again == {**first, "imported": 0, "not_runs": 0, "duplicates": first["files"]}
    for _ in range(2):
        assert club("advise", "--runner", ALICE).code == 0
        assert club("deliver").code == 0
        assert club("digest").code == 0
    assert len(outbox(tmp_path)) == 2


def test_a_dry_run_stores_nothing(club: Command, marens_files: Path, tmp_path: Path) -> None:
    club("import", str(marens_files), "--runner", ALICE)
    assert club("advise", "--runner", ALICE, "--dry-run", "--json").facts["light"] == "amber"
    assert club("deliver", "--json").facts["sent"] == 0
    assert outbox(tmp_path) == []


def test_what_hurts_is_answered_by_the_next_advice(club: Command, marens_files: Path) -> None:
    club("import", str(marens_files), "--runner", ALICE)
    told = club(
        "report", "--runner", ALICE, "--region", "knee_front", "--worst", "6", "--timing", "worsens"
    )
    assert (told.code, told.err) == (0, "")
    advice = club("advise", "--runner", ALICE, "--json").facts
    assert advice["light"] == "red"
    assert advice["findings"][0]["action"] == "no_running"
    assert advice["plan"]["running"] is False


def test_a_red_flag_is_answered_at_once_and_stands_until_cleared(club: Command) -> None:
    told = club(
        "report",
        "--runner",
        ALICE,
        "--region",
        "calf",
        "--worst",
        "5",
        "--flag",
        "calf_clot",
        "--json",
    )
    assert "doctor today" in told.facts["flag"]
    assert club("advise", "--runner", ALICE, "--json").facts["light"] == "flag"
    assert club("clear-flag", "--runner", ALICE, "--how", "clinician").code == 0
    assert club("advise", "--runner", ALICE, "--json").facts["light"] != "flag"
    twice = club("clear-flag", "--runner", ALICE, "--how", "clinician")
    assert twice.code == 1
    assert "nothing to clear" in twice.err


def test_a_sore_shin_is_asked_about_the_bone_at_once(club: Command) -> None:
    told = club("report", "--runner", ALICE, "--region", "shin_inner", "--worst", "3", "--json")
    assert told.facts["flag"] is None
    assert "finger_tip_bone" in {asked["code"] for asked in told.facts["asks"]}
    words = club("report", "--runner", ALICE, "--region", "calf", "--worst", "2")
    assert "calf_clot:" in words.out
    assert club("report", "--runner", ALICE, "--nothing", "--json").facts["asks"] == []


def test_a_replay_is_one_line_a_day(club: Command, marens_files: Path) -> None:
    club("import", str(marens_files), "--runner", ALICE)
    lines = club("replay", "--runner", ALICE).out.splitlines()
    days = {run["local_date"] for run in club("runs", "--runner", ALICE, "--json").facts}
    assert len(lines) == len(days)


def test_the_rules_explain_themselves(command: Command) -> None:
    assert {flag["code"] for flag in command("rules", "red_flags", "--json").facts} >= {
        "calf_clot",
        "locked_knee",
    }
    assert "Frandsen 2025" in command("rules", "session_spike").out


def test_the_demo_takes_a_persons_own_runs(
    command: Command, marens_files: Path, tmp_path: Path
) -> None:
    made = command("demo", "--out", str(tmp_path / "mine"), "--data", str(marens_files), "--json")
    assert made.code == 0
    assert (tmp_path / "mine" / "index.html").is_file()
    assert len(made.facts["runners"]) == 1
