"""What each rule says about itself, for `evenstride rules` and docs/rules.md.

The text is the rule's own docstring; its sources come with title and DOI from the catalogue, so
nothing is told twice.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from coaching import catalogue
from coaching.advice import Checked, Confidence, Source
from coaching.rules import RULES, Rule
from templates.rendering import speak

NUMBERS = {
    "session_spike": "R01",
    "weekly_ramp": "R02",
    "acute_chronic": "R03",
    "monotony": "R04",
    "rest_days": "R05",
    "fast_running": "R06",
    "cadence": "R07",
    "downhill": "R08",
    "surface_mix": "R09",
    "pain": "R10",
    "pain_episode": "R11",
    "possible_condition": "R12",
    "strength": "R13",
    "foot_strength": "R14",
    "mobility": "R15",
    "self_tests": "R16",
    "cue_trial": "R17",
    "return_to_run": "R18",
    "after_a_break": "R19",
    "cross_training": "R20",
    "shoes": "R21",
    "recovery": "R22",
    "novice": "R23",
    "earlier_injury": "R24",
    "masked_pain": "R25",
    "red_flags": "R26",
}
HEADINGS = ("Watches", "Why it matters", "Says", "Stays silent", "Sources")
CHECKED = {
    Checked.SEEN: "read",
    Checked.SECOND_HAND: "as others quote it",
    Checked.MEMORY: "recalled, so none of its numbers is shown",
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule in words: its headings with their text, and the sources that it names."""

    name: str
    number: str
    title: str
    parts: dict[str, str]
    sure: str
    sources: tuple[Source, ...]


def rule_texts() -> list[RuleText]:
    """Every rule, by its number."""
    return sorted((_text(rule) for rule in RULES), key=lambda text: text.number)


def _text(rule: Rule) -> RuleText:
    module = inspect.getmodule(rule)
    assert module is not None
    doc = inspect.getdoc(module) or ""
    first, *paragraphs = doc.split("\n\n")
    parts: dict[str, str] = {}
    for paragraph in paragraphs:
        heading, comma, text = re.split(r"([:,])", paragraph, maxsplit=1)
        before = f"{heading}{comma}".removesuffix(":")
        parts[heading] = " ".join(text.split()) if comma == ":" else _all(before, text)
    return RuleText(
        name=rule.__name__,
        number=NUMBERS[rule.__name__],
        title=_sentence(first.partition(": ")[2]),
        parts=parts,
        sure=_sure(inspect.getsource(module)),
        sources=_sources(parts["Sources"]),
    )


def _sure(code: str) -> str:
    """How sure the rule is, in the words that a runner reads, the surest first."""
    used = {name.lower() for name in re.findall(r"\bConfidence\.([A-Z]+)\b", code)}
    known = [one for one in Confidence if one.value in used]
    words = dict.fromkeys(speak("names.txt", "sure", of=one.value) for one in known)
    return _sentence("; ".join(words)) + "."


def _all(before: str, text: str) -> str:
    """ "Says, all grey: ..." keeps what stands before the colon."""
    return " ".join(f"{before.partition(',')[2]} {text}".split())


def _sources(text: str) -> tuple[Source, ...]:
    return tuple(source for source in catalogue.sources().values() if source.key in text)


def as_markdown(text: RuleText) -> str:
    """One rule as a part of a page."""
    lines = [f"## {text.number} `{text.name}`", "", text.title, ""]
    for heading in HEADINGS[:-1]:
        lines += [f"**{heading}.** {_sentence(text.parts[heading])}", ""]
    lines += [f"**How sure.** {text.sure}", ""]
    lines += [f"**Sources.** {_sentence(text.parts['Sources'])}", ""]
    lines += [f"- {line}" for line in _source_lines(text)]
    return "\n".join([*lines, ""]) if text.sources else "\n".join(lines)


def as_text(text: RuleText) -> str:
    """One rule for a terminal."""
    lines = [f"{text.number} {text.name}: {text.title}"]
    lines += [f"{heading}: {_sentence(text.parts[heading])}" for heading in HEADINGS[:-1]]
    lines += [f"How sure: {text.sure}", f"Sources: {_sentence(text.parts['Sources'])}"]
    return "\n".join([*lines, *(f"  {line}" for line in _source_lines(text))])


def _source_lines(text: RuleText) -> Iterator[str]:
    for source in text.sources:
        doi = f", doi {source.doi}" if source.doi else ""
        yield f"{source.key}: {source.title}{doi} ({CHECKED[source.checked]})"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def rules_page() -> str:
    """docs/rules.md, made from the rules themselves."""
    head = """# The rules

Made by `make docs` from the rules themselves; do not edit it by hand.

The worst light wins; grey is information, green means go on, amber asks for care, red for rest,
and a flag sends somebody to a person with trained hands. Load alone never goes beyond amber: it
asks a question, and pain decides. A note on a run holds one recommendation, the weekly digest
three at most. Every rule but `red_flags` can be muted, and nobody mutes the referral
of a runner under 18. While something is amber or red, and on the way back to running, the rules on
load, surface, breaks, shoes and first months are silent; a fever silences all but pain.
`evenstride rules NAME` prints the same.

"""
    return head + "\n".join(as_markdown(text) for text in rule_texts()).rstrip() + "\n"
