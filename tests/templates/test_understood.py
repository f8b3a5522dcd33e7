"""What was read in a runner's words has words of its own, for every place and in any language."""

from __future__ import annotations

import re
from dataclasses import replace
from gettext import GNUTranslations
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from babel.messages.mofile import write_mo

from coaching.advice import Light
from coaching.body import Region, Side, Timing
from templates import Reader, Understood, digest_letter, note_letter, rendering
from templates.translation import collected
from tests.templates.saying import ALICE, LINKS, ON, a_note, a_week, alices_log, flag, readings

READ = Understood(1, ON, True)


def say(macro: str, one: Understood, *more: Any) -> str:
    module = rendering.environment("en").get_template("understood.txt.j2").module
    return " ".join(str(getattr(module, macro)(one, *more)).split())


@pytest.mark.parametrize("region", list(Region))
def test_every_place_is_said_on_every_side_without_a_code(region: Region) -> None:
    told = product((None, *Side), (None, *Timing), (None, 0, 10), (True, False))
    for side, timing, worst, sure in told:
        one = replace(READ, region=region, side=side, timing=timing, worst=worst, sure=sure)
        for text in (say("what", one), say("in_letter", one, ALICE), say("on_page", one, ALICE)):
            assert text
            assert "_" not in text
            assert "None" not in text
            assert ", ," not in text


def test_what_stands_beside_a_place_is_said_too() -> None:
    one = replace(READ, region="knee", side="left", worst=4, limp=True, painkiller=True, fever=True)
    assert say("what", one) == (
        "left knee, 4 out of 10, with a limp, a tablet for the pain, a fever"
    )


def test_an_unsure_reading_is_never_said_as_if_it_were_so() -> None:
    one = Understood(1, ON, False, "knee", "left", 9)
    for text in (say("in_letter", one, ALICE), say("on_page", one, ALICE)):
        assert not re.search(r"\b(9|left|read)\b", text)


def test_the_days_of_a_letter_are_weekdays_and_those_of_a_page_are_dates() -> None:
    assert "on Sunday" in say("in_letter", READ, ALICE)
    assert "of 15 March" in say("on_page", READ, ALICE)
    assert "of March 15" in say("on_page", READ, Reader(locale="en_US"))


def test_a_warning_sign_leaves_no_room_for_a_question() -> None:
    log = alices_log()
    for letter in (
        note_letter(a_note(flag()), log, ALICE, LINKS, readings()),
        digest_letter(a_week(flag(), light=Light.FLAG), log, ALICE, LINKS, readings()),
    ):
        assert "/words/" not in letter.text + letter.html


def test_a_letter_links_to_each_answer_in_text_and_html() -> None:
    letter = digest_letter(a_week(), alices_log(), ALICE, LINKS, readings())
    for one in readings():
        assert one.link in letter.text
        assert f'href="{one.link}"' in letter.html


def test_places_are_named_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = collected()
    dutch = {
        "left knee": "linkerknie",
        "%(worst)s out of 10": "%(worst)s van 10",
        "On your run of %(day)s I read: %(what)s.": "Bij je loop van %(day)s las ik: %(what)s.",
    }
    for english, own in dutch.items():
        message = catalog.get(english)
        assert message is not None, english
        message.string = own
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    spoken = rendering.environment.__wrapped__("en")
    spoken.install_gettext_translations(GNUTranslations(compiled), newstyle=True)  # type: ignore[attr-defined]
    monkeypatch.setattr(rendering, "environment", lambda language: spoken)
    one = replace(READ, region="knee", side="left", worst=4)
    assert say("on_page", one, ALICE) == "Bij je loop van 15 March las ik: linkerknie, 4 van 10."
