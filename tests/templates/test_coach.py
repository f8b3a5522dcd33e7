"""The coach's letter: read in a minute, in words and not colours alone, and never too much."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from coaching.advice import Slot
from coaching.body import Region, Side
from coaching.catalogue import conditions, red_flags
from templates import Letter, Links, Origins, Reader, coach_letter
from templates.coach import Group, Member, Sore, told_words
from tests.templates import golden
from tests.templates.saying import LINKS, every_finding
from tests.templates.test_letters import PRIVATE, TAG

ON = date(2026, 3, 15)
THURSDAY = date(2026, 3, 12)
BOB = Reader("Bob")
SIXTY_NAMES = [f"Bartholomew-Maximiliane Number {nth:02d} of the Riverside" for nth in range(60)]
LONG_LINKS = Links(
    *(f"https://club.example/{'x' * 40}/{'t' * 160}" for _ in range(3)),
    unsubscribe=f"https://club.example/unsubscribe/{'t' * 160}",
)
BETWEEN_US = {
    ("masked_pain", "not_reliable"),
    ("masked_pain", "refer"),
    ("pain", "under_16_refer"),
    ("red_flags", "tier_d"),
    ("session_spike", "first_run"),
    ("session_spike", "keep_going"),
    ("session_spike", "longest_so_far"),
    ("weekly_ramp", "watch_week"),
}
"""Advice on load of which a coach reads nothing: health alone, or nothing to change."""


def red(name: str = "Charlie", **changed: object) -> Member:
    known = Member(
        name,
        Group.RED,
        12_000.0,
        30_000.0,
        ("pain", "no_running"),
        (Sore("knee_front", "left", 6, THURSDAY),),
    )
    return replace(known, **changed)  # type: ignore[arg-type]


def a_club() -> list[Member]:
    return [
        red(),
        Member("Dana", Group.RED, 0.0, 30_000.0, ("red_flags", "tier_b")),
        Member("Alice", Group.AMBER, 18_200.0, 12_000.0, ("session_spike", "ease_next_two")),
        Member("Ed", Group.AMBER, told=("pain", "shorten_flat_easy"), withheld=True),
        Member("Fay", Group.BACK, 6_000.0, 2_000.0, ("return_to_run", "walk_run"), stage=2),
        Member("Gus", Group.SILENT, 0.0, 20_000.0, silent_days=16),
        Member("Hal", Group.SILENT),
        *(Member(f"Usual {nth}", Group.USUAL, 2e4, 2e4, silent_days=1) for nth in range(41)),
        *(Member(f"Strava {nth}", None, withheld=True) for nth in range(3)),
    ]


@pytest.fixture(scope="module")
def letter() -> Letter:
    return coach_letter(a_club(), ON, BOB, LINKS)


def test_it_reads_as_agreed(letter: Letter) -> None:
    head = f"Subject: {letter.subject}\nPreheader: {letter.preheader}\n\n"
    golden.agrees("letter-coach.txt", head + letter.text)


def test_it_looks_as_agreed(letter: Letter) -> None:
    golden.agrees("letter-coach.html", letter.html)


def test_who_to_talk_to_comes_first(letter: Letter) -> None:
    shown = ("Charlie", "Dana", "Alice", "Ed", "Fay", "Gus", "Hal", "41 others", "4 runners'")
    places = [letter.text.index(text) for text in shown]
    assert places == sorted(places)


def test_a_light_is_a_sign_and_a_word(letter: Letter) -> None:
    assert "Charlie · ■ red" in letter.text
    assert "Alice · ▲ amber" in letter.text


def test_who_trained_as_usual_or_may_not_be_shown_is_only_counted(letter: Letter) -> None:
    for text in (letter.text, letter.html):
        assert "Usual 7" not in text
        assert "Strava 1" not in text
    assert "41 others trained as usual." in letter.text
    assert "4 runners' kilometres come from Strava and are not shown." in letter.text


def test_subject_and_preheader_hold_no_health_and_no_name(letter: Letter) -> None:
    worst = coach_letter([red()], ON, BOB, LINKS)
    quiet = coach_letter([Member("Alice", Group.USUAL, 1e4, 1e4)], ON, BOB, LINKS)
    assert worst.subject == quiet.subject == letter.subject
    assert worst.preheader == quiet.preheader == letter.preheader
    for line in (letter.subject, letter.preheader, letter.text[:40]):
        assert not PRIVATE.search(line), line
        assert not any(member.name in line for member in a_club())


def test_a_warning_sign_reads_like_any_red_day() -> None:
    sign, day = (
        coach_letter([red(told=told, sore=())], ON, BOB, LINKS)
        for told in (("red_flags", "tier_a"), ("pain", "no_running"))
    )
    assert sign == day


@pytest.mark.parametrize("worst", [None, 0, 10])
def test_no_condition_and_no_sign_is_ever_named(worst: int | None) -> None:
    names = [condition.name for condition in conditions().values()]
    words = [part.strip(" ()").casefold() for name in names for part in name.split("(")]
    words += [code.replace("_", " ") for code in conditions()]
    words += [flag.question.casefold() for flag in red_flags().values()]
    findings = [(found.rule, found.action) for found in every_finding()]
    everywhere = tuple(
        Sore(region.value, side, worst, THURSDAY)
        for region in Region
        for side in (None, *(one.value for one in Side))
    )
    members = [red(f"R{nth}", told=told) for nth, told in enumerate(dict.fromkeys(findings))]
    members.append(red("Everywhere", sore=everywhere))
    said = coach_letter(members, ON, BOB, LINKS)
    for text in (said.text, said.html):
        assert not [word for word in words if word in text.casefold()]


def test_all_advice_on_load_has_words_for_a_coach_but_what_stays_private() -> None:
    on_load = {(f.rule, f.action) for f in every_finding() if f.slot is Slot.LOAD_OR_REST}
    assert {told for told in on_load if not told_words(*told)} == BETWEEN_US
    others = {(f.rule, f.action) for f in every_finding() if f.slot is not Slot.LOAD_OR_REST}
    assert not [told for told in others - on_load if told_words(*told)]


def test_words_of_advice_hold_neither_pain_nor_numbers() -> None:
    for found in every_finding():
        said = told_words(found.rule, found.action)
        assert not re.search(r"\d|pain|hurt|sore|calm|doctor|flag|examin", said), said


def test_sixty_runners_who_all_need_a_word_fit_into_a_mail() -> None:
    places = (Sore("knee_below_cap", "both", 10, THURSDAY), Sore("hip_outer", "left", 9, THURSDAY))
    said = coach_letter([red(name, sore=places) for name in SIXTY_NAMES], ON, BOB, LONG_LINKS)
    assert len(said.text.encode()) + len(said.html.encode()) < 80_000
    assert said.pictures == {}


def test_sixty_of_whom_most_are_well_are_read_at_a_glance() -> None:
    usual = [Member(name, Group.USUAL, 2e4, 2e4) for name in SIXTY_NAMES[:54]]
    said = coach_letter([red(f"Red {nth}") for nth in range(6)] + usual, ON, BOB, LINKS)
    assert len(said.text.split()) < 260


@pytest.mark.parametrize(
    "name",
    [
        "Alice\r\nBcc: charlie@example.org",
        "Alice\x00\x1b[31m\u2028X",
        '<script>alert("x")</script>',
        "O'Neill & Søns, “Ållí” 走る",
    ],
)
def test_any_name_can_stand_in_it(name: str) -> None:
    said = coach_letter([red(name)], ON, Reader(name), LINKS)
    assert "<script" not in said.html
    assert "\nBcc:" not in said.text
    assert all(sign.isprintable() or sign == "\n" for sign in said.text)
    plain = coach_letter([red()], ON, BOB, LINKS)
    assert not TAG.search(plain.text)


@pytest.mark.parametrize(
    ("week_m", "before_m", "says"),
    [
        (20_000.0, 0.0, "20 km this week."),
        (20_000.0, 900.0, "20 km this week."),
        (20_000.0, 20_900.0, "20 km this week, as before."),
        (20_000.0, 40_000.0, "20 km this week, 50% less than before."),
        (20_000.0, 16_000.0, "20 km this week, 25% more than before."),
        (20_000.0, 8_000.0, "20 km this week, before 8.0 km."),
        (0.0, 20_000.0, "No run this week."),
    ],
)
def test_the_week_is_compared_where_that_says_something(
    week_m: float, before_m: float, says: str
) -> None:
    said = coach_letter([red(week_m=week_m, before_m=before_m)], ON, BOB, LINKS).text
    assert f"  {says}\n" in said
    assert ("“Before” is the mean" in said) == ("before" in says)


def test_miles_and_an_empty_club_read_well_too() -> None:
    assert "7.5 mi this week" in coach_letter([red()], ON, replace(BOB, units="mi"), LINKS).text
    withheld = coach_letter([Member("Alice", None, withheld=True)], ON, BOB, LINKS).text
    assert "One runner shows you their week." in withheld
    assert "One runner's kilometres come from Strava and are not shown." in withheld
    quiet = coach_letter([Member("Alice", Group.USUAL, 1e4, 1e4)], ON, BOB, LINKS, unread=2).text
    assert "A quiet week: nobody asks for a second look." in quiet
    assert "2 runners' weeks could not be read" in quiet


def test_strava_is_named_where_its_runs_are_shown(letter: Letter) -> None:
    owed = Origins(from_strava=True, devices=("Garmin Forerunner 55",))
    said = coach_letter([red()], ON, BOB, LINKS, owed)
    for text in (said.text, said.html):
        assert "Powered by Strava · Garmin Forerunner 55" in text
    assert "Powered by Strava" not in letter.text
