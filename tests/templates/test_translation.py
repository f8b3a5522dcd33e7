"""Every string can be translated, and the list of them is the present one."""

from __future__ import annotations

import os
import re
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo

from templates import rendering
from templates.translation import POT, collected, pot
from tests.templates.saying import ALICE, spike

SAID = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<[^>]*>|&[#\w]+;", re.DOTALL)


def test_the_list_of_strings_is_fresh() -> None:
    if os.environ.get("REWRITE_GOLDEN") == "1":
        POT.write_text(pot(), encoding="utf-8")
        pytest.fail("messages.pot was rewritten; run again without the switch")
    assert POT.read_text(encoding="utf-8") == pot(), "run: python -m templates.translation"


def test_no_sentence_of_a_template_escapes_translation() -> None:
    """What is left of a template without its expressions and tags holds no words."""
    for path in sorted(rendering.FOLDER.rglob("*.j2")):
        name = path.name.removesuffix(".j2")
        if name.endswith((".css", ".json")):
            continue
        left = SAID.sub(" ", path.read_text(encoding="utf-8"))
        words = set(re.findall(r"[A-Za-z]{3,}", left))
        found = words - {"Evenstride", "Strava", "https", "doi", "org", "yes"}
        assert not found, f"{path.name}: {sorted(found)}"


def test_strings_hold_named_places_only() -> None:
    """Positions cannot be reordered by a translator, and a lone percent sign breaks the string."""
    for message in collected():
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in map(str, texts):
            assert not re.search(r"%(?!\(\w+\)s)", text), text


def test_no_string_anywhere_frightens_scores_or_names_a_drug() -> None:
    unwanted = re.compile(
        r"\b(danger\w*|damag\w*|wear(ing)?|weak\w*|misalign\w*|risk\w*|score\w*|10 ?%|sweet spot"
        r"|will get|degenerat\w*|ibuprofen|painkiller\w*|anti-inflammator\w*|NSAID\w*)\b",
        re.IGNORECASE,
    )
    for message in collected():
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in map(str, texts):
            assert not unwanted.search(text), text


def test_a_translated_language_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with one translated sentence: that one changes, the others stay English."""
    catalog = collected()
    asked = "Keep the next two runs short and easy, and tell me tomorrow how it feels."
    message = catalog.get(asked)
    assert message is not None
    message.string = "Houd de volgende twee lopen kort en rustig."
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    spoken = GNUTranslations(compiled)
    dutch = rendering.environment.__wrapped__("en")
    dutch.install_gettext_translations(spoken, newstyle=True)  # type: ignore[attr-defined]
    monkeypatch.setattr(rendering, "environment", lambda language: dutch)
    say = rendering.speaker(
        "findings/session_spike.txt",
        n=spike().numbers,
        action="ease_next_two",
        short=True,
        reader=ALICE,
    )
    assert say("todo") == "Houd de volgende twee lopen kort en rustig."
    assert say("what").startswith("18.2 km, 42% longer")
