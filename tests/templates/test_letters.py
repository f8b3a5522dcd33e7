"""Mails keep what hurts inside, hold any name, and look right without anything from outside."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest

from coaching.advice import Advice, Light
from coaching.body import Region
from coaching.log import TrainingLog
from templates import (
    Letter,
    Links,
    Reader,
    digest_letter,
    invitation_letter,
    note_letter,
    trial_letter,
)
from tests.templates.saying import (
    ALICE,
    LINKS,
    ON,
    a_note,
    a_week,
    alices_log,
    every_finding,
    flag,
    pain,
    readings,
    run,
    spike,
    strength,
)

PRIVATE = re.compile(
    r"\b(pain\w*|hurt\w*|sore\w*|ach(e|es|ing)|injur\w*|flag\w*|grey|gray|green|amber|red|light"
    r"|doctor|physio\w*|bone|tendon|"
    + "|".join({part for region in Region for part in region.value.split("_")} - {"front", "other"})
    + r"|warning|urgent|medical|stop|rest)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|&#\d+;")


@pytest.fixture(scope="module")
def digest() -> Letter:
    return digest_letter(
        a_week(spike(), strength(), pain(), block=True), alices_log(), ALICE, LINKS
    )


def every_letter() -> Iterator[Letter]:
    """A note and a digest about each finding; the picture is left out to keep it quick."""
    empty = TrainingLog(runs=[run("activity-1", ON, 18.2, title="Knee hurt a lot, red light")])
    seen: set[object] = set()
    for finding in every_finding():
        kind = (finding.rule, finding.action, finding.numbers.get("region"))
        if kind not in seen:
            seen.add(kind)
            yield note_letter(a_note(finding), empty, ALICE, LINKS)
    for light in (None, *Light):
        yield digest_letter(a_week(spike(), light=light), alices_log(), ALICE, LINKS)
    yield digest_letter(a_week(flag(), light=Light.FLAG), alices_log(), ALICE, LINKS)
    yield digest_letter(a_week(spike()), alices_log(), ALICE, LINKS, readings())
    yield note_letter(a_note(spike()), empty, ALICE, LINKS, readings())
    yield invitation_letter(ALICE, "Riverside Runners", "https://club.example/join")
    yield trial_letter(ALICE)


def test_no_subject_or_preheader_gives_away_what_hurts_or_how_bad_it_is() -> None:
    for letter in every_letter():
        assert letter.subject
        assert letter.preheader
        for line in (letter.subject, letter.preheader):
            assert not PRIVATE.search(line), line


def test_a_subject_is_the_same_whatever_was_found() -> None:
    log = alices_log()
    subjects = {
        note_letter(a_note(found), log, ALICE, LINKS).subject for found in (spike(), flag())
    }
    assert len(subjects) == 1
    weeks = (a_week(spike()), a_week(flag(), light=Light.FLAG), a_week(light=Light.GREEN))
    assert len({digest_letter(week, log, ALICE, LINKS).subject for week in weeks}) == 1


def test_a_mail_programs_preview_of_the_text_is_private_too() -> None:
    for letter in every_letter():
        assert not PRIVATE.search(letter.text[:90]), letter.text[:90]


def test_the_html_opens_with_the_preheader_and_pads_the_preview_after_it() -> None:
    for letter in every_letter():
        shown = re.sub(r"(?s)<head>.*</head>", "", letter.html)
        start = unescape(re.sub(r"<[^>]+>", "", shown)).strip()
        assert start.startswith(letter.preheader)
        padding = start.removeprefix(letter.preheader)[:200]
        assert not re.search(r"[A-Za-z0-9]", padding)


def test_a_text_part_holds_no_html() -> None:
    for letter in every_letter():
        assert not TAG.search(letter.text), letter.text
        assert "\n\n\n" not in letter.text
        assert letter.text.endswith("\n")
        assert max(map(len, letter.text.splitlines())) <= 100


def test_text_and_html_say_the_same(digest: Letter) -> None:
    shown = _shown(digest.html)
    plain = " ".join(digest.text.split())
    for sentence in (
        "Keep the next two runs short and easy, and tell me how it feels.",
        "Front of the left knee: 3/10 for the whole run.",
        "No strength session noted in the last two weeks.",
        "Your longest run: up to 14 km.",
        "Not medical advice. If it gets worse or you are unsure, see a physio or doctor.",
    ):
        assert sentence in plain, sentence
        assert sentence in shown, sentence


@pytest.mark.parametrize(
    "name",
    [
        "Alice\r\nBcc: charlie@example.org",
        "Alice\x00\x1b[31m\u2028X",
        '<script>alert("x")</script>',
        "O'Neill & Søns, “Ållí” 走る",
        "",
    ],
)
def test_any_name_can_be_greeted(name: str) -> None:
    reader = Reader(name)
    club = name or "Riverside"
    for letter in (
        invitation_letter(reader, club, "https://club.example/join?a=1&b=2"),
        note_letter(a_note(spike()), alices_log(), reader, LINKS),
    ):
        for line in (letter.subject, letter.preheader):
            assert line.isprintable()
        assert "<script" not in letter.html
        assert letter.text.startswith("Hello")
        assert "\nBcc:" not in letter.text
        assert "\x00" not in letter.html + letter.text


def test_a_link_survives_the_html_unharmed() -> None:
    links = Links("https://c.example/?a=1&b=%3D", "https://c.example/s", "https://c.example/t")
    html = digest_letter(a_week(), alices_log(), ALICE, links).html
    assert "https://c.example/?a=1&b=%3D" in _Parts.of(html).links


def test_nothing_is_fetched_from_elsewhere() -> None:
    for letter in every_letter():
        parts = _Parts.of(letter.html)
        for source in parts.sources:
            assert source.startswith("cid:"), source
            assert source.removeprefix("cid:") in letter.pictures
        assert not re.search(r"url\(|@import|@font-face|<link|<script|<iframe", letter.html)


def test_the_picture_says_in_words_what_it_shows(digest: Letter) -> None:
    ((_, alt),) = _Parts.of(digest.html).pictures
    assert alt.startswith("Your last 12 weeks, 22 December to 15 March.")
    assert "Longest run: 18.2 km" in alt
    assert "3 out of 10 in the week to 15 March" in alt


def test_a_digest_is_small_enough_that_no_mail_program_cuts_it(digest: Letter) -> None:
    assert len(digest.html.encode()) < 60_000
    (png,) = digest.pictures.values()
    assert len(png) <= 80_000
    width, _height = struct.unpack(">II", png[16:24])
    assert width >= 1000


def test_styles_stand_in_the_elements_and_the_dark_ones_in_the_head(digest: Letter) -> None:
    head, _, body = digest.html.partition("</head>")
    assert 'style="' in body
    assert "prefers-color-scheme: dark" in head
    assert 'name="color-scheme" content="light dark"' in head
    assert "max-width: 600px" in body
    # Only the rules for other screens stay behind; the rest went into the elements.
    left = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", head.partition("<style>")[2])
    assert "{" not in left


def test_a_letter_without_anything_to_say_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        note_letter(Advice(ON, "1", None), alices_log(), ALICE, LINKS)


def test_a_run_recorded_in_two_parts_is_told_as_one() -> None:
    first, second = run("activity-1", ON, 5.0), run("activity-2", ON, 6.0)
    log = TrainingLog(runs=[first, second])
    assert "11.0 km in" in note_letter(a_note(spike()), log, ALICE, LINKS).text


class _Parts(HTMLParser):
    """The links, pictures and visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.text: list[str] = []

    @classmethod
    def of(cls, html: str) -> _Parts:
        parts = cls()
        parts.feed(html)
        return parts

    @property
    def sources(self) -> list[str]:
        return [source for source, _ in self.pictures]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(named["href"])
        if tag == "img":
            self.pictures.append((named["src"], named["alt"]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _shown(html: str) -> str:
    return " ".join(" ".join(_Parts.of(html).text).split())


def test_a_flags_letter_offers_no_tap_that_could_seem_to_clear_it() -> None:
    letter = note_letter(a_note(flag("a")), alices_log(), ALICE, LINKS)
    assert "doctor today" in letter.text
    assert LINKS.nothing_hurts not in letter.text + letter.html
    assert LINKS.settings in letter.text
    usual = note_letter(a_note(spike()), alices_log(), ALICE, LINKS)
    assert LINKS.nothing_hurts in usual.text
    assert LINKS.nothing_hurts in usual.html
