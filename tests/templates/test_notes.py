"""A note on a run is short, kind, and says what was seen, what to do and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from coaching.advice import Finding, Light, Recommendation
from coaching.body import Region
from templates import (
    CARE_LIGHTS,
    NOTE_LIMIT,
    Reader,
    Words,
    cited_sources,
    flag_text,
    not_medical_advice,
    note,
    words,
)
from tests.templates.saying import (
    ALICE,
    IN_MILES,
    every_finding,
    flag,
    pain,
    ramp,
    spike,
    strength,
)

CARE = "Not medical advice. If it gets worse or you are unsure, see a physio or doctor."
UNWANTED = re.compile(
    r"\b(danger\w*|damag\w*|wear(ing|s)?|weak\w*|misalign\w*|will|risk\w*|ibuprofen|painkiller\w*"
    r"|10 ?% rule|sweet spot|you have|diagnos\w*|bad|wrong|fail\w*|streak\w*)\b",
    re.IGNORECASE,
)


def noted(finding: Finding, reader: Reader = ALICE) -> str:
    return note(Recommendation(finding.slot, finding), reader)


@dataclass(frozen=True)
class Said:
    finding: Finding
    note: str
    note_in_miles: str
    mail: Words


def _in_miles(finding: Finding) -> str:
    """The note in miles; pain is told in no unit of distance."""
    return noted(finding, ALICE if finding.rule == "pain" else IN_MILES)


@pytest.fixture(scope="module")
def notes() -> list[Said]:
    """All that can be said on a run, over thousands of combinations, worded once."""
    return [
        Said(found, noted(found), _in_miles(found), words(found, ALICE))
        for found in every_finding()
        if not found.digest_only
    ]


@pytest.fixture(scope="module")
def mails(notes: list[Said]) -> list[tuple[Finding, Words]]:
    """All that can be said in a mail: the notes, and what only a digest says."""
    quiet = [found for found in every_finding() if found.digest_only]
    return [*((said.finding, said.mail) for said in notes)] + [
        (found, words(found, ALICE)) for found in quiet
    ]


def test_every_note_fits_whole_in_kilometres_and_in_miles(notes: list[Said]) -> None:
    assert len(notes) > 5_000
    for said in notes:
        for text in (said.note, said.note_in_miles):
            assert 20 < len(text) <= NOTE_LIMIT, text
            if cited := cited_sources(said.finding, ALICE):
                # The reason was not dropped to make room.
                assert f"[{cited[0].key}]" in text, text


def test_a_note_is_one_line_of_finished_sentences(notes: list[Said]) -> None:
    for said in notes:
        assert "\n" not in said.note
        assert "  " not in said.note
        assert said.note[-1] in ".]", said.note
        assert "None" not in said.note
        assert said.note[0].isupper() or said.note[0].isdigit(), said.note


def test_amber_red_and_flag_say_that_this_is_not_medical_advice(notes: list[Said]) -> None:
    for said in notes:
        assert (CARE in said.note) is (said.finding.light in CARE_LIGHTS), said.note
    assert {Light.AMBER, Light.RED, Light.FLAG} == CARE_LIGHTS
    assert not_medical_advice(ALICE) == CARE


def test_nothing_frightens_blames_or_diagnoses(
    notes: list[Said], mails: list[tuple[Finding, Words]]
) -> None:
    for said in notes:
        assert not UNWANTED.search(said.note), said.note
    for _, mail in mails:
        for text in (mail.text, mail.why, mail.sure):
            assert not UNWANTED.search(text), text


def test_a_mail_is_made_of_finished_sentences(mails: list[tuple[Finding, Words]]) -> None:
    for finding, mail in mails:
        for text in (mail.text, mail.why.partition("[")[0].strip()):
            assert text[-1] == ".", (finding.rule, text)
            assert text[0].isupper() or text[0].isdigit() or text[0] == "“", (finding.rule, text)
            for odd in ("  ", "None", "{", "..", " ."):
                assert odd not in text, (finding.rule, text)


def test_a_mail_gives_a_reason_and_says_how_sure_we_are(
    mails: list[tuple[Finding, Words]],
) -> None:
    for finding, mail in mails:
        assert mail.text
        assert len(mail.why) > 20, mail
        assert len(mail.sure) > 5, mail
        for source in cited_sources(finding, ALICE):
            assert source.key in mail.why


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (spike(), "18.2 km, 42% longer than your longest run in 30 days (12.8 km)."),
        (spike(km=25.6), "25.6 km, 100% longer than your longest run in 30 days (12.8 km)."),
        (spike(km=25.7), "25.7 km, more than double your longest run in 30 days (12.8 km)."),
        (ramp(), "This week: 164 km. The three weeks before averaged 80 km."),
        (strength(sessions=1), "One strength session in the last two weeks."),
        (strength(sessions=2), "2 strength sessions in the last two weeks."),
        (strength(sessions=0), "No strength session noted in the last two weeks."),
        (pain(), "Front of the left knee: 3/10 for the whole run."),
        (pain(side=None), "Front of the knee: 3/10 for the whole run."),
        (pain(side="both", timing="eases"), "Front of both knees: 3/10, and it eased."),
        (pain(region="achilles", timing=None), "Left Achilles: 3/10."),
        (pain(worst=None, timing=None, morning=4), "Front of the left knee: 4/10 in the morning."),
        (pain(worst=None), "Front of the left knee: sore for the whole run."),
        (pain(worst=None, timing=None), "Front of the left knee: sore."),
        (pain(worst=None, timing="worsens"), "Front of the left knee: growing during the run."),
        (pain(worst=None, timing="changed_form"), "Front of the left knee: it changed how you"),
        (pain(worst=2, limp=True), "Front of the left knee: 2/10, with a limp."),
        (pain(worst=None, timing=None, limp=True), "Front of the left knee: enough to make you"),
        (pain(worst=0, timing="none"), "Front of the left knee: free of pain."),
        (pain(morning=2), "Front of the left knee: 3/10 for the whole run. Morning: 2/10."),
    ],
)
def test_a_note_starts_with_the_runners_own_numbers(finding: Finding, expected: str) -> None:
    assert noted(finding).startswith(expected)


def test_miles_are_told_to_those_who_run_in_miles() -> None:
    assert noted(spike(), IN_MILES).startswith("11.3 mi, 42% longer")


def test_a_comma_reader_gets_commas() -> None:
    assert noted(spike(), Reader("Bob", locale="de")).startswith("18,2 km, 42 % longer")


def test_an_unknown_language_reads_english_instead_of_nothing() -> None:
    assert noted(spike(), Reader("Bob", locale="xx-nowhere")) == noted(spike())


def test_every_kind_of_pain_is_told_in_words_of_its_own_place() -> None:
    places = {region: words(pain(region=region), ALICE).text for region in Region}
    assert len(set(places.values())) == len(places)


@pytest.mark.parametrize(
    ("tier", "phrases"),
    [
        ("a", ("doctor today", "do not run", "emergency number")),
        ("b", ("this week", "do not run")),
        ("c", ("stop running", "sports doctor", "could be")),
        ("d", ("physio",)),
    ],
)
def test_a_flag_says_what_to_do_now(tier: str, phrases: tuple[str, ...]) -> None:
    text = flag_text(flag(tier), ALICE)
    assert all(phrase in text for phrase in phrases), text
    assert text.endswith(CARE)
    assert not UNWANTED.search(text)
    assert not re.search(r"\b(112|911|999)\b", text), "the emergency number differs by country"


def test_only_the_first_tier_speaks_of_today() -> None:
    assert "today" in flag_text(flag("a"), ALICE)
    assert not any("today" in flag_text(flag(tier), ALICE) for tier in "bcd")
