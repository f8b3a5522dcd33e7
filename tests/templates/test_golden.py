"""Every sentence, note and mail reads as it was last agreed on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coaching.advice import Finding, Light, Recommendation
from coaching.log import TrainingLog
from templates import (
    Letter,
    Reader,
    digest_letter,
    invitation_letter,
    note,
    note_letter,
    reconnect_letter,
    trial_letter,
    words,
)
from tests.templates import golden
from tests.templates.saying import (
    ALICE,
    IN_MILES,
    LINKS,
    a_note,
    a_week,
    alices_log,
    ask_pain,
    every_finding,
    flag,
    pain,
    ramp,
    readings,
    spike,
    strength,
)


def letters() -> dict[str, Letter]:
    log, nothing = alices_log(), TrainingLog()
    busy = a_week(spike(), strength(), pain(), block=True)
    calm = a_week(strength(sessions=1), ask_pain(), light=Light.GREY, block=True)
    return {
        "digest-amber": digest_letter(busy, log, ALICE, LINKS),
        "digest-calm-miles": digest_letter(calm, alices_log(pain_told=False), IN_MILES, LINKS),
        "digest-flag": digest_letter(a_week(flag(), light=Light.FLAG), log, ALICE, LINKS),
        "digest-no-runs": digest_letter(a_week(light=None), nothing, Reader("Charlie"), LINKS),
        "digest-ramp": digest_letter(
            replace(a_week(light=Light.GREY), information=(ramp(),)), log, ALICE, LINKS
        ),
        "digest-words": digest_letter(calm, log, ALICE, LINKS, readings()),
        "note-words": note_letter(a_note(spike()), log, ALICE, LINKS, readings()[1:2]),
        "note-spike": note_letter(a_note(spike()), log, ALICE, LINKS),
        "note-pain-red": note_letter(a_note(pain("no_running", Light.RED)), log, ALICE, LINKS),
        "note-flag": note_letter(a_note(flag("a")), log, ALICE, LINKS),
        "invitation": invitation_letter(Reader(), "Riverside Runners", "https://club.example/j/1"),
        "reconnect": reconnect_letter(
            ALICE, "https://club.example/me/token", "Strava", lapses=True
        ),
        "trial": trial_letter(ALICE),
    }


LETTERS = (
    "digest-amber",
    "digest-calm-miles",
    "digest-flag",
    "digest-no-runs",
    "digest-ramp",
    "digest-words",
    "invitation",
    "note-flag",
    "note-pain-red",
    "note-spike",
    "note-words",
    "reconnect",
    "trial",
)


def in_full(letter: Letter) -> str:
    return f"Subject: {letter.subject}\nPreheader: {letter.preheader}\n\n{letter.text}"


@pytest.fixture(scope="module")
def written() -> dict[str, Letter]:
    return letters()


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_reads_as_agreed(name: str, written: dict[str, Letter]) -> None:
    golden.agrees(f"letter-{name}.txt", in_full(written[name]))


@pytest.mark.parametrize(
    "name", ["digest-amber", "note-spike", "note-flag", "note-words", "invitation"]
)
def test_a_letter_looks_as_agreed(name: str, written: dict[str, Letter]) -> None:
    golden.agrees(f"letter-{name}.html", written[name].html)


def test_every_sentence_reads_as_agreed() -> None:
    golden.agrees("words.txt", _all_words())


def test_every_golden_file_still_belongs_to_something() -> None:
    known = {f"letter-{name}.txt" for name in (*LETTERS, "coach")} | {"words.txt"}
    assert set(golden.names("*.txt")) == known
    assert {name.removesuffix(".html") + ".txt" for name in golden.names("*.html")} < known


def test_rewriting_the_golden_files_still_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "REWRITE_GOLDEN", "1")
    with pytest.raises(pytest.fail.Exception, match="was rewritten"):
        golden.agrees("words.txt", "new words", tmp_path)
    assert (tmp_path / "words.txt").read_text(encoding="utf-8") == "new words"


def _all_words() -> str:
    """Each rule's each action, once as a note and once as it stands in a mail."""
    lines: dict[tuple[object, ...], str] = {}
    for finding in (*spread(), *(found for found in every_finding() if found.rule != "pain")):
        said = words(finding, ALICE)
        about = (finding.rule, finding.action, finding.light, finding.numbers.get("region"))
        on_run = "" if finding.digest_only else note(Recommendation(finding.slot, finding), ALICE)
        lines[*about, said.text if finding.rule == "session_spike" else ""] = (
            f"{finding.rule} / {finding.action} / {finding.light}\n"
            f"  note  {on_run or 'in the digest alone'}\n"
            f"  mail  {said.text}\n  why   {said.why}\n  sure  {said.sure}\n"
        )
    return "\n".join(lines.values())


def spread() -> Iterator[Finding]:
    """Pain in one place of each kind; that all places have words is tested elsewhere."""
    yield ask_pain()
    yield pain("under_16_refer", None)
    yield pain("tell_an_adult", worst=4)
    for region in ("knee_front", "achilles", "shin_inner"):
        yield pain("keep_plan", Light.GREEN, region, worst=1, timing="eases", morning=0)
        yield pain("shorten_flat_easy", Light.AMBER, region, worst=3, morning=2)
        yield pain("no_running", Light.RED, region, worst=6, timing="worsens")
        yield pain("see_someone", Light.RED, region, worst=6, timing="changed_form")
