"""Every word and picture that a person sees.

Findings come in as data (`coaching.advice`), sentences go out: a note of at most 280
characters, the mails, the chart of the last weeks, and the pages. The words stand in the
`.j2` files beside this one, each string ready for translation; the Python here only rounds,
chooses and arranges.
"""

from __future__ import annotations

from templates.chart import chart_alt, chart_png, chart_spec, draw
from templates.coach import coach_letter
from templates.demo import demo_index
from templates.digest import digest_letter
from templates.letters import (
    Letter,
    invitation_letter,
    morning_letter,
    new_link_letter,
    note_letter,
    reconnect_letter,
    trial_letter,
)
from templates.origins import Origins
from templates.pairs import PairFacts
from templates.reader import Links, Reader
from templates.rendering import render
from templates.understood import Understood
from templates.words import (
    CARE_LIGHTS,
    NOTE_LIMIT,
    Words,
    cited_sources,
    flag_text,
    not_medical_advice,
    note,
    public_line,
    words,
)

__all__ = [
    "CARE_LIGHTS",
    "NOTE_LIMIT",
    "Letter",
    "Links",
    "Origins",
    "PairFacts",
    "Reader",
    "Understood",
    "Words",
    "chart_alt",
    "chart_png",
    "chart_spec",
    "cited_sources",
    "coach_letter",
    "demo_index",
    "digest_letter",
    "draw",
    "flag_text",
    "invitation_letter",
    "morning_letter",
    "new_link_letter",
    "not_medical_advice",
    "note",
    "note_letter",
    "public_line",
    "reconnect_letter",
    "render",
    "trial_letter",
    "words",
]
